from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import Form, tagged

from .analysis_common import AnalysisCase


@tagged("post_install", "-at_install")
class TestAnalysis(AnalysisCase):
    """The draft of the note, what people make of it, and what changes under them."""

    def test_every_part_is_drafted_and_every_sentence_has_a_source(self):
        analysis = self._note()
        sections = dict(analysis.sentence_ids._fields["section"].selection)
        self.assertEqual(set(analysis.sentence_ids.mapped("section")), set(sections))
        for sentence in analysis.sentence_ids:
            with self.subTest(sentence.key):
                self.assertTrue(sentence.sources)
                self.assertEqual(sentence.text, sentence.draft_text)
                self.assertFalse(sentence.is_unvouched or sentence.is_stale)
                self.assertIn(sentence.action_open_source()["type"], ("ir.actions.act_window",))
        self.assertEqual(
            self._say(analysis, "facts.Т1.share").text,
            "Доля больших школ: 1 из 2 школ (50,0 %; одна школа – это 50,0 п. п.).",
        )
        evidence = self._say(analysis, "facts.Т1.share").action_open_source()
        self.assertEqual(evidence["res_model"], "shnor.indicator.evidence")
        risks = self._say(analysis, f"factors.{self.risk.code}")
        self.assertIn("«Дефицит педагогических кадров» – 1 из 2 школ", risks.text)
        self.assertIn("значимость: высокая – 1", risks.text)

    def test_drafting_again_changes_nothing(self):
        analysis = self._note()
        before = analysis.sentence_ids.read()
        self.assertEqual(set(analysis._redraft().values()), {0})
        self.assertEqual(analysis.sentence_ids.read(), before)

    def test_what_nobody_touched_follows_its_numbers(self):
        analysis = self._note()
        self.school.student_count = 100
        self.campaign.action_calculate()
        self.assertIn("draft anew", "\n".join(analysis._problems()))
        self._note()
        self.assertIn("2 из 2 школ (100,0 %", self._say(analysis, "facts.Т1.share").text)
        self.assertFalse(analysis.stale_count)

    def test_what_people_edited_stays_and_is_marked(self):
        analysis = self._note()
        sentence = self._say(analysis, "facts.Т1.share")
        sentence.text = "Больших школ – 1 из 2."
        self.assertTrue(sentence.is_edited)
        self.assertFalse(sentence.is_unvouched)  # its numbers are those of the source
        self._note()
        self.assertFalse(sentence.is_stale)
        self.school.student_count = 100
        self.campaign.action_calculate()
        self._note()
        self.assertEqual(sentence.text, "Больших школ – 1 из 2.")
        self.assertTrue(sentence.is_stale)
        self.assertIn("2 из 2 школ", sentence.new_text)
        self.assertIn("Sentences whose numbers have changed since: 1", analysis.problems)
        sentence.action_take_new()
        self.assertIn("2 из 2 школ", sentence.text)
        self.assertFalse(sentence.is_stale or sentence.is_edited)

    def test_own_words_may_be_kept_when_the_numbers_change(self):
        analysis = self._note()
        sentence = self._say(analysis, "facts.Т1.share")
        sentence.text = "Больших школ – 1 из 2."
        self.school.student_count = 100
        self.campaign.action_calculate()
        self._note()
        sentence.action_keep()
        self.assertEqual(sentence.text, "Больших школ – 1 из 2.")
        self.assertFalse(sentence.is_stale)
        self.assertTrue(sentence.is_unvouched)  # 1 stands nowhere in today's numbers
        sentence.action_vouch()
        self._note()
        self.assertFalse(sentence.is_stale or sentence.is_unvouched)

    def test_numbers_without_a_source_are_marked_until_somebody_vouches(self):
        analysis = self._note()
        sentence = self._say(analysis, "facts.Т1.share")
        sentence.text = "Больших школ – 17 из 2."
        self.assertTrue(sentence.is_unvouched)
        self.assertIn("Sentences for which nobody vouches: 1", analysis.problems)
        sentence.action_vouch()
        self.assertEqual(sentence.vouched_by_id, self.specialist)
        self.assertTrue(sentence.vouched_at)
        self.assertFalse(sentence.is_unvouched)
        sentence.text = "Больших школ – 18 из 2."
        self.assertFalse(sentence.vouched_by_id)  # other words than those vouched for
        self.assertTrue(sentence.is_unvouched)
        sentence.action_reset()
        self.assertEqual(sentence.text, sentence.draft_text)
        self.assertFalse(sentence.is_unvouched or sentence.is_edited)

    def test_a_sentence_by_hand(self):
        analysis = self._note()
        with Form(analysis) as form, form.conclusions_ids.new() as line:
            line.text = "Школам не хватает наставников."
        sentence = analysis.sentence_ids.filtered(lambda one: one.origin == "hand")
        self.assertEqual(sentence.section, "conclusions")
        self.assertTrue(sentence.is_unvouched)
        self.assertEqual(sentence.mark, "No source: vouch for it")
        with self.assertRaisesRegex(UserError, "no source"):
            sentence.action_open_source()
        self._note()
        self.assertTrue(sentence.exists())
        sentence.action_vouch()
        self.assertNotIn("nobody vouches", analysis.problems or "")
        sentence.unlink()
        self.assertFalse(sentence.exists())

    def test_a_drafted_sentence_that_is_deleted_stays_out(self):
        analysis = self._note()
        sentence = self._say(analysis, "basis.interviews")
        sentence.unlink()
        self.assertTrue(sentence.exists())
        self.assertTrue(sentence.is_dropped)
        self._note()
        self.assertTrue(sentence.is_dropped)
        self.assertEqual(analysis.dropped_count, 1)
        self.assertNotIn("Собеседования с директорами", self._text(analysis))
        sentence.action_restore()
        self.assertIn("Собеседования с директорами", self._text(analysis))

    def test_sentences_stay_where_people_moved_them(self):
        analysis = self._note()
        first, second = analysis.basis_ids[:2]
        first.sequence, second.sequence = second.sequence, first.sequence
        self.school.student_count = 100
        self.campaign.action_calculate()
        self._note()
        self.assertEqual(analysis.basis_ids.sorted("sequence")[:2], second | first)
        everything = analysis.sentence_ids.sorted("sequence")
        numbers = everything.mapped("section_number")
        self.assertEqual(numbers, sorted(numbers))

    def test_a_part_that_is_empty_is_told(self):
        analysis = self._note()
        analysis.sentence_ids.filtered(lambda one: one.section == "decisions").unlink()
        self.assertIn("“10. Draft decisions” is empty", analysis.problems)

    def test_words_that_the_data_give_no_more(self):
        analysis = self._note()
        sentence = self._say(analysis, f"factors.{self.risk.code}")
        sentence.text = "Кадров не хватает – 1 из 2 школ."
        self.risk.form_option = False
        self._note()
        self.assertTrue(sentence.is_stale)
        self.assertFalse(sentence.new_text)
        self.assertEqual(sentence.mark, "The data say this no more")
        sentence.action_keep()
        self.assertEqual((sentence.origin, sentence.is_unvouched), ("hand", True))
        self._note()
        self.assertFalse(sentence.is_stale)

    def test_what_the_system_writes_is_not_written_by_hand(self):
        analysis = self._note()
        sentence = analysis.sentence_ids[0]
        for values in (
            {"is_unvouched": False},
            {"vouched_by_id": self.specialist.id},
            {"sources": []},
            {"origin": "hand"},
            {"is_dropped": True},
            {"section": "facts"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                sentence.with_context(shnor_analysis_system=True).write(values)
        # nor by the defaults of a context: the sentence is one by hand, for which nobody vouches
        defaults = {
            "default_origin": "system",
            "default_sources": [{"model": "shnor.campaign"}],
            "default_draft_text": "Все 100 школ.",
            "default_vouched_by_id": self.specialist.id,
            "default_is_edited": True,
            "default_section": "deficits",
        }
        [forged] = (
            analysis.sentence_ids.browse()
            .with_context(**defaults)
            .create([{"analysis_id": analysis.id, "text": "Все 100 школ."}])
        )
        self.assertEqual((forged.origin, forged.section), ("hand", "deficits"))
        self.assertTrue(forged.is_unvouched)
        self.assertFalse(forged.sources or forged.draft_text or forged.vouched_by_id)
        with self.assertRaises(UserError):
            analysis.write({"digest": "x"})
        with self.assertRaises(UserError):
            analysis.sudo().with_context(shnor_transition=True).write({"state": "approved"})
        with self.assertRaises(ValidationError):
            sentence.text = "  "
        with self.assertRaises(AccessError):
            analysis.with_user(self.users["working_group"]).action_draft()
        with self.assertRaises(UserError):
            analysis.sudo().unlink()

    def test_a_note_needs_a_calculation(self):
        campaign = self._sign(self._make_order(number="9-о"))
        with self.assertRaisesRegex(UserError, "not been calculated yet"):
            campaign.with_user(self.specialist).action_draft_analysis()
        analysis = self.env["shnor.analysis"].create({"campaign_id": campaign.id})
        self.assertIn("calculated", "\n".join(analysis._problems()))
        with self.assertRaisesRegex(UserError, "drafted"):
            analysis._render_documents("docx")

    # ------------------------------------------------------------------
    # Practices
    # ------------------------------------------------------------------
    def _practices(self):
        """Let the first school tell of a practice, and draft."""
        self.sheet._form_reopen("Практика", "директор", Datetime.add(Datetime.now(), days=1))
        self._hand_in(self.sheet, **{"А17.2": "Клуб чтения. Два раза в неделю.", "А17.5": True})
        self.sheet.action_form_accept()
        analysis = self._note()
        return analysis, self.campaign.practice_ids.with_user(self.specialist)

    def test_practices_come_from_the_answers(self):
        analysis, practice = self._practices()
        self.assertEqual(practice.name, "Клуб чтения")
        self.assertEqual((practice.origin, practice.is_in_note), ("answer", True))
        self.assertFalse(practice.is_public)
        self.assertEqual(practice.action_open_answer()["res_id"], self.sheet.id)
        self.assertIn(
            "Школа 900001. Клуб чтения. Клуб чтения. Два раза", self._text(analysis, "practices")
        )
        practice.effect = "ниже минимума – 2 вместо 6"
        self.assertTrue(practice.is_edited)
        self._note()
        self.assertIn("Эффект: ниже минимума", self._text(analysis, "practices"))
        practice.is_in_note = False
        self._note()
        self.assertIn("Практик, отобранных", self._text(analysis, "practices"))

    def test_a_practice_is_published_with_consent_only(self):
        practice = self._practices()[1]
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            practice.is_public = True
        practice.write({"is_public": True, "consent_basis": "Письмо школы № 5"})
        with self.assertRaises(UserError):
            practice.origin = "hand"

    # ------------------------------------------------------------------
    # Speed
    # ------------------------------------------------------------------
    def test_the_number_of_statements(self):
        """It does not grow with the number of schools."""
        few = self._count_of(self._wide_campaign(2, 500000))
        many = self._count_of(self._wide_campaign(25, 600000))
        self.assertEqual(few, many)

    def _wide_campaign(self, count, first):
        """Return a calculated campaign with so many schools that told of themselves."""
        schools = self._make_schools(*((str(first + one), self.village) for one in range(count)))
        campaign = self._sign(self._make_order(schools, number=f"{first}", territory_id=False))
        sheets = self._give_out(campaign.participant_ids)
        answers = {
            "А2.2": 3,
            "А2.3": 1,
            "А17.1": [self.risk.form_option],
            "А17.2": "Наставничество.",
            "А17.5": True,
        }
        sheets._form_save_many({sheet: dict(answers) for sheet in sheets})
        sheets._form_mark_submitted_by_staff()
        sheets.action_form_accept()
        campaign.action_calculate()
        return campaign

    def _count_of(self, campaign):
        analysis = self.env["shnor.analysis"].create({"campaign_id": campaign.id})
        analysis._draft()
        self.risk.name = f"{self.risk.name} "  # each time another text
        counts = []
        for _repeat in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            analysis._draft()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(len(campaign.practice_ids), len(campaign.participant_ids))
        return min(counts)
