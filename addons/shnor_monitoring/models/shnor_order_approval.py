from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .shnor_order import ADMINISTRATOR
from .shnor_order_checks import OrderChecks

REVIEW_ACTIVITY = "shnor_monitoring.mail_activity_type_review"
SIGN_ACTIVITY = "shnor_monitoring.mail_activity_type_sign"
ASKED = [("state", "=", "asked")]


class ShnorOrder(models.Model):
    """Approval: the reviewers read the draft in their order, and approve it or give remarks."""

    _inherit = "shnor.order"

    reviewer_ids = fields.One2many(
        "shnor.order.reviewer", "order_id", string="Reviewers", copy=True
    )
    is_my_turn = fields.Boolean(
        string="Waits for my approval",
        compute="_compute_is_my_turn",
        search="_search_is_my_turn",
    )
    is_approved = fields.Boolean(compute="_compute_is_approved")

    @api.depends("state", "reviewer_ids.state")
    @api.depends_context("uid")
    def _compute_is_my_turn(self):
        for order in self:
            order.is_my_turn = order.state == "approval" and bool(order._my_review())

    def _search_is_my_turn(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = Domain("reviewer_ids", "any", [("user_id", "=", self.env.uid), *ASKED])
        mine &= Domain("state", "=", "approval")
        return mine if True in value else ~mine

    @api.depends("state", "reviewer_ids.state")
    def _compute_is_approved(self):
        for order in self:
            order.is_approved = order.state == "approval" and all(
                reviewer.state == "approved" for reviewer in order.reviewer_ids
            )

    def _my_review(self):
        return self.reviewer_ids.filtered(
            lambda one: one.state == "asked" and one.user_id == self.env.user
        )

    def action_submit(self):
        """Give the drafts to their reviewers; the first one gets a task.

        :raise ValidationError: something is missing or out of order, number and date apart
        :raise UserError: there are no reviewers, or one of them may not read the order
        """
        self._check_transition("approval")
        for order in self:
            if not order.reviewer_ids:
                raise UserError(
                    self.env._(
                        "%s has no reviewers: add them on the page “Approval”, or sign it at once.",
                        order.display_name,
                    )
                )
            for reviewer in order.reviewer_ids.user_id:
                if not order.with_user(reviewer).has_access("read"):
                    raise UserError(
                        self.env._(
                            "%(person)s may not read this order: give the account a role in "
                            "“Monitoring of schools” and the territories, or choose another "
                            "reviewer.",
                            person=reviewer.name,
                        )
                    )
            if problems := OrderChecks(order).problems(signing=False):
                raise ValidationError(
                    self.env._(
                        "%(order)s cannot be given to the reviewers yet:\n%(problems)s",
                        order=order.display_name,
                        problems="\n".join(f"— {problem}" for problem in problems),
                    )
                )
        self._move_to("approval")
        for order in self:
            order.reviewer_ids._start()
            order._ask_next_reviewer()

    def action_approve(self):
        """Approve as the reviewer whose turn it is; the next one gets a task, or who signs.

        :raise AccessError: it is not the caller's turn
        """
        for order in self:
            review = order._check_my_turn()
            review._decide("approved")
            order._post_decision(self.env._("Approved."))
            order._ask_next_reviewer()

    def _return_with_remarks(self, remark):
        """Return the order to be corrected, as the reviewer whose turn it is.

        :param str remark: what is to be corrected
        :raise UserError: the remark is empty
        """
        self.ensure_one()
        review = self._check_my_turn()
        if not (remark or "").strip():
            raise UserError(self.env._("Write what is to be corrected."))
        review._decide("remarks", remark.strip())
        self._withdraw()
        self._post_decision(self.env._("Remarks: %s", remark.strip()))

    def action_withdraw(self):
        """Take the order back from the reviewers, to change it.

        :raise AccessError: the caller is no administrator
        """
        if not self.env.su and not self.env.user.has_group(ADMINISTRATOR):
            raise AccessError(self.env._("An order is withdrawn by an administrator."))
        self._withdraw()

    def _withdraw(self):
        # sudo: a reviewer, whose turn was checked, need not be allowed to edit orders
        orders = self.sudo()
        orders._check_transition("draft")
        orders._move_to("draft")
        orders.activity_unlink([REVIEW_ACTIVITY, SIGN_ACTIVITY])

    def _move_to(self, target, **values):
        result = super()._move_to(target, **values)
        if target == "signed":
            # sudo: tasks of others about this order are over
            self.sudo().activity_unlink([REVIEW_ACTIVITY, SIGN_ACTIVITY])
        return result

    def _check_transition(self, target):
        result = super()._check_transition(target)
        for order in self:
            if target == "signed" and order.state == "approval" and not order.is_approved:
                waiting = order.reviewer_ids.filtered(lambda one: one.state != "approved")
                raise UserError(
                    self.env._(
                        "%(order)s has not been approved yet by: %(people)s. Wait for them, or "
                        "withdraw the order.",
                        order=order.display_name,
                        people=", ".join(waiting.user_id.mapped("name")),
                    )
                )
        return result

    def _check_my_turn(self):
        self.ensure_one()
        self.check_access("read")
        review = self._my_review() if self.state == "approval" else self.reviewer_ids.browse()
        if not review:
            raise AccessError(self.env._("It is not your turn to approve %s.", self.display_name))
        return review

    def _ask_next_reviewer(self):
        # sudo: the turn goes on after a reviewer's decision
        order = self.sudo()
        waiting = order.reviewer_ids.filtered(lambda one: one.state == "waiting")[:1]
        order.activity_unlink([REVIEW_ACTIVITY])
        if waiting:
            waiting._check_transition("asked")
            waiting._move_to("asked")
            order.activity_schedule(REVIEW_ACTIVITY, user_id=waiting.user_id.id)
        else:
            author = order.create_uid if order.create_uid._is_internal() else self.env.user
            order.activity_schedule(SIGN_ACTIVITY, user_id=author.id)

    def _post_decision(self, body):
        # sudo: a reviewer need not be allowed to edit orders; the author is the reviewer
        self.sudo().message_post(body=body, author_id=self.env.user.partner_id.id)
