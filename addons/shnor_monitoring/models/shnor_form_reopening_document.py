from odoo import fields, models

STAGES = {"self_evaluation": "Самообследование", "interview": "Собеседование"}


class ShnorFormReopening(models.Model):
    """The decision that gives a school more time for a form, on paper."""

    _name = "shnor.form.reopening"
    _inherit = ["shnor.form.reopening", "shnor.document.mixin"]

    def _document_kind(self):
        return "extension"

    def _document_name(self):
        school = self.sheet_id.school_id.display_name or self.sheet_id.form_organisation_id.name
        until = self._date_numbers(self._document_day("until"))
        return f"Решение о продлении срока {school or ''} до {until}"

    def _document_context(self):
        """Return the data of the decision.

        :return: dict, JSON-ready; see the samples for its keys
        """
        self.ensure_one()
        sheet = self.sheet_id
        order = sheet.campaign_id.order_id
        questions = ", ".join(self.question_ids.mapped("form_code"))
        head = order._document_head() if order else self._document_organisation()
        names = ("organisation", "organisation_contacts", "place", "signer", "signer_full")
        names += ("signer_position", "executor", "executor_phone")
        return {
            **{name: head.get(name, "") for name in names},
            "mark": "",
            "number": str(self.id),
            "date": self._date_words(self._document_day("date"), "г."),
            "date_short": self._date_numbers(self._document_day("date")),
            "order": order._document_reference()
            if order
            else {"number": "", "date": "", "title": ""},
            "school": sheet.school_id.display_name or sheet.form_organisation_id.name or "",
            "stage": STAGES.get(sheet.form_code) or sheet.survey_id.title or "",
            "until_before": "",
            "until": self._date_words(self._document_day("until")),
            "reason": self.reason or "",
            "applicant": self.applicant or "",
            "decision": f"Срок продлевается для вопросов: {questions}." if questions else "",
        }

    def _document_day(self, name):
        """Return the day of a moment where the school is."""
        zone = self.with_context(tz=self.sheet_id.form_organisation_id.tz or self.env.user.tz)
        return fields.Datetime.context_timestamp(zone, self[name]).date()
