from datetime import timedelta

from odoo import api, fields, models

# by these a mail about queries is known in the queue
QUERY_HEADERS = "{'X-Shnor-Mail': 'query'}"
# so long a mail about a query waits for further ones
QUERY_WAIT = timedelta(minutes=10)


class SurveyUserInput(models.Model):
    """What the engine tells the owners of forms by mail. Mails are queued; the mail queue sends."""

    _inherit = "survey.user_input"

    def _form_tell_asked(self):
        """Tell the owners about the open queries on their forms, in one mail a form.

        The mail waits some minutes and takes the place of one that waits already, so that ten
        queries made one after another come together.

        :return: mail.mail
        """
        asked = self.filtered(lambda sheet: sheet._form_open_queries())
        # sudo: officers have no rights on mails; these are the engine's own, about these sheets
        self.env["mail.mail"].sudo().search(
            [
                ("model", "=", self._name),
                ("res_id", "in", asked.ids),
                ("state", "=", "outgoing"),
                ("headers", "=", QUERY_HEADERS),
            ]
        ).unlink()
        sending = fields.Datetime.now() + QUERY_WAIT
        return self._form_queue_mails(
            "shnor_form.mail_query",
            [(sheet, lambda one: one._form_query_mail(sending)) for sheet in asked],
            sending,
        )

    def _form_query_mail(self, sending):
        return {
            "subject": self.env._("A question about your answers: %s", self.survey_id.title),
            "values": {"queries": self._form_open_queries()},
            "mail": {"headers": QUERY_HEADERS, "scheduled_date": sending},
        }

    def _form_open_queries(self):
        """Return [(code, title of the question, what was asked)] that wait for a reply."""
        self.ensure_one()
        questions = self.survey_id._form_schema()["questions"]
        return [
            (query.code, questions.get(query.code, {}).get("title", ""), query.last_body)
            for query in self.form_query_ids.sorted("id")
            if query.state == "open"
        ]

    def _form_recipients(self):
        """Return whom mails about the form go to: its owners, or, when none of them has an address,
        the organisation's own.

        :return: res.partner, possibly empty
        """
        self.ensure_one()
        owners = self.form_owner_ids
        return owners.filtered("email_normalized") or (
            self.form_organisation_id.filtered("email_normalized") if owners else owners
        )

    @api.model
    def _form_queue_mails(self, template, items, at=None):
        """Queue mails about sheets to those of their owners that have an e-mail.

        :param str template: QWeb template; it gets ``sheet``, ``link`` and ``contact`` and the
            ``values`` of each item
        :param list items: (survey.user_input, function); the function gets the sheet in the
            language of its owners and returns a dict: ``subject``, ``values`` for the template,
            ``attachments`` and further values of the ``mail``
        :param datetime at: when to wake the mail queue; None: now
        :return: mail.mail
        """
        vals_list = []
        for sheet, tell in items:
            # sudo: who asks or hands in has no rights on mails nor on contacts; what is told is of
            # the sheet, to its owners
            owners = sheet.sudo()._form_recipients()
            if owners:
                language = owners[0].lang or self.env.company.partner_id.lang
                localised = sheet.sudo().with_context(lang=language)
                vals_list.append(self._form_mail_values(template, localised, owners, tell))
        mails = self.env["mail.mail"].sudo().create(vals_list)
        if mails:
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger(at)
        return mails

    @api.model
    def _form_mail_values(self, template, sheet, owners, tell):
        told = tell(sheet)
        sender = sheet.env.company.email_formatted or sheet.env.user.email_formatted
        body = sheet.env["ir.qweb"]._render(
            template,
            {
                "sheet": sheet,
                "link": f"{sheet.get_base_url()}/my/forms/{sheet.id}",
                "contact": sheet._form_contact(),
                **told.get("values", {}),
            },
        )
        return {
            "subject": told["subject"],
            "body_html": body,
            "email_from": sender,
            "reply_to": sender,
            "recipient_ids": [(6, 0, owners.ids)],
            "attachment_ids": [(0, 0, one) for one in told.get("attachments", ())],
            "model": sheet._name,
            "res_id": sheet.id,
            "auto_delete": True,
            **told.get("mail", {}),
        }
