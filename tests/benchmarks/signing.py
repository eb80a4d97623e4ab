"""Signing an order, and the nightly run of the stages: the product against records one by one."""

import statistics
import time
from datetime import date, timedelta

from . import child, databases
from .generate import Generator, Scale
from .tools import machine, markdown_table, number, peak_rss_mb, progress

SCHOOLS, MANY_SCHOOLS = 400, 40_000
PEOPLE = 30
PRODUCT, LOOP = "product: sign", "the same records one by one"
NIGHT, AGAIN = "product: the first night", "product: a night on which nothing changed"


def run(options):
    """Measure the sides in turn, each in a fresh process and on a fresh database.

    :param options: of the command line
    :return: Markdown
    :raise SystemExit: the sides made different numbers of records
    """
    base = databases.ensure(
        "signing", _filler(SCHOOLS), f"{SCHOOLS}-{PEOPLE}", template=options.template
    )
    many = None
    done = {PRODUCT: [], LOOP: []}
    nights = {}
    try:
        for turn in range(options.repeat):
            for side, task in ((PRODUCT, "product"), (LOOP, "loop"))[:: -1 if turn % 2 else 1]:
                progress(f"signing, {turn + 1} of {options.repeat}: {side}")
                done[side].append(_measure(base, f"signing.{task}"))
        made = {str(one["made"]) for results in done.values() for one in results}
        if len(made) != 1:
            raise SystemExit(f"the sides made different records: {made}")
        if not options.scale or "country" in options.scale:
            many = databases.ensure(
                "signing_many", _filler(MANY_SCHOOLS), f"{MANY_SCHOOLS}", template=options.template
            )
            progress("signing: the nights of many schools")
            nights = _measure(many, "signing.nights")
        return _markdown(base, done, nights)
    finally:
        for name in filter(None, (base, many)):
            databases.drop(f"{name}_run")
            if not options.keep:
                databases.drop(name)


def _measure(base, task):
    databases.clone(base, f"{base}_run")
    databases.vacuum(f"{base}_run")
    return child.measure(task, f"{base}_run")


def _filler(schools):
    def fill(env):
        generator = Generator(env, Scale("signing", schools, 0, max(schools // 20, 1)))
        generator.run_schools()
        _make_order(env)

    return fill


def _make_order(env):
    """Prepare an order with all schools, six stages, and thirty people with accounts."""
    today = date.today()
    kinds = env["shnor.stage.type"].search([], limit=6)
    # roadmaps that wait for the reports of their schools
    env["shnor.measure"].create(
        [
            {
                "school_id": school.id,
                "name": "Наставник",
                "date_from": today - timedelta(days=30),
                "date_to": today + timedelta(days=30),
            }
            for school in env["shnor.school"].search([])
        ]
    )
    users = env["res.users"].create(
        [
            {
                "name": f"Сотрудник {index}",
                "login": f"staff{index}@example.org",
                "email": f"staff{index}@example.org",
                "group_ids": [(4, env.ref("shnor_registry.group_administrator").id)],
            }
            for index in range(PEOPLE)
        ]
    )
    env["shnor.order"].create(
        {
            "number": "400-о",
            "date": today,
            "title": "О проведении мониторинга",
            "period_from": today - timedelta(days=180),
            "period_to": today,
            "date_begin": today,
            "date_end": today + timedelta(days=24),
            "participant_ids": [
                (0, 0, {"school_id": school.id, "basis": "ШНОР"})
                for school in env["shnor.school"].search([])
            ],
            "stage_ids": [
                (
                    0,
                    0,
                    {
                        "stage_type_id": kind.id,
                        "date_from": today,
                        "date_to": today + timedelta(days=20),
                    },
                )
                for kind in kinds
            ],
            "responsible_ids": [
                (
                    0,
                    0,
                    {
                        "name": user.name,
                        "email": user.email,
                        "stage_type_id": kinds[index % len(kinds)].id,
                    },
                )
                for index, user in enumerate(users)
            ],
        }
    )


def _look_at_order(env):
    """Return the draft, after its paper was looked at, as whoever signs it does: a server that is
    up knows by then what the forms are made of. Records are forgotten again."""
    order = env["shnor.order"].search([("state", "=", "draft")])
    order._in_russian(order)._document_context()
    env.invalidate_all()
    return order


def product(database):
    """Task of a fresh process: sign the order."""
    with databases.environment(database) as env:
        order = _look_at_order(env)
        started, before = time.perf_counter(), env.cr.sql_log_count
        order.action_sign()
        env.flush_all()
        seconds, statements = time.perf_counter() - started, env.cr.sql_log_count - before
        return {"seconds": seconds, "statements": statements, "made": _made(env, order)}


def loop(database):
    """Task of a fresh process: make the same records by ``create``, one after the other."""
    with databases.environment(database) as env:
        order = _look_at_order(env)
        started, before = time.perf_counter(), env.cr.sql_log_count
        order._move_to("signed", signed_by_id=env.uid)
        campaign = env["shnor.campaign"].create(env["shnor.campaign"]._prepare_from_order(order))
        stages = {}
        for line in order.stage_ids:
            stages[line.stage_type_id] = env["shnor.stage"].create(
                {
                    "campaign_id": campaign.id,
                    "stage_type_id": line.stage_type_id.id,
                    "date_from": line.date_from,
                    "date_to": line.date_to,
                    "order_id": order.id,
                }
            )
        participants = env["shnor.participant"]
        for line in order.participant_ids:
            held = line.school_id._statuses_on(campaign.date_begin)
            statuses = held.get(line.school_id.id, env["shnor.school.status"])
            participant = participants.create(
                participants._prepare_from_line(campaign, line, statuses)
            )
            for stage in stages.values():
                if stage.stage_type_id.per_school:
                    env["shnor.stage.school"].create(
                        {
                            "stage_id": stage.id,
                            "participant_id": participant.id,
                            "date_to": stage.date_to,
                            "state": "open",
                        }
                    )
            env.flush_all()
        for line in order.responsible_ids:
            stage = stages[line.stage_type_id]
            one = env["shnor.responsibility"].create(
                {
                    "stage_id": stage.id,
                    "line_id": line.id,
                    "user_id": line.user_id.id,
                    "assignee_id": line.user_id.id,
                    "date_deadline": stage.date_to,
                    "state": "open",
                }
            )
            one.activity_schedule(
                "shnor_monitoring.mail_activity_type_stage",
                date_deadline=stage.date_to,
                user_id=line.user_id.id,
            )
            env.flush_all()
        seconds, statements = time.perf_counter() - started, env.cr.sql_log_count - before
        return {"seconds": seconds, "statements": statements, "made": _made(env, order)}


def nights(database):
    """Task of a fresh process: the nightly run over many schools, committed batch by batch."""
    with databases.environment(database) as env:
        order = env["shnor.order"].search([("state", "=", "draft")])
        order.action_sign()
        env.cr.commit()
        campaign = order.campaign_ids
        seconds = {}
        for name, shift in ((NIGHT, 21), (AGAIN, 22)):
            # all schools become late in the first night
            today = date.today() + timedelta(days=shift)
            started = time.perf_counter()
            rows = env["shnor.stage.school"].search([("campaign_id", "=", campaign.id)])
            for begin in range(0, len(rows), 1000):
                batch = rows[begin : begin + 1000]
                _refresh_on(batch, today)
                env.cr.commit()
                env.invalidate_all()
            seconds[name] = time.perf_counter() - started
        return {"nights": seconds, "rows": len(rows), "rss": peak_rss_mb()}


def _refresh_on(rows, today):
    """Bring rows up to date as the job does on that day."""
    campaigns = type(rows.campaign_id)
    original = campaigns._local_today
    campaigns._local_today = lambda self: today
    try:
        rows._refresh()
    finally:
        campaigns._local_today = original


def _made(env, order):
    env.flush_all()
    campaign = order.campaign_ids
    return [
        len(campaign.participant_ids),
        len(campaign.stage_ids),
        env["shnor.stage.school"].search_count([("campaign_id", "=", campaign.id)]),
        env["shnor.responsibility"].search_count([("campaign_id", "=", campaign.id)]),
        env["mail.activity"].search_count([("res_model", "=", "shnor.responsibility")]),
    ]


def _markdown(base, done, nights):
    with databases.environment(base) as env:
        about = machine(env.cr)
    seconds = {
        side: statistics.median(one["seconds"] for one in many) for side, many in done.items()
    }
    rows = [
        [
            side,
            f"{seconds[side]:.2f}",
            number(done[side][0]["statements"]),
            f"{seconds[side] / seconds[LOOP]:.3f}",
        ]
        for side in done
    ]
    participants, stages, cells, people, tasks = done[PRODUCT][0]["made"]
    told = (
        f"### Signing an order\n\n{about}\n\n"
        f"{participants} participants, {stages} stages, {cells} schools at stages, {people} "
        f"responsibilities, {tasks} tasks on each side. The paper was looked at before.\n\n"
        + markdown_table(["", "seconds", "statements", "of one by one"], rows)
        + "\n"
    )
    if nights:
        table = markdown_table(
            ["", "schools at stages", "seconds", "µs each"],
            [
                [name, number(nights["rows"]), f"{one:.1f}", f"{1e6 * one / nights['rows']:.0f}"]
                for name, one in nights["nights"].items()
            ],
        )
        told += (
            f"\n### The nightly run over {number(MANY_SCHOOLS)} schools\n\n"
            f"Committed every 1,000 rows. Peak memory {nights['rss']:.0f} MB.\n\n{table}\n"
        )
    return told
