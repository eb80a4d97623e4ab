from odoo import api, fields, models


class SurveyQuestionAnswer(models.Model):
    _inherit = "survey.question.answer"

    form_code = fields.Char(
        string="Code",
        help="By it the option is known in answers, formulas and later versions, whatever its "
        "label becomes. Made from the label when left empty.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("form_code") and vals.get("value"):
                vals["form_code"] = vals["value"].strip()
        options = super().create(vals_list)
        options._form_surveys()._form_check_editable()
        return options

    def write(self, vals):
        self._form_surveys()._form_check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self._form_surveys()._form_check_editable()

    def _form_surveys(self):
        return (self.question_id | self.matrix_question_id).survey_id
