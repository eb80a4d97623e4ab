from odoo import fields, models

from ..models.shnor_difference import SOURCES


class ShnorDifferenceDecide(models.TransientModel):
    """Say which source counts, and why."""

    _name = "shnor.difference.decide"
    _description = "Decide differences"

    difference_ids = fields.Many2many("shnor.difference", string="Differences", required=True)
    source = fields.Selection(SOURCES, string="What counts", required=True)
    comment = fields.Text(string="Why", required=True)

    def action_decide(self):
        """Decide.

        :return: dict, action that closes the window
        """
        self.ensure_one()
        self.difference_ids._decide(self.source, self.comment)
        return {"type": "ir.actions.act_window_close"}
