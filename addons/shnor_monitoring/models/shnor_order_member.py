from odoo import api, fields, models
from odoo.tools import email_normalize

from .shnor_working_group_member import ROLES


class ShnorOrderMember(models.Model):
    """A member of the working group (the order's appendix 5)."""

    _name = "shnor.order.member"
    _description = "Member of the working group in an order"
    _inherit = "shnor.order.line"
    _order = "order_id, sequence, id"

    order_id = fields.Many2one("shnor.order", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Full name", required=True)
    position = fields.Char()
    role = fields.Selection(
        ROLES,
        required=True,
        default="member",
    )
    email = fields.Char(string="E-mail", help="Invitations to the meeting go there.")
    email_normalized = fields.Char(compute="_compute_email_normalized", store=True)

    @api.depends("email")
    def _compute_email_normalized(self):
        for line in self:
            line.email_normalized = email_normalize(line.email) or False

    def _content_key(self):
        return self.email_normalized or self.name

    def _content_value(self):
        return (self.name, self.position or "", self.role)
