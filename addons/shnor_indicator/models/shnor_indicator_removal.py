from odoo import api, models
from odoo.fields import Domain

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG


class ShnorIndicator(models.Model):
    """An addon is removed, and with it its indicators, or what others of them count."""

    _inherit = "shnor.indicator"

    def _in_use(self):
        """Return those with results: frozen campaigns keep their numbers, whoever counted them."""
        return self._with_results()

    @api.model
    def _outlive_addons(self):
        """Tell whether an addon is being removed, and not this one."""
        own = self.env["ir.module.module"].sudo()._get("shnor_indicator")  # sudo: no secret
        return self.env.context.get(MODULE_UNINSTALL_FLAG) and own.state != "to remove"

    @api.model
    def _looking_at(self, removed):
        """Return the active indicators that look at these ir.model.fields."""
        names = [
            name
            for name, field in self._fields.items()
            if field.store and field.comodel_name == removed._name
        ]
        return self.search(Domain.OR(Domain(name, "in", removed.ids) for name in names))

    def _retire(self):
        """Archive the indicators, which cannot be counted any more, and say why."""
        for indicator in self.with_context(tracking_disable=True):
            indicator.active = False
            indicator._message_log(
                body=self.env._(
                    "Archived: what it counts was removed with the addon that kept it. Choose "
                    "other facts before you switch it on again."
                )
            )
