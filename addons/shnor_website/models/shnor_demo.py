from odoo import models


class ShnorDemo(models.AbstractModel):
    """The site of the demo is that of the demo's committee."""

    _inherit = "shnor.demo"

    def _load_records(self):
        result = super()._load_records()
        self.env["website"].get_current_website().name = self.env.company.name
        return result
