from odoo import fields, models

from ..tools import EXPIRY_DAYS, QUIET_DAYS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    shnor_expiry_days = fields.Integer(
        string="Agreements: warn so many days before the end",
        config_parameter="shnor_network.expiry_days",
        default=EXPIRY_DAYS,
    )
    shnor_quiet_days = fields.Integer(
        string="Agreements: warn after so many days without an activity",
        config_parameter="shnor_network.quiet_days",
        default=QUIET_DAYS,
    )
