from odoo import api, fields, models


class ShnorFormReopen(models.TransientModel):
    """Open forms again, or for longer, by a document."""

    _name = "shnor.form.reopen"
    _description = "Open forms again"

    sheet_ids = fields.Many2many("survey.user_input", string="Forms", required=True)
    survey_id = fields.Many2one("survey.survey", compute="_compute_survey_id")
    reason = fields.Text(required=True, help="Stays in the document; the respondent reads it.")
    applicant = fields.Char(
        string="Who asked for it", required=True, help="Name, position, letter and its date."
    )
    until = fields.Datetime(string="Open until", required=True)
    question_ids = fields.Many2many(
        "survey.question",
        string="Only these questions",
        domain="[('survey_id', '=', survey_id), ('is_page', '=', False)]",
        help="Empty: all questions.",
    )

    @api.depends("sheet_ids")
    def _compute_survey_id(self):
        for wizard in self:
            surveys = wizard.sheet_ids.survey_id
            # questions can be chosen when they are the same for all
            wizard.survey_id = surveys if len(surveys) == 1 else False

    def action_reopen(self):
        """Open the forms.

        :return: dict, action that closes the window
        """
        self.ensure_one()
        questions = self.question_ids if self.survey_id else None
        self.sheet_ids._form_reopen(self.reason, self.applicant, self.until, questions)
        return {"type": "ir.actions.act_window_close"}
