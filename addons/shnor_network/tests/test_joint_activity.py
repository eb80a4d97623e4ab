from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user

from .common import NetworkCase

PROPOSAL = "shnor_network.mail_activity_type_proposal"


@freeze_time("2026-03-20")
class TestProposals(NetworkCase):
    """What one side proposes or reports counts when the other side has confirmed it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.director = cls.users["director"]
        cls.me = cls.director.partner_id

    def _propose(self, school=None, **values):
        return self.env["shnor.joint.activity"]._propose(
            self.agreement,
            school or self.school,
            {
                "topic": "Открытый урок",
                "date": "2026-03-10",
                "kind_id": str(self.open_lesson.id),
                "teacher_count": "3",
                **values,
            },
            self.me,
        )

    def _tasks(self):
        return self.agreement.activity_ids.filtered(
            lambda one: one.activity_type_id == self.env.ref(PROPOSAL)
        )

    def test_a_day_to_come_is_a_proposal_a_day_that_has_come_a_report(self):
        self.assertEqual(self._propose(date="2026-04-01").state, "proposed")
        reported = self._propose()
        self.assertEqual((reported.state, reported.teacher_count), ("reported", 3))
        self.assertEqual(reported.proposed_by_id, self.school)

    def test_pressed_twice_it_is_one_activity(self):
        self.assertEqual(self._propose(), self._propose(topic="открытый УРОК"))

    def test_where_nobody_of_the_partner_can_confirm_the_committee_does(self):
        activity = self._propose()
        self.assertIn(self.users["specialist"], self._tasks().user_id)
        activity.with_user(self.users["keeper"]).action_confirm()
        self.assertEqual(activity.state, "done")
        self.assertEqual(activity.confirmed_by_id, self.users["keeper"].partner_id)
        self.assertFalse(self._tasks())
        with self.assertRaisesRegex(UserError, "does not wait"):
            activity.with_user(self.users["keeper"]).action_confirm()

    def test_a_director_of_the_partner_confirms_without_the_committee(self):
        leader = new_test_user(
            self.env, login="network_leader", groups="shnor_registry.group_director"
        )
        self.leader.director_ids = leader.partner_id
        activity = self._propose(date="2026-04-01")
        self.assertFalse(self._tasks())
        self.assertEqual(activity._other_side(), self.leader)
        activity._confirm(leader.partner_id)
        self.assertEqual(activity.state, "planned")

    def test_what_was_planned_is_reported_and_confirmed(self):
        activity = self._make_activity(state="planned", date="2026-03-19")
        activity._report(self.school, {"teacher_count": "5", "confirmation": "фото"}, self.me)
        self.assertEqual(
            (activity.state, activity.teacher_count, activity.confirmation),
            ("reported", 5, "фото"),
        )
        later = self._make_activity(state="planned", date="2026-03-21", topic="Завтра")
        with self.assertRaisesRegex(UserError, "its day has come"):
            later._report(self.school, {}, self.me)

    def test_it_is_declined_with_a_reason(self):
        activity = self._propose().with_user(self.users["keeper"])
        with self.assertRaisesRegex(UserError, "Write why"):
            activity.action_decline()
        activity.refusal = "Урока не было"
        activity.action_decline()
        self.assertEqual(activity.state, "cancelled")

    def test_what_is_no_activity_is_refused_in_words(self):
        for values in (
            {"topic": " "},
            {"date": ""},
            {"date": "вчера"},
            {"date": "2025-12-31"},
            {"kind_id": "0"},
            {"teacher_count": "-1"},
            {"student_count": "много"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self._propose(**values)
        self.agreement.termination_reason = "Прекращено"
        self.agreement.action_terminate()
        with self.assertRaisesRegex(UserError, "not in force"):
            self._propose()

    def test_what_waits_counts_in_no_indicator(self):
        self.assertTrue(self._propose().in_force)
        self.assertEqual(self.agreement.held_count, 0)

    def test_who_only_reads_confirms_nothing(self):
        activity = self._propose()
        for role in ("working_group", "foreign_keeper", "director"):
            with self.subTest(role), self.assertRaises(AccessError):
                activity.with_user(self.users[role]).action_confirm()
