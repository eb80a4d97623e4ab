from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.suppression import DEFAULT_THRESHOLD, LEAST_THRESHOLD


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    shnor_publication_threshold = fields.Integer(
        string="Hide counts below",
        config_parameter="shnor_monitoring.publication_threshold",
        default=DEFAULT_THRESHOLD,
    )
    shnor_publication_schools = fields.Selection(
        [
            ("whole", "Publish the totals of indicators on schools as they are"),
            ("hidden", "Hide small counts of schools as those of people"),
        ],
        string="Counts of schools",
        config_parameter="shnor_monitoring.publication_schools",
        default="whole",
    )

    @api.constrains("shnor_publication_threshold")
    def _check_publication_threshold(self):
        for settings in self:
            if settings.shnor_publication_threshold < LEAST_THRESHOLD:
                raise ValidationError(
                    self.env._(
                        "Counts below %s at least are to be hidden: a smaller threshold would tell "
                        "them.",
                        LEAST_THRESHOLD,
                    )
                )
