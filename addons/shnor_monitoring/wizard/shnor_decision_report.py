from odoo import fields, models


class ShnorDecisionReport(models.TransientModel):
    """The window in which whoever has a task of the working group tells what came out."""

    _name = "shnor.decision.report"
    _description = "Report on a decision"

    decision_id = fields.Many2one("shnor.decision", required=True, readonly=True)
    done_on = fields.Date(
        string="Done on", required=True, default=lambda self: fields.Date.context_today(self)
    )
    result = fields.Text(
        required=True, help="What came out: a document with its number, a number, an address."
    )

    def action_confirm(self):
        """Mark the decision as carried out."""
        self.ensure_one()
        self.decision_id._report(self.result, self.done_on)
        return {"type": "ir.actions.act_window_close"}
