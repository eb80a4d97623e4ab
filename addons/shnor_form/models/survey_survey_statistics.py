from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

NUMBERS = ("number", "scale", "computed")
# what is counted value by value
DISCRETE = ("scale", "yes_no", "choice", "choices")


class SurveySurvey(models.Model):
    """What respondents answered, counted by the database: Survey's own way reads every line."""

    _inherit = "survey.survey"

    def _form_statistics(self, domain=None):
        """Return what was answered, question by question (three statements, whatever the size).

        Versions of a form are counted together, by code. Only what the user may read is counted.

        :param domain: on survey.user_input: which sheets; None for all
        :return: dict ``{"sheets": how many, "questions": {code: figures}}``; figures has ``type``
            (engine/values.py), ``title``, ``answered`` and ``confirmed`` (of it, not merely
            prefilled), and

            - for numbers: ``sum``, ``average``, ``least``, ``greatest``, None without an answer;
            - for scales, yes/no and options: ``options`` {value: how many sheets}, with 0 for
              options that nobody chose;
            - for tables: ``rows``, how many in all sheets
        """
        sheets = Domain("survey_id", "in", self.ids) & Domain(domain or Domain.TRUE)
        questions = self._form_statistics_questions()
        figures = self._form_statistics_empty(questions)
        self.env["survey.user_input.line"].flush_model()
        for row in self._form_statistics_rows(sheets, questions):
            self._form_statistics_add(figures, *row)
        for code, option, count in self._form_statistics_options(sheets, questions):
            options = figures[code]["options"]
            options[option] = options.get(option, 0) + count
        for one in figures.values():
            if "sum" in one and one["answered"]:
                one["average"] = one["sum"] / one["answered"]
        return {
            "sheets": self.env["survey.user_input"].search_count(sheets),
            "questions": figures,
        }

    def _form_statistics_questions(self):
        """Return {code: question of the schema, with "ids" of all versions}; later ones win."""
        found = {}
        for survey in self.sorted("form_version"):
            for code, question in survey._form_schema()["questions"].items():
                ids = found.get(code, {}).get("ids", [])
                found[code] = {**question, "ids": [*ids, question["id"]]}
        return found

    def _form_statistics_empty(self, questions):
        figures = {}
        for code, question in questions.items():
            kind = question["type"]
            one = {
                "type": kind,
                "title": question["title"],
                "answered": 0,
                "confirmed": 0,
            }
            if kind in NUMBERS:
                one |= {"sum": None, "average": None, "least": None, "greatest": None}
            if kind == "scale":
                one["options"] = dict.fromkeys(range(question["min"], question["max"] + 1), 0)
            elif kind == "yes_no":
                one["options"] = {True: 0, False: 0}
            elif kind in ("choice", "choices"):
                one["options"] = {option["code"]: 0 for option in question["options"]}
            elif kind == "table":
                one["rows"] = 0
            figures[code] = one
        return figures

    def _form_statistics_rows(self, sheets, questions):
        """Return (code, answered, confirmed, sum, least, greatest, rows), a row a question."""
        # by the question's number alone: hashed without a sort of millions of answers
        found = self.env.execute_query(
            SQL(
                """
                SELECT question, COUNT(*), COUNT(*) FILTER (WHERE confirmed),
                       SUM(number), MIN(number), MAX(number),
                       SUM(CASE WHEN question = ANY(%s) AND jsonb_typeof(value) = 'array'
                                THEN jsonb_array_length(value) END)
                  FROM (%s) line GROUP BY question
                """,
                _ids(questions, "table"),
                self._form_statistics_lines(sheets, _ids(questions)),
            )
        )
        codes = _codes(questions)
        return [(codes[question], *rest) for question, *rest in found]

    def _form_statistics_add(self, figures, code, answered, confirmed, total, *limits_and_rows):
        one = figures[code]
        least, greatest, rows = limits_and_rows
        one["answered"] += answered
        one["confirmed"] += confirmed
        if one["type"] in NUMBERS and total is not None:
            one["sum"] = (one["sum"] or 0) + total
            one["least"] = min(filter(_known, (one["least"], least)))
            one["greatest"] = max(filter(_known, (one["greatest"], greatest)))
        if "rows" in one:
            one["rows"] += rows or 0

    def _form_statistics_options(self, sheets, questions):
        """Return (code, option, how many sheets); one answer may have several options."""
        ids = _ids(questions, *DISCRETE)
        found = self.env.execute_query(
            SQL(
                """
                SELECT question, option, COUNT(*)
                  FROM (%s) line, jsonb_path_query(value, '$[*]') option
                 WHERE jsonb_typeof(option) NOT IN ('array', 'object')
                 GROUP BY question, option
                """,
                self._form_statistics_lines(sheets, ids),
            )
        )
        codes = _codes(questions)
        return [(codes[question], option, count) for question, option, count in found]

    def _form_statistics_lines(self, sheets, question_ids):
        """Return the SELECT of the answers that the user may read, nothing of empty ones."""
        lines = self.env["survey.user_input.line"]
        query = lines._search(
            Domain("question_id", "in", question_ids)
            & Domain("skipped", "=", False)
            & Domain("user_input_id", "any", sheets)
        )
        names = {
            "question": "question_id",
            "value": "form_value",
            "confirmed": "form_confirmed",
            "number": "value_numerical_box",
        }
        return query.select(
            *[
                SQL("%s AS %s", SQL.identifier(query.table, column), SQL.identifier(name))
                for name, column in names.items()
            ]
        )


def _ids(questions, *kinds):
    """Return the ids of the questions of these types (of all without), of every version."""
    return [
        question_id
        for question in questions.values()
        if not kinds or question["type"] in kinds
        for question_id in question["ids"]
    ]


def _codes(questions):
    """Return {id: code} of the questions of every version."""
    return {
        question_id: code for code, question in questions.items() for question_id in question["ids"]
    }


def _known(value):
    return value is not None
