from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

NUMBERS = ("number", "scale", "computed")
# what is counted value by value
DISCRETE = ("scale", "yes_no", "choice")


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
        for code, option, count in self._form_statistics_choices(sheets, questions):
            figures[code]["options"][option] = figures[code]["options"].get(option, 0) + count
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
        """Return (code, value or None, answered, confirmed, sum, least, greatest, rows)."""
        return self.env.execute_query(
            SQL(
                """
                SELECT code, value, SUM(answered)::bigint, SUM(confirmed)::bigint, SUM(sum),
                       MIN(least), MAX(greatest), SUM(rows)::bigint
                  FROM (SELECT code, question,
                               CASE WHEN question = ANY(%(discrete)s)
                                     AND jsonb_typeof(value) NOT IN ('array', 'object')
                                    THEN value END AS value,
                               COUNT(*) AS answered,
                               COUNT(*) FILTER (WHERE confirmed) AS confirmed,
                               SUM(number) AS sum, MIN(number) AS least, MAX(number) AS greatest,
                               SUM(CASE WHEN question = ANY(%(tables)s)
                                         AND jsonb_typeof(value) = 'array'
                                        THEN jsonb_array_length(value) END) AS rows
                          FROM (%(lines)s) line
                         GROUP BY code, question, 3) answers
                 GROUP BY code, value
                """,
                discrete=_ids(questions, *DISCRETE),
                tables=_ids(questions, "table"),
                lines=self._form_statistics_lines(sheets, list(questions)),
            )
        )

    def _form_statistics_add(self, figures, code, value, answered, confirmed, *numbers):
        one = figures[code]
        total, least, greatest, rows = numbers
        one["answered"] += answered
        one["confirmed"] += confirmed
        # an older version may have asked for something else under this code
        if one["type"] in DISCRETE and value is not None:
            one["options"][value] = one["options"].get(value, 0) + answered
        if one["type"] in NUMBERS and total is not None:
            one["sum"] = (one["sum"] or 0) + total
            one["least"] = min(filter(_known, (one["least"], least)))
            one["greatest"] = max(filter(_known, (one["greatest"], greatest)))
        if "rows" in one:
            one["rows"] += rows or 0

    def _form_statistics_choices(self, sheets, questions):
        """Return (code, option, how many sheets) of the questions with several options."""
        codes = [code for code, question in questions.items() if question["type"] == "choices"]
        if not codes:
            return []
        return self.env.execute_query(
            SQL(
                "SELECT line.code, option, COUNT(*) FROM (%s) line,"
                " jsonb_array_elements_text(CASE WHEN jsonb_typeof(line.value) = 'array'"
                " THEN line.value END) option GROUP BY line.code, option",
                self._form_statistics_lines(sheets, codes),
            )
        )

    def _form_statistics_lines(self, sheets, codes):
        """Return the SELECT of the answers that the user may read, nothing of empty ones."""
        lines = self.env["survey.user_input.line"]
        query = lines._search(
            Domain("form_code", "in", codes)
            & Domain("skipped", "=", False)
            & Domain("user_input_id", "any", sheets)
        )
        names = {
            "code": "form_code",
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
    return [
        question_id
        for question in questions.values()
        if question["type"] in kinds
        for question_id in question["ids"]
    ]


def _known(value):
    return value is not None
