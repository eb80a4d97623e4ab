from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .form_common import FormsCase


@tagged("post_install", "-at_install")
class TestOrderAmendment(FormsCase):
    """Dates, schools and people change by an amending order only; what follows is told first."""

    def setUp(self):
        super().setUp()
        self._today("2026-07-02 01:00:00")
        self.env["shnor.campaign"]._cron_launch()
        self.administrator = self.users["administrator"]
        self.order = self.campaign.order_id.with_user(self.administrator)

    def _draft(self, number="7/1-о"):
        action = self.order.action_amend()
        draft = self.env["shnor.order"].with_user(self.administrator).browse(action["res_id"])
        draft.write({"number": number, "date": "2026-07-02"})
        return draft

    def _stage(self, order, code):
        return order.stage_ids.filtered(lambda stage: stage.stage_type_id.code == code)

    def test_a_draft_says_what_is_in_force_and_changes_nothing_yet(self):
        draft = self._draft()
        self.assertFalse(draft.change_words)
        self.assertEqual(draft.amends_id, self.order)
        with self.assertRaisesRegex(ValidationError, "changes nothing"):
            draft.action_sign()
        # one draft at a time
        self.assertEqual(self.order.action_amend()["res_id"], draft.id)

    def test_a_moved_date_moves_forms_tasks_and_names_its_document(self):
        draft = self._draft()
        self._stage(draft, "self_evaluation").date_to = "2026-07-15"
        self.assertIn("15.07.2026", draft.change_words)
        self.assertIn("10.07.2026", draft.change_words)
        self.assertIn("Forms whose last day moves: 2", draft.impact_words)
        self.assertIn("Tasks whose deadline moves: 1", draft.impact_words)
        stage = self.campaign._stage_of("self_evaluation")
        self.assertEqual(str(stage.date_to), "2026-07-10")
        draft.action_sign()
        self.assertEqual(str(stage.date_to), "2026-07-15")
        self.assertEqual(stage.order_id, draft)
        self.assertEqual(self.campaign._stage_of("check").order_id, self.order)
        for sheet in self.campaign.participant_ids.sheet_ids:
            self.assertEqual(str(sheet.deadline), "2026-07-15 13:59:59")
        task = stage.responsibility_ids.activity_ids
        self.assertEqual(str(task.date_deadline), "2026-07-15")
        self.assertEqual({str(row.date_to) for row in stage.school_ids}, {"2026-07-15"})
        event = self.campaign.event_ids.filtered(lambda one: one.kind == "amendment")
        self.assertEqual(event.document, draft.display_name)
        self.assertEqual(event.user_id, self.administrator)

    def test_the_end_moves_the_clock_of_the_working_group(self):
        draft = self._draft()
        draft.date_end = "2026-07-25"
        self.assertIn("08.08.2026", draft.impact_words)
        draft.action_sign()
        self.assertEqual(str(self.campaign.working_group_deadline), "2026-08-08")
        self.assertEqual(self.campaign.dates_order_id, draft)

    def test_a_school_enters_and_another_one_leaves(self):
        self._submit(self._sheet(self.second))
        draft = self._draft()
        draft.participant_ids.filtered(lambda line: line.school_id == self.second_school).unlink()
        draft.participant_ids = [(0, 0, {"school_id": self.leader.id, "basis": "ШНОР"})]
        words = draft.impact_words
        self.assertIn("Forms that are locked, because their schools leave: 1 (handed in: 1)", words)
        self.assertIn("Forms to be given out to new schools: 1", words)
        draft.action_sign()
        self.assertEqual(self.campaign.participant_ids.school_id, self.school + self.leader)
        self.assertEqual(self.second.excluded_order_id, draft)
        self.assertTrue(self._sheet(self.second).form_locked)
        self.assertEqual(self._sheet(self.second).form_state, "submitted")
        self.env["shnor.campaign"]._cron_launch()
        entered = self.campaign.participant_ids.filtered(lambda one: one.school_id == self.leader)
        self.assertTrue(self._sheet(entered))
        self.assertEqual(entered.order_id, draft)
        self.campaign.action_calculate()
        evidence = self.env["shnor.indicator.evidence"].search(
            [("run_id", "=", self.campaign.run_id.id), ("unit_model", "=", "shnor.school")]
        )
        counted = evidence.mapped("unit_id")
        self.assertIn(self.school.id, counted)
        self.assertNotIn(self.second_school.id, counted)

    def test_who_left_may_come_back_with_the_answers(self):
        draft = self._draft()
        line = draft.participant_ids.filtered(lambda one: one.school_id == self.second_school)
        line.unlink()
        draft.action_sign()
        again = self._draft("7/2-о")
        again.participant_ids = [(0, 0, {"school_id": self.second_school.id, "basis": "ШНОР"})]
        again.action_sign()
        self.assertIn(self.second, self.campaign.participant_ids)
        self.assertFalse(self._sheet(self.second).form_locked)
        self.assertEqual(len(self.campaign.with_context(active_test=False).participant_ids), 2)

    def test_a_responsible_is_replaced_and_the_task_goes_over(self):
        stage = self.campaign._stage_of("check")
        before = stage.responsibility_ids
        draft = self._draft()
        line = draft.responsible_ids.filtered(lambda one: one.stage_type_id == stage.stage_type_id)
        line.write({"name": "Новая", "email": "keeper@example.org"})
        self.assertIn("Новая", draft.change_words)
        self.assertIn("no longer responsible", draft.change_words)
        draft.action_sign()
        self.assertEqual(before.state, "cancelled")
        self.assertFalse(before.activity_ids)
        after = stage.responsibility_ids - before
        self.assertEqual(after.activity_ids.user_id, self.users["keeper"])
        self.assertEqual(after.order_id, draft)

    def test_a_stage_is_added_and_another_dropped(self):
        draft = self._draft()
        self._stage(draft, "check").unlink()
        draft.responsible_ids.filtered(lambda one: one.stage_type_id.code == "check").unlink()
        kind = self._stage_type("interview").id
        draft.stage_ids = [
            (0, 0, {"stage_type_id": kind, "date_from": "2026-07-09", "date_to": "2026-07-14"})
        ]
        draft.responsible_ids = [
            (0, 0, {"name": "Она", "stage_type_id": kind, "email": "specialist@example.org"})
        ]
        draft.action_sign()
        self.assertEqual(
            self.campaign.stage_ids.mapped("code"),
            ["self_evaluation", "interview", "working_group"],
        )
        rows = self.campaign._stage_of("interview").school_ids
        self.assertEqual(rows.participant_id, self.campaign.participant_ids)

    def test_a_draft_that_another_amendment_overtook_is_refused_and_takes_it_over(self):
        draft = self._draft()
        self._stage(draft, "self_evaluation").date_to = "2026-07-15"
        draft.participant_ids = [(0, 0, {"school_id": self.leader.id, "basis": "ШНОР"})]
        # another administrator signs a second draft meanwhile
        other = self.order._draft_amendment()
        other.write({"number": "7/9-о", "date": "2026-07-02"})
        self._stage(other, "check").date_to = "2026-07-23"
        other.action_sign()
        self.assertTrue(draft.is_outdated)
        with self.assertRaisesRegex(ValidationError, "7/9-о"):
            draft.action_sign()
        draft.action_rebase()
        self.assertFalse(draft.is_outdated)
        self.assertNotIn("23.07.2026", draft.change_words)
        self.assertIn("15.07.2026", draft.change_words)
        draft.action_sign()
        self.assertEqual(str(self.campaign._stage_of("check").date_to), "2026-07-23")
        self.assertEqual(str(self.campaign._stage_of("self_evaluation").date_to), "2026-07-15")
        self.assertIn(self.leader, self.campaign.participant_ids.school_id)

    def test_dates_out_of_order_are_refused_as_in_any_order(self):
        draft = self._draft()
        self._stage(draft, "self_evaluation").date_to = "2026-06-15"
        with self.assertRaisesRegex(ValidationError, "before it begins"):
            draft.action_sign()
        self.assertEqual(str(self.campaign._stage_of("self_evaluation").date_to), "2026-07-10")

    def test_repealing_the_order_repeals_its_amendments_and_drops_drafts(self):
        draft = self._draft()
        self._stage(draft, "self_evaluation").date_to = "2026-07-15"
        draft.action_sign()
        with self.assertRaisesRegex(UserError, "Issue a further amendment"):
            draft.action_repeal()
        pending = self._draft("7/2-о")
        self.order.action_repeal()
        self.assertEqual((self.order.state, draft.state), ("repealed", "repealed"))
        self.assertFalse(pending.exists())
        self.assertEqual(self.campaign.state, "cancelled")
        with self.assertRaisesRegex(UserError, "not in force"):
            self.order.action_amend()

    def test_a_closed_campaign_is_not_amended(self):
        draft = self._draft()
        self._stage(draft, "self_evaluation").date_to = "2026-07-15"
        self.campaign.action_calculate()
        self.campaign.with_user(self.users["specialist"]).action_close()
        self.assertEqual(self.order.state, "fulfilled")
        self.assertFalse(draft.exists())
        with self.assertRaises(UserError):
            self.order.action_amend()
