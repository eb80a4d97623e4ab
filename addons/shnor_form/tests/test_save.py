from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError

from .common import FormCase


class TestSave(FormCase):
    """Each answer is saved at once, any number of times, in any order."""

    def setUp(self):
        super().setUp()
        self.sheet = self._launch()

    def _statuses(self, result):
        return [ack["status"] for ack in result["acks"]]

    def test_every_type_is_kept(self):
        answers = {
            "S1": 12,
            "S4": [{"subject": "Physics", "rate": 0.5}],
            "T1": True,
            "T2": "2026-03-01",
            "T3": "part",
            "T4": ["gaps", "language"],
            "T5": 3,
            "T6": "Long <script>alert(1)</script>",
            "T7": "=1+1",
        }
        result = self._save(self.sheet, **answers)
        self.assertEqual(set(self._statuses(result)), {"saved"})
        stored = self.sheet._form_answers()[self.sheet.id]
        self.assertEqual({code: stored[code]["value"] for code in answers}, answers)
        lines = {line.form_code: line for line in self.sheet.user_input_line_ids}
        self.assertEqual(lines["S1"].value_numerical_box, 12)
        self.assertEqual(lines["T1"].value_numerical_box, 1)
        self.assertEqual(lines["T3"].suggested_answer_id.value, "part")
        self.assertEqual(lines["T4"].form_words, "gaps; language")

    def test_a_replayed_save_changes_nothing(self):
        save = [{"seq": 1, "code": "S1", "value": 5}]
        self.sheet._form_save(save, self.access, "a")
        self.sheet._form_save([{"seq": 2, "code": "S1", "value": 6}], self.access, "a")
        again = self.sheet._form_save(save, self.access, "a")
        self.assertEqual(self._statuses(again), ["replayed"])
        self.assertEqual(self._value(self.sheet, "S1"), 6)
        self.assertEqual(len(self.sheet.form_change_ids), 2)

    def test_a_save_that_was_overtaken_does_not_count(self):
        self.sheet._form_save([{"seq": 2, "code": "S1", "value": 6}], self.access, "a")
        late = self.sheet._form_save([{"seq": 1, "code": "S1", "value": 5}], self.access, "a")
        self.assertEqual(self._statuses(late), ["overtaken"])
        self.assertEqual(self._value(self.sheet, "S1"), 6)

    def test_two_browsers(self):
        first = self._save(self.sheet, client="a", S1=5)
        second = self.sheet._form_save(
            [{"seq": 1, "code": "S1", "value": 9, "base": 0}], self.access, "b", 0
        )
        self.assertEqual(second["acks"][0]["status"], "saved")
        self.assertEqual(second["acks"][0]["conflict"]["value"], 5)
        heard = self.sheet._form_save([], self.access, "a", first["revision"])
        self.assertEqual(heard["changes"]["S1"]["value"], 9)
        self.assertEqual(self.sheet._form_save([], self.access, "b", 0)["changes"], {})

    def test_a_wrong_value_is_refused_and_the_others_are_kept(self):
        result = self._save(self.sheet, S1="many", T5=9, T7="kept", X1=1, S3=4)
        self.assertEqual(
            self._statuses(result), ["refused", "refused", "saved", "refused", "refused"]
        )
        self.assertIn("many", result["acks"][0]["message"])
        self.assertIn("outside the scale 1–4", result["acks"][1]["message"])
        self.assertEqual(len(self.sheet.user_input_line_ids), 1)

    def test_the_history_tells_old_and_new_and_is_not_edited(self):
        self._save(self.sheet, S1=5)
        self._save(self.sheet, S1=7)
        last = self.sheet.form_change_ids[0]
        self.assertEqual((last.old_value, last.new_value), (5, 7))
        self.assertEqual(last.author_id, self.owner)
        with self.assertRaises(UserError):
            last.sudo().write({"new_value": 1})
        with self.assertRaises(UserError):
            last.sudo().unlink()

    def test_an_emptied_answer_stays_in_the_history(self):
        self._save(self.sheet, S1=5)
        self._save(self.sheet, S1="")
        self.assertIsNone(self._value(self.sheet, "S1"))
        self.assertTrue(self.sheet.user_input_line_ids.skipped)
        self.assertEqual(self.sheet.form_change_ids[0].old_value, 5)

    def test_after_the_deadline_and_its_grace_nothing_is_taken(self):
        now = fields.Datetime.now()
        self.sheet.deadline = now - timedelta(minutes=5)
        self.assertEqual(self._statuses(self._save(self.sheet, S1=5)), ["saved"])
        self.sheet.deadline = now - timedelta(minutes=16)
        late = self._save(self.sheet, S1=6)
        self.assertEqual(self._statuses(late), ["closed"])
        self.assertIn("Olga, 2-12-34", late["acks"][0]["message"])
        self.assertFalse(late["sheet"]["editable"])
        self.assertEqual(self._value(self.sheet, "S1"), 5)

    def test_what_is_locked_takes_nothing(self):
        self.sheet._form_set_locked(True)
        self.assertEqual(self._statuses(self._save(self.sheet, S1=5)), ["closed"])
        with self.assertRaises(UserError):
            self.env["survey.user_input"]._form_save_many({self.sheet: {"S1": 5}})

    def test_statements_do_not_depend_on_the_number_of_answers(self):
        self._save(self.sheet, S1=1)
        for answers in ({"S2": 1}, {"T1": True, "T3": "part", "T7": "a", "S2": 2, "T5": 3}):
            sheet = self.env["survey.user_input"].sudo().browse(self.sheet.id)
            self.env.invalidate_all()
            # the sheet's lock, its fields and open questions, the lines, what was sent, the write
            with self.assertQueryCount(7):
                self._save(sheet, **answers)

    def test_many_sheets_in_few_statements(self):
        sheets = self.form._form_launch([{"partner_id": self.owner.id} for _index in range(20)])
        answers = {sheet: {"S1": 5, "T3": "part"} for sheet in sheets}
        self.assertEqual(self.env["survey.user_input"]._form_save_many(answers), 40)
        self.assertEqual(self.env["survey.user_input"]._form_save_many(answers), 0)
        self.env.invalidate_all()
        more = {sheet: {"S1": 6, "T3": "none"} for sheet in sheets}
        with self.assertQueryCount(5):
            self.env["survey.user_input"]._form_save_many(more)

    def test_a_wrong_value_in_a_batch_writes_nothing(self):
        with self.assertRaisesRegex(UserError, "S1"):
            self.env["survey.user_input"]._form_save_many({self.sheet: {"T3": "part", "S1": "x"}})
        self.assertFalse(self.sheet.user_input_line_ids)
