from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ShnorCampaign(models.Model):
    """What was recommended after a campaign goes into the roadmaps of its schools."""

    _inherit = "shnor.campaign"

    unmeasured_count = fields.Integer(
        string="Not in the roadmaps yet",
        compute="_compute_unmeasured_count",
        help="Accepted recommendations to schools of which there is no measure yet.",
    )

    @api.depends("recommendation_ids.state", "recommendation_ids.measure_ids")
    def _compute_unmeasured_count(self):
        advice = self.env["shnor.recommendation"]
        counts = dict(
            advice._read_group(
                Domain("campaign_id", "in", self.ids) & advice._unmeasured_domain(),
                ["campaign_id"],
                ["__count"],
            )
        )
        for campaign in self:
            campaign.unmeasured_count = counts.get(campaign._origin, 0)

    def action_put_recommendations_into_roadmaps(self):
        """Put all accepted recommendations of the campaign into the roadmaps of their schools.

        :return: dict, notification
        :raise UserError: none is accepted
        """
        self.ensure_one()
        self.check_access("read")
        self.env["shnor.measure"].check_access("create")
        advice = self.env["shnor.recommendation"].search(
            [
                ("campaign_id", "=", self.id),
                ("state", "=", "accepted"),
                ("school_id", "!=", False),
            ]
        )
        if not advice:
            raise UserError(self.env._("No recommendation to a school is accepted yet."))
        return advice._tell_put(advice._put_into_roadmaps())
