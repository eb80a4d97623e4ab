"""The letters of a campaign: the background job against nothing but printing, and its memory."""

import statistics
import time
from datetime import date

from . import child, databases
from .generate import Generator, Scale
from .tools import machine, markdown_table, number, peak_rss_mb, progress

TINY, FEW, MANY = 10, 40, 400
TEACHERS = 25
ADVICE = 4
JOB, PRINTING, FIRST = "product: the job", "printing alone", "the first letter of a fresh process"


def run(options):
    """Measure the job and the bare printing in turn, each in a fresh process and database.

    :param options: of the command line
    :return: Markdown
    :raise SystemExit: a letter was not sent, or the numbers of statements differ
    """
    sizes = (TINY,) if options.scale == ["district"] else (FEW, MANY)
    done, made = {}, {}
    for size in sizes:
        scale = Scale(f"letters_{size}", size, size * TEACHERS, max(size // 20, 1))
        base = databases.ensure(
            scale.name, lambda env, scale=scale: _fill(env, scale), str(scale), options.template
        )
        try:
            for turn in range(options.repeat):
                sides = ((JOB, "job"), (PRINTING, "printing"))
                for side, task in sides[:: -1 if turn % 2 else 1]:
                    progress(f"letters, {size} schools, {turn + 1} of {options.repeat}: {side}")
                    done.setdefault((size, side), []).append(_measure(base, f"letters.{task}"))
            progress(f"letters, {size} schools: making the pack")
            made[size] = _measure(base, "letters.make")
            with databases.environment(base) as env:
                about = machine(env.cr)
        finally:
            databases.drop(f"{base}_run")
            if not options.keep:
                databases.drop(base)
    for (size, side), results in done.items():
        if any(one["letters"] != size for one in results):
            raise SystemExit(f"{side}: not every letter came out: {results}")
    if len({one["statements"] for one in made.values()}) > 1:
        raise SystemExit(f"making takes more statements for more schools: {made}")
    return _markdown(about, done, made)


def _measure(base, task):
    databases.clone(base, f"{base}_run")
    return child.measure(task, f"{base}_run")


def _fill(env, scale):
    """Make a calculated campaign of schools with an address, approved, each with some advice."""
    campaign = Generator(env, scale).run()
    campaign.action_calculate()
    schools = campaign.participant_ids.school_id
    for school in schools:
        school.partner_id.email = f"school{school.code}@example.org"
        school.director_ids = env["res.partner"].create(
            {"name": "Орлова Мария Петровна", "email": f"director{school.code}@example.org"}
        )
    recommendations = env["shnor.recommendation"].create(
        [
            {
                "participant_id": participant.id,
                "text": "Составить и выполнить план: разбор работ по предмету, открытые уроки, "
                "наставничество, повторная диагностика не позднее чем через полгода.",
                "term_date": date.today(),
                "responsible": "Заместитель директора по учебной работе",
                "expected_result": "Доля работ ниже минимума снижается к следующему мониторингу.",
                "fact_ids": [(0, 0, {"kind": "category"})],
            }
            for participant in campaign.participant_ids
            for _index in range(ADVICE)
        ]
    )
    recommendations.action_accept()
    analysis = env["shnor.analysis"].create({"campaign_id": campaign.id})
    analysis._move_to("approved", digest=analysis._digest_of_rows())


def _campaign(env):
    return env["shnor.campaign"].search([("is_approved", "=", True)])


def make(database):
    """Task of a fresh process: make the pack, twice as the first time fills caches."""
    with databases.environment(database) as env:
        campaign = _campaign(env)
        for _warm in range(2):
            env.invalidate_all()
            with env.cr.savepoint() as savepoint:
                started, before = time.perf_counter(), env.cr.sql_log_count
                pack = campaign._make_letters()
                env.flush_all()
                result = {
                    "letters": len(pack.letter_ids),
                    "seconds": time.perf_counter() - started,
                    "statements": env.cr.sql_log_count - before,
                }
                savepoint.rollback()
            env.invalidate_all()
        # the ORM inserts a hundred rows at a time: those are counted as one
        return {**result, "statements": result["statements"] - result["letters"] // 100}


def job(database):
    """Task of a fresh process: what the job does, with a commit after each batch."""
    with databases.environment(database) as env:
        pack = _campaign(env)._make_letters()
        pack._move_to("sending")
        env.cr.commit()
        first = _print(pack.letter_ids[:1])
        before = peak_rss_mb()
        cron = type(env["ir.cron"])
        original = cron._commit_progress
        cron._commit_progress = lambda self, *args, **values: self.env.cr.commit() or 60
        try:
            started = time.perf_counter()
            pack._run_sending()
            seconds = time.perf_counter() - started
        finally:
            cron._commit_progress = original
        sent = pack.letter_ids.filtered(lambda one: one.state == "sent" and one.dispatch_ids)
        return {
            "letters": len(sent),
            "seconds": seconds,
            "first": first,
            "before": before,
            "rss": peak_rss_mb(),
        }


def printing(database):
    """Task of a fresh process: the same letters made into PDFs, and nothing else."""
    with databases.environment(database) as env:
        pack = _campaign(env)._make_letters()
        letters = pack.letter_ids
        first = _print(letters[:1])
        before = peak_rss_mb()
        started = time.perf_counter()
        for letter in letters:
            _print(letter)
            env.invalidate_all()
        return {
            "letters": len(letters),
            "seconds": time.perf_counter() - started,
            "first": first,
            "before": before,
            "rss": peak_rss_mb(),
        }


def _print(letter):
    started = time.perf_counter()
    letter._render_files()
    return time.perf_counter() - started


def _markdown(about, done, made):
    rows = []
    for (size, side), results in done.items():
        seconds = statistics.median(one["seconds"] for one in results)
        bare = statistics.median(one["seconds"] for one in done[size, PRINTING])
        rows.append(
            [
                f"{size} schools, {side}",
                f"{seconds:.1f}",
                f"{60 * size / seconds:.0f}",
                f"{seconds / bare:.2f}",
                f"{statistics.median(one['before'] for one in results):.0f}",
                f"{statistics.median(one['rss'] for one in results):.0f}",
            ]
        )
    first = statistics.median(one["first"] for results in done.values() for one in results)
    rows.append([FIRST, f"{first:.1f}", f"{60 / first:.0f}", "", "", ""])
    headers = ["", "seconds", "letters a minute", "of printing alone"]
    headers += ["peak RSS after the first letter, MB", "at the end, MB"]
    packs = [
        [f"{size} schools", f"{one['seconds']:.2f}", number(one["statements"])]
        for size, one in made.items()
    ]
    return (
        f"### Letters\n\n{about}\n\n{markdown_table(headers, rows)}\n\n"
        f"{markdown_table(['making the pack', 'seconds', 'statements'], packs)}\n"
    )
