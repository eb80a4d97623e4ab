from datetime import datetime, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

SATURDAY = 5


class ShnorInterviewPlan(models.TransientModel):
    """Plan interviews with many schools: one slot after the other, day after day."""

    _name = "shnor.interview.plan"
    _description = "Plan interviews"

    participant_ids = fields.Many2many("shnor.participant", string="Schools", required=True)
    day = fields.Date(string="First day", required=True, default=fields.Date.context_today)
    time_from = fields.Float(string="From", required=True, default=10)
    time_to = fields.Float(
        string="Till", required=True, default=17, help="What does not fit goes to the next day."
    )
    minutes = fields.Integer(string="Length, minutes", required=True, default=40)
    pause = fields.Integer(string="Pause, minutes", default=10)
    kind = fields.Selection(
        [("in_person", "In person"), ("video", "By video"), ("phone", "By phone")],
        string="How",
        required=True,
        default="video",
    )
    interviewer_id = fields.Many2one(
        "res.users",
        string="Interviewer",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    video_link = fields.Char(string="Video link")
    attendees = fields.Char(help="Who else takes part: names and positions.")
    preview = fields.Text(string="Plan", compute="_compute_preview")
    planned_ids = fields.Many2many(
        "shnor.participant",
        string="Planned already",
        compute="_compute_planned_ids",
        help="They keep the interviews that they have.",
    )

    @api.depends("participant_ids")
    def _compute_planned_ids(self):
        for wizard in self:
            wizard.planned_ids = wizard.participant_ids.filtered(
                lambda participant: participant.interview_state != "none"
            )

    @api.depends("participant_ids", "day", "time_from", "time_to", "minutes", "pause")
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            lines = []
            for participant, start in wizard._slots():
                day = format_date(self.env, start.date(), date_format="EEEE, d MMMM")
                lines.append(f"{day}, {start:%H:%M} — {participant.school_name}")
            wizard.preview = "\n".join(lines)

    def _slots(self):
        """Return [(participant, its begin in the user's time)] of those without an interview."""
        if not self.day or self.minutes <= 0 or self.time_to <= self.time_from:
            return []
        slots = []
        moment = self._begin_of(self.day)
        for participant in (self.participant_ids - self.planned_ids)._origin:
            end = datetime.combine(moment.date(), datetime.min.time())
            end += timedelta(hours=self.time_to)
            if moment + timedelta(minutes=self.minutes) > end and moment != self._begin_of(
                moment.date()
            ):
                moment = self._begin_of(moment.date() + timedelta(days=1))
            slots.append((participant, moment))
            moment += timedelta(minutes=self.minutes + max(self.pause, 0))
        return slots

    def _begin_of(self, day):
        """Return when the first interview begins on this day, or on the working day after it."""
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        return datetime.combine(day, datetime.min.time()) + timedelta(hours=self.time_from)

    def action_plan(self):
        """Plan the interviews, invite directors and interviewers.

        :return: dict, window action of the interviews
        :raise UserError: the times make no sense, or all schools have interviews already
        """
        self.ensure_one()
        if not 0 <= self.time_from < self.time_to <= 24 or not 5 <= self.minutes <= 480:
            raise UserError(
                self.env._("“From” must be before “Till”, and an interview takes 5 to 480 minutes.")
            )
        slots = self._slots()
        if not slots:
            raise UserError(self.env._("All these schools have interviews already."))
        interviews = self.env["shnor.interview"].create(
            [
                {
                    "participant_id": participant.id,
                    "start": self._to_utc(start),
                    "minutes": self.minutes,
                    "kind": self.kind,
                    "interviewer_id": self.interviewer_id.id,
                    "video_link": self.video_link,
                    "attendees": self.attendees,
                }
                for participant, start in slots
            ]
        )
        return interviews._get_records_action(name=self.env._("Interviews planned"))

    def _to_utc(self, moment):
        zone = pytz.timezone(self.env.user.tz or "UTC")
        return zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)
