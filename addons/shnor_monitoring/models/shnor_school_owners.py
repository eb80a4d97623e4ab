from odoo import models
from odoo.tools import SQL

from .survey_user_input import FILLING, SELF_EVALUATION


class ShnorSchool(models.Model):
    """Who directs a school owns its forms, those of past campaigns too; who left, no longer."""

    _inherit = "shnor.school"

    def write(self, vals):
        result = super().write(vals)
        if "director_ids" in vals:
            self._sync_form_owners()
        return result

    def _sync_form_owners(self):
        """Make the directors the owners of the schools' forms: a constant number of statements.

        Whoever came is written to by the next run of the job that sends forms out.
        """
        sheets = self.env["survey.user_input"]
        self.env.flush_all()
        values = {"schools": list(self.ids), "form": SELF_EVALUATION}
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM shnor_form_owner_rel owner
                 USING survey_user_input sheet
                 WHERE sheet.id = owner.sheet_id AND sheet.school_id = ANY(%(schools)s)
                   AND sheet.form_code = %(form)s
                   AND NOT EXISTS (
                           SELECT FROM shnor_school_director_rel director
                            WHERE director.school_id = sheet.school_id
                              AND director.partner_id = owner.partner_id
                       )
                """,
                **values,
            )
        )
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO shnor_form_owner_rel (sheet_id, partner_id)
                SELECT sheet.id, director.partner_id
                  FROM survey_user_input sheet
                  JOIN shnor_school_director_rel director USING (school_id)
                 WHERE sheet.school_id = ANY(%(schools)s) AND sheet.form_code = %(form)s
                ON CONFLICT DO NOTHING
                RETURNING sheet_id
                """,
                **values,
            )
        )
        sheets.invalidate_model(["form_owner_ids"])
        # sudo: a consequence of naming a director, who may do that was checked by the write
        given = sheets.sudo().search(
            [
                ("id", "in", [sheet_id for (sheet_id,) in rows]),
                ("form_state", "in", FILLING),
                ("campaign_id.state", "=", "open"),
            ]
        )
        if given:
            given.participant_id.write({"invited_at": False})
