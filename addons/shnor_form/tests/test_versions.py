from odoo.exceptions import UserError, ValidationError

from .common import FormCase


class TestVersions(FormCase):
    """A form in use is frozen; a new version is a copy whose answers compare by code."""

    def test_a_form_in_use_does_not_change(self):
        question = self.form.question_ids[0]
        question.title = "Asked otherwise"
        self._launch()
        for change in (
            lambda: question.write({"title": "Once more"}),
            lambda: question.unlink(),
            lambda: self._ask(self.form, "N1", "char_box"),
            lambda: self.form.form_check_ids[0].write({"severity": "warning"}),
            lambda: self.form.question_ids.suggested_answer_ids[0].write({"value": "whole"}),
            lambda: self.form.question_ids.form_column_ids[0].unlink(),
            lambda: self.form.unlink(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_a_new_version_is_edited_and_answers_compare(self):
        old = self._launch()
        self._save(old, S1=10, T3="part", S2=3)
        action = self.form.action_new_version()
        new = self.env["survey.survey"].browse(action["res_id"])
        self.assertEqual((new.form_version, new.form_code), (2, "test_form"))
        self.assertEqual(new._form_codes(), self.form._form_codes())
        self.assertEqual(len(new.form_check_ids), 2)
        self.assertEqual(self.form._form_latest("test_form"), new)
        option = new.question_ids.suggested_answer_ids.filtered(lambda one: one.value == "part")
        option.value = "partly"
        new.question_ids.filtered(lambda one: one.form_code == "T7").unlink()
        sheet = new._form_launch([{"partner_id": self.owner.id, "form_previous_id": old.id}])
        self.assertEqual(sheet._form_previous_values(), {"S1": 10, "T3": "part", "S2": 3})
        self.assertEqual(self._value(old, "S1"), 10)

    def test_tables_and_conditions_come_along(self):
        copy = self.env["survey.survey"].browse(self.form.action_new_version()["res_id"])
        old, new = self.form._form_schema(), copy._form_schema()
        for code, question in old["questions"].items():
            same = ("type", "visible", "formula", "columns", "evidence", "delta", "required")
            self.assertEqual(
                [question.get(name) for name in same],
                [new["questions"][code].get(name) for name in same],
            )
        self.assertEqual(
            [check["condition"] for check in old["checks"]],
            [check["condition"] for check in new["checks"]],
        )

    def test_the_author_is_told_what_is_wrong(self):
        for values, message in (
            ({"form_code": "has space"}, "is no code"),
            ({"form_code": False}, "needs a code"),
            ({"form_condition": "[Z9] == 1"}, "no question with the code Z9"),
            ({"form_condition": "__import__('os')"}, "use the functions"),
            ({"form_condition": "[S1].real"}, "cannot be read"),
            ({"form_prefill": "record", "form_prefill_path": "user_ids.password"}, "does not lead"),
            ({"form_prefill": "record", "form_prefill_path": "nothing"}, "does not lead"),
            ({"form_minimum": 5, "form_maximum": 2}, "less than the least"),
        ):
            with self.subTest(values), self.assertRaisesRegex(ValidationError, message):
                self.form.question_ids[0].write(values)
