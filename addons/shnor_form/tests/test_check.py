from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import FormCase


@tagged("post_install", "-at_install")
class TestCheck(FormCase):
    """An officer reads a form beside all that is known, asks, returns, opens again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "form_officer", groups="shnor_form.group_officer")
        cls.reader = new_test_user(cls.env, "form_reader", groups="shnor_form.group_user")
        cls.employee = new_test_user(cls.env, "form_employee", groups="base.group_user")

    def setUp(self):
        super().setUp()
        previous = self._launch()
        self._save(previous, S1=4, T1=True, T6="Before")
        self.sheet = self._launch(
            form_previous_id=previous.id, deadline=fields.Datetime.now() + timedelta(days=3)
        )
        self._save(self.sheet, S1=10, S2=3, T1=False, T5=1)
        self.check = self.sheet.with_user(self.officer)

    def _rows(self, sheet=None):
        found = (sheet or self.check).form_check_rows()
        return {row["code"]: row for section in found["sections"] for row in section["rows"]}

    def test_a_row_tells_what_is_what_was_and_what_the_register_says(self):
        rows = self._rows()
        self.assertEqual((rows["S1"]["words"], rows["S1"]["previous"]), ("10", "4"))
        self.assertEqual(rows["S1"]["change"], "+6 (+150 %)")
        self.assertTrue(rows["S1"]["changed"])
        self.assertEqual((rows["S2"]["words"], rows["S2"]["record"]), ("3", "7"))
        self.assertTrue(rows["S2"]["record_differs"])
        # “no” is an answer, and it was “yes”
        self.assertEqual((rows["T1"]["words"], rows["T1"]["previous"]), ("no", "yes"))
        self.assertTrue(rows["T1"]["changed"])
        self.assertTrue(rows["T6"]["empty"])
        self.assertEqual(rows["S3"]["words"], "30")
        self.assertEqual([one["severity"] for one in rows["T5"]["problems"]], ["warning"])
        # what was not asked is not there
        self.assertNotIn("T2", rows)

    def test_asking_replying_closing_in_the_row(self):
        self.check.form_check_ask("S1", "Why ten?")
        [query] = self._rows()["S1"]["queries"]
        self.assertEqual(query["lines"][0]["body"], "Why ten?")
        record = self.sheet.form_query_ids
        record._reply("A class more", self.owner)
        found = self.check.form_check_talk(query["id"], "Since when?")
        self.assertTrue(found["may_ask"])
        [query] = self._rows()["S1"]["queries"]
        self.assertEqual([line["kind"] for line in query["lines"]], ["ask", "reply", "ask"])
        self.check.form_check_talk(query["id"], "", True)
        self.assertEqual(record.state, "closed")
        other = self._launch().with_user(self.officer)
        with self.assertRaises(AccessError):
            other.form_check_talk(record.id, "Mine?")

    def test_who_only_reads_asks_nothing_and_others_read_nothing(self):
        sheet = self.sheet.with_user(self.reader)
        self.assertFalse(sheet.form_check_rows()["may_ask"])
        with self.assertRaises(AccessError):
            sheet.form_check_ask("S1", "Why?")
        with self.assertRaises(AccessError):
            self.sheet.with_user(self.employee).form_check_rows()

    def test_the_number_of_queries_does_not_depend_on_the_number_of_questions(self):
        counts = []
        for size in (4, 5, 60):  # the first one warms the caches
            form = self.form.copy({"title": "Long", "form_version": 100 + size})
            for index in range(size):
                self._ask(form, f"Z{index}", "numerical_box")
            [sheet] = form._form_launch([{"partner_id": self.owner.id}])
            sheet._form_save_many({sheet: {f"Z{index}": index for index in range(size)}})
            check = sheet.with_user(self.officer)
            check.form_check_rows()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertGreaterEqual(len(self._rows(check)), size)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_return_ask_and_open_again_by_the_windows(self):
        self.sheet._form_submit("k", {str(self.form.form_check_ids[1].id): "Yes"}, self.access)
        self.assertEqual(self.sheet.form_state, "draft")  # S1 changed much and is not explained
        saves = [{"seq": 900, "code": "S1", "value": 10, "comment": "A class more"}]
        self.sheet._form_save(saves, self.access, "a")
        self.sheet._form_submit("k", {str(self.form.form_check_ids[1].id): "Yes"}, self.access)
        self.assertEqual(self.sheet.form_state, "submitted")
        context = {"active_ids": self.sheet.ids, "active_id": self.sheet.id}
        question = self.form.question_ids.filtered(lambda one: one.form_code == "S2")
        about = {"default_sheet_id": self.sheet.id}
        self._window("ask", about, question_id=question, body="Why 3?")
        self.assertEqual(self.sheet.form_open_query_count, 1)
        many = {"default_sheet_ids": self.sheet.ids, **context}
        self._window("return", many, reason="See S2")
        self.assertEqual(self.sheet.form_state, "returned")
        self.assertEqual(self.sheet.form_return_reason, "See S2")
        until = fields.Datetime.now() + timedelta(days=9)
        self._window("reopen", many, reason="Ill", applicant="Anna", until=until)
        document = self.sheet.form_reopening_ids
        self.assertEqual((document.reason, document.applicant), ("Ill", "Anna"))
        self.assertEqual(self.sheet.deadline, document.until)

    def _window(self, name, context, **values):
        model = self.env[f"shnor.form.{name}"].with_user(self.officer)
        wizard = Form(model.with_context(**context))
        for field, value in values.items():
            setattr(wizard, field, value)
        getattr(wizard.save(), f"action_{name}")()

    def test_a_window_is_its_authors_alone(self):
        wizard = (
            self.env["shnor.form.return"]
            .with_user(self.officer)
            .create({"sheet_ids": [(6, 0, self.sheet.ids)], "reason": "Secret"})
        )
        other = new_test_user(self.env, "form_officer2", groups="shnor_form.group_officer")
        with self.assertRaises(AccessError):
            wizard.with_user(other).read(["reason"])

    def test_the_history_tells_no_from_nothing(self):
        change = self.sheet.form_change_ids.filtered(lambda one: one.code == "T1")
        self.assertEqual((change.old_words, change.new_words), ("", "no"))
        line = self.sheet.user_input_line_ids.filtered(lambda one: one.form_code == "T1")
        self.assertEqual(line.form_words, "no")
        self._save(self.sheet, T1=None)
        self.assertEqual(line.form_words, "")

    def test_lists_call_forms_by_their_organisation(self):
        self.assertEqual(self.sheet.display_name, "North, July: Self-evaluation")
        found = self.env["survey.user_input"].name_search("North, July")
        self.assertIn(self.sheet.id, [one[0] for one in found])


@tagged("post_install", "-at_install")
class TestEditor(FormCase):
    """Survey's editor writes our forms."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.author = new_test_user(cls.env, "form_author", groups="shnor_form.group_manager")

    def _survey_form(self, survey=None):
        env = self.env(user=self.author, context={"default_survey_type": "shnor_form"})
        record = (survey or self.env["survey.survey"]).with_env(env)
        return Form(record, view="survey.survey_survey_view_form")

    def test_a_form_is_written_in_the_editor(self):
        editor = self._survey_form()
        editor.title, editor.form_code = "Short form", "short"
        form = editor.save()
        self.assertEqual((form.survey_type, form.form_version), ("shnor_form", 1))
        question = Form(
            self.env["survey.question"]
            .with_user(self.author)
            .with_context(default_survey_id=form.id),
            view="survey.survey_question_form",
        )
        question.title, question.question_type = "Teachers", "numerical_box"
        question.form_code, question.form_unit, question.form_delta = "A1", "people", 3
        question.save()
        schema = form._form_schema()["questions"]["A1"]
        self.assertEqual((schema["unit"], schema["delta"]["limit"]), ("people", 3))
        checks = self._survey_form(form)
        with checks.form_check_ids.new() as check:
            check.condition, check.message = "[A1] > 0", "Nobody teaches."
        checks.save()
        self.assertEqual(form.form_check_ids.severity, "error")

    def test_a_form_in_use_is_read_only_and_says_why(self):
        self._launch()
        editor = self._survey_form(self.form)
        with self.assertRaises(AssertionError):
            editor.form_code = "other"
        with self.assertRaises(UserError):
            self.form.question_ids[0].with_user(self.author).title = "Other"
        action = self.form.with_user(self.author).action_new_version()
        version = self.env["survey.survey"].browse(action["res_id"])
        self.assertEqual((version.form_version, version.form_frozen), (2, False))
        self.assertEqual(version.form_previous_version_id, self.form)
        self.assertEqual(version.title, self.form.title)

    def test_buttons_that_make_no_sense_are_hidden(self):
        arch = etree.fromstring(
            self.env["survey.survey"].get_view(
                self.env.ref("survey.survey_survey_view_form").id, "form"
            )["arch"]
        )
        for name in (
            "action_send_survey",
            "action_result_survey",
            "action_start_session",
            "action_test_survey",
            "action_survey_user_input",
            "action_survey_user_input_completed",
        ):
            with self.subTest(name):
                [button] = arch.xpath(f"//button[@name='{name}']")
                self.assertIn("is_form", button.get("invisible"))
