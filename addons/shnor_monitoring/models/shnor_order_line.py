from odoo import api, models
from odoo.exceptions import UserError


class ShnorOrderLine(models.AbstractModel):
    """A line of an order: it changes while the order is a draft, and never afterwards."""

    _name = "shnor.order.line"
    _description = "Line of an order"
    _inherit = "shnor.guarded.mixin"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        # a contact is found for the person when the order is signed; the words stay as they are
        prepared = all(order.state in ("draft", "approval") for order in self.order_id)
        if set(vals) != {"partner_id"} or not prepared:
            self._check_draft()
        result = super().write(vals)
        if "order_id" in vals:
            self._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        self._check_draft()

    def _check_draft(self):
        """Refuse changes for everybody, the superuser included: a signed order is a document."""
        for order in self.order_id:
            if order.state != "draft":
                raise UserError(order._read_only_message())

    def _content_key(self):
        """Return what tells this line from the others of its kind (for amendments)."""
        raise NotImplementedError

    def _content_value(self):
        """Return what the line says beside its key, as a tuple that can be compared."""
        raise NotImplementedError
