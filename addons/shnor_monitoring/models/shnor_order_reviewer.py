from odoo import api, fields, models
from odoo.exceptions import UserError


class ShnorOrderReviewer(models.Model):
    """Who approves an order before it is signed, one after the other."""

    _name = "shnor.order.reviewer"
    _description = "Reviewer of an order"
    _inherit = "shnor.state.mixin"
    _order = "order_id, sequence, id"
    _rec_name = "user_id"

    _transitions = {
        ("waiting", "asked"): None,
        ("asked", "approved"): None,
        ("asked", "remarks"): None,
        ("asked", "waiting"): None,
        ("approved", "waiting"): None,
        ("remarks", "waiting"): None,
    }

    order_id = fields.Many2one("shnor.order", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    user_id = fields.Many2one(
        "res.users",
        string="Reviewer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    state = fields.Selection(
        [
            ("waiting", "Waits for the turn"),
            ("asked", "Reads"),
            ("approved", "Approved"),
            ("remarks", "Has remarks"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        copy=False,
    )
    remark = fields.Text(string="Remarks", readonly=True, copy=False)
    decided_at = fields.Datetime(string="Decided", readonly=True, copy=False)

    _user_uniq = models.Constraint(
        "UNIQUE (order_id, user_id)", "This reviewer is on the list already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        reviewers = super().create(vals_list)
        reviewers._check_draft()
        return reviewers

    def _check_write(self, vals):
        self._check_draft()
        return super()._check_write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        self._check_draft()

    def _check_draft(self):
        for order in self.order_id:
            if order.state != "draft":
                raise UserError(order._read_only_message())

    def _start(self):
        """Begin a new round: what was decided on a former draft does not count."""
        # sudo: decisions are not edited by hand; whoever submits the order was checked
        reviewers = self.sudo().filtered(lambda one: one.state != "waiting")
        if reviewers:
            reviewers._check_transition("waiting")
            reviewers._move_to("waiting", remark=False, decided_at=False)

    def _decide(self, state, remark=False):
        """Keep what the reviewer decided.

        :param str state: ``approved`` or ``remarks``
        :param remark: str, what is to be corrected
        """
        # sudo: the reviewer may be no administrator; whose turn it is was checked
        reviewer = self.sudo()
        reviewer._check_transition(state)
        reviewer._move_to(state, remark=remark, decided_at=fields.Datetime.now())
