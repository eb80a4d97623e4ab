"""The six indicators of a campaign: the product, plain SQL by hand, and a loop over records.

All of them count the same campaign; after each measurement the outcomes are compared, so that a
ratio is between programs that say the same.
"""

from contextlib import contextmanager
from pathlib import Path

from . import databases
from .generate import Generator
from .orm_loop import OrmLoop
from .tools import Stopwatch, machine, markdown_table, number, progress

SQL_FILES = Path(__file__).parent / "sql"
TABLES = ("shnor_indicator_evidence", "shnor_indicator_result", "shnor_indicator_member")
PRODUCT, PLAIN_SQL, LOOP = "product", "plain SQL", "loop over records"
# One line an indicator and table: how many rows, and a sum over their contents that does not
# depend on their order. The pairs behind a verdict are sorted: nobody promises their order.
DIGEST = """
    SELECT 'evidence', indicator_id, count(*), sum(hashtextextended((
               unit_model, unit_id, unit_label, verdict, fact_model, fact_id, details - 'list',
               (SELECT jsonb_agg(pair ORDER BY pair)
                  FROM jsonb_array_elements(nullif(details -> 'list', 'null')) pair))::text, 0))
      FROM shnor_indicator_evidence WHERE run_id = %(run)s GROUP BY indicator_id
     UNION ALL
    SELECT 'result', indicator_id, count(*), sum(hashtextextended((
               dimension, school_id, territory_id, label, sequence, unit_count, yes_count,
               no_count, no_data_count, percent, percent_with_data, percent_low, percent_high,
               previous_unit_count, previous_yes_count, previous_percent, delta, target::float,
               rule)::text, 0))
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

    def __init__(self, name, scale):
        self.name = name
        self.scale = scale
        self.watch = Stopwatch()
        self.statements = {}
        self.digest = None

    def run(self, repeat):
        """:return: Markdown with the medians of ``repeat`` measurements of each side"""
        sides = [PRODUCT, PLAIN_SQL]
        if self.scale.name != "country":  # the loop would take hours and all the memory
            sides.append(LOOP)
        measures = {PRODUCT: self._product, PLAIN_SQL: self._plain_sql, LOOP: self._loop}
        databases.vacuum(self.name)
        for turn in range(repeat):
            # whoever comes first finds the files less warm
            for side in sides[turn % len(sides) :] + sides[: turn % len(sides)]:
                progress(f"{self.scale.name}, {turn + 1} of {repeat}: {side}")
                measures[side]()
        return self._markdown(sides)

    # -- the sides -------------------------------------------------------------------------------

    def _product(self):
        with self._outcome() as (env, indicator_run), self._measure(PRODUCT, env):
            indicator_run._calculate()
            env.cr.commit()

    def _plain_sql(self):
        with self._outcome() as (env, indicator_run):
            campaign = indicator_run.campaign_id
            values = {
                "run": indicator_run.id,
                "previous": indicator_run.previous_run_id.id,
                "campaign": campaign.id,
            }
            scripts = list(self._scripts(indicator_run))
            with self._measure(PLAIN_SQL, env):
                for script, more in scripts:
                    for statement in script.split(";\n"):
                        if statement.strip():
                            env.cr.execute(statement, values | more)
                env.cr.commit()

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

    def _loop(self):
        with databases.environment(self.name) as env:
            loop = OrmLoop(self._campaign(env).with_context(active_test=False))
            with self._measure(LOOP, env):
                evidence, results = loop.run()
            indicator_run = self._new_run(env)
            indicator_run._calculate()
            Comparison(indicator_run).check(evidence, results)

    # -- around them -----------------------------------------------------------------------------

    def _campaign(self, env):
        return env["shnor.campaign"].search([], order="date_begin desc", limit=1)

    def _new_run(self, env):
        return env["shnor.indicator.run"].create(self._campaign(env)._prepare_run())

    @contextmanager
    def _outcome(self):
        """A run to be filled and committed by the body; what came out is compared and deleted."""
        with databases.environment(self.name) as env:
            indicator_run = self._new_run(env)
            env.cr.commit()
            env.invalidate_all()
            yield env, indicator_run
            env.cr.execute(DIGEST, {"run": indicator_run.id})
            self._check(env.cr.fetchall())
            indicator_run.unlink()
            env.cr.commit()
        databases.vacuum(self.name, TABLES)

    def _check(self, digest):
        if self.digest is None:
            self.digest = digest
        if digest != self.digest:
            lines = [f"{a} <> {b}" for a, b in zip(self.digest, digest, strict=False) if a != b]
            raise SystemExit("Product and plain SQL do not agree:\n" + "\n".join(lines))

    @contextmanager
    def _measure(self, side, env):
        before = env.cr.sql_log_count
        with self.watch.measure(side):
            yield
        self.statements[side] = env.cr.sql_log_count - before

    # -- what is told ----------------------------------------------------------------------------

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
            f"### Indicators, {self.scale}\n\n{about}\n\n"
            f"Rows written: {number(written['evidence'])} of evidence, "
            f"{number(written['member'])} of members, {number(written['result'])} results. "
            f"The sides agree.\n\n{markdown_table(headers, rows)}\n"
        )


class Comparison:
    """Whether the loop over records says the same as a calculated run.

    :param indicator_run: shnor.indicator.run
    """

    def __init__(self, indicator_run):
        self.run = indicator_run
        self.env = indicator_run.env

    def check(self, evidence, results):
        """Compare every verdict and every count.

        :param evidence, results: what OrmLoop.run returned
        :raise SystemExit: with the first difference
        """
        for indicator in self.run.indicator_ids:
            self._same(indicator.code, self._verdicts(indicator), evidence[indicator.code])
            self._same(indicator.code, self._counts(indicator), results[indicator.code])

    def _same(self, code, product, loop):
        loop = {getattr(key, "id", key): value for key, value in loop.items()}
        for key in product.keys() | loop.keys():
            ours, theirs = product.get(key), loop.get(key)
            if ours != self._plain(ours, theirs):
                raise SystemExit(
                    f"{code}, {key}: the product says {ours}, the loop over records {theirs}"
                )

    @staticmethod
    def _plain(ours, theirs):
        """Return what the loop says in the shape in which the product says it."""
        if not isinstance(ours, tuple) or not isinstance(theirs, tuple):
            return theirs and dict(theirs)
        verdict, fact, values = theirs
        # in a comparison of years no single fact decides
        fact_id = fact.id if fact else None
        return verdict, ours[1] if "size" in values else fact_id, values

    def _verdicts(self, indicator):
        names = {"better": "improved"}
        wanted = {"I1": ("pairs", "better", "worse", "size")}.get(
            indicator.code,
            ("pairs", "better", "fresh", "worse")
            if indicator.condition_kind == "dynamics"
            else ("count",),
        )
        self.env.cr.execute(
            "SELECT unit_id, verdict, fact_id, details FROM shnor_indicator_evidence"
            " WHERE run_id = %s AND indicator_id = %s",
            (self.run.id, indicator.id),
        )
        return {
            unit: (verdict, fact, {names.get(name, name): details[name] for name in wanted})
            for unit, verdict, fact, details in self.env.cr.fetchall()
        }

    def _counts(self, indicator):
        rows = self.run.result_ids.filtered(lambda result: result.indicator_id == indicator)
        counts = {}
        for row in rows:
            verdicts = {"yes": row.yes_count, "no": row.no_count, "no_data": row.no_data_count}
            dimension = row.dimension.removesuffix("_id")
            part = False if dimension == "overall" else row[row.dimension].id
            counts[dimension, part] = {name: count for name, count in verdicts.items() if count}
        return counts
