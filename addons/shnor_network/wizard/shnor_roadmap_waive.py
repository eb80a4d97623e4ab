from odoo import fields, models


class ShnorRoadmapWaive(models.TransientModel):
    """Say, with a reason, that schools need no roadmap in a campaign."""

    _name = "shnor.roadmap.waive"
    _description = "No roadmap is required"

    participant_ids = fields.Many2many("shnor.participant", string="Schools", required=True)
    reason = fields.Text(required=True)

    def action_waive(self):
        """Say so.

        :return: dict, to close the window
        :raise UserError: there is no reason, or a school has measures
        :raise AccessError: the role or the territory does not allow it
        """
        self.ensure_one()
        self.participant_ids._waive_roadmaps(self.reason)
        return {"type": "ir.actions.act_window_close"}
