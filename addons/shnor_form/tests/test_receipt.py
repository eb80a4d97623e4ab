import io
from datetime import timedelta
from unittest.mock import patch

from pypdf import PdfReader

from odoo import fields
from odoo.tools import mute_logger

from .common import FormCase


class TestReceipt(FormCase):
    """A receipt tells what was handed in, whatever happens to the form later."""

    def setUp(self):
        super().setUp()
        self.sheet = self._launch(deadline=fields.Datetime.now() + timedelta(days=3))

    def _submit(self, sheet=None, **answers):
        sheet = sheet or self.sheet
        self._save(sheet, **{"S1": 10, "T1": False, "T5": 3, "T7": "first", **answers})
        sheet._form_submit(f"k{sheet.id}{sheet.form_revision}", None, self.access)
        return sheet.form_receipt_ids[:1]

    def _text(self, content):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)

    def _reopen(self):
        self.sheet._form_reopen("A typo.", "Anna", fields.Datetime.now() + timedelta(days=1))

    def test_the_pdf_has_the_answers_of_then(self):
        kept = self.sheet._form_attach("T6", "kept.pdf", b"%PDF-1.4 plan", self.access)
        taken = self.sheet._form_attach("T6", "taken.pdf", b"%PDF-1.4 plan", self.access)
        self._reset_dates(kept | taken)
        self.sheet._form_detach(taken.id, self.access)
        self._reset_dates(taken)
        receipt = self._submit()
        self._reopen()
        self._save(self.sheet, T7="second", S2=5)
        text = self._text(receipt._pdf())
        for words in (receipt.number, receipt.checksum, "Anna Owner", "first", "kept.pdf", "GMT"):
            self.assertIn(words, text)
        for words in ("second", "taken.pdf", "50"):
            self.assertNotIn(words, text.replace(receipt.checksum, "").replace(receipt.number, ""))

    def _reset_dates(self, evidence):
        """Within a test all moments are the same; put these before the submit."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE shnor_form_evidence SET date = date - INTERVAL '1 hour',"
            " write_date = write_date - INTERVAL '1 hour' WHERE id = ANY(%s)",
            [evidence.ids],
        )
        evidence.invalidate_recordset()

    def test_the_checksum_is_worked_out_anew(self):
        receipt = self._submit()
        self.assertTrue(receipt._verify())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE shnor_form_receipt SET snapshot = jsonb_set(snapshot, '{T7,value}', '\"x\"')"
            " WHERE id = %s",
            [receipt.id],
        )
        receipt.invalidate_recordset()
        self.assertFalse(receipt._verify())
        self.assertIn("do not match", self._text(receipt._pdf()))

    def test_paper_never_shows_a_checksum_that_is_not_of_its_answers(self):
        receipt = self._submit()
        self.assertIn(receipt.checksum, self._text(self.sheet._form_pdf()))
        self.sheet._form_save_many({self.sheet: {"T7": "corrected by staff"}})
        text = self._text(self.sheet._form_pdf())
        self.assertIn("changed after this receipt", text)
        self.assertNotIn(receipt.checksum, text)
        self._reopen()
        self.assertNotIn(receipt.number, self._text(self.sheet._form_pdf()))

    # ------------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------------
    def test_the_mail_goes_to_the_owners_with_the_pdf(self):
        receipt = self._submit()
        self.assertFalse(receipt.mail_sent)
        mail = receipt._send()
        self.assertEqual(mail.recipient_ids, self.owner)
        self.assertEqual(mail.state, "outgoing")
        self.assertIn(receipt.number, mail.subject)
        self.assertIn(f"/my/forms/{self.sheet.id}", mail.body_html)
        self.assertIn(receipt.checksum, mail.body_html)
        self.assertIn("first", self._text(mail.attachment_ids.raw))
        self.assertTrue(receipt.mail_sent)

    def test_who_has_no_address_waits_for_one(self):
        receipt = self._submit()
        receipts = self.env["shnor.form.receipt"]
        self.owner.email = False
        self.assertNotIn(receipt, receipts.search(receipts._form_waiting()))
        self.owner.email = "anna@example.com"
        self.assertIn(receipt, receipts.search(receipts._form_waiting()))

    def test_a_receipt_that_cannot_be_printed_keeps_nobody_else_waiting(self):
        receipts = self._submit() | self._submit(self._launch())
        broken = receipts[0]
        original = type(receipts)._pdf

        def pdf(receipt):
            if receipt == broken:
                raise ValueError("no paper")
            return original(receipt)

        with (
            patch.object(type(receipts), "_pdf", pdf),
            mute_logger("odoo.addons.shnor_form.models.shnor_form_receipt_send"),
        ):
            mails = receipts._send()
        attached = {mail.res_id: len(mail.attachment_ids) for mail in mails}
        self.assertEqual(attached, {receipts[0].sheet_id.id: 0, receipts[1].sheet_id.id: 1})
        self.assertEqual(receipts.mapped("mail_sent"), [True, True])

    def test_the_job_sends_in_batches_until_nothing_is_left(self):
        receipts = self._submit()
        for _number in range(3):
            receipts |= self._submit(self._launch())
        self.env["shnor.form.receipt"].search([("id", "not in", receipts.ids)]).mail_sent = True
        told = []

        def progress(_cron, done, remaining):
            told.append((done, remaining))
            return 60.0

        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress", progress),
            patch.object(type(receipts), "_pdf", lambda receipt: b"%PDF-"),
            patch("odoo.addons.shnor_form.models.shnor_form_receipt_send.BATCH", 3),
        ):
            self.env["shnor.form.receipt"]._cron_send()
        self.assertEqual(told, [(3, 1), (1, 0)])
        self.assertEqual(set(receipts.mapped("mail_sent")), {True})

    def test_statements_a_mail_do_not_grow_with_their_number(self):
        counts = []
        for number in (2, 8):
            receipts = self.env["shnor.form.receipt"]
            for _number in range(number):
                receipts |= self._submit(self._launch())
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            with patch.object(type(receipts), "_pdf", lambda receipt: b"%PDF-"):
                receipts._send()
                self.env.flush_all()
            counts.append((self.env.cr.sql_log_count - before) / number)
        self.assertLessEqual(counts[1], counts[0])

    def test_queries_asked_one_after_another_come_in_one_mail(self):
        self._submit()
        mails = self.env["mail.mail"].sudo()
        about = [("model", "=", "survey.user_input"), ("res_id", "=", self.sheet.id)]
        self.sheet._form_ask("S1", "Why ten?")
        query = self.sheet._form_ask("T7", "Who is <b>first</b>?")
        mail = mails.search(about)
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.owner)
        self.assertGreater(mail.scheduled_date, fields.Datetime.now())
        self.assertIn("Why ten?", mail.body_html)
        self.assertIn("Who is &lt;b&gt;first&lt;/b&gt;?", mail.body_html)
        self.assertIn(f"/my/forms/{self.sheet.id}", mail.body_html)
        mail.state = "sent"
        query._reply("Ivan.", self.owner)
        query._ask_again("Which Ivan?")
        newer = mails.search(about) - mail
        self.assertEqual(len(newer), 1)
        self.assertIn("Which Ivan?", newer.body_html)
