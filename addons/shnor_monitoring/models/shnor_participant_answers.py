from odoo import models
from odoo.tools import SQL


class ShnorParticipant(models.Model):
    """What counts as a school's answer: what was decided, else what the form says."""

    _inherit = "shnor.participant"

    def _form_effective_values(self, codes=None):
        """Return the values that count (one query).

        :param codes: codes of questions, None for all
        :return: dict {participant id: {code: {"value", "source", "state", "line_id",
            "difference_id"}}}; ``source`` is “self_evaluation”, “interview” or “register”,
            ``state`` the state of the form, or “decided”; ``line_id`` is None where nobody answered
        """
        found = {participant_id: {} for participant_id in self.ids}
        for row in self.env.execute_query_dict(
            SQL(
                "SELECT * FROM (%s) answers WHERE participant_id = ANY(%s)",
                self._effective_answers_sql(codes),
                list(self.ids),
            )
        ):
            found[row.pop("participant_id")][row.pop("code")] = {
                name: row[name] for name in ("value", "source", "state", "line_id", "difference_id")
            }
        return found

    def _effective_answers_sql(self, codes=None):
        """Return the answers that count as SQL, to be used as a table by indicators.

        One row a participant and code: ``participant_id, code, value`` (jsonb), ``number`` (yes is
        1, no is 0; NULL where it is no number), ``source, state, sheet_id, line_id,
        difference_id``. A decision stands before the form; a form that nobody has handed in comes
        out with the state “draft”: whoever asks decides whether it counts.

        :param codes: codes of questions, None for all
        :return: odoo.tools.SQL
        """
        self.env["survey.user_input.line"].flush_model()
        self.env["survey.user_input"].flush_model(["form_state", "participant_id", "form_code"])
        self.env["shnor.difference"].flush_model()
        limit = (
            SQL("TRUE") if codes is None else SQL("COALESCE(d.code, l.code) = ANY(%s)", [*codes])
        )
        return SQL(
            """
            SELECT COALESCE(d.participant_id, l.participant_id) AS participant_id,
                   COALESCE(d.code, l.code) AS code,
                   CASE WHEN d.id IS NULL THEN l.value ELSE d.chosen_value END AS value,
                   CASE WHEN d.id IS NULL THEN l.number
                        WHEN jsonb_typeof(d.chosen_value) IN ('number', 'boolean')
                        THEN d.chosen_number END AS number,
                   COALESCE(d.chosen_source, l.source) AS source,
                   CASE WHEN d.id IS NULL THEN l.state ELSE d.state END AS state,
                   l.sheet_id, l.line_id, d.id AS difference_id
              FROM (SELECT line.id AS line_id, sheet.id AS sheet_id, sheet.participant_id,
                           line.form_code AS code, line.form_value AS value,
                           COALESCE(line.value_numerical_box, line.value_scale) AS number,
                           sheet.form_code AS source, sheet.form_state AS state
                      FROM survey_user_input_line line
                      JOIN survey_user_input sheet ON sheet.id = line.user_input_id
                     WHERE sheet.participant_id IS NOT NULL AND line.form_code IS NOT NULL) l
              FULL JOIN (SELECT * FROM shnor_difference WHERE state = 'decided') d
                   ON d.participant_id = l.participant_id AND d.code = l.code
             WHERE %s
            """,
            limit,
        )
