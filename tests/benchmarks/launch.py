"""Giving a form out: the product's launch against Survey's invitation wizard."""

import statistics
import time
from datetime import date, timedelta

from . import child, databases
from .generate import Generator, Scale
from .tools import machine, markdown_table, number, peak_rss_mb, progress

SCHOOLS, MANY_SCHOOLS = 1_000, 40_000
PRODUCT, INVITE, STOCK, MANY = (
    "product",
    "stock: wizard",
    "stock: wizard and a task each",
    "product, many schools",
)


def run(options):
    """Measure the sides in turn, each in a fresh process and on a fresh database.

    :param options: of the command line
    :return: Markdown
    :raise SystemExit: a side did not make a form and a mail for each school
    """
    base = databases.ensure("launch", _filler(SCHOOLS), f"{SCHOOLS}", template=options.template)
    many = databases.ensure(
        "launch_many", _filler(MANY_SCHOOLS), f"{MANY_SCHOOLS}", template=options.template
    )
    tasks = {PRODUCT: "product", INVITE: "invite", STOCK: "stock"}
    done = {side: [] for side in (*tasks, MANY)}
    try:
        for turn in range(options.repeat):
            for side in list(tasks)[:: -1 if turn % 2 else 1]:
                progress(f"launch, {turn + 1} of {options.repeat}: {side}")
                done[side].append(_measure(base, f"launch.{tasks[side]}", SCHOOLS))
        progress(f"launch: {MANY}")
        done[MANY].append(_measure(many, "launch.product", MANY_SCHOOLS))
        return _markdown(base, done)
    finally:
        for name in (f"{base}_run", f"{many}_run"):
            databases.drop(name)
        if not options.keep:
            databases.drop(base)
            databases.drop(many)


def _measure(base, task, schools):
    databases.clone(base, f"{base}_run")
    databases.vacuum(f"{base}_run")
    result = child.measure(task, f"{base}_run")
    if result["made"] != [schools, schools]:
        raise SystemExit(f"{task}: {result['made']} forms and mails for {schools} schools")
    return result


def _filler(schools):
    def fill(env):
        generator = Generator(env, Scale("launch", schools, 0, max(schools // 20, 1)))
        generator.run_schools()
        _name_directors(env)
        today = date.today()
        end = today + timedelta(days=14)
        generator._campaign("1", "2026-01-01", "2026-06-30", str(today), str(end))

    return fill


def _name_directors(env):
    """Give each school a director with an e-mail, as a committee that has prepared itself."""
    schools = env["shnor.school"].search([], order="id")
    directors = (
        env["res.partner"]
        .with_context(mail_create_nosubscribe=True, mail_create_nolog=True, tracking_disable=True)
        .create(
            [
                {
                    "name": f"Директор {school.code}",
                    "email": f"director{school.code}@example.org",
                    "parent_id": school.partner_id.id,
                }
                for school in schools
            ]
        )
    )
    env.cr.execute(
        "INSERT INTO shnor_school_director_rel (school_id, partner_id) "
        "SELECT * FROM unnest(%s, %s)",
        (schools.ids, directors.ids),
    )
    env.invalidate_all()


def product(database):
    """Task of a fresh process: what the job in the background does, committed batch by batch."""
    with databases.environment(database) as env:
        before = _counts(env)
        campaign = env["shnor.campaign"].search([])
        started = time.perf_counter()
        while campaign._launch_batch():
            env.cr.commit()
            env.invalidate_all()
        return _result(env, before, started)


def invite(database):
    """Task of a fresh process: Survey's wizard invites all directors."""
    return _stock(database, tasks=False)


def stock(database):
    """Task of a fresh process: the wizard, and a task by ``activity_schedule`` for each form."""
    return _stock(database, tasks=True)


def _stock(database, tasks):
    with databases.environment(database) as env:
        survey = env["survey.survey"].create(
            {
                "title": "Самообследование",
                "access_mode": "token",
                "users_login_required": True,
                "question_and_page_ids": [
                    (0, 0, {"title": f"Вопрос {index}", "question_type": "numerical_box"})
                    for index in range(10)
                ],
            }
        )
        env.cr.commit()
        before = _counts(env)
        directors = env["shnor.school"].search([]).director_ids
        started = time.perf_counter()
        action = survey.action_send_survey()
        wizard = (
            env["survey.invite"]
            .with_context(**action["context"])
            .create({"partner_ids": [(6, 0, directors.ids)], "deadline": "2030-01-01"})
        )
        wizard.action_invite()
        if tasks:
            for answer in survey.user_input_ids:
                answer.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=date.today(),
                    user_id=env.uid,  # of one's own: no mail is sent about it
                )
        env.cr.commit()
        return _result(env, before, started)


def _counts(env):
    env.flush_all()
    env.cr.execute(
        "SELECT (SELECT count(*) FROM survey_user_input), "
        "(SELECT count(*) FROM mail_mail WHERE state = 'outgoing')"
    )
    return env.cr.fetchone()


def _result(env, before, started):
    seconds = time.perf_counter() - started
    made = [now - then for now, then in zip(_counts(env), before, strict=True)]
    return {"seconds": seconds, "rss": peak_rss_mb(), "made": made}


def _markdown(base, done):
    with databases.environment(base) as env:
        about = machine(env.cr)
    count = {side: MANY_SCHOOLS if side == MANY else SCHOOLS for side in done}
    each = {
        side: 1000 * statistics.median(one["seconds"] for one in many) / count[side]
        for side, many in done.items()
    }
    rows = [
        [
            side,
            number(count[side]),
            f"{each[side] * count[side] / 1000:.1f}",
            f"{each[side]:.2f}",
            f"{each[side] / each[PRODUCT]:.1f}",
            f"{max(one['rss'] for one in done[side]):.0f}",
        ]
        for side in done
    ]
    headers = ["", "schools", "seconds", "ms a school", "of the product", "peak RSS, MB"]
    return (
        f"### Giving a form out\n\n{about}\n\n"
        "Each side makes a form and a queued mail for each school; the product's forms know the "
        "previous one, the owners and the deadline besides, and its work is committed every 500 "
        f"schools.\n\n{markdown_table(headers, rows)}\n"
    )
