from odoo import fields, models


class ShnorFormReturn(models.TransientModel):
    """Send forms back, with what is to be corrected."""

    _name = "shnor.form.return"
    _description = "Return forms to be corrected"

    sheet_ids = fields.Many2many("survey.user_input", string="Forms", required=True)
    reason = fields.Text(
        string="What is to be corrected", required=True, help="The respondent reads it."
    )

    def action_return(self):
        """Return the forms.

        :return: dict, action that closes the window
        """
        self.ensure_one()
        self.sheet_ids.action_form_return(self.reason)
        return {"type": "ir.actions.act_window_close"}
