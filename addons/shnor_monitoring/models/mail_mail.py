from odoo import models


class MailMail(models.Model):
    """The register of letters learns what became of its mails."""

    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        letters = self.filtered(lambda mail: mail.model == "shnor.letter")
        if letters:
            self.env["shnor.letter.dispatch"]._mails_processed(letters)
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )
