from odoo import fields, models


class ShnorSchool(models.Model):
    _inherit = "shnor.school"

    # indicators look at the lists of a school
    club_ids = fields.One2many("shnor.club", "school_id", string="Clubs")
