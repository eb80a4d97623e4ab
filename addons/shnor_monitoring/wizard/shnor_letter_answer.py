from odoo import fields, models


class ShnorLetterAnswer(models.TransientModel):
    """Answer an objection to a letter."""

    _name = "shnor.letter.answer"
    _description = "Answer to an objection"

    objection_id = fields.Many2one("shnor.letter.objection", required=True, ondelete="cascade")
    school_name = fields.Char(related="objection_id.letter_id.school_name")
    text = fields.Text(related="objection_id.text", string="What the school objects to")
    answer = fields.Text(required=True, help="The directors of the school get it by mail.")

    def action_answer(self):
        """Answer.

        :return: dict, action that closes the window
        """
        self.ensure_one()
        self.objection_id._answer(self.answer)
        return {"type": "ir.actions.act_window_close"}
