from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .common import FormCase


class TestSubmit(FormCase):
    """From the prefilled form to the accepted one, and back."""

    def setUp(self):
        super().setUp()
        self.sheet = self._launch(deadline=fields.Datetime.now() + timedelta(days=3))

    def _fill(self, **answers):
        self._save(self.sheet, **{"S1": 10, "S2": 3, "T1": False, "T5": 3, **answers})

    def _kinds(self, sheet=None):
        found = (sheet or self.sheet)._form_problems()
        return {(problem["code"], problem["kind"]) for problem in found}

    def test_it_opens_filled_and_wants_to_be_confirmed(self):
        previous = self._launch()
        self._save(previous, S1=10, T1=True)
        sheet = self._launch(form_previous_id=previous.id)
        sheet._form_prefill()
        answers = sheet._form_answers()[sheet.id]
        self.assertEqual((answers["S2"]["value"], answers["S2"]["origin"]), (7, "record"))
        self.assertEqual((answers["T1"]["value"], answers["T1"]["origin"]), (True, "previous"))
        self.assertNotIn("S1", answers)
        self.assertIn(("S2", "unconfirmed"), self._kinds(sheet))
        self._save(sheet, S2=7)
        self.assertNotIn(("S2", "unconfirmed"), self._kinds(sheet))
        # a second opening does not bring back what was emptied
        self._save(sheet, S2=None)
        sheet._form_prefill()
        self.assertIsNone(self._value(sheet, "S2"))

    def test_a_closed_form_that_nobody_opened_stays_empty_and_can_be_read(self):
        self.sheet._form_set_locked(True)
        late = self._launch(deadline=fields.Datetime.now() - timedelta(days=1))
        for sheet in (self.sheet, late):
            sheet._form_prefill()
            self.assertEqual(sheet._form_payload(self.access)["answers"], {})

    def test_what_is_missing_is_told(self):
        self._save(self.sheet, T1=True, S2=3)
        result = self.sheet._form_submit("k1", None, self.access)
        found = {(problem["code"], problem["kind"]) for problem in result["problems"]}
        self.assertEqual(found, {("S1", "required"), ("T2", "required")})
        self.assertEqual(self.sheet.form_state, "draft")
        # what is not asked is not missing
        self._save(self.sheet, T1=False)
        self.assertEqual(self._kinds(), {("S1", "required")})

    def test_an_error_blocks_and_a_warning_asks_for_a_comment(self):
        self._fill(S2=11, T5=1)
        kinds = [(one["severity"], one["code"]) for one in self.sheet._form_problems()]
        self.assertEqual(kinds, [("error", "S2"), ("warning", "T5")])
        self._fill(T5=1)
        check = self.form.form_check_ids[1]
        self.assertIn("problems", self.sheet._form_submit("k1", None, self.access))
        comments = {str(check.id): "Yes, there was a conflict."}
        self.assertIn("receipt", self.sheet._form_submit("k1", comments, self.access))
        self.assertEqual(self.sheet.form_warning_comments, comments)

    def test_a_large_change_asks_why(self):
        previous = self._launch()
        self._save(previous, S1=4)
        self.sheet.form_previous_id = previous
        self._fill()
        self.assertEqual(self._kinds(), {("S1", "delta")})
        self.sheet._form_save(
            [{"seq": 900, "code": "S1", "value": 10, "comment": "A class more."}], self.access, "a"
        )
        self.assertEqual(self._kinds(), set())

    def test_submitting_twice_gives_one_receipt(self):
        self._fill()
        first = self.sheet._form_submit("k1", None, self.access)["receipt"]
        again = self.sheet._form_submit("k1", None, self.access)["receipt"]
        other = self.sheet._form_submit("k2", None, self.access)["receipt"]
        self.assertEqual({first["number"]}, {again["number"], other["number"]})
        receipt = self.sheet.form_receipt_ids
        self.assertEqual(len(receipt), 1)
        self.assertEqual(
            receipt.checksum, receipt._checksum_of(self.sheet._form_snapshots()[self.sheet.id])
        )
        # computed answers are kept with the others
        self.assertEqual(self._value(self.sheet, "S3"), 30)
        self.assertEqual(self._save(self.sheet, S1=11)["acks"][0]["status"], "closed")

    def test_only_the_owner_submits(self):
        self._fill()
        with self.assertRaises(AccessError):
            self.sheet._form_submit("k", None, {**self.access, "role": "delegate"})
        with self.assertRaises(AccessError):
            self.sheet._form_submit("k", None, {**self.access, "role": "staff"})

    def test_returned_corrected_accepted(self):
        self._fill()
        self.sheet._form_submit("k1", None, self.access)
        query = self.sheet._form_ask("S1", "Why ten?")
        self.sheet.action_form_return("Look at the number of staff.")
        self.assertEqual(self.sheet.form_state, "returned")
        self.assertEqual(self._kinds(), {("S1", "query")})
        query._reply("It was nine.", self.owner)
        self._save(self.sheet, S1=9)
        self.assertIn("receipt", self.sheet._form_submit("k2", None, self.access))
        with self.assertRaisesRegex(UserError, "open queries"):
            self.sheet.action_form_accept()
        query.action_close()
        self.sheet.action_form_accept()
        self.assertEqual(self.sheet.form_state, "accepted")
        self.assertEqual(len(self.sheet.form_receipt_ids), 2)

    def test_reopening_drops_no_answer(self):
        self._fill(T7="kept", T1=True, T2="2026-02-02")
        self.sheet._form_submit("k1", None, self.access)
        self.sheet.action_form_accept()
        before = self.sheet._form_answers()
        until = fields.Datetime.now() + timedelta(days=1)
        question = self.form.question_ids.filtered(lambda one: one.form_code == "T7")
        document = self.sheet._form_reopen("A typo.", "Anna", until, question)
        self.assertEqual(self.sheet._form_answers(), before)
        self.assertEqual((document.state_before, self.sheet.form_state), ("accepted", "returned"))
        result = self._save(self.sheet, T7="better", S1=99)
        statuses = [ack["status"] for ack in result["acks"]]
        self.assertEqual(statuses, ["saved", "refused"])
        self.assertIn("receipt", self.sheet._form_submit("k2", None, self.access))
        with self.assertRaises(UserError):
            document.sudo().write({"reason": "Another."})

    def test_reopening_wants_a_reason_and_a_future(self):
        later = fields.Datetime.now() + timedelta(days=1)
        for arguments in (("", "Anna", later), ("Why", "", later), ("Why", "Anna", None)):
            with self.assertRaises(UserError):
                self.sheet._form_reopen(*arguments)
        with self.assertRaises(UserError):
            self.sheet._form_reopen("Why", "Anna", fields.Datetime.now() - timedelta(days=1))

    def test_a_form_is_not_taken_from_who_still_has_time(self):
        with self.assertRaisesRegex(UserError, "still being filled"):
            self.sheet.action_form_accept()
        self.sheet.deadline = fields.Datetime.now() - timedelta(days=1)
        self.sheet.action_form_accept()
        self.assertEqual(self.sheet.form_state, "accepted")

    def test_a_deadline_changes_by_a_document_only(self):
        officer = new_test_user(
            self.env, "form_deadline_officer", groups="shnor_form.group_officer"
        )
        sheet = self.sheet.with_user(officer)
        later = fields.Datetime.now() + timedelta(days=30)
        for vals in (
            {"deadline": later},
            {"form_owner_ids": [(5,)]},
            {"form_locked": False},
            {"form_title": "Another"},
        ):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "not edited by hand"):
                sheet.write(vals)
        sheet._form_reopen("No line for three weeks.", "Anna", later)
        self.assertEqual(sheet.deadline, later)

    def test_the_state_is_not_written_past_the_table(self):
        with self.assertRaises(UserError):
            self.sheet.write({"form_state": "accepted"})
        with self.assertRaises(UserError):
            self.sheet.sudo().unlink()
