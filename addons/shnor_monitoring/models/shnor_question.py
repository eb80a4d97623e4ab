import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# «А7.1» at the beginning of a column's header; the letter may be Cyrillic or Latin
CODE_RE = re.compile(r"^\s*([АA]\d+\.\d+)\b", re.IGNORECASE)

TYPES = [
    ("integer", "Whole number"),
    ("decimal", "Decimal number"),
    ("scale", "Scale"),
    ("boolean", "Yes or no"),
    ("choice", "One of a list"),
    ("list", "Several, separated by semicolons"),
    ("text", "Text"),
]
NUMERIC_TYPES = ("integer", "decimal", "scale")


class ShnorQuestion(models.Model):
    """A question of the self-evaluation; its code stays the same from wave to wave."""

    _name = "shnor.question"
    _description = "Question of the self-evaluation"
    _order = "sequence, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, help="As the form numbers it: А7.1.")
    name = fields.Char(string="Question", required=True)
    section = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    answer_type = fields.Selection(TYPES, required=True, default="integer")
    unit = fields.Char(help="In what the number is counted.")
    minimum = fields.Float(digits=(16, 2), help="The least number allowed.")
    maximum = fields.Float(digits=(16, 2), help="The greatest number allowed; 0 when unlimited.")
    choice_ids = fields.One2many("shnor.question.choice", "question_id", string="Choices")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "A question with this code exists already.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for question in self:
            question.display_name = f"{question.code} {question.name}"

    @api.constrains("code")
    def _check_code(self):
        for question in self:
            if question._code_of_header(question.code) != question.code:
                raise ValidationError(
                    self.env._(
                        "“%s” is not a code of a question. Write it like А7.1.", question.code
                    )
                )

    @api.constrains("answer_type", "minimum", "maximum")
    def _check_limits(self):
        for question in self:
            if question.answer_type == "scale" and question.minimum >= question.maximum:
                raise ValidationError(
                    self.env._(
                        "%s: a scale needs two ends, the first less than the second.",
                        question.code,
                    )
                )
            if question.maximum and question.maximum < question.minimum:
                raise ValidationError(
                    self.env._("%s: the greatest number is less than the least one.", question.code)
                )

    @api.model
    def _code_of_header(self, header):
        """Return the code that a column's header begins with, or None.

        :param str header: as it stands in the file, e.g. ``А7.1 Интересно на уроках (1–4)``
        """
        found = CODE_RE.match(header or "")
        return found and "А" + found[1][1:]

    def _limit_message(self, number):
        """Return why ``number`` is no answer to the question, or None.

        :param float number: a number as answered
        """
        self.ensure_one()
        value = f"{number:g}".replace(".", ",")
        low, high = f"{self.minimum:g}", f"{self.maximum:g}"
        too_much = self.maximum and number > self.maximum
        if self.answer_type == "scale" and (number < self.minimum or too_much):
            return self.env._(
                "“%(question)s”: %(value)s is outside the scale %(low)s–%(high)s.",
                question=self.code,
                value=value,
                low=low,
                high=high,
            )
        if self.answer_type != "decimal" and number != int(number):
            return self.env._(
                "“%(question)s”: %(value)s is not a whole number.", question=self.code, value=value
            )
        if number < self.minimum:
            return self.env._(
                "“%(question)s”: %(value)s is less than %(low)s. Check the number.",
                question=self.code,
                value=value,
                low=low,
            )
        if too_much:
            return self.env._(
                "“%(question)s”: %(value)s is more than %(high)s. Check the number.",
                question=self.code,
                value=value,
                high=high,
            )
        return None
