from odoo import fields, models


class ShnorSchool(models.Model):
    """Which specialist of the committee keeps which schools."""

    _inherit = "shnor.school"

    curator_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        domain=[("share", "=", False)],
        help="The specialist who keeps the school: gets what concerns it where the order names the "
        "curator for a stage.",
    )
