from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.shnor_form.engine import expression

from ..engine.answer_condition import find_questions


class ShnorRisk(models.Model):
    """A risk factor: of the list that the whole country uses, or of the district's own.

    Schools state risks in block 17 of the self-evaluation, where a risk is known by the code of
    its option; what the form does not list there is told from other answers.
    """

    _name = "shnor.risk"
    _description = "Risk factor"
    _order = "sequence, code, id"
    _rec_names_search = ["name", "code"]

    # the committee's own words: content, not interface
    name = fields.Char(required=True)
    code = fields.Char(required=True, help="By it the risk is known in documents: Р2.")
    sequence = fields.Integer(default=100)
    scope = fields.Selection(
        [("common", "Common list"), ("local", "Local")],
        string="List",
        required=True,
        default="local",
        help="The common list has twelve risk factors; the district adds its own.",
    )
    form_option = fields.Char(
        string="Option in the self-evaluation",
        help="Code of the option in А17.1 and of the row in А17.4 by which schools state the risk.",
    )
    form_condition = fields.Char(
        string="Stated, too, when",
        help="With codes in square brackets: [А11.1] < 10. Such a risk has no significance of its "
        "own. Empty: only by the option.",
    )
    active = fields.Boolean(default=True)
    material_ids = fields.Many2many("shnor.material", string="Materials")

    _code_uniq = models.Constraint("UNIQUE (code)", "A risk with this code exists already.")
    _option_uniq = models.UniqueIndex(
        "(form_option) WHERE form_option IS NOT NULL",
        "Another risk is stated by this option already.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for risk in self:
            risk.display_name = f"{risk.code}. {risk.name}" if risk.code else risk.name

    @api.constrains("form_condition")
    def _check_form_condition(self):
        for risk in self.filtered("form_condition"):
            known = _known_codes(self.env, risk.form_condition)
            if problem := expression.problem(self.env, risk.form_condition, known):
                raise ValidationError(
                    self.env._(
                        "%(risk)s, “Stated, too, when”: %(problem)s",
                        risk=risk.display_name,
                        problem=problem,
                    )
                )


def _known_codes(env, text):
    """Return those codes of a formula that a form has; none when it cannot be read."""
    try:
        codes = expression.codes(expression.compile_text(text))
    except expression.ExpressionError:
        return set()
    return set(find_questions(env, codes))
