from odoo import fields, models


class ShnorQuestionChoice(models.Model):
    """One of the answers that a question offers."""

    _name = "shnor.question.choice"
    _description = "Choice of a question"
    _order = "question_id, sequence, id"

    question_id = fields.Many2one("shnor.question", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)

    _name_uniq = models.Constraint(
        "UNIQUE (question_id, name)", "The question offers this choice already."
    )
