from odoo import models


class IrModel(models.Model):
    """Whoever removes an addon removes what some indicators count; those are archived."""

    _inherit = "ir.model"

    def unlink(self):
        indicators = self.env["shnor.indicator"]
        if indicators._outlive_addons():
            indicators.search([("unit_model", "in", self.mapped("model"))])._retire()
        return super().unlink()


class IrModelFields(models.Model):
    """The same for the lists and values that indicators look at."""

    _inherit = "ir.model.fields"

    def unlink(self):
        indicators = self.env["shnor.indicator"]
        if self and indicators._outlive_addons():
            indicators._looking_at(self)._retire()
        return super().unlink()
