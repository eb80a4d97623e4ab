from odoo import models


class ShnorSupportKind(models.Model):
    _name = "shnor.support.kind"
    _inherit = ["shnor.network.dictionary"]
    _description = "Kind of methodical help"
    _order = "sequence, name, id"
