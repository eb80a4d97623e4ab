from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    shnor_territory_ids = fields.Many2many(
        "shnor.territory",
        "shnor_user_territory_rel",
        "user_id",
        "territory_id",
        string="Territories",
        groups="shnor_registry.group_working_group",
        help="The person sees the schools of these territories and of all their parts. "
        "Administrators of the monitoring see every territory.",
    )

    def _get_invalidation_fields(self):
        # record rules are cached with the user's territories in them
        return super()._get_invalidation_fields() | {"shnor_territory_ids"}
