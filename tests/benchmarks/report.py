"""The XLSX report of a campaign: seconds, and whether the memory stays flat."""

import tempfile
import time
from pathlib import Path

from . import child, databases
from .generate import Generator, Scale
from .tools import machine, markdown_table, number, peak_rss_mb, progress

# evidence: four rows a school and two a teacher; one teacher in forty is not employed on the day
SCALES = (Scale("report_small", 2_000, 60_000, 100), Scale("report_large", 20_000, 600_000, 1_000))


def run(options):
    """Write the report at both scales, each time in a fresh process.

    :param options: of the command line
    :return: Markdown
    """
    rows = []
    for scale in SCALES:
        name = databases.ensure(
            scale.name,
            lambda env, scale=scale: Generator(env, scale).run().action_calculate(),
            str(scale),
            template=options.template,
        )
        try:
            databases.vacuum(name)
            rows.append(_measure(name, scale, options.repeat))
            with databases.environment(name) as env:
                about = machine(env.cr)
        finally:
            if not options.keep:
                databases.drop(name)
    headers = ["rows of evidence", "seconds", "from–to", "peak RSS before, MB", "after, MB", "MB"]
    return f"### XLSX report\n\n{about}\n\n{markdown_table(headers, rows)}\n"


def _measure(name, scale, repeat):
    done = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(repeat):
            progress(f"{scale.name}, {turn + 1} of {repeat}")
            done.append(child.measure("report.write", name, Path(folder, "report.xlsx")))
    done.sort(key=lambda one: one["seconds"])
    middle = done[len(done) // 2]
    return [
        number(middle["rows"]),
        f"{middle['seconds']:.1f}",
        f"{done[0]['seconds']:.1f}–{done[-1]['seconds']:.1f}",
        f"{middle['before']:.0f}",
        f"{max(one['after'] for one in done):.0f}",
        f"{middle['size'] / 1024**2:.0f}",
    ]


def write(database, path):
    """Task of a fresh process: write the report as ``scripts/shnor report`` does."""
    with databases.environment(database) as env:
        campaign = env["shnor.campaign"].search([], order="date_begin desc", limit=1)
        rows = env["shnor.indicator.evidence"].search_count([("run_id", "=", campaign.run_id.id)])
        before = peak_rss_mb()
        started = time.perf_counter()
        env["report.shnor_monitoring.campaign_xlsx"]._write_report(campaign, path)
        return {
            "seconds": time.perf_counter() - started,
            "rows": rows,
            "before": before,
            "after": peak_rss_mb(),
            "size": Path(path).stat().st_size,
        }
