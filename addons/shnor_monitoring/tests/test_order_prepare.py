from datetime import date

from odoo.tests import tagged

from .common import MonitoringCase


@tagged("post_install", "-at_install")
class TestOrderPrepare(MonitoringCase):
    """The next wave's order is drafted from the last one in force."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.administrator = cls.users["administrator"]
        cls.order = cls._make_order().with_user(cls.administrator)
        cls.order.member_ids = [(0, 0, {"name": "Председатель", "role": "chair"})]
        cls.order.action_sign()

    def _next(self):
        return self.order._prepare_next()

    def test_the_dates_are_shifted_to_december_and_off_days_off(self):
        order = self._next()
        self.assertEqual((str(order.date_begin), str(order.date_end)), ("2026-12-01", "2026-12-24"))
        self.assertEqual(
            (str(order.period_from), str(order.period_to)), ("2026-07-01", "2026-12-31")
        )
        days = self.env["shnor.calendar.day"]
        for stage in order.stage_ids:
            self.assertTrue(days._is_working(stage.date_to), stage.stage_type_id.name)
        self.assertFalse(order.problems and "Stage" in order.problems)
        self.assertEqual(
            order.responsible_ids.mapped("name"), self.order.responsible_ids.mapped("name")
        )
        self.assertEqual(order.member_ids.mapped("name"), ["Председатель"])

    def test_the_schools_are_those_with_a_status_on_the_first_day(self):
        self.second_school.status_ids.date_to = "2026-09-01"
        self._make_status(self.leader, "adverse", date_from="2026-09-01", basis="Приказ № 5")
        order = self._next()
        self.assertEqual(order.participant_ids.school_id, self.school + self.leader)
        words = order.composition_words
        self.assertIn("Entered: Школа 900003", words)
        self.assertIn("Приказ № 5", words)
        self.assertIn("Left: Школа 900002", words)
        self.assertIn("01.09.2026", words)

    def test_holidays_around_new_year_are_warned_of(self):
        order = self._next()
        order.date_end = "2026-12-29"
        self.assertIn("working group", order.warnings)
        self.assertIn("12.01.2027", order.warnings)  # the last day of the fourteen

    def test_weekends_results_and_people_are_warned_of(self):
        order = self._make_order(number="8-о", date_end="2026-07-18")
        order.responsible_ids[0].email = False
        order.responsible_ids[1].email = "nobody@example.org"
        warnings = order.warnings
        self.assertIn("The monitoring ends on a day off: 18.07.2026", warnings)
        self.assertIn("20.07.2026", warnings)  # the results come after the end
        self.assertIn("has no e-mail", warnings)
        self.assertIn("has no account", warnings)

    def test_another_month_and_schools_left_out_are_warned_of(self):
        self._make_status(self.leader, "adverse")
        order = self._make_order(self.school, number="8-о", date_begin="2026-06-30")
        self.assertIn("held in July and in December", order.warnings)
        self.assertIn("is not on the list: Школа 900003", order.warnings)

    def test_a_worked_saturday_is_no_day_off(self):
        days = self.env["shnor.calendar.day"]
        self.assertTrue(days._is_working(date(2025, 11, 1)))
        self.assertFalse(days._is_working(date(2025, 11, 3)))
        self.assertEqual(days._next_working(date(2025, 12, 31)), date(2026, 1, 12))
        self.assertEqual(days._last_working(date(2026, 1, 11)), date(2025, 12, 30))

    def test_the_button_opens_the_draft(self):
        action = self.env["shnor.order"].with_user(self.administrator).action_prepare_next()
        draft = self.env["shnor.order"].browse(action["res_id"])
        self.assertEqual((draft.state, draft.previous_order_id), ("draft", self.order))
