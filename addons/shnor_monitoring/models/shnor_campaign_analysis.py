from odoo import api, fields, models
from odoo.exceptions import UserError


class ShnorCampaign(models.Model):
    """The analysis of a campaign; once it is approved, what it rests on changes no more.

    The campaign itself stays open: letters, the publication and the tasks go on.
    """

    _inherit = "shnor.campaign"

    analysis_ids = fields.One2many("shnor.analysis", "campaign_id", string="Analyses")
    analysis_id = fields.Many2one(
        "shnor.analysis",
        compute="_compute_analysis_id",
        # who sees the campaign may know that there is an analysis; reading it has its own rules
        compute_sudo=True,
    )
    is_approved = fields.Boolean(
        string="Analysis approved",
        compute="_compute_is_approved",
        store=True,
        compute_sudo=True,
        help="The working group approved the analysis: results, recommendations and forms are "
        "frozen, letters may be sent.",
    )
    practice_ids = fields.One2many("shnor.practice", "campaign_id", string="Successful practices")

    @api.depends("analysis_ids")
    def _compute_analysis_id(self):
        for campaign in self:
            campaign.analysis_id = campaign.analysis_ids[:1]

    @api.depends("analysis_ids.state")
    def _compute_is_approved(self):
        for campaign in self:
            campaign.is_approved = any(one.state == "approved" for one in campaign.analysis_ids)

    def _check_not_approved(self):
        """Refuse changes of what the working group approved, for everybody.

        :raise UserError: the analysis of one of the campaigns is approved
        """
        for campaign in self:
            # sudo: that it is approved is told to whoever tries to change it
            if campaign.sudo().is_approved:
                raise UserError(
                    self.env._(
                        "The analysis of “%s” is approved: its results, forms, recommendations "
                        "and practices do not change any more.",
                        campaign.display_name,
                    )
                )
