from odoo import api, fields, models


class ShnorImport(models.Model):
    """One import: its files, what the check said of each row, who loaded it and when."""

    _name = "shnor.import"
    _description = "Import of spreadsheets"
    _inherit = "shnor.import.runner"
    _order = "id desc"

    name = fields.Char(required=True)

    @api.model
    def _keep_protocol(self, run, name):
        return self.create({"name": name})
