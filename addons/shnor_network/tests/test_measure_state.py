from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import tagged

from .common import NetworkCase


@tagged("post_install", "-at_install")
class TestMeasureState(NetworkCase):
    """What each state needs, and what follows from it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.measure = cls._make_measure()

    def test_each_state_needs_what_makes_it_true(self):
        refusals = {
            "done": "what came of it",
            "partly": "what is not",
            "failed": "why it has failed",
            "moved": "a new date and a reason",
        }
        for state, words in refusals.items():
            with self.subTest(state), self.assertRaisesRegex(ValidationError, words):
                self.measure.state = state
            with self.subTest(state, new=True), self.assertRaisesRegex(ValidationError, words):
                self._make_measure(name=f"Новая {state}", state=state)
        for state in ("in_progress", "not_started"):
            self.measure.state = state

    def test_any_proof_makes_it_done(self):
        for name in ("result", "indicator_fact", "document"):
            with self.subTest(name):
                measure = self._make_measure(name=f"Мера {name}", **{name: "Есть"})
                measure.state = "done"
                self.assertEqual(measure.percent, 100)

    def test_a_dash_is_no_proof(self):
        with self.assertRaises(ValidationError):
            self.measure.write({"state": "done", "result": " — "})

    def test_a_proof_cannot_be_taken_away_from_what_is_done(self):
        self.measure.write({"state": "done", "result": "Есть"})
        with self.assertRaises(ValidationError):
            self.measure.result = False

    @freeze_time("2026-06-15")
    def test_the_day_of_doing_is_kept_and_goes_with_the_state(self):
        self.measure.write({"state": "done", "result": "Есть"})
        self.assertEqual(self.measure.done_date, Date.to_date("2026-06-15"))
        self.measure.write({"state": "in_progress", "percent": 80})
        self.assertFalse(self.measure.done_date)
        self.measure.write({"state": "done", "done_date": "2026-06-10"})
        self.assertEqual(self.measure.done_date, Date.to_date("2026-06-10"))

    def test_what_is_not_started_has_no_per_cent(self):
        self.measure.write({"state": "in_progress", "percent": 40})
        self.measure.state = "not_started"
        self.assertEqual(self.measure.percent, 0)

    # Moving

    def _move(self, measures, date_to="2026-09-30", reason="Нет поставщика", role="keeper"):
        wizard = self.env["shnor.measure.move"].with_user(self.users[role])
        wizard.create(
            {"measure_ids": [(6, 0, measures.ids)], "date_to": date_to, "reason": reason}
        ).action_move()

    def test_moving_keeps_the_first_date(self):
        self._move(self.measure)
        self._move(self.measure, "2026-12-01")
        self.assertEqual(
            (self.measure.state, self.measure.date_to, self.measure.moved_from),
            ("moved", Date.to_date("2026-12-01"), Date.to_date("2026-06-30")),
        )

    def test_many_are_moved_at_once_each_from_its_own_date(self):
        other = self._make_measure(name="Другая", date_to="2026-05-01")
        self._move(self.measure | other)
        self.assertEqual(
            (self.measure | other).mapped("moved_from"),
            [Date.to_date("2026-06-30"), Date.to_date("2026-05-01")],
        )

    def test_moving_needs_a_later_date_and_an_open_measure(self):
        with self.assertRaisesRegex(UserError, "30.06.2026.*later"):
            self._move(self.measure, "2026-06-30")
        with self.assertRaisesRegex(UserError, "why"):
            self._move(self.measure, reason="  ")
        self.measure.write({"state": "done", "result": "Есть"})
        with self.assertRaisesRegex(UserError, "finished"):
            self._move(self.measure)

    def test_what_had_no_date_may_be_moved(self):
        dateless = self._make_measure(name="Без срока", date_from=False, date_to=False)
        with freeze_time("2026-06-15"):
            self._move(dateless)
        self.assertEqual(dateless.moved_from, Date.to_date("2026-06-15"))

    def test_a_foreign_measure_is_not_moved(self):
        foreign = self._make_measure(school_id=self.foreign_school.id)
        with self.assertRaises(AccessError):
            self._move(foreign)

    # Lateness

    def _late(self):
        return self.env["shnor.measure"].search(
            [("late_days", ">", 0), ("school_id", "=", self.school.id)]
        )

    def test_late_is_what_is_not_finished_after_its_day(self):
        with freeze_time("2026-06-30 03:00"):
            self.assertFalse(self._late())
            self.assertFalse(self.measure.late_days)
        with freeze_time("2026-07-04 03:00"):
            self.measure.invalidate_recordset(["late_days"])
            self.assertEqual(self._late(), self.measure)
            self.assertEqual(self.measure.late_days, 4)
            self._move(self.measure)
            self.assertFalse(self._late())
            self.assertFalse(self.measure.late_days)
        with freeze_time("2026-10-01 03:00"):
            self.measure.invalidate_recordset(["late_days"])
            self.assertEqual(self.measure.late_days, 1)
            self.measure.write({"state": "failed", "state_reason": "Нет денег"})
            self.assertFalse(self._late())

    # Plan and fact

    def test_whether_the_plan_is_reached(self):
        for base, plan, fact, reached in (
            ("40", "70", "70", "yes"),
            ("40", "70", "69,5", "no"),
            ("30 %", "20 %", "19 %", "yes"),
            ("30", "20", "25", "no"),
            (False, "70", "71", "yes"),
            ("40", "не менее 70", "71", False),
            ("40", "70", False, False),
            ("0", "1 000", "1 001", "yes"),
        ):
            with self.subTest(base=base, plan=plan, fact=fact):
                self.measure.write(
                    {"indicator_base": base, "indicator_plan": plan, "indicator_fact": fact}
                )
                self.assertEqual(self.measure.plan_reached, reached)

    # Measures of a higher level

    def test_a_measure_of_the_school_concerns_no_other(self):
        with self.assertRaisesRegex(ValidationError, "higher level"):
            self.measure.concerned_school_ids = self.leader

    def test_what_concerns_a_school_is_read_by_its_director(self):
        regional = self._make_measure(
            school_id=self.foreign_school.id,
            level="regional",
            concerned_school_ids=[(6, 0, self.school.ids)],
        )
        director = self.users["director"]
        measures = self.env["shnor.measure"].with_user(director)
        self.assertIn(regional, measures.search([]))
        self.assertEqual(regional.with_user(director).name, regional.name)
        with self.assertRaises(AccessError):
            regional.with_user(director).name = "Другое"
        # whom else it concerns is not told
        regional.concerned_school_ids += self.leader
        self.env.invalidate_all()
        self.assertEqual(regional.with_user(director).concerned_school_ids, self.school)

    def test_nothing_is_put_before_schools_that_the_writer_does_not_see(self):
        measure = self._make_measure(name="Район", level="municipal")
        keeper = measure.with_user(self.users["keeper"])
        keeper.concerned_school_ids = self.leader
        with self.assertRaises(AccessError):
            keeper.write({"concerned_school_ids": [(4, self.foreign_school.id)]})
