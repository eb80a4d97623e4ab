from odoo.tests import tagged

from .common import FormCase


@tagged("post_install", "-at_install")
class TestFormQueries(FormCase):
    """How many statements things take: always the same, however long the form is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.long_form = cls.env["survey.survey"].create(
            {"title": "Long", "survey_type": "shnor_form", "form_code": "long_form"}
        )
        kinds = ("numerical_box", "yes_no", "char_box", "simple_choice", "multiple_choice")
        cls.env["survey.question"].create(
            [
                {
                    "survey_id": cls.long_form.id,
                    "title": f"Question {number}",
                    "form_code": f"L{number}",
                    "question_type": kinds[number % 5],
                    "sequence": number,
                    "suggested_answer_ids": [(0, 0, {"value": value}) for value in "abc"]
                    if number % 5 > 2
                    else [],
                }
                for number in range(150)
            ]
        )
        cls.short, cls.long = cls._launch(), cls._launch_long()

    @classmethod
    def _launch_long(cls, count=1):
        return cls.long_form._form_launch(
            [{"partner_id": cls.owner.id, "form_owner_ids": [(6, 0, cls.owner.ids)]}] * count
        )

    @classmethod
    def _open(cls, sheet):
        sheet._form_prefill()
        return sheet._form_payload(cls.access)

    def _statements(self, do):
        """Return how many statements ``do`` takes the second time: the first one also reads what
        is then kept for the life of a server."""
        do()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        do()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _save_one(self, sheet, code):
        return self._statements(lambda: self._save(sheet, **{code: 7}))

    def test_saving_an_answer_takes_as_many_in_a_form_of_150_questions(self):
        short = self._save_one(self.short, "S1")
        self.env["survey.user_input"]._form_save_many(
            {self.long: {f"L{number}": True for number in range(1, 150, 5)}}
        )
        self.assertEqual(self._save_one(self.long, "L5"), short)
        # the lock, the sheet, its form, whether questions are picked out (and which), the answers,
        # what was sent before, the writing
        self.assertLessEqual(short, 7)

    def test_saving_fifty_answers_takes_as_many_as_saving_one(self):
        one = self._save_one(self.long, "L0")
        codes = [f"L{number}" for number in range(0, 150, 5)]
        many = self._statements(lambda: self._save(self.long, **dict.fromkeys(codes, 8)))
        self.assertEqual(many, one)

    def test_opening_takes_as_many_with_150_questions_and_answers(self):
        few = self._statements(lambda: self._open(self.short))
        self.env["survey.user_input"]._form_save_many(
            {
                self.long: {f"L{number}": 3 for number in range(0, 150, 5)}
                | {f"L{number}": False for number in range(1, 150, 5)}
                | {f"L{number}": "text" for number in range(2, 150, 5)}
            }
        )
        many = self._statements(lambda: self._open(self.long))
        self.assertEqual(many, few)

    def test_statistics_take_as_many_for_any_number_of_sheets_and_questions(self):
        few = self._statements(self.form._form_statistics)
        sheets = self._launch_long(30)
        self.env["survey.user_input"]._form_save_many({sheet: {"L0": 1} for sheet in sheets})
        many = self._statements(self.long_form._form_statistics)
        self.assertEqual(many, few)
        self.assertEqual(many, 3)
