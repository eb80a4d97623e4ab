"""A computation writes the members, the evidence and the results of one run.

Statements: a few for each kind of unit and one for each indicator, whatever the number of units.
"""

from odoo.tools import SQL

from .conditions import CONDITIONS


class Computation:
    """Counts the indicators of a run.

    :param run: shnor.indicator.run, draft and without outcomes. What the environment may read is
        what is counted: previews work with the rights of their author, campaigns with all rights.
    """

    def __init__(self, run):
        self.run = run
        # archived schools and people were there, too
        self.env = run.with_context(active_test=False).env
        self.dimensions = self.env["shnor.indicator.member"]._dimensions()

    def execute(self):
        """Write everything; the caller commits or rolls back."""
        self.env.flush_all()
        for unit_model, indicators in self.run.indicator_ids.grouped("unit_model").items():
            model = self.env[unit_model]
            population = self._make_population(model)
            parts = self._make_members(model, population)
            for indicator in indicators:
                self._count(indicator, population, parts)
        self.env.invalidate_all()

    def search(self, model, domain):
        """Return the ORM's query of ``domain``, archived records included."""
        return model.with_context(active_test=False)._search(domain, active_test=False)

    # ------------------------------------------------------------------
    # Who is counted
    # ------------------------------------------------------------------
    def _make_population(self, model):
        """Return the name of the table (unit_id, label) of the units that the run looks at."""
        query = self.search(model, model._indicator_population(self.run))
        return self._temporary_table(
            f"population_{model._table}",
            query.select(
                SQL("%s AS unit_id", SQL.identifier(query.table, "id")),
                SQL("%s AS label", self._label(model, query)),
            ),
        )

    def _make_members(self, model, population):
        """Write to which parts the units belong.

        :return: {dimension: table (unit_id, part_id) without duplicates}
        """
        membership = model._indicator_membership(self.run)
        if membership is None or not self.dimensions:
            return {}
        columns = SQL(", ").join(SQL.identifier(name) for name in self.dimensions)
        members = self._temporary_table(
            f"member_{model._table}",
            SQL(
                "SELECT DISTINCT unit_id, %s FROM (%s) member JOIN %s USING (unit_id)",
                columns,
                membership,
                population,
            ),
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO shnor_indicator_member (run_id, unit_model, unit_id, %s)"
                " SELECT %s, %s, unit_id, %s FROM %s",
                columns,
                self.run.id,
                model._name,
                columns,
                members,
            )
        )
        return {
            name: self._temporary_table(
                f"part_{name}_{model._table}",
                SQL(
                    "SELECT DISTINCT unit_id, %(part)s AS part_id FROM %(members)s"
                    " WHERE %(part)s IS NOT NULL",
                    part=SQL.identifier(name),
                    members=members,
                ),
            )
            for name in self.dimensions
        }

    def _label(self, model, query):
        if hasattr(model, "_indicator_label"):
            return model._indicator_label(query)
        # a part (a territory, say) need not be a unit
        return model._field_to_sql(query.table, model._rec_name or "id", query)

    def _temporary_table(self, name, select):
        table = SQL.identifier(f"shnor_{name}"[:63])
        cr = self.env.cr
        cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
        cr.execute(SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", table, select))
        cr.execute(SQL("ANALYZE %s", table))
        return table

    # ------------------------------------------------------------------
    # What comes out
    # ------------------------------------------------------------------
    def _count(self, indicator, population, parts):
        """Write evidence and results of one indicator in one statement."""
        select = CONDITIONS[indicator.condition_kind](self, indicator).select(population)
        self.env.cr.execute(
            SQL(
                "WITH verdict AS (%s), tally AS (%s) %s",
                self._insert_evidence(indicator, select),
                self._tally(parts),
                self._insert_results(indicator),
            )
        )

    def _insert_evidence(self, indicator, select):
        return SQL(
            "INSERT INTO shnor_indicator_evidence"
            " (run_id, indicator_id, unit_model, unit_id, unit_label, verdict, fact_model, fact_id,"
            " details)"
            " SELECT %s, %s, %s, unit_id, label, verdict, %s, fact_id, details FROM (%s) unit"
            " RETURNING unit_id, verdict",
            self.run.id,
            indicator.id,
            indicator.unit_model,
            indicator.fact_model or None,
            select,
        )

    def _tally(self, parts):
        """Return the SELECT of the counts: the total, and every part of every dimension."""
        counts = SQL(
            "COUNT(*) AS unit_count, COUNT(*) FILTER (WHERE verdict = 'yes') AS yes_count,"
            " COUNT(*) FILTER (WHERE verdict = 'no_data') AS no_data_count"
        )
        nulls = SQL("").join(SQL(", NULL::int AS %s", SQL.identifier(d)) for d in self.dimensions)
        selects = [SQL("SELECT 'overall' AS dimension%s, %s FROM verdict", nulls, counts)]
        for dimension, table in parts.items():
            columns = SQL("").join(
                SQL(", part_id") if name == dimension else SQL(", NULL::int")
                for name in self.dimensions
            )
            selects.append(
                SQL(
                    "SELECT %s%s, %s FROM verdict JOIN %s USING (unit_id) GROUP BY part_id",
                    dimension,
                    columns,
                    counts,
                    table,
                )
            )
        return SQL(" UNION ALL ").join(selects)

    def _insert_results(self, indicator):
        """Return the INSERT of the results, beside those of the previous run."""
        percent = SQL("ROUND(yes_count * 100.0 / NULLIF(unit_count, 0), 1)")
        labels, joins = [], []
        for name in self.dimensions:
            part = self.env["shnor.indicator.result"]._fields[name].comodel_name
            query = self.search(self.env[part].sudo(), [])
            alias = SQL.identifier(f"part_{name}")
            select = query.select(
                SQL("%s AS id", SQL.identifier(query.table, "id")),
                SQL("%s AS label", self._label(self.env[part].sudo(), query)),
            )
            labels.append(SQL("%s.label", alias))
            joins.append(
                SQL(
                    "LEFT JOIN (%s) %s ON %s.id = tally.%s",
                    select,
                    alias,
                    alias,
                    SQL.identifier(name),
                )
            )
        columns = SQL("").join(SQL(", %s", SQL.identifier(name)) for name in self.dimensions)
        tally_columns = SQL("").join(
            SQL(", tally.%s", SQL.identifier(name)) for name in self.dimensions
        )
        same_part = SQL("").join(
            # not IS NOT DISTINCT FROM: that cannot be hashed
            SQL(" AND COALESCE(previous.%(part)s, 0) = COALESCE(tally.%(part)s, 0)", part=part)
            for part in map(SQL.identifier, self.dimensions)
        )
        return SQL(
            "INSERT INTO shnor_indicator_result"
            " (run_id, indicator_id, dimension%(columns)s, label, sequence, unit_count, yes_count,"
            " no_count, no_data_count, percent, percent_with_data, percent_low, percent_high,"
            " previous_unit_count, previous_yes_count, previous_percent, delta, target, rule)"
            " SELECT %(run)s, %(indicator)s, dimension%(tally_columns)s, COALESCE(%(labels)s),"
            " %(sequence)s, tally.unit_count, tally.yes_count,"
            " tally.unit_count - tally.yes_count - tally.no_data_count, tally.no_data_count,"
            " tally.percent,"
            " ROUND(tally.yes_count * 100.0"
            " / NULLIF(tally.unit_count - tally.no_data_count, 0), 1),"
            " tally.percent,"
            " ROUND((tally.yes_count + tally.no_data_count) * 100.0"
            " / NULLIF(tally.unit_count, 0), 1),"
            " previous.unit_count, previous.yes_count, previous.percent,"
            " tally.percent - previous.percent, %(target)s,"
            " CASE WHEN dimension = 'overall' THEN %(rule)s END"
            " FROM (SELECT *, %(percent)s AS percent FROM tally) tally %(joins)s"
            " LEFT JOIN (SELECT unit_count, yes_count, percent, dimension AS kind%(columns)s"
            " FROM shnor_indicator_result WHERE run_id = %(previous)s"
            " AND indicator_id = %(indicator)s) previous"
            " ON previous.kind = tally.dimension%(same_part)s",
            columns=columns,
            tally_columns=tally_columns,
            run=self.run.id,
            indicator=indicator.id,
            labels=SQL(", ").join([*labels, SQL("%s", indicator.name)]),
            sequence=indicator.sequence,
            target=indicator.target,
            rule=indicator.rule,
            percent=percent,
            joins=SQL(" ").join(joins),
            previous=self.run.previous_run_id.id or None,
            same_part=same_part,
        )
