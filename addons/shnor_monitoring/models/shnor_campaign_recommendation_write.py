import json

from odoo import models
from odoo.tools import SQL

CHUNK = 5000
# columns of a draft that a rule fills
COLUMNS = {
    "addressee": "text",
    "kind": "text",
    "text": "text",
    "term_date": "date",
    "responsible": "text",
    "expected_result": "text",
    "indicator_id": "int",
    "draft_digest": "text",
    "fact_digest": "text",
}
FACT_COLUMNS = {
    "participant_id": "int",
    "kind": "text",
    "key": "text",
    "indicator_id": "int",
    "code": "text",
    "formula": "text",
    "line_id": "int",
    "difference_id": "int",
    "value": "jsonb",
    "words": "text",
}


class ShnorCampaign(models.Model):
    """Writing recommendations and their facts by one statement a chunk: the ORM would write a row
    at a time.
    """

    _inherit = "shnor.campaign"

    def _rewrite(self, rows):
        names = SQL(", ").join(
            SQL("%s = data.%s", SQL.identifier(name), SQL.identifier(name)) for name in COLUMNS
        )
        for chunk in _chunks(rows):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE shnor_recommendation recommendation
                       SET %(names)s, is_stale = FALSE, note = NULL, write_uid = %(uid)s,
                           write_date = NOW() AT TIME ZONE 'UTC'
                      FROM jsonb_to_recordset(%(rows)s::jsonb) AS data(id int, %(columns)s)
                     WHERE recommendation.id = data.id
                    """,
                    names=names,
                    uid=self.env.uid,
                    rows=_plain(chunk, ("id", *COLUMNS)),
                    columns=_typed(COLUMNS),
                )
            )

    def _insert(self, rows):
        columns = {"rule_id": "int", "participant_id": "int", **COLUMNS}
        by_key = {(row["rule_id"], row["participant_id"]): row for row in rows}
        names = SQL(", ").join(map(SQL.identifier, columns))
        for chunk in _chunks(rows):
            found = self.env.execute_query(
                SQL(
                    """
                    INSERT INTO shnor_recommendation (
                        campaign_id, school_id, school_name, territory_id, sequence, origin, state,
                        %(names)s, create_uid, create_date, write_uid, write_date)
                    SELECT %(campaign)s, participant.school_id, participant.school_name,
                           COALESCE(participant.territory_id, %(territory)s), rule.sequence,
                           'rule', 'draft', %(values)s, %(uid)s, NOW() AT TIME ZONE 'UTC',
                           %(uid)s, NOW() AT TIME ZONE 'UTC'
                      FROM jsonb_to_recordset(%(rows)s::jsonb) AS data(%(columns)s)
                      JOIN shnor_recommendation_rule rule ON rule.id = data.rule_id
                      LEFT JOIN shnor_participant participant
                             ON participant.id = data.participant_id
                     RETURNING id, rule_id, participant_id
                    """,
                    names=names,
                    values=SQL(", ").join(SQL.identifier("data", name) for name in columns),
                    columns=_typed(columns),
                    campaign=self.id,
                    territory=self.territory_id.id or None,
                    uid=self.env.uid,
                    rows=_plain(chunk, columns),
                )
            )
            for recommendation_id, rule_id, participant_id in found:
                by_key[rule_id, participant_id]["id"] = recommendation_id

    def _write_materials(self, rows, old_ids):
        field = self.env["shnor.recommendation"]._fields["material_ids"]
        table, mine, theirs = map(SQL.identifier, (field.relation, field.column1, field.column2))
        if old_ids:
            self.env.cr.execute(SQL("DELETE FROM %s WHERE %s = ANY(%s)", table, mine, old_ids))
        pairs = [
            {"mine": row["id"], "theirs": material_id}
            for row in rows
            for material_id in row["material_ids"]
        ]
        for chunk in _chunks(pairs):
            self.env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s, %s) SELECT mine, theirs"
                    " FROM jsonb_to_recordset(%s::jsonb) AS data(mine int, theirs int)",
                    table,
                    mine,
                    theirs,
                    json.dumps(chunk),
                )
            )

    def _write_facts(self, rows, old_ids):
        if old_ids:
            self.env.cr.execute(
                SQL(
                    "DELETE FROM shnor_recommendation_fact WHERE recommendation_id = ANY(%s)",
                    old_ids,
                )
            )
        facts = [
            {
                **fact,
                "position": position,
                "recommendation_id": row["id"],
                "participant_id": fact.get("participant_id") or row["participant_id"],
            }
            for row in rows
            for position, fact in enumerate(row["facts"])
        ]
        columns = {"recommendation_id": "int", **FACT_COLUMNS}
        for chunk in _chunks(facts):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO shnor_recommendation_fact (
                        campaign_id, territory_id, %(names)s, create_uid, create_date, write_uid,
                        write_date)
                    SELECT %(campaign)s, COALESCE(participant.territory_id, %(territory)s),
                           %(values)s, %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s,
                           NOW() AT TIME ZONE 'UTC'
                      FROM jsonb_to_recordset(%(rows)s::jsonb) AS data(%(columns)s, position int)
                      LEFT JOIN shnor_participant participant
                             ON participant.id = data.participant_id
                     ORDER BY data.recommendation_id, data.position
                    """,
                    names=SQL(", ").join(map(SQL.identifier, columns)),
                    values=SQL(", ").join(SQL.identifier("data", name) for name in columns),
                    columns=_typed(columns),
                    campaign=self.id,
                    territory=self.territory_id.id or None,
                    uid=self.env.uid,
                    rows=_plain(chunk, (*columns, "position")),
                )
            )
        self._write_risks(facts)

    def _write_risks(self, facts):
        """Link the facts about risks to the risks."""
        field = self.env["shnor.recommendation.fact"]._fields["risk_ids"]
        pairs = [
            {
                "recommendation_id": fact["recommendation_id"],
                "participant_id": fact["participant_id"] or 0,
                "key": fact["key"],
                "risk_id": risk_id,
            }
            for fact in facts
            for risk_id in fact.get("risk_ids", ())
        ]
        for chunk in _chunks(pairs):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO %(table)s (%(mine)s, %(theirs)s)
                    SELECT fact.id, data.risk_id
                      FROM jsonb_to_recordset(%(rows)s::jsonb) AS data(
                           recommendation_id int, participant_id int, key text, risk_id int)
                      JOIN shnor_recommendation_fact fact
                           ON fact.recommendation_id = data.recommendation_id
                          AND fact.key = data.key
                          AND COALESCE(fact.participant_id, 0) = data.participant_id
                    """,
                    table=SQL.identifier(field.relation),
                    mine=SQL.identifier(field.column1),
                    theirs=SQL.identifier(field.column2),
                    rows=json.dumps(chunk, ensure_ascii=False),
                )
            )

    def _write_marks(self, marks):
        for chunk in _chunks(marks):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE shnor_recommendation recommendation
                       SET is_stale = data.is_stale, note = data.note
                      FROM jsonb_to_recordset(%s::jsonb) AS data(
                           id int, is_stale boolean, note text)
                     WHERE recommendation.id = data.id
                    """,
                    _plain(chunk, ("id", "is_stale", "note")),
                )
            )

    def _write_fact_digests(self, rows):
        for chunk in _chunks(rows):
            self.env.cr.execute(
                SQL(
                    "UPDATE shnor_recommendation recommendation"
                    " SET fact_digest = data.fact_digest"
                    " FROM jsonb_to_recordset(%s::jsonb) AS data(id int, fact_digest text)"
                    " WHERE recommendation.id = data.id",
                    _plain(chunk, ("id", "fact_digest")),
                )
            )


def _chunks(rows):
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]


def _plain(rows, names):
    """Return rows as JSON, of each the named values only."""
    return json.dumps([{name: row.get(name) for name in names} for row in rows], ensure_ascii=False)


def _typed(columns):
    """Return columns with their types, as jsonb_to_recordset takes them."""
    return SQL(", ").join(
        SQL("%s %s", SQL.identifier(name), SQL(kind)) for name, kind in columns.items()
    )
