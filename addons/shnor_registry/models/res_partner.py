from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    shnor_school_ids = fields.One2many("shnor.school", "partner_id", string="School")
    shnor_directed_school_ids = fields.Many2many(
        "shnor.school",
        "shnor_school_director_rel",
        "partner_id",
        "school_id",
        string="Directs the schools",
    )
