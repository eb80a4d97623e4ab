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

    def _check_not_cancelled(self):
        """Refuse to tell others of a campaign that is void.

        :raise UserError: it is cancelled
        """
        if self.state == "cancelled":
            raise UserError(
                self.env._("“%s” is cancelled: its order was repealed.", self.display_name)
            )

    def _check_approved_intact(self):
        """Refuse to tell others what is not what the working group approved.

        :raise UserError: something of the approved analysis was changed past the system
        """
        if not self.analysis_id._is_intact():
            raise UserError(
                self.env._(
                    "“%s”: results, note or recommendations are not those that were approved. Find "
                    "out who changed them past the system before anything goes out.",
                    self.display_name,
                )
            )

    def action_draft_analysis(self):
        """Draft the analytical note of the campaign, and open it.

        :return: dict, window action
        :raise UserError: the campaign is not open or not calculated, or the analysis is approved
        :raise AccessError: the role does not allow it
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self._check_not_approved()
        self._check_has_run()
        # sudo: an analysis is a consequence of this button; who may press it was checked
        analysis = self.analysis_id.with_env(self.env) or self.env["shnor.analysis"].sudo().create(
            {"campaign_id": self.id}
        ).with_env(self.env)
        analysis.action_draft()
        return self.action_open_analysis()

    def _check_has_run(self):
        """Refuse a note without numbers.

        :raise UserError: the campaign has not been calculated yet
        """
        if not self.run_id:
            raise UserError(
                self.env._(
                    "“%s” has not been calculated yet. Calculate it, then draft: the note states "
                    "its results.",
                    self.display_name,
                )
            )

    def action_open_analysis(self):
        """Open the analytical note.

        :return: dict, window action
        :raise UserError: there is none yet
        """
        self.ensure_one()
        if not self.analysis_id:
            raise UserError(
                self.env._("The note has not been drafted yet: press “Draft the note”.")
            )
        return self.analysis_id.with_env(self.env)._get_records_action()
