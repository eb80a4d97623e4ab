from odoo import models


class ShnorJointActivityKind(models.Model):
    _name = "shnor.joint.activity.kind"
    _inherit = ["shnor.network.dictionary"]
    _description = "Kind of joint activity"
    _order = "sequence, name, id"
