from odoo import fields, models


class ShnorOrderParticipant(models.Model):
    """Who has to do with the participant by name, for the first annex of the order."""

    _inherit = "shnor.order.participant"

    contact_name = fields.Char(
        string="Responsible at the school",
        help="Full name for the first annex of the order. Empty: the director.",
    )
    interviewer_name = fields.Char(
        string="Interviewer",
        help="For the first annex of the order. Empty: who answers for the stage of interviews.",
    )
