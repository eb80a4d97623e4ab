from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_datetime

SPECIALIST = "shnor_registry.group_specialist"


class ShnorMeeting(models.Model):
    """A meeting of the working group about a campaign.

    Regulation: not later than 14 days after the end of the monitoring.
    """

    _name = "shnor.meeting"
    _description = "Meeting of the working group"
    _inherit = ["mail.thread", "mail.activity.mixin", "shnor.campaign.part", "shnor.state.mixin"]
    _order = "start desc, id desc"
    _guard_in_sql = True

    _transitions = {
        ("planned", "held"): SPECIALIST,
        ("planned", "cancelled"): SPECIALIST,
    }

    campaign_id = fields.Many2one(
        "shnor.campaign",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("state", "=", "open")],
    )
    start = fields.Datetime(string="Begin", required=True, tracking=True)
    minutes = fields.Integer(string="Length, minutes", required=True, default=90, aggregator=None)
    stop = fields.Datetime(string="End", compute="_compute_stop", store=True)
    place = fields.Char(tracking=True, help="A room, or “video call”.")
    video_link = fields.Char(string="Video link", tracking=True)
    agenda = fields.Text(help="One question a line.")
    minutes_number = fields.Char(string="Number of the minutes", tracking=True)
    event_id = fields.Many2one(
        "calendar.event", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
        required=True,
        default="planned",
        copy=False,
        tracking=True,
        index=True,
    )
    late_words = fields.Char(
        compute="_compute_late_words", help="Set when the day is after the last one allowed."
    )

    _minutes_range = models.Constraint(
        "CHECK (minutes BETWEEN 5 AND 720)", "A meeting takes from 5 minutes to 12 hours."
    )

    @api.depends("start", "campaign_id")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for meeting in self:
            start = format_datetime(self.env, meeting.start) if meeting.start else ""
            meeting.display_name = self.env._(
                "Working group, %(campaign)s, %(start)s",
                campaign=meeting.campaign_id.name or "",
                start=start,
            )

    @api.depends("start", "minutes")
    def _compute_stop(self):
        for meeting in self:
            meeting.stop = meeting.start and meeting.start + timedelta(minutes=meeting.minutes)

    @api.depends("start", "campaign_id.working_group_deadline", "campaign_id.date_end")
    def _compute_late_words(self):
        for meeting in self:
            meeting.late_words = False
            campaign = meeting.campaign_id
            if not meeting.start or not campaign:
                continue
            day = campaign._local_day(meeting.start)
            if day > campaign.working_group_deadline:
                meeting.late_words = self.env._(
                    "The regulation gives the working group until %s.",
                    format_date(self.env, campaign.working_group_deadline),
                )
            elif day <= campaign.date_end:
                meeting.late_words = self.env._(
                    "The monitoring ends on %s only: not all results will be in.",
                    format_date(self.env, campaign.date_end),
                )

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        for meeting in meetings:
            meeting.campaign_id._log(
                "meeting",
                self.env._("Planned: %s.", meeting.display_name),
                document=meeting,
            )
        meetings._make_events()
        return meetings

    def _check_write(self, vals):
        over = self.filtered(lambda one: one.state != "planned")
        if over and not vals.keys().isdisjoint({"campaign_id", "start", "minutes", "place"}):
            raise UserError(self.env._("%s is over.", over[0].display_name))
        return super()._check_write(vals)

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint({"start", "minutes", "place", "video_link", "agenda"}):
            for meeting in self.filtered("event_id"):
                # sudo: the event belongs to the meeting
                meeting.sudo().event_id.write(meeting._event_vals())
        return result

    def _make_events(self):
        """Put the meetings into the calendars of the members, who are invited by mail."""
        for meeting in self:
            partners = meeting._members()
            # sudo: who may plan the meeting may invite the members that the order names
            meeting.sudo().event_id = (
                self.env["calendar.event"]
                .sudo()
                .create(
                    {
                        **meeting._event_vals(),
                        "user_id": self.env.uid,
                        "partner_ids": [(6, 0, partners.ids)],
                    }
                )
            )

    def _event_vals(self):
        return {
            "name": self.env._("Working group: %s", self.campaign_id.name),
            "start": self.start,
            "stop": self.stop,
            "location": self.place,
            "videocall_location": self.video_link,
            "description": self.agenda,
        }

    def _members(self):
        """Return the contacts of the members that the order in force names."""
        # sudo: whoever plans the meeting need not be allowed to read all contacts
        partners = self.env["res.partner"].sudo()
        order = self.campaign_id.order_id._latest_in_chain()
        emails = list(filter(None, order.member_ids.mapped("email_normalized")))
        known = partners.search([("email_normalized", "in", emails)], order="id desc")
        by_email = {partner.email_normalized: partner for partner in known}
        missing = {
            member.email_normalized: member
            for member in order.member_ids
            if member.email_normalized and member.email_normalized not in by_email
        }
        created = partners.create(
            [
                {"name": member.name, "email": member.email, "function": member.position}
                for member in missing.values()
            ]
        )
        return partners.union(*by_email.values(), created) | self.env.user.partner_id

    def action_held(self):
        """Note that the meeting was held: the clock of the working group stops.

        :raise UserError: it has not begun yet, or it is over
        """
        self._check_transition("held")
        for meeting in self:
            if meeting.start > fields.Datetime.now():
                raise UserError(self.env._("%s has not begun yet.", meeting.display_name))
        self._move_to("held")
        for meeting in self:
            meeting.campaign_id._log(
                "meeting", self.env._("Held: %s.", meeting.display_name), document=meeting
            )
        self.campaign_id._refresh_stages(self.env["shnor.stage"])

    def action_cancel(self):
        """Cancel planned meetings; the members are told by the calendar."""
        self._check_transition("cancelled")
        self._move_to("cancelled")
        # sudo: see _make_events
        self.sudo().event_id.action_archive()
        for meeting in self:
            meeting.campaign_id._log(
                "meeting", self.env._("Cancelled: %s.", meeting.display_name), document=meeting
            )
