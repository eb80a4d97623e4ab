from odoo import fields, models

SELF_EVALUATION = "self_evaluation"
INTERVIEW = "interview"
FILLING = ("draft", "returned")


class SurveyUserInput(models.Model):
    """A sheet of a campaign: a self-evaluation, or the interview with the director."""

    _inherit = "survey.user_input"

    participant_id = fields.Many2one(
        "shnor.participant", index="btree_not_null", ondelete="restrict", copy=False
    )
    campaign_id = fields.Many2one(
        related="participant_id.campaign_id", store=True, index="btree_not_null", precompute=True
    )
    school_id = fields.Many2one(
        related="participant_id.school_id", store=True, index="btree_not_null", precompute=True
    )
    territory_id = fields.Many2one(
        related="participant_id.territory_id", store=True, index="btree_not_null", precompute=True
    )
    form_code = fields.Char(related="survey_id.form_code", store=True, precompute=True)

    # a participant evaluates itself once, and is interviewed once
    _participant_uniq = models.UniqueIndex(
        "(participant_id, form_code) WHERE participant_id IS NOT NULL",
        "The participant has this form already.",
    )

    def _form_contact(self):
        """Return who answers for the self-evaluation by the order, with an address."""
        # sudo: a director may know whom to ask, as the order names them to everybody
        stages = self.sudo().campaign_id.stage_ids
        people = stages.filtered(
            lambda stage: stage.stage_type_id.code == SELF_EVALUATION
        ).responsible_ids
        words = [
            ", ".join(filter(None, (person.name, person.partner_id.phone, person.email)))
            for person in people
        ]
        return "; ".join(words) or super()._form_contact()

    def _form_constants(self):
        """Return the dates of the campaign, as ISO texts, by names such as ``@period_to``."""
        constants = super()._form_constants()
        # sudo: a respondent may know the dates of the own monitoring
        campaign = self.sudo().campaign_id
        if campaign:
            for name in ("period_from", "period_to", "date_begin", "date_end"):
                constants[f"@{name}"] = campaign[name].isoformat()
        return constants

    def _form_occasion(self):
        """Return the name of the monitoring: whose form it is goes without saying."""
        # sudo: a respondent may know the name of the own monitoring
        return self.sudo().campaign_id.name or super()._form_occasion()

    def _move_to(self, target, **values):
        """Bring the board up to date: the school has done its part, or has to do it again."""
        result = super()._move_to(target, **values)
        self.participant_id._stage_work_changed()
        return result

    def _form_home(self):
        return "/my/monitorings" if self.participant_id else super()._form_home()
