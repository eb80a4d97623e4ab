from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.shnor_form.engine import expression

from ..engine.answer_condition import find_questions
from .shnor_risk import _known_codes


class ShnorAnalysisDeficit(models.Model):
    """A deficit that the note looks for in the schools' answers: of staff, management, resources.

    Subjects are not listed here: they are found in assessments, diagnostics and answers themselves.
    """

    _name = "shnor.analysis.deficit"
    _description = "Deficit that the note looks for"
    _order = "kind, sequence, code, id"
    _rec_names_search = ["name", "code"]

    # the committee's own words: content, not interface
    name = fields.Char(required=True, help="As the note says it: “there are vacancies”.")
    code = fields.Char(required=True)
    sequence = fields.Integer(default=100)
    kind = fields.Selection(
        [("staff", "Staff"), ("management", "Management"), ("resources", "Resources")],
        required=True,
        default="staff",
    )
    form_condition = fields.Char(
        string="A school has it when",
        required=True,
        help="With codes of questions in square brackets: [А2.3] > 0. Schools that did not answer "
        "are not counted.",
    )
    sum_code = fields.Char(
        string="Together", help="Code of the question whose numbers are added up: А2.3."
    )
    unit = fields.Char(help="Of the sum: вакансий.")
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "A deficit with this code exists already.")

    @api.constrains("form_condition", "sum_code")
    def _check_codes(self):
        for deficit in self:
            known = _known_codes(self.env, deficit.form_condition)
            problem = expression.problem(self.env, deficit.form_condition, known)
            if not problem and not known:
                problem = self.env._("name at least one question by its code in square brackets.")
            if problem:
                raise ValidationError(
                    self.env._(
                        "%(deficit)s, “A school has it when”: %(problem)s",
                        deficit=deficit.display_name,
                        problem=problem,
                    )
                )
            if deficit.sum_code and not find_questions(self.env, [deficit.sum_code]):
                raise ValidationError(
                    self.env._("No form has a question with the code “%s”.", deficit.sum_code)
                )

    def _codes(self):
        """Return the codes of the questions that are looked at."""
        codes = set(filter(None, self.mapped("sum_code")))
        for text in self.mapped("form_condition"):
            codes.update(expression.codes(expression.compile_text(text)))
        return sorted(codes)
