from odoo import fields, models


class ShnorRecommendationRefuse(models.TransientModel):
    """Refuse recommendations, and say why."""

    _name = "shnor.recommendation.refuse"
    _description = "Refuse recommendations"

    recommendation_ids = fields.Many2many(
        "shnor.recommendation", string="Recommendations", required=True
    )
    reason = fields.Text(string="Why", required=True)

    def action_refuse(self):
        """Refuse.

        :return: dict, action that closes the window
        """
        self.ensure_one()
        self.recommendation_ids._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
