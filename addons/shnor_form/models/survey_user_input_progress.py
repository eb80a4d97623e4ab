from odoo import models
from odoo.tools import SQL

from ..engine import expression
from ..engine.validation import Answers


class SurveyUserInput(models.Model):
    """How far many sheets are, for lists: the same numbers as ``_form_progress`` of each."""

    _inherit = "survey.user_input"

    def _form_progress_map(self, sections=None):
        """Return how far the sheets are, by one grouped query whatever their number.

        Answered means: has a value, and it is confirmed. Asked are the questions that are not
        computed and whose condition holds; only what conditions depend on is read for that.

        :param dict sections: {sheet id: ids of the sections that count}; all where it says nothing
        :return: dict {sheet id: (number of questions answered, number of questions asked)}
        """
        needs = {survey: _Needs(survey._form_schema()) for survey in self.survey_id}
        rows = {
            sheet_id: (set(done or []), answers or {})
            for sheet_id, done, answers in self._form_progress_rows(
                {number for need in needs.values() for number in need.always},
                {number for need in needs.values() for number in need.read},
            )
        }
        return {
            sheet.id: needs[sheet.survey_id].count(
                *rows.get(sheet.id, (set(), {})),
                sheet._form_constants,
                (sections or {}).get(sheet.id),
            )
            for sheet in self
        }

    def _form_progress_rows(self, always, read):
        """Return rows: sheet, which of the questions ``always`` are answered, the answers to
        those in ``read`` as {code: {"value", "confirmed"}}."""
        self.env["survey.user_input.line"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT user_input_id,
                       array_agg(question_id) FILTER (
                           WHERE question_id = ANY(%(always)s) AND form_confirmed
                             AND form_value IS NOT NULL AND form_value <> 'null'
                       ),
                       jsonb_object_agg(
                           form_code,
                           jsonb_build_object('value', form_value, 'confirmed', form_confirmed)
                       ) FILTER (WHERE question_id = ANY(%(read)s))
                  FROM survey_user_input_line
                 WHERE user_input_id = ANY(%(sheets)s) AND form_code IS NOT NULL
                 GROUP BY user_input_id
                """,
                always=list(always),
                read=list(read),
                sheets=list(self.ids),
            )
        )


class _Needs:
    """Which questions of a form are always asked, and which answers decide about the others."""

    def __init__(self, schema):
        questions = schema["questions"]
        self.schema = schema
        asked = [one for one in questions.values() if one["type"] != "computed"]
        self.always = {one["id"]: one["section"] for one in asked if not one["visible"]}
        self.depending = {one["code"]: one["section"] for one in asked if one["visible"]}
        codes, pending = set(), list(self.depending)
        while pending:
            code = pending.pop()
            if code in codes or code not in questions:
                continue
            codes.add(code)
            for tree in (questions[code]["visible"], questions[code].get("formula")):
                pending += expression.codes(tree) if tree else []
        self.read = {questions[code]["id"] for code in codes}

    def count(self, done, answers, constants, sections=None):
        """Return (answered, asked) of one sheet.

        :param set done: ids of the questions answered, of those always asked
        :param dict answers: what ``read`` gave
        :param constants: function that returns the constants of the sheet
        :param sections: ids of the sections that count, or None for all
        """
        always = self._within(self.always, sections)
        depending = self._within(self.depending, sections)
        asked, answered = len(always), len(done & always)
        if depending:
            values = {code: line["value"] for code, line in answers.items()}
            shown = depending & Answers(self.schema, values, constants()).visible
            asked += len(shown)
            answered += sum(
                1 for code in shown if values.get(code) is not None and answers[code]["confirmed"]
            )
        return answered, asked

    @staticmethod
    def _within(questions, sections):
        """Return the keys of ``questions`` that lie in ``sections``."""
        return {key for key, section in questions.items() if not sections or section in sections}
