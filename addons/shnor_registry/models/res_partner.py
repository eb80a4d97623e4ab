from odoo import api, fields, models
from odoo.exceptions import AccessError

SCHOOL_READERS = "shnor_registry.group_working_group,shnor_registry.group_director"


class ResPartner(models.Model):
    _inherit = "res.partner"

    # to people without a role in the monitoring these fields do not exist, like schools
    shnor_school_ids = fields.One2many(
        "shnor.school", "partner_id", string="School", groups=SCHOOL_READERS
    )
    shnor_directed_school_ids = fields.Many2many(
        "shnor.school",
        "shnor_school_director_rel",
        "partner_id",
        "school_id",
        string="Directs the schools",
        copy=False,
        groups=SCHOOL_READERS,
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_directs_no_school(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_directs_no_school(vals)
        return super().write(vals)

    @api.model
    def _check_directs_no_school(self, vals):
        """Refuse to open schools to a contact: that is decided in the card of the school."""
        if vals.get("shnor_directed_school_ids"):
            raise AccessError(self.env._("Name the directors in the card of the school."))
