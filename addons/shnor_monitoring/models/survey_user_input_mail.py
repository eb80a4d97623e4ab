from odoo import fields, models
from odoo.tools import format_date

from .survey_user_input import SELF_EVALUATION


class SurveyUserInput(models.Model):
    """What the mails about a self-evaluation say."""

    _inherit = "survey.user_input"

    def _form_tz(self):
        """A deadline is told where the committee is: there its day ends (extension point)."""
        return self.campaign_id._tz() if self.campaign_id else super()._form_tz()

    def _form_tell_returned(self):
        """Write to the directors that the form was returned, or opened again."""
        result = super()._form_tell_returned()
        self.participant_id._stage_work_changed()
        self._queue_state_mails(
            "shnor_monitoring.mail_returned",
            lambda sheet: sheet.env._("To be corrected: %s", sheet.survey_id.title),
        )
        return result

    def _form_tell_accepted(self):
        """Write to the directors that the form was accepted."""
        result = super()._form_tell_accepted()
        self._queue_state_mails(
            "shnor_monitoring.mail_accepted",
            lambda sheet: sheet.env._("Accepted: %s", sheet.survey_id.title),
        )
        return result

    def _queue_state_mails(self, template, subject):
        ours = self.filtered(lambda sheet: sheet.form_code == SELF_EVALUATION)
        if ours:
            # sudo: an officer need not be allowed to write mails and to read accounts
            ours.sudo()._queue_mails(template, subject)

    def _deadline_day(self):
        """Return the last day of the form where the committee is, or None."""
        if not self.deadline:
            return None
        local = self.with_context(tz=self.campaign_id._tz())
        return fields.Datetime.context_timestamp(local, self.deadline).date()

    def _deadline_day_words(self):
        day = self._deadline_day()
        return format_date(self.env, day, date_format="d MMMM") if day else ""

    def _days_left(self):
        """Return the number of days to the last one; 0 on it, negative after it."""
        day = self._deadline_day()
        return (day - self.campaign_id._local_today()).days if day else 0

    def _queue_mails(self, template, subject):
        """Queue a mail about each sheet to all of its owners that have an e-mail.

        Nothing is sent here: the mail queue does it.

        :param str template: QWeb template; it gets ``sheet``, ``link`` and ``contact``
        :param subject: function that returns the subject of a sheet, in the language of its ``env``
        :return: mail.mail
        """
        by_language = {}
        for sheet in self:
            owners = sheet._form_recipients()
            if owners:
                language = owners[0].lang or self.env.company.partner_id.lang
                by_language.setdefault(language, []).append((sheet.id, owners))
        vals_list = []
        for language, pairs in by_language.items():
            localised = self.with_context(lang=language)
            vals_list += localised._prepare_mails(template, subject, dict(pairs))
        mails = self.env["mail.mail"].create(vals_list)
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        return mails

    def _prepare_mails(self, template, subject, owners):
        contacts = {}
        base_url = self.browse().get_base_url()
        sender = self.env.company.email_formatted or self.env.user.email_formatted
        qweb = self.env["ir.qweb"]
        for sheet in self.browse(owners):
            if sheet.campaign_id not in contacts:
                contacts[sheet.campaign_id] = sheet._form_contact()
            body = qweb._render(
                template,
                {
                    "sheet": sheet,
                    "link": f"{base_url}/my/forms/{sheet.id}",
                    "contact": contacts[sheet.campaign_id],
                },
            )
            yield {
                "subject": subject(sheet),
                "body_html": body,
                "email_from": sender,
                "reply_to": sender,
                "recipient_ids": [(6, 0, owners[sheet.id].ids)],
                "auto_delete": True,
            }
