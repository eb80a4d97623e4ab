from odoo import fields, models

SELF_EVALUATION = "self_evaluation"
INTERVIEW = "interview"


class SurveyUserInput(models.Model):
    """A sheet of a campaign: a participant's self-evaluation, or the interview with its director."""

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

    def _form_check_writable(self):
        """A closed or cancelled campaign takes no answers any more (extension point)."""
        super()._form_check_writable()
        self.campaign_id._check_open()
