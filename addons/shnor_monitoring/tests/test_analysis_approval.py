from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .analysis_common import AnalysisCase


@tagged("post_install", "-at_install")
class TestAnalysisApproval(AnalysisCase):
    """What stands in the way of the approval, and what it freezes."""

    def test_what_stands_in_the_way(self):
        analysis = self._note()
        self.assertIn("Schools without a recommendation: 2", analysis.problems)
        made = self._by_hand()
        self.assertIn("Recommendations that are still drafts: 1", "\n".join(analysis._problems()))
        made.action_accept()
        self._by_hand(participant_id=self.second.id).action_accept()
        self._note()
        self.assertEqual(list(analysis._problems()), [])

    def test_facts_that_changed_after_the_calculation_are_told(self):
        analysis = self._ready()
        self.env.cr.execute(
            "UPDATE survey_user_input_line SET write_date = %s WHERE user_input_id = %s",
            ["2101-01-01", self.sheet.id],
        )
        self.assertIn("Facts were changed after", "\n".join(analysis._problems()))

    def test_nothing_is_approved_before_the_monitoring_is_over(self):
        analysis = self._ready()
        with freeze_time("2026-07-24 05:00:00"):
            self.assertIn("lasts until", "\n".join(analysis._problems()))
        with freeze_time("2026-07-25 05:00:00"):
            self.assertEqual(list(analysis._problems()), [])

    def test_only_a_carried_question_of_signed_minutes_approves(self):
        analysis = self._ready()
        meeting = self._meeting()
        question = meeting.question_ids
        with self.assertRaisesRegex(UserError, "signed minutes"):
            analysis._approve(question)
        with self.assertRaisesRegex(UserError, "signed minutes"):
            analysis._approve(question.browse())
        self.assertEqual(analysis.state, "draft")

    def test_a_question_that_was_not_carried_approves_nothing(self):
        analysis = self._ready()
        meeting = self._meeting(votes_for=1)
        with freeze_time("2026-08-06 05:00:00"):
            meeting.action_sign_minutes()
        self.assertEqual(analysis.state, "draft")
        self.assertFalse(self.campaign.is_approved)

    def test_problems_keep_the_minutes_from_being_signed(self):
        self._note()
        meeting = self._meeting()
        with (
            freeze_time("2026-08-06 05:00:00"),
            self.assertRaisesRegex(UserError, "Schools without a recommendation"),
        ):
            meeting.action_sign_minutes()
        self.assertFalse(self.campaign.is_approved)

    def test_approval_freezes(self):
        analysis = self._ready()
        practice = self.env["shnor.practice"].create(
            {"participant_id": self.participant.id, "name": "Клуб", "essence": "Клуб чтения"}
        )
        self._note()
        sentence = analysis.sentence_ids[0]
        advice = self._made()[0]
        meeting = self._approve()
        self.assertTrue(self.campaign.is_approved)
        self.assertEqual(analysis.state, "approved")
        self.assertEqual(analysis.approved_question_id, meeting.question_ids)
        self.assertEqual(self.campaign.run_id.state, "frozen")
        self.assertEqual(self.campaign.state, "open")
        self.assertTrue(self.sheet.form_locked)
        self.assertEqual(analysis._statistics()["run"]["checksum"], self.campaign.run_id.checksum)
        frozen = (
            lambda: sentence.sudo().write({"text": "Другое"}),
            sentence.sudo().unlink,
            sentence.sudo().action_drop,
            lambda: sentence.sudo()._write_as_system({"text": "Другое"}),
            lambda: analysis.sudo()._move_to("draft", digest="x"),
            analysis.sudo()._draft,
            lambda: advice.sudo().action_reopen(),
            lambda: self._by_hand(),
            lambda: practice.write({"name": "Другое"}),
            practice.unlink,
            lambda: self.participant.write({"basis": "Другое"}),
            lambda: self.campaign.with_user(self.specialist).action_draft_recommendations(),
            lambda: self.env["shnor.analysis.sentence"].create(
                {"analysis_id": analysis.id, "text": "Ещё"}
            ),
        )
        for number, change in enumerate(frozen):
            with (
                self.subTest(number),
                self.assertRaisesRegex(UserError, "approved"),
                self.env.cr.savepoint(),
            ):
                change()
        self.assertEqual(analysis._problems(), [])

    def test_a_calculation_after_the_approval_is_to_compare_with(self):
        analysis = self._ready()
        self._approve()
        run, before = self.campaign.run_id, analysis._statistics()
        self.school.student_count = 100
        self.campaign.action_calculate()
        self.assertEqual(self.campaign.run_id, run)
        self.assertEqual(self.campaign.comparison_run_id.state, "draft")
        self.assertEqual(self.campaign.comparison_run_id.previous_run_id, run)
        self.assertEqual(analysis._statistics(), before)
        self.assertTrue(analysis._is_intact())

    def test_the_note_says_what_was_approved(self):
        analysis = self._ready()
        self._approve()
        before = analysis._document_values()
        self.assertEqual(before["mark"], "")
        self.assertIn("№ 3", before["minutes"])
        self.assertIn(self.participant.school_name, str(before["schools"]))
        self.env["shnor.material"].search([]).write({"name": "Другой"})
        self.env.company.name = "Другой комитет"
        self.assertEqual(analysis._document_values(), before)
        own = self.participant._document_values()
        self.assertEqual(own["school"], self.participant.school_name)
        self.assertNotEqual(own["organisation"], "Другой комитет")

    def test_whether_it_is_intact(self):
        analysis = self._ready()
        self._approve()
        self.assertTrue(analysis._is_intact())
        self.assertEqual(analysis.action_check_intact()["params"]["type"], "success")
        changes = (
            ("shnor_analysis_sentence", "text = 'x'", "analysis_id", analysis.id),
            ("shnor_recommendation", "text = 'x'", "campaign_id", self.campaign.id),
            ("shnor_indicator_result", "yes_count = 7", "run_id", self.campaign.run_id.id),
            ("shnor_participant", "note_values = '{}'", "campaign_id", self.campaign.id),
            ("shnor_analysis", "statistics = '{}'", "id", analysis.id),
        )
        for table, change, column, key in changes:
            with self.subTest(table):
                self.env.flush_all()
                self.env.cr.execute("SAVEPOINT forged")
                self.env.cr.execute(f"UPDATE {table} SET {change} WHERE {column} = {key}")
                self.env.invalidate_all()
                self.assertFalse(analysis._is_intact())
                self.env.cr.execute("ROLLBACK TO SAVEPOINT forged")
                self.env.invalidate_all()
        self.assertTrue(analysis._is_intact())

    def test_an_approved_campaign_is_closed_with_its_results(self):
        self._ready()
        self._approve()
        checksum = self.campaign.run_id.checksum
        self.campaign.with_user(self.specialist).action_close()
        self.assertEqual(self.campaign.state, "closed")
        self.assertEqual(self.campaign.run_id.checksum, checksum)
        self.assertTrue(self.campaign.analysis_id._is_intact())

    def test_a_campaign_may_still_be_closed_without_an_analysis(self):
        self.campaign.with_user(self.specialist).action_close()
        self.assertEqual((self.campaign.state, self.campaign.is_approved), ("closed", False))
