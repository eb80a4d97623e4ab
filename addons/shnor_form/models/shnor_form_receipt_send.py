import base64

from odoo import api, models

BATCH = 20


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

    @api.model
    def _cron_send(self):
        """Send what was not sent yet. Called by ``ir.cron`` only: it commits after each batch."""
        waiting = [("mail_sent", "=", False)]
        while receipts := self.search(waiting, limit=BATCH, order="id"):
            receipts._send()
            left = self.search_count(waiting)
            if not self.env["ir.cron"]._commit_progress(len(receipts), remaining=left):
                return

    def _send(self):
        """Queue the mails of receipts to the owners of the forms.

        :return: mail.mail
        """
        vals_list = []
        for receipt in self:
            owners = receipt.sheet_id.form_owner_ids.filtered("email_normalized")
            if owners:
                vals_list.append(receipt.with_context(lang=owners[0].lang)._prepare_mail(owners))
        self.mail_sent = True
        return self.env["mail.mail"].create(vals_list)

    def _prepare_mail(self, owners):
        sheet = self.sheet_id
        company = self.env.company
        return {
            "subject": self.env._(
                "Receipt %(number)s: %(form)s", number=self.number, form=sheet.survey_id.title
            ),
            "body_html": self.env["ir.qweb"]._render(
                "shnor_form.form_receipt_mail", {"sheet": sheet, "shown": self._as_dict()}
            ),
            "email_from": company.email_formatted or self.env.user.email_formatted,
            "recipient_ids": [(6, 0, owners.ids)],
            "attachment_ids": [
                (
                    0,
                    0,
                    {
                        "name": f"{self.number}.pdf",
                        "datas": base64.b64encode(self._pdf()),
                        "mimetype": "application/pdf",
                    },
                )
            ],
            "auto_delete": True,
        }
