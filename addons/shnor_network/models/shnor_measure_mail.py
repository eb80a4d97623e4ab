from collections import defaultdict

from odoo import models


class ShnorMeasureReport(models.Model):
    """Directors hear by mail that a report of their school was returned."""

    _inherit = "shnor.measure.report"

    def _mail_recipients(self):
        """Return whom a mail about these reports goes to: directors, else the school itself.

        :return: dict {shnor.school: res.partner}; constant number of queries
        """
        # sudo: contacts of directors, to be written to
        schools = self.sudo().school_id
        schools.director_ids.fetch(["email_normalized", "lang"])
        return {
            school: school.director_ids.filtered("email_normalized")
            or (school.director_ids and school.partner_id.filtered("email_normalized"))
            for school in schools
        }

    def _mail_returned(self):
        """Queue a mail to each director whose reports were returned: one for all of them.

        :return: mail.mail
        """
        recipients = self._mail_recipients()
        matters = defaultdict(self.browse)
        for report in self:
            for partner in recipients[report.school_id]:
                matters[partner] |= report
        sender = self.env.company.email_formatted or self.env.user.email_formatted
        vals_list = [
            reports.with_context(
                lang=partner.lang or self.env.company.partner_id.lang
            )._prepare_returned_mail(partner, sender)
            for partner, reports in matters.items()
        ]
        # sudo: a curator need not be allowed to write mails
        mails = self.env["mail.mail"].sudo().create(vals_list)
        if mails:
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return mails

    def _prepare_returned_mail(self, partner, sender):
        subject = (
            self.env._("To be corrected: %s", self.measure_id.name)
            if len(self) == 1
            else self.env._("Reports on the roadmap to be corrected: %s", len(self))
        )
        return {
            "subject": subject,
            "body_html": self.env["ir.qweb"]._render(
                "shnor_network.mail_measures_returned",
                {
                    "reports": self,
                    "base_url": self.browse().get_base_url(),
                    "contact": self._mail_contact(),
                    "company": self.env.company.name,
                },
            ),
            "email_from": sender,
            "reply_to": self.env.user.email_formatted or sender,
            "recipient_ids": [(6, 0, partner.ids)],
            "auto_delete": True,
        }

    def _mail_contact(self):
        """Return whom to ask: whoever returned the reports."""
        user = self.env.user
        return ", ".join(filter(None, (user.name, user.phone, user.email)))
