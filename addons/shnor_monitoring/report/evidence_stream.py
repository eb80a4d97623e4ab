"""The evidence of a result, row by row, in flat memory."""

from collections import namedtuple

from odoo.tools import SQL

from odoo.addons.shnor_indicator.engine.words import ReasonWords

BATCH = 2_000

EvidenceRow = namedtuple("EvidenceRow", "label place verdict reason pairs")


class EvidenceStream:
    """Reads the evidence that the environment's user may read, sorted by name.

    A million rows do not fit into a record set: they are fetched through a cursor of the database,
    in batches, and the words are made batch by batch.

    :param result: shnor.indicator.result, a total
    """

    def __init__(self, result):
        self.result = result
        self.env = result.env
        self.words = ReasonWords(self.env)
        self.verdicts = dict(
            self.env["shnor.indicator.evidence"]._fields["verdict"]._description_selection(self.env)
        )

    def __iter__(self):
        """Yield EvidenceRow, all of text."""
        cr = self.env.cr
        cursor = SQL.identifier(f"shnor_evidence_{self.result.id}")
        cr.execute(SQL("DECLARE %s NO SCROLL CURSOR FOR %s", cursor, self._select()))
        try:
            while rows := self._fetch(cursor):
                yield from self._in_words(rows)
        finally:
            cr.execute(SQL("CLOSE %s", cursor))

    def _fetch(self, cursor):
        self.env.cr.execute(SQL("FETCH %s FROM %s", BATCH, cursor))
        return self.env.cr.fetchall()

    def _select(self):
        evidence = self.env["shnor.indicator.evidence"]
        query = evidence._search(self.result._evidence_domain())
        table = query.table
        columns = [SQL.identifier(table, name) for name in ("unit_label", "verdict", "details")]
        place = SQL("NULL")
        if self.result.indicator_id.unit_model != "shnor.school":
            place = SQL("place.names")
            query.add_join(
                "LEFT JOIN",
                "place",
                SQL("(%s)", self._places()),
                SQL("place.unit_id = %s", SQL.identifier(table, "unit_id")),
            )
        query.order = SQL(
            "%s, %s", SQL.identifier(table, "unit_label"), SQL.identifier(table, "id")
        )
        return query.select(*columns, SQL("%s AS place", place))

    def _places(self):
        """Return the names of the schools to which each unit belonged, as they were frozen."""
        return SQL(
            """
            SELECT member.unit_id, string_agg(school.label, '; ' ORDER BY school.label) AS names
              FROM shnor_indicator_member member
              JOIN shnor_indicator_result school
                ON school.run_id = member.run_id AND school.school_id = member.school_id
               AND school.indicator_id = %s
             WHERE member.run_id = %s AND member.unit_model = %s
             GROUP BY member.unit_id
            """,
            self.result.indicator_id.id,
            self.result.run_id.id,
            self.result.indicator_id.unit_model,
        )

    def _in_words(self, rows):
        pairs = self.words.pairs(self.result.indicator_id, [row[2] or {} for row in rows])
        for (label, verdict, details, place), lines in zip(rows, pairs, strict=True):
            yield EvidenceRow(
                label or "",
                place or "",
                self.verdicts[verdict],
                self.words.text(verdict, details),
                "\n".join(sorted(lines)),
            )
        # the names of the facts of one batch do not help with the next one
        self.env.invalidate_all(flush=False)
