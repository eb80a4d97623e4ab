from odoo import fields, models


class ShnorResponsibilityDone(models.TransientModel):
    """The window in which a responsible tells that work was done which the system does not see."""

    _name = "shnor.responsibility.done"
    _description = "Work done"

    responsibility_id = fields.Many2one("shnor.responsibility", required=True, readonly=True)
    note = fields.Char(
        string="How it was done",
        required=True,
        help="A document with its number and date, or an address.",
    )

    def action_confirm(self):
        """Mark the responsibility as done."""
        self.ensure_one()
        self.responsibility_id._finish(self.note)
        return {"type": "ir.actions.act_window_close"}
