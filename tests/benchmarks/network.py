"""Indicators 4 to 6 alone, and the roadmaps that a campaign takes down.

Sides and comparison of rows are those of ``indicators``; no teachers are generated, as none of
these looks at them.
"""

from dataclasses import replace

from . import databases
from .generate import Generator
from .indicators import LOOPS, PLAIN_SQL, PRODUCT, SQL_FILES, Indicators
from .tools import Stopwatch, machine, markdown_table, number, progress

MEASURES = 10  # in a school
LOOP = next(iter(LOOPS))
# How many rows, and a sum over their contents that does not depend on their order.
DIGEST = """
    SELECT count(*), sum(hashtextextended((
               campaign_id, participant_id, school_id, territory_id, measure_id, day, name, level,
               project, task, date_from, date_to, moved_from, done_date, responsible, indicator,
               indicator_unit, indicator_base, indicator_plan, indicator_fact, result, state,
               state_reason, percent, report_state, timeliness, late_days)::text, 0))
      FROM shnor_measure_snapshot
"""


def run(scale, options):
    """Measure one scale.

    :param scale: generate.Scale
    :param options: of the command line
    :return: Markdown
    :raise SystemExit: two sides do not agree
    """
    scale = replace(scale, name=f"network_{scale.name}", teachers=0)
    name = databases.ensure(
        scale.name, lambda env: _fill(env, scale), str(scale), template=options.template
    )
    try:
        indicators = NetworkIndicators(name, scale).run(options.repeat)
        return indicators + "\n" + Snapshot(name, scale).run(options.repeat)
    finally:
        if not options.keep:
            databases.drop(name)


def _fill(env, scale):
    generator = Generator(env, scale)
    campaign = generator.run()
    _measures(generator)
    # there is something to compare with
    campaign.previous_campaign_id.action_calculate()


def _measures(generator):
    """Ten measures a school: of this period and of others, with every state and lateness."""
    generator._insert(
        "shnor.measure",
        {
            "school_id": "%(school0)s + g",
            "level": "(array['school', 'school', 'municipal'])[1 + pg_temp.dice(m, 61, 3)]",
            "project": "'Антирисковая программа'",
            "task": "'Риск ' || nth %% 4",
            "name": "'Мероприятие ' || nth",
            "date_from": "opened",
            "date_to": "CASE WHEN pg_temp.dice(m, 63, 20) > 0 THEN due END",
            "moved_from": "CASE WHEN state = 'moved' THEN due - 30 END",
            "done_date": "CASE WHEN state = 'done' AND pg_temp.dice(m, 64, 10) > 0"
            " THEN due - 20 + pg_temp.dice(m, 65, 40) END",
            "responsible": "'Заместитель директора'",
            "indicator": "'Доля успевающих, процентов'",
            "indicator_unit": "'%%'",
            "indicator_base": "pg_temp.dice(m, 66, 60)::text",
            "indicator_plan": "'не менее 70'",
            "indicator_fact": "CASE WHEN state = 'done' THEN pg_temp.dice(m, 67, 100)::text END",
            "result": "CASE WHEN state = 'done' THEN 'Проведено, справка приложена' END",
            "state": "state",
            "state_reason": "CASE WHEN state IN ('moved', 'failed') THEN 'Нет педагога' END",
            "percent": "CASE WHEN state = 'done' THEN 100 ELSE pg_temp.dice(m, 68, 90) END",
        },
        f"""
            (SELECT g, nth, g * {MEASURES} + nth AS m,
                    '2025-09-01'::date + pg_temp.dice(g * {MEASURES} + nth, 62, 300) AS opened,
                    '2025-11-01'::date + pg_temp.dice(g * {MEASURES} + nth, 69, 60) + nth * 30
                        AS planned,
                    (array['done', 'done', 'done', 'in_progress', 'not_started', 'moved', 'failed',
                           'partly'])[1 + pg_temp.dice(g * {MEASURES} + nth, 70, 8)] AS state
               FROM generate_series(1, %(schools)s) g,
                    generate_series(0, {MEASURES - 1}) nth) m
            CROSS JOIN LATERAL (SELECT greatest(opened, planned) AS due) d
        """,
        "ORDER BY m",
    )
    generator.env.flush_all()
    generator.cr.execute("ANALYZE shnor_measure")
    generator.env.invalidate_all()


class NetworkIndicators(Indicators):
    """Indicators 4 to 6: schools and their facts."""

    codes = ("I4", "I5", "I6")

    @property
    def title(self):
        return f"Indicators 4 to 6, {number(self.scale.schools)} schools"


class Snapshot:
    """Measures the sides in turn; each begins with nothing taken down.

    :param name: of the database with a generated campaign, which stays as it was
    :param scale: generate.Scale
    """

    def __init__(self, name, scale):
        self.name = name
        self.scale = scale
        self.watch = Stopwatch()
        self.statements = {}
        self.digest = None

    def run(self, repeat):
        """:return: Markdown with the medians of ``repeat`` measurements of each side"""
        sides = {PRODUCT: self._product, PLAIN_SQL: self._sql}
        if not self.scale.name.endswith("country"):
            sides[LOOP] = self._loop
        databases.vacuum(self.name)
        names = list(sides)
        for turn in range(repeat):
            # whoever comes first finds the files less warm
            for side in names[turn % len(names) :] + names[: turn % len(names)]:
                progress(f"{self.scale.name}, snapshot, {turn + 1} of {repeat}: {side}")
                self._side(side, sides[side])
        return self._markdown(names)

    def _side(self, side, execute):
        with databases.environment(self.name) as env:
            campaign = env["shnor.campaign"].search([], order="date_begin desc", limit=1)
            # whoever signs in finds the roles and rules in the cache
            campaign._roadmap_day()
            before = env.cr.sql_log_count
            with self.watch.measure(side):
                execute(campaign)
                env.cr.commit()
            self.statements[side] = env.cr.sql_log_count - before
            self._check(side, env)
            # the deletion is nobody's time
            env.cr.execute("TRUNCATE shnor_measure_snapshot")
            env.cr.execute("UPDATE shnor_campaign SET roadmap_snapshot_at = NULL")
            env.cr.commit()
        databases.vacuum(self.name, ["shnor_measure_snapshot"])

    def _check(self, side, env):
        """Compare what a side wrote with what the first side did.

        :raise SystemExit: they do not agree
        """
        env.cr.execute(DIGEST)
        digest = env.cr.fetchone()
        self.digest = self.digest or digest
        if digest != self.digest:
            raise SystemExit(f"{side} does not agree with the others: {digest} <> {self.digest}")

    def _markdown(self, sides):
        with databases.environment(self.name) as env:
            about = machine(env.cr)
        rows = [
            [
                side,
                f"{self.watch.median(side):.2f}",
                self.watch.spread(side),
                f"{self.watch.median(side) / self.watch.median(PLAIN_SQL):.2f}",
                f"{self.watch.median(side) / self.watch.median(PRODUCT):.2f}",
                number(self.statements[side]),
            ]
            for side in sides
        ]
        headers = ["", "seconds", "from–to", "of plain SQL", "of the product", "statements"]
        schools = number(self.scale.schools)
        return (
            f"### Roadmaps taken down, {schools} schools, "
            f"{number(self.scale.schools * MEASURES)} measures\n\n{about}\n\n"
            f"Rows written: {number(self.digest[0])}. The sides agree.\n\n"
            f"{markdown_table(headers, rows)}\n"
        )

    # -- the sides -------------------------------------------------------------------------------

    @staticmethod
    def _product(campaign):
        campaign._take_roadmap_snapshot()

    @staticmethod
    def _sql(campaign):
        script = (SQL_FILES / "snapshot.sql").read_text(encoding="utf-8")
        values = {"campaign": campaign.id, "day": campaign._roadmap_day()}
        campaign.env.cr.execute(script, values)
        campaign.env.cr.execute(
            "UPDATE shnor_campaign SET roadmap_snapshot_at = now() AT TIME ZONE 'UTC'"
            " WHERE id = %s",
            (campaign.id,),
        )

    @staticmethod
    def _loop(campaign):
        SnapshotLoop(campaign).execute()


class SnapshotLoop:
    """A school and a measure at a time, as most code does it."""

    def __init__(self, campaign):
        from odoo.addons.shnor_network.models.shnor_measure_snapshot import TAKEN_OVER

        self.campaign = campaign
        self.day = campaign._roadmap_day()
        self.taken_over = TAKEN_OVER

    def execute(self):
        """Write a row for each measure that touches the period, and note that it was done."""
        from odoo.fields import Datetime
        from odoo.models import BaseModel

        env = self.campaign.env
        for participant in self.campaign.participant_ids:
            for measure in env["shnor.measure"].search(
                [("school_id", "=", participant.school_id.id)]
            ):
                if self._touches_period(measure):
                    # snapshots refuse create(); a module without that guard would call this
                    BaseModel.create(
                        env["shnor.measure.snapshot"], [self._row(participant, measure)]
                    )
        self.campaign.roadmap_snapshot_at = Datetime.now()
        env.flush_all()

    def _touches_period(self, measure):
        begins = not measure.date_from or measure.date_from <= self.campaign.period_to
        ends = not measure.date_to or measure.date_to >= self.campaign.period_from
        return begins and ends

    def _row(self, participant, measure):
        return {
            "campaign_id": self.campaign.id,
            "participant_id": participant.id,
            "school_id": participant.school_id.id,
            "territory_id": participant.territory_id.id,
            "measure_id": measure.id,
            "day": self.day,
            "timeliness": self._timeliness(measure),
            "late_days": self._late_days(measure),
            **{name: measure[name] for name in self.taken_over},
        }

    def _timeliness(self, measure):
        due, done_on = measure.date_to, measure.done_date
        if not due:
            return "unknown"
        if measure.state == "failed":
            return "not_done"
        if measure.state != "done":
            return "ahead" if due > self.day else "not_done"
        if done_on:
            return "late" if done_on > due else "in_time"
        return "in_time" if due >= self.day else "unknown"

    def _late_days(self, measure):
        if measure.state == "failed" or not measure.date_to:
            return 0
        end = measure.done_date or measure.date_to if measure.state == "done" else self.day
        return max((end - measure.date_to).days, 0)
