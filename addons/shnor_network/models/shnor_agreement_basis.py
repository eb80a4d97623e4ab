from odoo import models


class ShnorAgreementBasis(models.Model):
    _name = "shnor.agreement.basis"
    _inherit = ["shnor.network.dictionary"]
    _description = "Legal basis of an agreement"
    _order = "sequence, name, id"
