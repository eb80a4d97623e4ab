from datetime import timedelta

from odoo import api, fields, models

# the meeting took place
HELD = ("held", "minuted")


class ShnorCampaign(models.Model):
    """The clock of the working group: 14 calendar days after the end (regulation)."""

    _inherit = "shnor.campaign"

    meeting_ids = fields.One2many("shnor.meeting", "campaign_id", string="Meetings")
    meeting_count = fields.Integer(compute="_compute_meeting")
    meeting_held_on = fields.Date(compute="_compute_meeting", string="Working group met on")
    meeting_planned = fields.Datetime(compute="_compute_meeting", string="Working group meets")

    @api.depends("meeting_ids.state", "meeting_ids.start")
    def _compute_meeting(self):
        for campaign in self:
            meetings = campaign.meeting_ids.filtered(lambda one: one.state != "cancelled")
            held = meetings.filtered(lambda one: one.state in HELD).sorted("start")
            planned = meetings.filtered(lambda one: one.state == "planned").sorted("start")
            campaign.meeting_count = len(meetings)
            campaign.meeting_held_on = campaign._local_day(held[0].start) if held else False
            campaign.meeting_planned = planned[:1].start

    def _carried(self, kind):
        """Return the question by which the working group decided something, with signed minutes.

        What a later meeting decided about the same replaces it: asked again and not carried, there
        is no such decision any more.

        :param str kind: of shnor.meeting.question
        :return: shnor.meeting.question, possibly empty
        """
        self.ensure_one()
        # sudo: what the working group decided about a campaign is no secret from who works with it
        latest = (
            self.env["shnor.meeting.question"]
            .sudo()
            .search(
                [
                    ("campaign_id", "=", self.id),
                    ("kind", "=", kind),
                    ("is_withdrawn", "=", False),
                    ("meeting_id.state", "=", "minuted"),
                ],
            )
            .sorted(lambda one: (one.meeting_id.start, one.id))[-1:]
        )
        return latest.filtered("is_carried").with_env(self.env)

    def _approved_by_meeting(self):
        """Return the question by which the analysis was approved, possibly empty."""
        return self._carried("approve_analysis")

    def _half_of_clock(self):
        """Return the day on which half of the working group's time is gone."""
        self.ensure_one()
        return self.date_end + timedelta(
            days=(self.working_group_deadline - self.date_end).days // 2
        )

    def _needs_meeting(self):
        """Return whether the monitoring is over and no meeting is planned or held."""
        self.ensure_one()
        return (
            self.state == "open" and self._local_today() > self.date_end and not self.meeting_count
        )

    @api.depends("meeting_ids.state", "meeting_ids.start")
    def _compute_clock(self):
        return super()._compute_clock()

    def _read_clock(self, today):
        if self.state == "open" and today > self.date_end and self.meeting_held_on:
            return self.env._("The working group has met"), "calm"
        words, state = super()._read_clock(today)
        # half of the time is gone and nobody has called the meeting
        if state == "calm" and self._needs_meeting() and today >= self._half_of_clock():
            state = "soon"
        return words, state

    def action_open_meetings(self):
        """Open the meetings; a new one when there is none.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("shnor_monitoring.shnor_meeting_action")
        action["domain"] = [("campaign_id", "=", self.id)]
        action["context"] = {"default_campaign_id": self.id}
        if not self.meeting_ids and self.state == "open":
            action["views"] = [(False, "form")]
        return action

    @api.model
    def working_group_clocks(self):
        """Return the clocks that tick now, for the bar that stands above every screen.

        :return: list of dict: id, name, words, state; those that the user may see
        """
        if not self.has_access("read"):
            return []
        today = fields.Date.context_today(self)
        campaigns = self.search([("state", "=", "open"), ("date_end", "<", today)])
        return [
            {
                "id": campaign.id,
                "name": campaign.name,
                "words": campaign.clock,
                "state": campaign.clock_state,
            }
            for campaign in campaigns
            if not campaign.meeting_held_on
        ]
