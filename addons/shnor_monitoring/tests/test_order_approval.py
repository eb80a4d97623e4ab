from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MonitoringCase


@tagged("post_install", "-at_install")
class TestOrderApproval(MonitoringCase):
    """A draft goes to its reviewers, one after the other, before it is signed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.administrator = cls.users["administrator"]
        cls.first, cls.last = cls.users["working_group"], cls.users["specialist"]
        cls.order = cls._make_order(number=False, date=False).with_user(cls.administrator)
        cls.order.reviewer_ids = [
            (0, 0, {"user_id": user.id, "sequence": index})
            for index, user in enumerate((cls.first, cls.last))
        ]

    def _states(self):
        return self.order.reviewer_ids.mapped("state")

    def _asked(self):
        return self.order.activity_ids.user_id

    def test_the_reviewers_read_in_their_order_and_then_it_is_signed(self):
        self.order.action_submit()
        self.assertEqual((self.order.state, self._states()), ("approval", ["asked", "waiting"]))
        self.assertEqual(self._asked(), self.first)
        self.assertTrue(self.order.with_user(self.first).is_my_turn)
        self.assertFalse(self.order.with_user(self.last).is_my_turn)
        self.order.with_user(self.first).action_approve()
        self.assertEqual(self._asked(), self.last)
        self.order.with_user(self.last).action_approve()
        self.assertEqual(self._states(), ["approved", "approved"])
        self.assertTrue(self.order.is_approved)
        self.order.write({"number": "9-о", "date": "2026-06-22"})
        self.order.action_sign()
        self.assertEqual(self.order.state, "signed")
        self.assertFalse(self.order.activity_ids)

    def test_what_waits_for_me_can_be_searched(self):
        self.order.action_submit()
        orders = self.env["shnor.order"]
        mine = [("is_my_turn", "=", True)]
        self.assertIn(self.order, orders.with_user(self.first).search(mine))
        self.assertNotIn(self.order, orders.with_user(self.last).search(mine))

    def test_remarks_return_it_and_a_new_round_asks_everybody_again(self):
        self.order.action_submit()
        self.order.with_user(self.first).action_approve()
        window = self.env["shnor.order.remark"].with_user(self.last)
        window.create({"order_id": self.order.id, "text": "Этап в воскресенье"}).action_confirm()
        self.assertEqual(self.order.state, "draft")
        self.assertEqual(self.order.reviewer_ids[1].remark, "Этап в воскресенье")
        self.assertIn("Этап в воскресенье", str(self.order.message_ids[0].body))
        self.assertEqual(self.order.message_ids[0].author_id, self.last.partner_id)
        self.order.action_submit()
        self.assertEqual(self._states(), ["asked", "waiting"])
        self.assertFalse(self.order.reviewer_ids[1].remark)

    def test_it_is_not_signed_past_a_reviewer(self):
        self.order.action_submit()
        self.order.write({"number": "9-о", "date": "2026-06-22"})
        with self.assertRaisesRegex(UserError, "has not been approved yet by"):
            self.order.action_sign()

    def test_in_approval_nothing_changes_but_number_and_date(self):
        self.order.action_submit()
        for attempt in (
            lambda: self.order.write({"title": "Иное"}),
            lambda: self.order.stage_ids[0].write({"date_to": "2026-07-11"}),
            lambda: self.order.reviewer_ids[1].unlink(),
            lambda: self.order.reviewer_ids[1].write({"user_id": self.administrator.id}),
            lambda: self.order.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "is in approval"):
                attempt()
        self.order.action_withdraw()
        self.order.title = "Иное"
        self.assertFalse(self.order.activity_ids)

    def test_nobody_decides_for_another(self):
        self.order.action_submit()
        for user in (self.last, self.administrator, self.users["foreign_specialist"]):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.order.with_user(user).action_approve()
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.order.with_user(user)._return_with_remarks("нет")
        with self.assertRaises(AccessError):
            self.order.with_user(self.first).action_withdraw()
        with self.assertRaisesRegex(UserError, "is in approval"):
            self.order.reviewer_ids.sudo()[0].write({"state": "approved"})

    def test_what_is_missing_is_told_before_anybody_reads(self):
        self.order.stage_ids[0].date_to = "2026-06-30"
        with self.assertRaisesRegex(ValidationError, "before it begins"):
            self.order.action_submit()
        self.order.stage_ids[0].date_to = "2026-07-10"
        self.order.reviewer_ids[0].user_id = self.users["foreign_specialist"]
        with self.assertRaisesRegex(UserError, "may not read this order"):
            self.order.action_submit()
        self.order.reviewer_ids.unlink()
        with self.assertRaisesRegex(UserError, "has no reviewers"):
            self.order.action_submit()
