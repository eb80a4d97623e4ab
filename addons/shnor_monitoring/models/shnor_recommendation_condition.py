from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.advice_conditions import KINDS
from ..engine.answer_condition import find_questions, schema_of
from .shnor_indicator_answer import ANSWER_OPERATORS, ANSWER_STATES, COMPARISONS


class ShnorRecommendationCondition(models.Model):
    """One condition of a recommendation rule: what must be so at a school."""

    _name = "shnor.recommendation.condition"
    _description = "Condition of a recommendation"
    _order = "rule_id, sequence, id"

    rule_id = fields.Many2one(
        "shnor.recommendation.rule", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("indicator", "Result in an indicator"),
            ("answer", "Answer in a form"),
            ("formula", "Comparison of answers"),
            ("risk", "Risk stated by the school"),
            ("category", "Status of the school"),
        ],
        string="Looks at",
        required=True,
        default="indicator",
    )
    # indicator
    indicator_id = fields.Many2one("shnor.indicator", ondelete="restrict")
    measure = fields.Selection(
        [
            ("verdict", "Yes, no or no data"),
            ("percent", "Share, %"),
            ("yes_count", "Number of yes (k)"),
            ("no_count", "Number of no"),
            ("no_data_count", "Number without data"),
            ("unit_count", "Number of all (n)"),
            ("delta", "Change, points"),
            ("worse", "Pairs that became worse"),
            ("better", "Pairs that became better"),
        ],
        string="What of it",
        default="verdict",
        required=True,
    )
    verdict = fields.Selection([("yes", "Yes"), ("no", "No"), ("no_data", "No data")], default="no")
    operator = fields.Selection(
        COMPARISONS,
        string="Comparison",
        default="<",
        required=True,
    )
    number = fields.Float(digits=(16, 2))
    # answer
    answer_code = fields.Char(
        string="Code of the question",
        help="As it stands in the self-evaluation or in the interview: А7.4. Of a table, name the "
        "column, too: the condition holds when one of the rows fits.",
    )
    answer_column = fields.Char(string="Column", help="Code of the table's column: share.")
    answer_question = fields.Char(string="Question", compute="_compute_answer_question")
    answer_operator = fields.Selection(
        ANSWER_OPERATORS,
        string="The answer",
        default="=",
        required=True,
    )
    answer_value = fields.Char(string="Compared with the value")
    answer_states = fields.Selection(
        ANSWER_STATES,
        string="Forms that count",
        required=True,
        default="accepted",
    )
    # formula
    formula = fields.Char(
        string="Comparison of answers",
        help="With codes in square brackets, as in the checks of forms: "
        "percent([А2.4], [А2.2]) > 20.",
    )
    # risk
    risk_ids = fields.Many2many("shnor.risk", string="Risks", help="One of them suffices.")
    risk_level = fields.Selection(
        [
            ("any", "any significance"),
            ("low", "significance low or higher"),
            ("medium", "significance medium or high"),
            ("high", "significance high"),
        ],
        string="Significance",
        default="any",
        required=True,
    )
    # status
    category = fields.Selection(
        [
            ("low_results", "With low results"),
            ("adverse", "In adverse conditions"),
            ("both", "With low results and in adverse conditions"),
            ("none", "No status in the registry"),
        ],
        string="Status",
    )
    words = fields.Char(string="In words", compute="_compute_words")

    @api.model
    def _kinds(self):
        """Return the kinds of conditions (extension point).

        :return: dict {kind: subclass of engine.advice_conditions.Condition}
        """
        return KINDS

    @api.model
    def _settings(self):
        """Return the names of the fields of which a condition consists (extension point)."""
        return [
            "kind",
            "indicator_id",
            "measure",
            "verdict",
            "operator",
            "number",
            "answer_code",
            "answer_column",
            "answer_operator",
            "answer_value",
            "answer_states",
            "formula",
            "risk_ids",
            "risk_level",
            "category",
        ]

    def _kind(self):
        """Return the condition as an object that can be asked.

        :return: engine.advice_conditions.Condition
        :raise ValidationError: the addon that brought the kind is gone
        """
        self.ensure_one()
        kind = self._kinds().get(self.kind)
        if kind is None:
            raise ValidationError(
                self.env._(
                    "The part of the system that knows this condition is not installed. Choose "
                    "another condition."
                )
            )
        return kind(self)

    @api.depends("answer_code")
    @api.depends_context("lang")
    def _compute_answer_question(self):
        questions = find_questions(self.env, set(self.mapped("answer_code")) - {False})
        for condition in self:
            question = questions.get(condition.answer_code)
            condition.answer_question = question and self._question_words(question)

    @api.model
    def _question_words(self, question):
        schema = schema_of(question)
        words = f"{question.survey_id.title}: {question.title}"
        parts = schema.get("options") or schema.get("columns") or ()
        if parts:
            words += " ({})".format(
                "; ".join(
                    part["label"] if "label" in part else f"{part['code']} – {part['title']}"
                    for part in parts
                )
            )
        return words

    @api.depends(lambda self: self._settings())
    @api.depends_context("lang")
    def _compute_words(self):
        for condition in self:
            kind = condition._kind()
            condition.words = kind.words() if not list(kind.problems()) else False

    @api.constrains(lambda self: self._settings())
    def _check_condition(self):
        for condition in self:
            for problem in condition._kind().problems():
                raise ValidationError(
                    self.env._(
                        "“%(rule)s”: %(problem)s", rule=condition.rule_id.name, problem=problem
                    )
                )
        if not self.env.context.get("shnor_rule_is_checked"):
            # what the rule's text may say, and whether it can hit, hangs on its conditions
            self.rule_id._check_rule()
