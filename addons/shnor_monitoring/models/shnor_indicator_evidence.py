from collections import defaultdict

from odoo import api, fields, models

ANSWER = "survey.user_input.line"


class ShnorIndicatorEvidence(models.Model):
    """Where the unit belonged on the day of the calculation."""

    _inherit = "shnor.indicator.evidence"

    school_ids = fields.Many2many(
        "shnor.school", string="Schools", compute="_compute_places", search="_search_school_ids"
    )
    territory_ids = fields.Many2many(
        "shnor.territory",
        string="Territories",
        compute="_compute_places",
        search="_search_territory_ids",
    )
    place = fields.Char(string="School", compute="_compute_places")

    @api.depends("run_id", "unit_model", "unit_id")
    def _compute_places(self):
        schools = defaultdict(self.env["shnor.school"].browse)
        territories = defaultdict(self.env["shnor.territory"].browse)
        # sudo: the evidence itself is readable, and with it where its unit belongs
        members = (
            self.env["shnor.indicator.member"]
            .sudo()
            .search(
                [
                    ("run_id", "in", self.run_id.ids),
                    ("unit_model", "in", list(set(self.mapped("unit_model")))),
                    ("unit_id", "in", list(set(self.mapped("unit_id")))),
                ]
            )
        )
        for member in members:
            key = (member.run_id.id, member.unit_model, member.unit_id)
            schools[key] |= member.school_id.with_env(self.env)
            territories[key] |= member.territory_id.with_env(self.env)
        for evidence in self:
            key = (evidence.run_id.id, evidence.unit_model, evidence.unit_id)
            evidence.school_ids = schools[key]
            evidence.territory_ids = territories[key]
            evidence.place = "; ".join(schools[key].sudo().mapped("display_name"))

    def _search_school_ids(self, operator, value):
        return self._search_members("school_id", operator, value)

    def _search_territory_ids(self, operator, value):
        return self._search_members("territory_id", operator, value)

    # ------------------------------------------------------------------
    # An answer is shown in its form
    # ------------------------------------------------------------------
    def _open(self, model_name, record_id):
        if model_name != ANSWER:
            return super()._open(model_name, record_id)
        answer = self.env[ANSWER].browse(record_id).exists()
        return super()._open("survey.user_input", answer.user_input_id.id)

    def action_open_facts(self):
        """Open all facts of the unit; of a school's answer, those of all its forms.

        :return: dict, window action
        """
        self.ensure_one()
        if self.fact_model != ANSWER:
            return super().action_open_facts()
        code = (self.details or {}).get("answer_code")
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.unit_label}: {code}",
            "res_model": ANSWER,
            "view_mode": "list,form",
            "domain": [("form_code", "=", code), ("user_input_id.school_id", "=", self.unit_id)],
            "context": {"create": False},
        }
