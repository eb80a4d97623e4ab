from odoo import fields, models


class ShnorOrderRemark(models.TransientModel):
    """The window in which a reviewer writes what is to be corrected in an order."""

    _name = "shnor.order.remark"
    _description = "Remarks on an order"

    order_id = fields.Many2one("shnor.order", required=True, readonly=True)
    text = fields.Text(string="What is to be corrected", required=True)

    def action_confirm(self):
        """Return the order with the remarks."""
        self.ensure_one()
        self.order_id._return_with_remarks(self.text)
        return {"type": "ir.actions.act_window_close"}
