from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .recommendation_common import RecommendationCase


@tagged("post_install", "-at_install")
class TestRecommendationFollowup(RecommendationCase):
    """The next campaign opens with what became of the last recommendations."""

    def setUp(self):
        super().setUp()
        self._rule({"kind": "category", "category": "low_results"}, indicator_id=self.indicator.id)
        self._draft()
        self.made = self._made()
        self.campaign.recommendation_ids.action_accept()
        self.refused = self._by_hand()
        self.refused._refuse("Не нужно")

    def _next(self):
        return self._sign(self._make_next_order())

    def test_accepted_ones_are_followed_up(self):
        self.campaign.action_close()
        december = self._next()
        self.assertEqual(december.previous_campaign_id, self.campaign)
        followups = december.followup_ids
        self.assertEqual(followups.recommendation_id, self.made | self._made(self.second))
        self.assertEqual(set(followups.mapped("fulfilment")), {"open"})
        own = december.participant_ids.filtered(lambda one: one.school_id == self.school)
        self.assertEqual(own.followup_ids.text, self.made.text)
        self.assertEqual((own.followup_count, december.followup_count), (1, 2))

    def test_when_the_last_one_is_closed_only_later(self):
        december = self._next()
        self.assertEqual(len(december.followup_ids), 2)
        self.made.action_reopen()
        self.made._refuse("Сделано")
        extra = self._by_hand(participant_id=self.second.id)
        extra.action_accept()
        self.campaign.action_close()
        self.assertEqual(december.followup_ids.recommendation_id, self._made(self.second))
        december.with_user(self.specialist).action_open_followups()
        self.assertEqual(len(december.followup_ids), 2)

    def test_a_school_that_takes_part_no_more_is_left_out(self):
        order = self._make_next_order()
        line = order.participant_ids.filtered(lambda one: one.school_id == self.school)
        line.school_id = self.leader
        december = self._sign(order)
        self.assertEqual(december.followup_ids.recommendation_id, self._made(self.second))

    def test_a_school_that_an_amendment_excludes_is_taken_out(self):
        december = self._next()
        own = december.participant_ids.filtered(lambda one: one.school_id == self.school)
        self.assertTrue(own.followup_ids)
        own._exclude(december.order_id)
        december._refresh_followups()
        self.assertEqual(december.followup_ids.recommendation_id, self._made(self.second))

    def test_people_say_what_became_of_it(self):
        self.campaign.action_close()
        december = self._next()
        followup = december.followup_ids[0].with_user(self.specialist)
        with self.assertRaisesRegex(ValidationError, "say what is missing"):
            followup.fulfilment = "partly"
        followup.write({"fulfilment": "partly", "comment": "Один из двух"})
        self.assertEqual(followup.checked_by_id, self.specialist)
        self.assertTrue(followup.checked_at)
        with self.assertRaisesRegex(UserError, "Only the fulfilment"):
            followup.write({"recommendation_id": self.refused.id})
        december.followup_ids.write({"fulfilment": "done"})
        self.assertEqual(december.followup_done_count, 2)
        december._refresh_followups()
        self.assertEqual(december.followup_done_count, 2)
        # what belongs to the campaign before is frozen, what became of it is not
        with self.assertRaisesRegex(UserError, "is closed"):
            self.made.action_reopen()
        december.action_calculate()
        december.action_close()
        with self.assertRaisesRegex(UserError, "is closed"):
            followup.fulfilment = "done"

    def test_whether_the_indicator_has_moved(self):
        self.campaign.action_close()
        december = self._next()
        by_school = {one.participant_id.school_id: one for one in december.followup_ids}
        own, second = by_school[self.school], by_school[self.second_school]
        self.assertEqual((own.movement, own.movement_words), ("unknown", "Т1: 0 of 1 → no data"))
        self.school.student_count, self.second_school.student_count = 80, 10
        december.action_calculate()
        december.followup_ids.invalidate_recordset()
        self.assertEqual(
            (own.movement, own.movement_words), ("better", "Т1: 0 of 1 → 1 of 1 (better)")
        )
        self.assertEqual(second.movement, "worse")
        self.second_school.student_count = 90
        december.action_calculate()
        december.followup_ids.invalidate_recordset()
        self.assertEqual(second.movement, "same")

    def test_the_movement_of_all_takes_one_query(self):
        self.campaign.action_close()
        december = self._next()
        december.action_calculate()
        followups = december.followup_ids
        for followups_ in (followups[:1], followups):
            self.env.flush_all()
            self.env.invalidate_all()
            followups_.mapped("indicator_id.code")
            with self.assertQueryCount(1):
                followups_._read_results()

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_roles_and_territories(self):
        december = self._next()
        own = december.followup_ids.filtered(
            lambda one: one.participant_id.school_id == self.school
        )
        user = self._make_user("hamlet", "shnor_registry.group_specialist", self.hamlet)
        seen = self.env["shnor.recommendation.followup"].with_user(user).search([])
        self.assertNotIn(own, seen)
        self.assertEqual(len(seen), 1)
        for reader in (user, self.users["working_group"], self.users["keeper"]):
            with self.assertRaises(AccessError):
                own.with_user(reader).write({"fulfilment": "done"})
        with self.assertRaises(AccessError):
            own.with_user(self.users["director"]).read(["comment"])
