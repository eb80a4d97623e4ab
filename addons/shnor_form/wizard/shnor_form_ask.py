from odoo import fields, models


class ShnorFormAsk(models.TransientModel):
    """Ask about one answer of a form."""

    _name = "shnor.form.ask"
    _description = "Ask about an answer"

    sheet_id = fields.Many2one("survey.user_input", string="Form", required=True)
    survey_id = fields.Many2one(related="sheet_id.survey_id")
    question_id = fields.Many2one(
        "survey.question",
        required=True,
        domain="[('survey_id', '=', survey_id), ('is_page', '=', False)]",
    )
    body = fields.Text(string="What you ask", required=True, help="The respondent reads it.")

    def action_ask(self):
        """Ask.

        :return: dict, action that closes the window
        """
        self.ensure_one()
        self.sheet_id._form_ask(self.question_id.form_code, self.body)
        return {"type": "ir.actions.act_window_close"}
