from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ShnorTerritory(models.Model):
    """Region → municipality → settlement; staff see the subtree of their territories."""

    _name = "shnor.territory"
    _description = "Territory"
    _inherit = ["shnor.guarded.mixin"]
    _guard_fields = ("parent_id",)
    _parent_store = True
    _order = "name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, index="trigram")
    code = fields.Char(index="btree_not_null", help="OKTMO or the committee's own code.")
    kind = fields.Selection(
        [
            ("region", "Region"),
            ("municipality", "Municipality"),
            ("settlement", "Settlement"),
        ],
        required=True,
        default="settlement",
    )
    parent_id = fields.Many2one(
        "shnor.territory", string="Part of", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("shnor.territory", "parent_id", string="Parts")
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL",
        "A territory with this code exists already.",
    )

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A territory cannot be a part of itself."))
