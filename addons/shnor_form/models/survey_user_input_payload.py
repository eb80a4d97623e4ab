from odoo import models

from ..engine import values


class SurveyUserInput(models.Model):
    """What the filling page gets: everything in one answer, a constant number of queries."""

    _inherit = "survey.user_input"

    def _form_payload(self, access):
        """Return what the page shows, as plain data; a delegate gets the own sections only.

        :param dict access: see ``_form_find``
        :return: dict, see docs/architecture.md, “Forms”
        """
        self.ensure_one()
        schema = self._form_visible_schema(access)
        known = schema["questions"].keys()
        previous = self._form_previous_values()
        return {
            "sheet": self._form_sheet_payload(access),
            "schema": schema,
            "answers": {
                code: line for code, line in self._form_answers()[self.id].items() if code in known
            },
            "previous": {
                code: {
                    "value": value,
                    "words": values.words(self.env, schema["questions"][code], value),
                }
                for code, value in previous.items()
                if code in known
            },
            "evidence": self._form_evidence_payload(known),
            "queries": [query._as_dict() for query in self.form_query_ids if query.code in known],
            "delegations": self._form_delegations_payload(access),
            "warning_comments": self.form_warning_comments or {},
        }

    def _form_visible_schema(self, access):
        schema = self.survey_id._form_schema()
        if access["sections"] is None:
            return schema
        sections = [one for one in schema["sections"] if one["id"] in access["sections"]]
        codes = {code for section in sections for code in section["codes"]}
        return {
            **schema,
            "sections": sections,
            "questions": {
                code: question for code, question in schema["questions"].items() if code in codes
            },
            # a check about what the delegate does not see is the owner's matter
            "checks": [check for check in schema["checks"] if codes.issuperset(check["codes"])],
        }

    def _form_sheet_payload(self, access):
        labels = dict(self._fields["form_state"]._description_selection(self.env))
        previous = self.form_previous_id
        receipt = self.form_receipt_ids[:1]
        return {
            **self._form_short_state(access),
            "id": self.id,
            "title": self.survey_id.title,
            "subtitle": self.form_title or "",
            "state_label": labels.get(self.form_state, ""),
            "deadline_text": self._form_deadline_text(),
            "contact": self._form_contact(),
            "role": access["role"],
            "sections": access["sections"],
            "only": self.form_only_question_ids.mapped("form_code") or None,
            "revision": self.form_revision,
            "return_reason": self.form_return_reason or "",
            "receipt": receipt._as_dict() if receipt and access["role"] != "delegate" else None,
            "previous_title": previous._form_occasion() if previous else "",
            "home": self._form_home(),
            "constants": self._form_constants(),
            "me": access["partner"].name,
            "me_id": access["partner"].id,
        }

    def _form_occasion(self):
        """Return on what occasion the form was filled, for “last time” (extension point)."""
        return self.form_title or ""

    def _form_home(self):
        """Return the address of the list that the form belongs to (extension point)."""
        return "/my"

    def _form_evidence_payload(self, known=None):
        """Return {code: [{"id", "name", "size"}]} of the files that are attached."""
        found = {}
        for evidence in self.form_evidence_ids:
            if known is None or evidence.code in known:
                found.setdefault(evidence.code, []).append(
                    {"id": evidence.id, "name": evidence.name, "size": evidence.size}
                )
        return found

    def _form_delegations_payload(self, access):
        if access["role"] != "owner":
            return []
        return [
            {
                "id": delegation.id,
                "name": delegation.partner_id.name,
                "email": delegation.partner_id.email or "",
                "sections": delegation.section_ids.ids,
                "progress": delegation.progress,
                "active": delegation.active,
            }
            for delegation in self.form_delegation_ids
        ]
