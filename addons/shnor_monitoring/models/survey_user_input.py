from odoo import fields, models

SELF_EVALUATION = "self_evaluation"
INTERVIEW = "interview"


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
