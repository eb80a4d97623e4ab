"""Drive a deadline night and tell the figures as Markdown, to be pasted into docs/benchmarks.md."""

import argparse
import asyncio
import os
import subprocess
import tempfile
import uuid
from functools import partial
from pathlib import Path

from . import directors as people
from . import verify, world
from .serving import Server, restart_postgres


def main(arguments=None):
    """Run the program.

    :return: int, 0 when nothing was lost or doubled
    """
    options = _parser().parse_args(arguments)
    database = f"shnor_load_{uuid.uuid4().hex[:8]}"
    _client("createdb", "-T", options.template, database)
    # the private server of tests commits before the disk has it; here it does as in production
    setting = f'ALTER DATABASE "{database}" SET synchronous_commit = on'
    _client("psql", "-d", database, "-c", setting)
    try:
        return _run(options, database)
    finally:
        _client("dropdb", "--if-exists", "--force", database)


def _parser():
    parser = argparse.ArgumentParser(prog="scripts/load", description=__doc__)
    parser.add_argument("--directors", type=int, default=500)
    parser.add_argument("--rate", type=float, default=100, help="answers a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kill", choices=("none", "server", "postgres"), default="none")
    parser.add_argument("--race", type=float, default=15, help="seconds a side; 0 leaves it out")
    parser.add_argument(
        "--template",
        default=os.environ.get("SHNOR_TEST_TEMPLATE"),
        required="SHNOR_TEST_TEMPLATE" not in os.environ,
        help="database with the addons, to be cloned",
    )
    return parser


def _run(options, database):
    scene = world.build(database, options.directors)
    log = Path(tempfile.mkdtemp(prefix="shnor_load_")) / "server.log"
    server = Server(database, options.workers, log)
    server.start()
    try:
        crowd, drained = asyncio.run(
            people.night(
                server.address,
                scene,
                options.rate,
                options.seconds,
                _incident(options.kill, server),
            )
        )
        _tell_night(options, crowd, drained)
        found = verify.problems(database, crowd)
        if options.race:
            _tell_race(server.address, scene, options)
    finally:
        server.stop()
    for problem in found:
        print(f"WRONG: {problem}")
    if not found:
        total = sum(len(director.acked) for director in crowd)
        print(
            f"\nAll {total} acknowledged answers are there, each once; {len(crowd)} receipts match."
        )
    return 1 if found else 0


def _incident(kind, server):
    if kind == "server":

        def kill_and_start():
            server.kill()
            server.start()

        return kill_and_start
    return restart_postgres if kind == "postgres" else None


def _tell_night(options, crowd, drained):
    times = sorted(time for director in crowd for time in director.times)
    answers = sum(len(director.acked) for director in crowd)
    retries = sum(director.retries for director in crowd)
    print(
        f"\n{options.directors} directors, {options.workers} workers, "
        f"{options.rate:g} answers a second asked for, killed: {options.kill}\n"
    )
    print("| answers | answers/s | tries again | p50, ms | p95, ms | p99, ms | slowest, ms |")
    print("|---|---|---|---|---|---|---|")
    figures = [1000 * times[int(len(times) * part)] for part in (0.5, 0.95, 0.99)]
    figures.append(1000 * times[-1])
    shown = " | ".join(f"{figure:.0f}" for figure in figures)
    print(f"| {answers} | {answers / drained:.0f} | {retries} | {shown} |")


def _tell_race(address, scene, options):
    """As fast as the server can, the same number of clients: our saves against Survey's pages."""
    stock = asyncio.run(
        people.race(partial(_submit_page, address, scene["stock"]), world.RACERS, options.race)
    )
    ours = asyncio.run(people.race(partial(_save, address, scene), world.RACERS, options.race))
    print(f"\n| as fast as it goes, {world.RACERS} clients | a second | ratio |")
    print("|---|---|---|")
    print(f"| Survey: pages of {world.PAGE} questions submitted | {stock:.0f} | 1 |")
    print(f"| ours: answers saved, one a request | {ours:.0f} | {ours / stock:.1f} |")


async def _submit_page(address, stock, http, index, turn):
    token = stock["answers"][index % len(stock["answers"])]
    params = {"page_id": stock["page"]}
    params |= {str(question): str(turn % 1000) for question in stock["questions"]}
    url = f"{address}/survey/submit/{stock['survey']}/{token}"
    async with http.post(url, json={"jsonrpc": "2.0", "params": params}) as response:
        data = await response.json()
    if "error" in data or "error" in data["result"][1]:
        raise RuntimeError(f"Survey refused a page: {str(data)[:300]}")


async def _save(address, scene, http, index, turn):
    seat = scene["racers"][index % len(scene["racers"])]
    save = {"seq": turn + 1, "code": scene["codes"][turn % world.PAGE], "value": turn}
    url = f"{address}/my/forms/{seat['sheet']}/save"
    async with http.post(
        url,
        json={"jsonrpc": "2.0", "params": {"client": f"race{index}", "saves": [save]}},
        cookies={"session_id": seat["session"]},
    ) as response:
        data = await response.json()
    if data["result"]["acks"][0]["status"] != "saved":
        raise RuntimeError(f"a save was refused: {str(data)[:300]}")


def _client(tool, *arguments):
    command = [Path(os.environ["PGPATH"], tool), *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True)
