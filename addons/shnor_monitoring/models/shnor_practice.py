from odoo import fields, models


class ShnorPractice(models.Model):
    """What worked in a school, and under which conditions others may do the same."""

    _name = "shnor.practice"
    _description = "Successful practice"
    _inherit = "shnor.campaign.part"
    _order = "campaign_id desc, school_name, id"
    _guard_fields = ("campaign_id", "participant_id")
    _freezes_with_approval = True

    participant_id = fields.Many2one(
        "shnor.participant",
        string="School",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('campaign_id.state', '=', 'open')]",
    )
    campaign_id = fields.Many2one(
        related="participant_id.campaign_id", store=True, index=True, precompute=True
    )
    school_name = fields.Char(related="participant_id.school_name", store=True, precompute=True)
    territory_id = fields.Many2one(
        related="participant_id.territory_id", store=True, index=True, precompute=True
    )
    name = fields.Char(required=True)
    essence = fields.Text(required=True, help="What is done.")
    effect = fields.Text(help="What it has brought, in numbers where there are any.")
    conditions = fields.Text(help="What another school needs to do the same.")
    is_in_note = fields.Boolean(
        string="Goes into the note", default=True, help="Chosen by the committee."
    )
    origin = fields.Selection(
        [("answer", "From an answer"), ("hand", "Written by hand")],
        required=True,
        default="hand",
        readonly=True,
    )
    answer_code = fields.Char(string="Question", readonly=True)
    line_id = fields.Many2one(
        "survey.user_input.line",
        string="Answer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    is_edited = fields.Boolean(string="Edited", readonly=True)
    is_public = fields.Boolean(
        string="May be published", help="The school agreed that it is published with its name."
    )
    consent_basis = fields.Char(string="Basis of the consent", help="Letter, number and date.")

    _consent_check = models.Constraint(
        "CHECK (NOT is_public OR consent_basis IS NOT NULL)",
        "A practice is published with the school’s consent only: write its basis.",
    )
