"""A condition composes the SELECT that decides about every unit of a population.

The SELECT has one row a unit: ``unit_id``, ``label``, ``verdict`` (``yes``, ``no``, ``no_data``),
``fact_id`` (the deciding fact or NULL) and ``details`` (jsonb, what the words are made of).

The kinds are a table, ``shnor.indicator._condition_kinds``: an addon above adds its class there.
"""

from dateutil.relativedelta import relativedelta

from odoo.fields import Domain
from odoo.tools import SQL

# the latest by date, then by id, in one aggregate: much cheaper than an ordered array or a join
_LATEST = SQL(
    "(MAX((COALESCE(day, DATE '1970-01-01') - DATE '1970-01-01')::bigint << 32 | id)"
    " & 4294967295)::int"
)


class Condition:
    """What the kinds of conditions share; a kind of an addon above is a subclass, too.

    :param computation: engine.computation.Computation, gives run, environment and population
    :param indicator: shnor.indicator
    """

    # whether the settings of facts (their list, domain, fields) belong to the condition
    looks_at_facts = False
    # a key of the details by which they are told from those of other kinds; None: writes none
    mark = None

    @staticmethod
    def problems(indicator):
        """Yield what keeps the definition from being counted, as sentences for its author."""
        yield from ()

    @staticmethod
    def rule(words):
        """Yield the condition with its settings, as sentences.

        :param engine.words.RuleWords words: of the indicator
        """
        raise NotImplementedError

    @staticmethod
    def reason(words, verdict, details):
        """Return why a unit was counted so, as a sentence; asks nothing of the database.

        :param engine.words.ReasonWords words: of the reader
        :param str verdict: yes, no or no_data
        :param dict details: as the condition wrote them, with the key ``mark``
        """
        raise NotImplementedError

    def __init__(self, computation, indicator):
        self.computation = computation
        self.indicator = indicator
        self.run = computation.run
        self.env = computation.env

    def select(self, population):
        """Return the SELECT described above.

        :param SQL population: name of the table with the columns ``unit_id`` and ``label``
        """
        verdict, fact, details, facts_join = self.verdict()
        joins = [facts_join]
        where = []
        if data := self._units("data_domain"):
            joins.append(SQL("LEFT JOIN (%s) known ON known.id = unit.unit_id", data))
            verdict = SQL("CASE WHEN known.id IS NULL THEN 'no_data' ELSE %s END", verdict)
        if only := self._units("population_domain"):
            where.append(SQL("unit.unit_id IN (%s)", only))
        return SQL(
            "SELECT unit.unit_id, unit.label, %s AS verdict, %s AS fact_id, %s AS details"
            " FROM %s unit %s WHERE %s",
            verdict,
            fact,
            details,
            population,
            SQL(" ").join(joins),
            SQL(" AND ").join(where or [SQL("TRUE")]),
        )

    @property
    def fact_model(self):
        """Name of the model of the deciding facts, or None."""
        return self.indicator.fact_model or None

    def verdict(self):
        """Return (verdict, fact id, details, joins to the population), all SQL."""
        raise NotImplementedError

    def _units(self, name):
        """Return the SELECT of the units that fit the domain field ``name``; None for all."""
        model = self.env[self.indicator.unit_model]
        domain = self.indicator._parse_domain(name, model)
        return None if domain.is_true() else self.computation.search(model, domain).select()

    def _facts(self, extra=Domain.TRUE, **columns):
        """Return the SELECT of the facts that fit: ``unit_id``, ``id``, and ``columns``.

        :param Domain extra: on the model of the facts
        :param columns: {column: function of (facts, query) that returns its SQL}
        """
        indicator = self.indicator
        facts = self.env[indicator.fact_model]
        unit = self.env[indicator.unit_model]
        listed = unit._fields[indicator.fact_field_id.name].get_comodel_domain(unit)
        domain = indicator._parse_domain("fact_domain", facts) & extra & Domain(listed)
        query = self.computation.search(facts, domain)
        inverse = indicator.fact_field_id.relation_field
        names = {
            "unit_id": facts._field_to_sql(query.table, inverse, query),
            "id": SQL.identifier(query.table, "id"),
            **{name: make(facts, query) for name, make in columns.items()},
        }
        return query.select(
            *[SQL("%s AS %s", sql, SQL.identifier(name)) for name, sql in names.items()]
        )

    @staticmethod
    def _column(field, cast=None):
        """Return a maker of the SQL of an ir.model.fields (see ``_facts``)."""

        def make(facts, query):
            if not field:
                return SQL("NULL%s", SQL(f"::{cast}") if cast else SQL())
            column = facts._field_to_sql(query.table, field.name, query)
            return SQL("%s::%s", column, SQL(cast)) if cast else column

        return make


class DomainCondition(Condition):
    """The unit itself fits a domain."""

    @staticmethod
    def rule(words):
        return words.domain()

    def verdict(self):
        fitting = self._units("domain")
        if fitting is None:
            return SQL("'yes'"), SQL("NULL::int"), SQL("NULL::jsonb"), SQL()
        return (
            SQL("CASE WHEN fitting.id IS NULL THEN 'no' ELSE 'yes' END"),
            SQL("NULL::int"),
            SQL("NULL::jsonb"),
            SQL("LEFT JOIN (%s) fitting ON fitting.id = unit.unit_id", fitting),
        )


class FactsCondition(Condition):
    """At least so many facts of the unit fit a domain within a window of time."""

    looks_at_facts = True
    mark = "needed"

    @staticmethod
    def rule(words):
        return words.facts()

    @staticmethod
    def reason(words, verdict, details):
        return words.facts(verdict, details)

    @staticmethod
    def problems(indicator):
        env = indicator.env
        if not indicator.fact_field_id:
            yield env._("choose the facts that are looked at.")
        if not indicator.date_field_id and indicator.window != "any":
            yield env._("choose the date of a fact, or look at facts of any time.")

    def verdict(self):
        indicator = self.indicator
        facts = self._facts(self._window(), day=self._column(indicator.date_field_id, "date"))
        return (
            SQL(
                "CASE WHEN COALESCE(fact.count, 0) >= %s THEN 'yes' ELSE 'no' END",
                indicator.min_count,
            ),
            SQL("fact.fact_id"),
            SQL(
                "jsonb_build_object('count', COALESCE(fact.count, 0), 'needed', %s)",
                indicator.min_count,
            ),
            SQL(
                "LEFT JOIN (SELECT unit_id, COUNT(*) AS count, %s AS fact_id FROM (%s) fact"
                " GROUP BY unit_id) fact ON fact.unit_id = unit.unit_id",
                _LATEST,
                facts,
            ),
        )

    def _window(self):
        """Return the domain of the facts whose date lies in the window; its last day counts."""
        indicator, run = self.indicator, self.run
        if not indicator.date_field_id:
            return Domain.TRUE
        name = indicator.date_field_id.name
        window = Domain(name, "<=", run.date_to)
        if indicator.window == "period":
            window &= Domain(name, ">=", run.date_from)
        elif indicator.window == "years":
            window &= Domain(name, ">", run.date_to - relativedelta(years=indicator.window_years))
        return window


class DynamicsCondition(Condition):
    """Comparable facts of the unit have become better, and not worse.

    Facts that are equal in the series fields form a series; in each series a later fact is compared
    with an earlier one. Shares are compared by cross multiplication of exact numbers.
    """

    looks_at_facts = True
    mark = "pairs"

    @staticmethod
    def rule(words):
        return words.dynamics()

    @staticmethod
    def reason(words, verdict, details):
        return words.dynamics(verdict, details)

    @staticmethod
    def problems(indicator):
        env = indicator.env
        if not indicator.fact_field_id:
            yield env._("choose the facts that are compared.")
        if not indicator.value_field_id:
            yield env._("choose the value that is compared.")
        if indicator.compare == "years" and not indicator.year_field_id:
            yield env._("choose the year of a fact, by which the facts are compared.")
        if indicator.compare == "latest" and not indicator.date_field_id:
            yield env._("choose the date of a fact, by which the latest one is found.")
        if indicator.min_size and not indicator.size_field_id:
            yield env._("choose the size of a fact, or leave the least size empty.")
        if indicator.fresh_only and not indicator.date_field_id:
            yield env._("choose the date of a fact, by which the fresh ones are told.")

    def verdict(self):
        indicator = self.indicator
        counted = SQL("dyn.fresh") if indicator.fresh_only else SQL("dyn.better")
        no_data = SQL("dyn.unit_id IS NULL")
        if indicator.size_field_id and indicator.min_size:
            no_data = SQL("(%s OR dyn.size < %s)", no_data, indicator.min_size)
        verdict = SQL(
            "CASE WHEN %s THEN 'no_data'"
            " WHEN %s >= %s AND %s * 100 >= %s::numeric * dyn.pairs AND dyn.worse <= %s THEN 'yes'"
            " ELSE 'no' END",
            no_data,
            counted,
            indicator.min_better_count,
            counted,
            indicator.min_better_percent,
            indicator.max_worse_count,
        )
        details = SQL(
            "jsonb_build_object('pairs', COALESCE(dyn.pairs, 0), 'better', COALESCE(dyn.better, 0),"
            " 'fresh', %s, 'worse', COALESCE(dyn.worse, 0), 'size', COALESCE(dyn.size, 0),"
            " 'list', dyn.list)",
            SQL("COALESCE(dyn.fresh, 0)") if indicator.fresh_only else SQL("NULL::int"),
        )
        join = SQL("LEFT JOIN (%s) dyn ON dyn.unit_id = unit.unit_id", self._by_unit())
        return verdict, SQL("dyn.fact_id"), details, join

    def _by_unit(self):
        """Return the SELECT of a row a unit that has pairs: how many, better, worse, which."""
        fresh = SQL("FALSE")
        if self.indicator.date_field_id:
            fresh = SQL("day BETWEEN %s AND %s", self.run.date_from, self.run.date_to)
        return SQL(
            "SELECT unit_id, COUNT(*) AS pairs,"
            " COUNT(*) FILTER (WHERE better) AS better,"
            " COUNT(*) FILTER (WHERE better AND %(fresh)s) AS fresh,"
            " COUNT(*) FILTER (WHERE worse) AS worse, SUM(size) AS size, %(latest)s AS fact_id,"
            " jsonb_agg(jsonb_build_array(id, earlier_id, value, maximum, earlier_value,"
            " earlier_maximum, level, earlier_level, better::int - worse::int)) AS list"
            " FROM (%(pairs)s) pair GROUP BY unit_id",
            fresh=fresh,
            latest=_LATEST,
            pairs=self._judged_pairs(),
        )

    def _judged_pairs(self):
        """Return the SELECT of a row a pair, with ``better`` and ``worse``."""
        indicator = self.indicator
        sign = SQL("1" if indicator.better_when == "higher" else "-1")
        # percentage points of shares; plain units where there is nothing to take shares of
        scale = SQL("100" if indicator.maximum_field_id else "1")
        gain = SQL("(value * earlier_maximum - earlier_value * maximum) * %s * %s", sign, scale)
        better = SQL("(gain > 0 AND gain >= %s::numeric * base)", indicator.better_points)
        if indicator.zero_is_better:
            better = SQL("(%s OR (value = 0 AND earlier_value = 0))", better)
        worse = SQL(
            "(gain < 0 AND -gain %s %s::numeric * base)",
            SQL(">=" if indicator.worse_inclusive else ">"),
            indicator.worse_points,
        )
        if indicator.level_field_id:
            level = "COALESCE(level, 0) %s COALESCE(earlier_level, 0)"
            same = SQL(level % "=")
            better = SQL("(%s OR (%s AND %s))", SQL(level % ">"), same, better)
            worse = SQL("(%s OR (%s AND %s))", SQL(level % "<"), same, worse)
        return SQL(
            "SELECT pair.*, %s AS better, %s AS worse FROM ("
            "SELECT pair.*, %s AS gain, maximum * earlier_maximum AS base FROM (%s) pair) pair",
            better,
            worse,
            gain,
            self._pairs(),
        )

    def _pairs(self):
        """Return the SELECT of the later fact of each pair beside the earlier one."""
        indicator, run = self.indicator, self.run
        series = {
            f"series{position}": self._column(field)
            for position, field in enumerate(indicator.series_field_ids.sorted("id"))
        }
        if indicator.compare == "years":
            year, earlier = run.year, run.year - indicator.year_offset
            extra = Domain(indicator.year_field_id.name, "in", [year, earlier])
            order = SQL("year DESC, id DESC")
            chosen = SQL("year = %s AND earlier_year = %s", year, earlier)
        else:
            extra = Domain(indicator.date_field_id.name, "<=", run.date_to)
            order = SQL("day DESC, id DESC")
            chosen = SQL("nth = 1 AND earlier_id IS NOT NULL")
        if indicator.maximum_field_id:
            extra &= Domain(indicator.maximum_field_id.name, ">", 0)
        facts = self._facts(
            extra,
            day=self._column(indicator.date_field_id, "date"),
            year=self._column(indicator.year_field_id, "int"),
            value=self._column(indicator.value_field_id, self._exact(indicator.value_field_id)),
            maximum=self._maximum,
            level=self._column(indicator.level_field_id, "int"),
            size=self._column(indicator.size_field_id, "bigint"),
            **series,
        )
        return SQL(
            "SELECT * FROM (SELECT fact.*, ROW_NUMBER() OVER series AS nth,"
            " LEAD(id) OVER series AS earlier_id, LEAD(year) OVER series AS earlier_year,"
            " LEAD(value) OVER series AS earlier_value,"
            " LEAD(maximum) OVER series AS earlier_maximum,"
            " LEAD(level) OVER series AS earlier_level"
            " FROM (%s) fact WHERE value IS NOT NULL"
            " WINDOW series AS (PARTITION BY %s ORDER BY %s)) pair WHERE %s",
            facts,
            SQL(", ").join(SQL.identifier(name) for name in ("unit_id", *series)),
            order,
            chosen,
        )

    def _maximum(self, facts, query):
        field = self.indicator.maximum_field_id
        return self._column(field, self._exact(field))(facts, query) if field else SQL("1")

    @staticmethod
    def _exact(field):
        """Return the SQL type in which the values of a field are compared without rounding."""
        return "bigint" if field.ttype == "integer" else "numeric"


CONDITIONS = {
    "domain": DomainCondition,
    "facts": FactsCondition,
    "dynamics": DynamicsCondition,
}
