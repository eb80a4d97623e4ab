import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

_logger = logging.getLogger(__name__)

# PDFs that one run of the job makes before it says how far it is
BATCH = 20
# whoever gets an address later is not sent what is long past
MAX_AGE = timedelta(days=30)


class ShnorFormReceipt(models.Model):
    """The receipt by mail, with the form as it was handed in: made in the background."""

    _inherit = "shnor.form.receipt"

    def _verify(self):
        """Return whether the checksum fits the answers of the receipt."""
        self.ensure_one()
        return self.checksum == self._checksum_of(self.snapshot)

    def _pdf(self):
        """Return the form as it was handed in, as a PDF.

        :return: bytes
        """
        self.ensure_one()
        return self.sheet_id._form_pdf(receipt=self)

    def _form_facts(self):
        """Return what is told of the receipt, the time with its zone."""
        self.ensure_one()
        return {
            **self._as_dict(),
            "date_text": format_datetime(
                self.env,
                self.date,
                tz=self.sheet_id._form_tz(),
                dt_format="d MMMM yyyy, HH:mm (ZZZZ)",
            ),
            "holds": self._verify(),
        }

    def _form_evidence(self):
        """Return {code: [{"name", "size"}]} of the files that were attached at that time."""
        evidence = self.env["shnor.form.evidence"].with_context(active_test=False)
        there = Domain("sheet_id", "=", self.sheet_id.id) & Domain("date", "<=", self.date)
        # a file is written only once: when it is taken away
        kept = Domain("active", "=", True) | Domain("write_date", ">", self.date)
        found = {}
        for one in evidence.search(there & kept):
            found.setdefault(one.code, []).append({"name": one.name, "size": one.size})
        return found

    # ------------------------------------------------------------------
    # Mail
    # ------------------------------------------------------------------
    @api.model
    def _cron_send(self):
        """Send what was not sent yet. Called by ``ir.cron`` only: it commits after each batch."""
        waiting = self._form_waiting()
        while receipts := self.search(waiting, limit=BATCH, order="id"):
            receipts._send()
            left = self.search_count(waiting)
            if not self.env["ir.cron"]._commit_progress(len(receipts), remaining=left):
                return

    @api.model
    def _form_waiting(self):
        """Return the domain of the receipts that are to be sent."""
        return (
            Domain("mail_sent", "=", False)
            & Domain("date", ">=", fields.Datetime.now() - MAX_AGE)
            & (
                Domain("sheet_id.form_owner_ids.email_normalized", "!=", False)
                | Domain("sheet_id.form_organisation_id.email_normalized", "!=", False)
            )
        )

    def _send(self):
        """Queue the mails of receipts to the owners of the forms.

        :return: mail.mail
        """
        mails = self.sheet_id._form_queue_mails(
            "shnor_form.mail_receipt", [(receipt.sheet_id, receipt._tell) for receipt in self]
        )
        self.mail_sent = True
        return mails

    def _tell(self, sheet):
        """Return what the mail about the receipt says and carries, in the sheet's language."""
        receipt = self.with_env(sheet.env)
        pdf = receipt._pdf_or_none()
        attachment = {
            "name": receipt.env._("Receipt %s.pdf", receipt.number),
            "raw": pdf,
            "mimetype": "application/pdf",
        }
        return {
            "subject": receipt.env._(
                "Receipt %(number)s: %(form)s", number=receipt.number, form=sheet.survey_id.title
            ),
            "values": {"receipt": receipt._form_facts(), "is_printed": bool(pdf)},
            "attachments": [attachment] if pdf else [],
        }

    def _pdf_or_none(self):
        """Return the PDF, or None when it cannot be made: its page has it later."""
        try:
            with self.env.cr.savepoint():
                return self._pdf()
        except Exception:
            # one receipt must not keep all others from their owners
            _logger.exception("Receipt %s goes without its PDF", self.number)
            return None
