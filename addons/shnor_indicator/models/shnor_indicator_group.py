from odoo import fields, models


class ShnorIndicatorGroup(models.Model):
    """A heading («показатель») under which indicators stand together."""

    _name = "shnor.indicator.group"
    _description = "Group of indicators"
    _inherit = "shnor.addon.record"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    is_mandatory = fields.Boolean(
        string="By the regulation",
        help="The regulation wants these indicators published: how many of the institutions fit is "
        "told also where the count is small. Counts of people are never told so.",
    )
    indicator_ids = fields.One2many("shnor.indicator", "group_id", string="Indicators")

    def _in_use(self):
        """Return the groups under which an indicator stands, archived ones included."""
        return self.with_context(active_test=False).filtered("indicator_ids").with_env(self.env)
