from odoo import fields, models


class ShnorMeasureReturn(models.TransientModel):
    """Return what schools reported on measures, with what they are to put right."""

    _name = "shnor.measure.return"
    _description = "Return reports on measures"

    measure_ids = fields.Many2many("shnor.measure", string="Measures", required=True)
    reason = fields.Text(required=True, help="The school reads it in the portal.")

    def action_return(self):
        """Return the reports that wait.

        :return: dict, to close the window
        :raise UserError: no report waits, or there is no reason
        :raise AccessError: the role or the territory does not allow it
        """
        self.ensure_one()
        self.measure_ids._waiting_reports()._return(self.reason)
        return {"type": "ir.actions.act_window_close"}
