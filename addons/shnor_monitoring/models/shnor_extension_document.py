from odoo import models


class ShnorExtension(models.Model):
    """The decision that gives a school more time, on paper."""

    _name = "shnor.extension"
    _inherit = ["shnor.extension", "shnor.document.mixin"]

    def _document_kind(self):
        return "extension"

    def _document_name(self):
        return (
            f"Решение {self.name or ''} о продлении срока {self.participant_id.school_name} до "
            f"{self._date_numbers(self.date_until)}"
        )

    def _document_context(self):
        """Return the data of the decision.

        :return: dict, JSON-ready; see the samples for its keys
        """
        self.ensure_one()
        order = self.stage_id.order_id
        head = order._document_head()
        names = ("organisation", "organisation_contacts", "place", "signer", "signer_full")
        names += ("signer_position", "executor", "executor_phone")
        return {
            **{name: head[name] for name in names},
            "mark": "" if self.state == "granted" else "ПРОЕКТ",
            "number": self.name or "",
            "date": self._date_words(self.decided_on, "г."),
            "date_short": self._date_numbers(self.decided_on),
            "order": self.campaign_id.order_id._document_reference(),
            "school": self.participant_id.school_name or "",
            "stage": self.stage_id.stage_type_id.name or "",
            "until_before": self._date_words(self.stage_id.date_to),
            "until": self._date_words(self.date_until),
            "reason": self.reason or "",
            "applicant": self.applicant or "",
            "decision": self.decision or "",
        }
