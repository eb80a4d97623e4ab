from odoo import api, fields, models

from ..engine.answer_condition import AnswerCondition, find_questions, schema_of

COMPARISONS = [
    ("=", "is"),
    ("!=", "is not"),
    ("<", "is less than"),
    ("<=", "is at most"),
    (">", "is more than"),
    (">=", "is at least"),
]
ANSWER_OPERATORS = [*COMPARISONS, ("contains", "contains"), ("filled", "is given")]
ANSWER_STATES = [
    ("accepted", "accepted only"),
    ("submitted", "submitted or accepted"),
    ("handed_in", "submitted, accepted, or returned to be corrected"),
    ("any", "all, also those still being filled"),
]


class ShnorIndicator(models.Model):
    """Indicators may ask what schools answered in the forms of a campaign."""

    _inherit = "shnor.indicator"

    condition_kind = fields.Selection(
        selection_add=[("answer", "The answer in a form fits")],
        # with results it is archived (see unlink); without, there is nothing left to count
        ondelete={"answer": "cascade"},
    )
    answer_code = fields.Char(
        string="Code of the question",
        tracking=True,
        help="As it stands in the form: А7.4. It is the same in all versions of the form. Where "
        "two forms have the code, the self-evaluation is asked.",
    )
    answer_question = fields.Char(
        string="Question",
        compute="_compute_answer_question",
        help="Its words, and the options to choose from.",
    )
    answer_operator = fields.Selection(
        ANSWER_OPERATORS,
        string="Yes when the answer",
        default="=",
        tracking=True,
    )
    answer_value = fields.Char(
        string="Compared with the value",
        tracking=True,
        help="A number, a date, yes or no, one of the options, a text: as the question takes it.",
    )
    answer_states = fields.Selection(
        ANSWER_STATES,
        string="Forms that count",
        required=True,
        default="submitted",
        tracking=True,
    )

    @api.depends("answer_code")
    @api.depends_context("lang")
    def _compute_answer_question(self):
        questions = find_questions(self.env, set(self.mapped("answer_code")) - {False})
        for indicator in self:
            question = questions.get(indicator.answer_code)
            indicator.answer_question = question and self._answer_question_words(question)

    @api.model
    def _answer_question_words(self, question):
        options = schema_of(question).get("options")
        words = f"{question.survey_id.title}: {question.title}"
        if options:
            words += f" ({'; '.join(option['label'] for option in options)})"
        return words

    @api.model
    def _condition_kinds(self):
        return {**super()._condition_kinds(), "answer": AnswerCondition}

    @api.model
    def _definition_fields(self):
        names = ("answer_code", "answer_operator", "answer_value", "answer_states")
        return [*super()._definition_fields(), *names]
