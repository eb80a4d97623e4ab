from odoo import models

from odoo.addons.shnor_monitoring.models.survey_user_input import SELF_EVALUATION


class SurveyUserInput(models.Model):
    """What an accepted self-evaluation asks for goes into the queue of help."""

    _inherit = "survey.user_input"

    def _form_tell_accepted(self):
        result = super()._form_tell_accepted()
        sheets = self.filtered(lambda sheet: sheet.form_code == SELF_EVALUATION and sheet.school_id)
        if sheets:
            self.env["shnor.support.request"]._take_from_sheets(sheets)
        return result
