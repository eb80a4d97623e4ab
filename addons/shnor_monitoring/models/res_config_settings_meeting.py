from odoo import fields, models

from .shnor_meeting_minutes import QUORUM_PARAMETER, QUORUMS


class ResConfigSettings(models.TransientModel):
    """How many members of the working group make it able to decide."""

    _inherit = "res.config.settings"

    shnor_quorum_rule = fields.Selection(
        QUORUMS, string="Quorum", config_parameter=QUORUM_PARAMETER, default="half"
    )
