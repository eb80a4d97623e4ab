from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from .shnor_question import NUMERIC_TYPES


class ShnorAnswer(models.Model):
    """What a school answered to one question in one campaign; no row means not answered."""

    _name = "shnor.answer"
    _description = "Answer of the self-evaluation"
    _inherit = "shnor.campaign.part"
    _order = "participant_id, question_id, id"
    _rec_name = "question_id"
    _guard_fields = ("participant_id",)

    participant_id = fields.Many2one("shnor.participant", required=True, ondelete="restrict")
    campaign_id = fields.Many2one(
        related="participant_id.campaign_id", store=True, index=True, precompute=True
    )
    school_id = fields.Many2one(
        related="participant_id.school_id", store=True, index=True, precompute=True
    )
    territory_id = fields.Many2one(
        related="participant_id.territory_id", store=True, index=True, precompute=True
    )
    question_id = fields.Many2one("shnor.question", required=True, index=True, ondelete="restrict")
    section = fields.Char(related="question_id.section", store=True)
    answer_type = fields.Selection(related="question_id.answer_type")
    number = fields.Float(
        string="Number answered",
        digits=(16, 4),
        aggregator="avg",
        help="Of questions about numbers; 1 and 0 for yes and no.",
    )
    text = fields.Text()
    choice_id = fields.Many2one("shnor.question.choice", ondelete="restrict")
    value = fields.Char(string="Answer", compute="_compute_value")

    # begins with the participant, so it serves the lookups by participant too
    _question_uniq = models.Constraint(
        "UNIQUE (participant_id, question_id)",
        "The question is answered already. Change that answer instead.",
    )

    @api.depends("number", "text", "choice_id.name", "question_id.answer_type")
    @api.depends_context("lang")
    def _compute_value(self):
        for answer in self:
            answer.value = answer._value_in_words()

    def _value_in_words(self):
        kind = self.answer_type
        if kind == "boolean":
            return self.env._("yes") if self.number else self.env._("no")
        if kind == "choice":
            return self.choice_id.name
        if kind in NUMERIC_TYPES:
            digits = 0 if self.number == int(self.number) else 2
            value = formatLang(self.env, self.number, digits=digits)
            return f"{value} {self.question_id.unit}" if self.question_id.unit else value
        return self.text

    @api.constrains("question_id", "number", "choice_id")
    def _check_value(self):
        for answer in self:
            question = answer.question_id
            if question.answer_type in NUMERIC_TYPES:
                message = question._limit_message(answer.number)
                if message:
                    raise ValidationError(message)
            elif question.answer_type == "choice" and answer.choice_id not in question.choice_ids:
                raise ValidationError(
                    self.env._(
                        "%(question)s: choose one of: %(choices)s.",
                        question=question.code,
                        choices=", ".join(question.choice_ids.mapped("name")),
                    )
                )
