from odoo import fields, models
from odoo.exceptions import UserError


class ShnorMeasureMove(models.TransientModel):
    """Move measures to another date, with the reason."""

    _name = "shnor.measure.move"
    _description = "Move measures to another date"

    measure_ids = fields.Many2many("shnor.measure", string="Measures", required=True)
    date_to = fields.Date(string="New date", required=True)
    reason = fields.Text(required=True)

    def action_move(self):
        """Move the measures.

        :return: dict, to close the window
        :raise UserError: a measure is finished or is due later already; or there is no reason
        """
        self.ensure_one()
        if not self.reason.strip():
            raise UserError(self.env._("Write why the measures are moved."))
        self.measure_ids._move_dates(self.date_to, self.reason.strip())
        return {"type": "ir.actions.act_window_close"}
