from odoo import models


class ShnorIndicator(models.Model):
    """Indicators on which recommendations rest outlive the addon that brought them."""

    _inherit = "shnor.indicator"

    def _in_use(self):
        used = super()._in_use()
        for name in ("shnor.recommendation.condition", "shnor.recommendation.fact"):
            # sudo: what the user may not see rests on indicators, too
            rows = self.env[name].sudo().search([("indicator_id", "in", self.ids)])
            used |= rows.indicator_id.with_env(self.env)
        return used
