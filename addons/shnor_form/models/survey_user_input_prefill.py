from odoo import models
from odoo.models import BaseModel

from ..engine import values


class SurveyUserInput(models.Model):
    """A form opens filled with what is known already; the respondent confirms or corrects it."""

    _inherit = "survey.user_input"

    def _form_prefill(self):
        """Fill sheets that were never opened, from the register and from the previous form.

        What takes no answers any more stays as it is.

        The number of queries depends on the depth of the paths, not on the number of questions.

        :return: int, number of answers filled in
        """
        count = 0
        for sheet in self.filtered(lambda one: not one.form_prefilled):
            if sheet._form_closed_reason():
                continue
            sheet._form_lock()
            answers = sheet._form_prefill_values()
            by_origin = {}
            present = {code for code, line in sheet._form_answers()[sheet.id].items()}
            for code, (origin, value) in answers.items():
                if code not in present:
                    by_origin.setdefault(origin, {})[code] = value
            for origin, known in by_origin.items():
                count += sheet._form_save_many({sheet: known}, origin=origin, confirmed=False)
                sheet.invalidate_recordset(["form_revision"])
            # sudo: a mark of the engine's own, set on the first opening by whoever opens
            sheet.sudo().form_prefilled = True
        return count

    def _form_prefill_values(self):
        """Return {code: (origin, value)} of what is known before anybody answers."""
        self.ensure_one()
        schema = self.survey_id._form_schema()
        previous = self._form_previous_values()
        known = self._form_record_values()
        found = {}
        for code, question in schema["questions"].items():
            if question["prefill"] == "record" and known.get(code) is not None:
                found[code] = ("record", known[code])
            elif question["prefill"] != "none" and previous.get(code) is not None:
                found[code] = ("previous", previous[code])
        return found

    def _form_record_values(self):
        """Return {code: value} of what the respondent's record says now.

        A value that the question does not take is left out: the register may hold anything.
        """
        self.ensure_one()
        return self._form_record_values_many()[self.id]

    def _form_record_values_many(self, codes=None):
        """Return {sheet id: {code: value}} of what the respondents' records say now.

        The records are read together: the number of queries depends on the depth of the paths.

        :param codes: set of codes to look at, or None for all
        """
        found = {}
        for survey, sheets in self.grouped("survey_id").items():
            asked = survey._form_record_questions(codes)
            records = sheets._form_records()
            for sheet in sheets:
                record = records.get(sheet.id)
                found[sheet.id] = sheet._form_read_record(record, asked) if record else {}
        return found

    def _form_read_record(self, record, asked):
        known = {}
        for question, path in asked:
            try:
                value = values.read(self.env, question, _plain(record, path, self.env))
            except values.ValueProblem:
                continue
            if value is not None:
                known[question["code"]] = value
        return known

    def _form_records(self):
        """Return {sheet id: record of the respondent} of sheets of one form."""
        model = self.env.get(self.survey_id.form_record_model or "")
        if model is None:
            return {}
        ids = [sheet.form_record_id for sheet in self if sheet.form_record_id]
        # sudo: the paths were checked when the form was written, and the records are the sheets'
        # own; they share one prefetch
        records = model.sudo().browse(ids).exists()
        by_id = {record.id: record for record in records}
        return {
            sheet.id: by_id[sheet.form_record_id] for sheet in self if sheet.form_record_id in by_id
        }


def _plain(record, path, env):
    """Return the value at the end of a field path as an answer would have it."""
    *steps, name = path.split(".")
    for step in steps:
        record = record[step]
    if not record:
        return None
    field, value = record._fields[name], record[name]
    if field.type in ("integer", "float", "monetary", "boolean"):
        return value
    if not value:
        return None
    if field.type == "date":
        return value.isoformat()
    return value.display_name if isinstance(value, BaseModel) else value
