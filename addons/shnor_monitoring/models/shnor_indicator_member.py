from odoo import api, fields, models


class ShnorIndicatorMember(models.Model):
    """Units belong to schools, and with them to territories."""

    _inherit = "shnor.indicator.member"

    school_id = fields.Many2one("shnor.school", ondelete="restrict")
    territory_id = fields.Many2one("shnor.territory", ondelete="restrict")

    _school_idx = models.Index("(school_id, run_id)")
    _territory_idx = models.Index("(territory_id, run_id)")

    @api.model
    def _dimensions(self):
        return (*super()._dimensions(), "school_id", "territory_id")
