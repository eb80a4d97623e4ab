from odoo import fields, models


class ShnorOrderParticipant(models.Model):
    """A school that the order lists (its appendix 1)."""

    _name = "shnor.order.participant"
    _description = "Participant in an order"
    _inherit = "shnor.order.line"
    _order = "order_id, sequence, id"
    _rec_name = "school_id"

    order_id = fields.Many2one("shnor.order", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    school_id = fields.Many2one("shnor.school", required=True, index=True, ondelete="restrict")
    basis = fields.Char(help="As the order words it: the status or the document that gave it.")

    def _content_key(self):
        return self.school_id

    def _content_value(self):
        return (self.basis or "",)
