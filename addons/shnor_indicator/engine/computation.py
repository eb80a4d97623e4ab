"""A computation writes the members, the evidence and the results of one run.

Statements: a few for each kind of unit and one for each indicator, whatever the number of units.
"""

from odoo.tools import SQL


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
        self.kinds = self.env["shnor.indicator"]._condition_kinds()

    def execute(self):
        """Write everything; the caller commits or rolls back."""
        self.env.flush_all()
        for unit_model, indicators in self.run.indicator_ids.grouped("unit_model").items():
            model = self.env[unit_model]
            population = self._make_population(model)
            members = self._make_members(model, population)
            for indicator in indicators:
                self._count(indicator, population, members)
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

        :return: table (unit_id, dimensions, and for each dimension whether the row is the one by
            which the unit counts in that part), or None
        """
        membership = model._indicator_membership(self.run)
        if membership is None or not self.dimensions:
            return None
        columns = self._dimension_columns()
        once = SQL("").join(
            SQL(
                ", ROW_NUMBER() OVER (PARTITION BY unit_id, %s) = 1 AS %s",
                SQL.identifier(name),
                self._once(name),
            )
            for name in self.dimensions
        )
        members = self._temporary_table(
            f"member_{model._table}",
            # in the order of the parts: their indexes grow at one place at a time
            SQL(
                "SELECT unit_id%(columns)s%(once)s FROM (SELECT DISTINCT unit_id%(columns)s"
                " FROM (%(membership)s) member JOIN %(population)s USING (unit_id)) member"
                " ORDER BY %(order)s",
                columns=columns,
                once=once,
                membership=membership,
                population=population,
                order=SQL(", ").join(map(SQL.identifier, self.dimensions)),
            ),
        )
        self.env.cr.execute(
            SQL(
                "INSERT INTO shnor_indicator_member (run_id, unit_model, unit_id%s)"
                " SELECT %s, %s, unit_id%s FROM %s",
                columns,
                self.run.id,
                model._name,
                columns,
                members,
            )
        )
        return members

    def _dimension_columns(self):
        """Return the columns of the dimensions, each after a comma."""
        return SQL("").join(SQL(", %s", SQL.identifier(name)) for name in self.dimensions)

    def _once(self, dimension):
        return SQL.identifier(f"once_{dimension}")

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
    def _count(self, indicator, population, members):
        """Write evidence and results of one indicator in one statement."""
        condition = self.kinds[indicator.condition_kind](self, indicator)
        tables = [SQL("verdict AS (%s)", self._insert_evidence(condition, population))]
        if members:
            tables.append(SQL("member AS (%s)", self._count_members(members)))
        tables.append(SQL("tally AS (%s)", self._tally(members)))
        self.env.cr.execute(
            SQL("WITH %s %s", SQL(", ").join(tables), self._insert_results(indicator))
        )

    def _insert_evidence(self, condition, population):
        indicator = condition.indicator
        return SQL(
            "INSERT INTO shnor_indicator_evidence"
            " (run_id, indicator_id, unit_model, unit_id, unit_label, verdict, fact_model, fact_id,"
            " details)"
            " SELECT %s, %s, %s, unit_id, label, verdict, %s, fact_id, details FROM (%s) unit"
            " RETURNING unit_id, verdict",
            self.run.id,
            indicator.id,
            indicator.unit_model,
            condition.fact_model,
            condition.select(population),
        )

    def _count_members(self, members):
        """Return the SELECT that counts once what all dimensions are then summed up from.

        The units are joined with their parts a single time, which is what takes long.
        """
        once = map(self._once, self.dimensions)
        columns = SQL("verdict%s, %s", self._dimension_columns(), SQL(", ").join(once))
        return SQL(
            "SELECT %s, COUNT(*) AS units FROM verdict JOIN %s USING (unit_id) GROUP BY %s",
            columns,
            members,
            columns,
        )

    def _tally(self, members):
        """Return the SELECT of the counts: the total, and every part of every dimension."""
        nulls = SQL("").join(SQL(", NULL::int AS %s", SQL.identifier(d)) for d in self.dimensions)
        counts = SQL(
            "COALESCE(SUM(units), 0) AS unit_count,"
            " COALESCE(SUM(units) FILTER (WHERE verdict = 'yes'), 0) AS yes_count,"
            " COALESCE(SUM(units) FILTER (WHERE verdict = 'no_data'), 0) AS no_data_count"
        )
        selects = [
            SQL(
                "SELECT 'overall' AS dimension%s, %s FROM"
                " (SELECT verdict, COUNT(*) AS units FROM verdict GROUP BY verdict) verdict",
                nulls,
                counts,
            )
        ]
        for dimension in self.dimensions if members else ():
            part = SQL.identifier(dimension)
            columns = SQL("").join(
                SQL(", %s", part) if name == dimension else SQL(", NULL::int")
                for name in self.dimensions
            )
            selects.append(
                SQL(
                    "SELECT %s%s, %s FROM member WHERE %s AND %s IS NOT NULL GROUP BY %s",
                    dimension,
                    columns,
                    counts,
                    self._once(dimension),
                    part,
                    part,
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
        columns = self._dimension_columns()
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
            # of the exact shares: a difference of rounded ones may be 0.1 off
            " ROUND(100.0 * (tally.yes_count::numeric * previous.unit_count"
            " - previous.yes_count::numeric * tally.unit_count)"
            " / NULLIF(tally.unit_count::numeric * previous.unit_count, 0), 1), %(target)s,"
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
