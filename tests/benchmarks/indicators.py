"""The six indicators of a campaign: the product, plain SQL by hand, and loops over records.

All of them count the same campaign and write the same rows; after each measurement the rows are
compared, so that a ratio is between programs that say the same.
"""

from pathlib import Path

from . import databases
from .generate import Generator
from .orm_loop import BatchLoop, OrmLoop
from .tools import Stopwatch, machine, markdown_table, number, progress

SQL_FILES = Path(__file__).parent / "sql"
TABLES = ("shnor_indicator_evidence", "shnor_indicator_result", "shnor_indicator_member")
PRODUCT, PLAIN_SQL = "product", "plain SQL"
LOOPS = {"loop over records": OrmLoop, "loop, prefetched and batched": BatchLoop}
# One line an indicator and table: how many rows, and a sum over their contents that does not
# depend on their order. The pairs behind a verdict are sorted: nobody promises their order. Where
# SQL writes NULL, the ORM writes zero.
DIGEST = """
    SELECT 'evidence', indicator_id, count(*), sum(hashtextextended((
               unit_model, unit_id, unit_label, verdict, fact_model, coalesce(fact_id, 0),
               jsonb_hash_extended(details - 'list', 0),
               (SELECT jsonb_hash_extended(jsonb_agg(pair ORDER BY pair), 0)
                  FROM jsonb_array_elements(nullif(details -> 'list', 'null')) pair))::text, 0))
      FROM shnor_indicator_evidence WHERE run_id = %(run)s GROUP BY indicator_id
     UNION ALL
    SELECT 'result', indicator_id, count(*), sum(hashtextextended((
               dimension, school_id, territory_id, label, sequence, unit_count, yes_count,
               no_count, no_data_count, percent::float, coalesce(percent_with_data, 0)::float,
               percent_low::float, percent_high::float, previous_unit_count, previous_yes_count,
               previous_percent::float, delta::float, target::float, rule)::text, 0))
      FROM shnor_indicator_result WHERE run_id = %(run)s GROUP BY indicator_id
     UNION ALL
    SELECT 'member', 0, count(*), sum(hashtextextended((
               unit_model, unit_id, school_id, territory_id)::text, 0))
      FROM shnor_indicator_member WHERE run_id = %(run)s
     ORDER BY 1, 2
"""


def run(scale, options):
    """Measure one scale.

    :param scale: generate.Scale
    :param options: of the command line
    :return: Markdown
    :raise SystemExit: two sides do not agree
    """
    name = databases.ensure(
        scale.name, lambda env: _fill(env, scale), str(scale), template=options.template
    )
    try:
        return Indicators(name, scale).run(options.repeat)
    finally:
        if not options.keep:
            databases.drop(name)


def _fill(env, scale):
    campaign = Generator(env, scale).run()
    # there is something to compare with
    campaign.previous_campaign_id.action_calculate()


class Indicators:
    """Measures the sides in turn.

    :param name: of the database with a generated campaign, which stays as it was
    :param scale: generate.Scale
    """

    # the regulation's; whatever else an addon or the committee counts stays out
    codes = ("I1", "I2", "I3", "I4", "I5", "I6")

    def __init__(self, name, scale):
        self.name = name
        self.scale = scale
        self.watch = Stopwatch()
        self.statements = {}
        self.digest = None

    def run(self, repeat):
        """:return: Markdown with the medians of ``repeat`` measurements of each side"""
        sides = [PRODUCT, PLAIN_SQL]
        if not self.scale.name.endswith("country"):  # loops would take hours and all the memory
            sides += LOOPS
        databases.vacuum(self.name)
        for turn in range(repeat):
            # whoever comes first finds the files less warm
            for side in sides[turn % len(sides) :] + sides[: turn % len(sides)]:
                progress(f"{self.scale.name}, {turn + 1} of {repeat}: {side}")
                self._side(side)
        return self._markdown(sides)

    # -- the sides -------------------------------------------------------------------------------

    def _side(self, side):
        with databases.environment(self.name) as env:
            campaign = env["shnor.campaign"].search([], order="date_begin desc", limit=1)
            values = campaign._prepare_run()
            counted = env["shnor.indicator"].search([("code", "in", self.codes)])
            values["indicator_ids"] = [(6, 0, counted.ids)]
            indicator_run = env["shnor.indicator.run"].create(values)
            env.cr.commit()
            env.invalidate_all()
            if side == PRODUCT:
                self._measure(side, env, indicator_run._calculate)
            elif side == PLAIN_SQL:
                self._measure(side, env, self._prepare_sql(indicator_run))
            else:
                self._measure(side, env, LOOPS[side](indicator_run).execute)
            self._check(side, env, indicator_run)
            # the deletion is nobody's time
            indicator_run.unlink()
            env.cr.commit()
        databases.vacuum(self.name, TABLES)

    def _prepare_sql(self, indicator_run):
        """:return: function that runs the scripts"""
        values = {
            "run": indicator_run.id,
            "previous": indicator_run.previous_run_id.id,
            "campaign": indicator_run.campaign_id.id,
        }
        statements = [
            (statement, values | more)
            for script, more in self._scripts(indicator_run)
            for statement in script.split(";\n")
            if statement.strip()
        ]

        def execute():
            for statement, parameters in statements:
                indicator_run.env.cr.execute(statement, parameters)

        return execute

    def _scripts(self, indicator_run):
        """Yield the text and the values of each script, in the order in which they are run."""

        def read(name):
            return (SQL_FILES / f"{name}.sql").read_text(encoding="utf-8")

        yield read("population"), {}
        for indicator in indicator_run.indicator_ids:
            unit = indicator.unit_model
            values = {
                "indicator": indicator.id,
                "unit_model": unit,
                "fact_model": indicator.fact_model,
                "name": indicator.name,
                "sequence": indicator.sequence,
                "rule": indicator.rule,
            }
            tally = unit.replace("shnor.", "tally_")
            for name in (indicator.code.lower(), "evidence", tally, "results"):
                yield read(name), values

    def _measure(self, side, env, execute):
        before = env.cr.sql_log_count
        with self.watch.measure(side):
            execute()
            env.cr.commit()
        self.statements[side] = env.cr.sql_log_count - before

    def _check(self, side, env, indicator_run):
        """Compare what a side wrote with what the first side did.

        :raise SystemExit: they do not agree
        """
        env.cr.execute(DIGEST, {"run": indicator_run.id})
        digest = env.cr.fetchall()
        self.digest = self.digest or digest
        if digest != self.digest:
            lines = [f"{a} <> {b}" for a, b in zip(self.digest, digest, strict=False) if a != b]
            raise SystemExit(f"{side} does not agree with the others:\n" + "\n".join(lines))

    # -- what is told ----------------------------------------------------------------------------

    @property
    def title(self):
        return f"Indicators, {self.scale}"

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
        written = {kind: 0 for kind, *_rest in self.digest}
        for kind, _indicator, count, _digest in self.digest:
            written[kind] += count
        return (
            f"### {self.title}\n\n{about}\n\n"
            f"Rows written: {number(written['evidence'])} of evidence, "
            f"{number(written['member'])} of members, {number(written['result'])} results. "
            f"The sides agree.\n\n{markdown_table(headers, rows)}\n"
        )
