from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .shnor_participant import ROADMAP

SPECIALIST = "shnor_registry.group_specialist"


class ShnorCampaign(models.Model):
    """On the last day of its roadmap stage a campaign takes down how the measures stand."""

    _inherit = "shnor.campaign"

    roadmap_snapshot_at = fields.Datetime(
        string="Roadmaps taken down",
        readonly=True,
        copy=False,
        help="When the state of the measures was taken, for the indicators and the note.",
    )
    roadmap_measure_count = fields.Integer(
        string="Measures taken down", compute="_compute_roadmap_counts"
    )
    roadmap_done_count = fields.Integer(string="Of them done", compute="_compute_roadmap_counts")

    @api.depends("roadmap_snapshot_at")
    def _compute_roadmap_counts(self):
        counts = {}
        for campaign, state, count in self.env["shnor.measure.snapshot"]._read_group(
            [("campaign_id", "in", self.ids)], ["campaign_id", "state"], ["__count"]
        ):
            total, done = counts.get(campaign, (0, 0))
            counts[campaign] = total + count, done + (count if state == "done" else 0)
        for campaign in self:
            total, done = counts.get(campaign._origin, (0, 0))
            campaign.roadmap_measure_count, campaign.roadmap_done_count = total, done

    @api.model
    def _known_stages(self):
        return {*super()._known_stages(), ROADMAP}

    def _open_stage_work(self, code):
        if code != ROADMAP or not self.participant_ids:
            return super()._open_stage_work(code)
        return self.participant_ids._open_measures()

    def _roadmap_day(self):
        """Return the day of which the state of the measures is taken: the last one of the stage,
        or of the monitoring when its order has no such stage."""
        return self._stage_of(ROADMAP).date_to or self.date_end

    def _take_roadmap_snapshot(self):
        """Take down the measures of the campaigns that have not done so yet.

        :return: int, how many measures were taken
        """
        taken = 0
        for campaign in self.sudo():
            # sudo: a campaign is not edited by hand; its callers check who may
            campaign.lock_for_update(allow_referencing=True)
            campaign.invalidate_recordset(["roadmap_snapshot_at", "state"])
            if campaign.roadmap_snapshot_at or campaign.state != "open":
                continue
            taken += self.env["shnor.measure.snapshot"]._take(campaign, campaign._roadmap_day())
            campaign.roadmap_snapshot_at = fields.Datetime.now()
        return taken

    @api.model
    def _cron_roadmap_snapshot(self):
        """Take down what is due. Called by ``ir.cron`` only: it commits."""
        due = self.search([("state", "=", "open"), ("roadmap_snapshot_at", "=", False)]).filtered(
            lambda campaign: campaign._roadmap_day() < campaign._local_today()
        )
        for done, campaign in enumerate(due, 1):
            campaign._take_roadmap_snapshot()
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - done):
                return

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_take_roadmap_snapshot(self):
        """Take down how the measures of the participants stand; once, for ever.

        :return: dict, notification
        :raise UserError: it is too early, was done before, or the campaign is over
        :raise AccessError: the role does not allow it
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(SPECIALIST):
            raise AccessError(self.env._("Roadmaps are taken down by a committee specialist."))
        self._check_open()
        if self.roadmap_snapshot_at:
            raise UserError(
                self.env._(
                    "The roadmaps were taken down on %s, and that stays as it is.",
                    format_date(self.env, self.roadmap_snapshot_at),
                )
            )
        day = self._roadmap_day()
        if day > self._local_today():
            raise UserError(
                self.env._(
                    "Schools report on their roadmaps until %s. Take them down on that day or "
                    "later.",
                    format_date(self.env, day),
                )
            )
        taken = self._take_roadmap_snapshot()
        return self._notification(self.env._("Measures taken down: %s", taken))

    def action_open_roadmap_snapshot(self):
        """Open the measures as they were taken down.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_network.shnor_measure_snapshot_action"
        )
        action["domain"] = [("campaign_id", "=", self.id)]
        action["context"] = {"search_default_by_school": True}
        return action
