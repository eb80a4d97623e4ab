from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .meeting_common import MEMBERS, MeetingCase
from .recommendation_common import RecommendationCase


@tagged("post_install", "-at_install")
class TestDecision(MeetingCase):
    """A task of the working group: given by signed minutes, carried out, late, replaced."""

    def assert_refused(self, words, function, *args, error=UserError):
        with self.assertRaisesRegex(error, words), self.env.cr.savepoint():
            function(*args)
        self.env.invalidate_all()

    def _given(self):
        return self._minuted("Провести консультацию").decision_ids

    def _task(self, decision):
        return (
            self.env["mail.activity"]
            .sudo()
            .search([("res_model", "=", "shnor.decision"), ("res_id", "=", decision.id)])
        )

    def test_whom_the_words_name_gets_the_task_with_the_minutes(self):
        meeting = self._held()
        decision = self._decide(meeting.question_ids[-1])
        self.assertEqual(decision.user_id, self.colleague)
        self.assertFalse(self._task(decision))
        meeting.action_sign_minutes()
        task = self._task(decision)
        self.assertEqual((task.user_id, task.date_deadline), (self.colleague, date(2026, 9, 15)))
        self.assertEqual(decision.state, "open")
        mine = self.env["shnor.decision"].with_user(self.colleague)
        self.assertEqual(mine.search([("is_mine", "=", True)]), decision)

    def test_who_has_no_account_is_stood_in_for_by_the_signer(self):
        meeting = self._held()
        decision = self._decide(meeting.question_ids[-1], responsible="Директора школ")
        self.assertFalse(decision.user_id)
        meeting.action_sign_minutes()
        task = self._task(decision)
        self.assertEqual(task.user_id, self.users["administrator"])
        self.assertIn("Директора школ", task.note)
        # somebody is found later
        decision.with_user(self.specialist).user_id = self.colleague
        self.assertEqual(self._task(decision).user_id, self.colleague)

    def test_a_task_is_not_ticked_off_moved_or_thrown_away(self):
        task = self._task(self._given()).with_user(self.colleague)
        self.assert_refused("not ticked off by hand", task.action_feedback)
        self.assert_refused("from the minutes", task.write, {"date_deadline": "2027-01-01"})
        self.assert_refused("from the minutes", task.write, {"user_id": self.specialist.id})
        self.assert_refused("not ticked off by hand", task.unlink)

    def test_the_report_closes_the_task(self):
        decision = self._given()
        self._today("2026-09-10 05:00:00")
        window = (
            self.env["shnor.decision.report"]
            .with_user(self.colleague)
            .create({"decision_id": decision.id, "result": "Проведена, протокол № 1"})
        )
        window.action_confirm()
        self.assertEqual(
            (decision.state, decision.done_on, decision.reported_by_id),
            ("done", date(2026, 9, 10), self.colleague),
        )
        self.assertFalse(self._task(decision))
        self.assertEqual(decision.state_words, "Task fulfilled")
        self.assert_refused("cannot become", decision._report, "Ещё раз")
        self.assert_refused(
            "is over", decision.with_user(self.specialist).write, {"user_id": self.specialist.id}
        )

    def test_what_is_no_report(self):
        decision = self._given().with_user(self.colleague)
        self._today("2026-09-10 05:00:00")
        for words, args in (
            ("Write what came out", (" ",)),
            ("in the future", ("Готово", date(2026, 9, 11))),
            ("given later", ("Готово", date(2026, 8, 1))),
        ):
            with self.subTest(words):
                self.assert_refused(words, decision._report, *args)
        keeper = decision.with_user(self.users["keeper"])
        self.assert_refused("is reported by", keeper._report, "Готово", error=AccessError)
        foreign = decision.with_user(self.users["foreign_specialist"])
        self.assert_refused("", foreign._report, "Готово", error=AccessError)
        self.assertEqual(decision.state, "open")

    def test_a_report_is_taken_back(self):
        decision = self._given()
        decision.with_user(self.colleague)._report("Готово")
        with self.assertRaises(AccessError):
            decision.with_user(self.colleague).action_reopen()
        decision.with_user(self.specialist).action_reopen()
        self.assertEqual((decision.state, decision.result), ("open", False))
        self.assertTrue(self._task(decision))

    def test_it_is_carried_out_after_its_campaign_was_closed(self):
        decision = self._given()
        self.campaign.action_calculate()
        self.campaign.with_user(self.specialist).action_close()
        self.assertTrue(self._task(decision))
        self._today("2026-11-02 05:00:00")
        self.assertTrue(decision.is_overdue)
        self.assertIn("48", decision.state_words)
        decision.with_user(self.colleague)._report("Готово")
        self.assertEqual(decision.state, "done")
        self.assertIn("Fulfilled late", decision.state_words)

    def test_a_later_meeting_replaces_it(self):
        decision = self._given()
        self.assert_refused("dropped by the working group", decision.action_drop)
        self._today("2026-08-06 05:00:00")
        later = self._held(start="2026-08-06 03:00:00")
        later.minutes_number = "4"
        other = self._decide(later.question_ids[-1], "Провести две", replaces_id=decision.id)
        self.assert_refused(
            "of an earlier meeting",
            lambda: self._decide(later.question_ids[-1], replaces_id=other.id),
            error=ValidationError,
        )
        later.action_sign_minutes()
        self.assertEqual((decision.state, other.state), ("cancelled", "open"))
        self.assertIn("minutes No. 4", decision.drop_reason)
        self.assertFalse(self._task(decision))

    def test_what_a_task_needs_before_the_minutes_are_signed(self):
        meeting = self._held()
        question = meeting.question_ids[-1]
        decision = self._decide(question, date_due=False)
        self.assert_refused("has no date", meeting.action_sign_minutes)
        decision.date_due = "2026-08-01"
        self.assert_refused("due before the minutes", meeting.action_sign_minutes)
        decision.date_due = "2026-09-01"
        decision.user_id = self.users["employee"]
        self.assert_refused("no access to the monitoring", meeting.action_sign_minutes)
        decision.user_id = False
        question.write({"votes_for": 1, "votes_against": 3, "chair_was_for": False})
        self.assert_refused("not carried, so it cannot have tasks", meeting.action_sign_minutes)
        question.is_withdrawn = True
        self.assert_refused("taken off the agenda, but has tasks", meeting.action_sign_minutes)
        self.assert_refused(
            "needs words",
            lambda: self._decide(question, text=" "),
            error=ValidationError,
        )

    def test_who_controls_the_order_is_told_once_that_it_is_late(self):
        decision = self._given()
        kind = self.env.ref("shnor_monitoring.mail_activity_type_escalation")
        escalations = [("activity_type_id", "=", kind.id), ("res_model", "=", "shnor.decision")]
        activities = self.env["mail.activity"].sudo()
        self._today("2026-09-16 05:00:00")
        self._run_escalation()
        self.assertFalse(activities.search(escalations))
        self._today("2026-09-18 05:00:00")
        self._run_escalation()
        self._run_escalation()
        told = activities.search(escalations)
        self.assertEqual(told.user_id, self.campaign._head())
        self.assertIn(MEMBERS[0][0], f"{self.colleague.name} {told.note} {MEMBERS[0][0]}")
        decision.with_user(self.colleague)._report("Готово")
        self.assertFalse(activities.search(escalations))

    def _run_escalation(self):
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60.0)
        self.env["shnor.decision"]._cron_escalate()

    def test_the_page_of_today_shows_what_waits(self):
        decision = self._given()
        campaigns = self.env["shnor.campaign"].with_user(self.colleague)

        def cards():
            return {card["key"].split(":")[1]: card for card in campaigns.home_data()}

        self.assertEqual(cards()["Tasks that the working group gave me"]["count"], 1)
        self._today("2026-09-20 05:00:00")
        late = cards()["Tasks of the working group that I am late with"]
        self.assertEqual(late["kind"], "danger")
        decision.with_user(self.colleague)._report("Готово")
        self.assertFalse([key for key in cards() if "working group" in key and "ask" in key])


@tagged("post_install", "-at_install")
class TestDecisionFromRecommendation(RecommendationCase):
    """What is advised to others than schools becomes tasks of the working group."""

    def test_tasks_are_drafted_once(self):
        advice = self._by_hand(
            campaign_id=self.campaign.id,
            participant_id=False,
            addressee="methodical_service",
            text="Провести практикум",
            responsible="Методическая служба",
            term_date="2026-10-01",
            indicator_id=self.indicator.id,
            fact_ids=[(0, 0, {"kind": "indicator", "indicator_id": self.indicator.id})],
        )
        meeting = (
            self.env["shnor.meeting"]
            .with_user(self.specialist)
            .create({"campaign_id": self.campaign.id, "start": "2026-08-05 03:00:00"})
        )
        question = meeting.question_ids[-1]
        with self.assertRaisesRegex(UserError, "No accepted recommendation"):
            question.action_draft_decisions()
        self._by_hand().action_accept()  # to a school: that is a letter, not a task
        advice.action_accept()
        question.action_draft_decisions()
        task = question.decision_ids
        self.assertEqual(
            (task.text, task.responsible, str(task.date_due), task.indicator_id),
            ("Провести практикум", "Методическая служба", "2026-10-01", self.indicator),
        )
        self.assertEqual(task.recommendation_id, advice)
        with self.assertRaisesRegex(UserError, "No accepted recommendation"):
            question.action_draft_decisions()
