from odoo import models

from ..engine.validation import Answers


class SurveyUserInput(models.Model):
    """What the twins of a form, in Excel and on paper, are made of."""

    _inherit = "survey.user_input"

    def _form_twin(self, sections=None, access=None):
        """Return the form with all that is in it as plain data (constant number of queries).

        :param list sections: ids of the sections that may be seen, or None for all
        :param dict access: see ``_form_find``; it tells what may be answered
        :return: dict, see ``report/form_xlsx.py`` and ``report/form_pdf.py``
        """
        self.ensure_one()
        schema = self._form_visible_schema({"sections": sections})
        known = schema["questions"]
        lines = self._form_answers()[self.id]
        reckoned = self._form_reckon(lines)
        return {
            "schema": schema,
            "title": self.survey_id.title,
            "subtitle": self.form_title or "",
            "note": self._form_twin_note(),
            "marks": (self.id, schema["code"], schema["version"], self.form_revision),
            "answers": {code: line for code, line in lines.items() if code in known},
            "computed": reckoned.values,
            "visible": reckoned.visible,
            "previous": {
                code: value for code, value in self._form_previous_values().items() if code in known
            },
            "open": self._form_open_codes(schema, access),
        }

    def _form_reckon(self, lines):
        """Return the answers as formulas see them; what a delegate does not see counts, too."""
        raw = {code: line["value"] for code, line in lines.items()}
        return Answers(self.survey_id._form_schema(), raw, self._form_constants())

    def _form_twin_note(self):
        """Return in what state the form is, and until when it can be filled."""
        labels = dict(self._fields["form_state"]._description_selection(self.env))
        state = labels.get(self.form_state, "")
        if not self.deadline or self.form_state in ("submitted", "accepted"):
            return state
        return self.env._(
            "%(state)s, until %(deadline)s", state=state, deadline=self._form_deadline_text()
        )

    def _form_open_codes(self, schema, access):
        """Return the codes that this person may answer now."""
        if not self._form_may_fill(access) or self._form_closed_reason(grace=True):
            return set()
        return {
            code
            for code, question in schema["questions"].items()
            if not self._form_foreign_question(question, access)
        }
