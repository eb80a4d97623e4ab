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
    day = fields.Date(string="First day", required=True, default=lambda self: self._default_day())
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

    @api.depends(
        "participant_ids", "day", "time_from", "time_to", "minutes", "pause", "interviewer_id"
    )
    @api.depends_context("lang")
    def _compute_preview(self):
        for wizard in self:
            lines = []
            for participant, start in wizard._slots():
                day = format_date(self.env, start.date(), date_format="EEEE, d MMMM")
                lines.append(f"{day}, {start:%H:%M} — {participant.school_name}")
            wizard.preview = "\n".join(lines)

    @api.model
    def _default_day(self):
        return _working_day(fields.Date.context_today(self) + timedelta(days=1))

    def _slots(self):
        """Return [(participant, its begin in the user's time)] of those without an interview.

        What the interviewer has planned already is left free.
        """
        if not self.day or self.minutes <= 0 or self.time_to <= self.time_from:
            return []
        taken = self._taken()
        slots = []
        moment = self._begin_of(self.day)
        for participant in (self.participant_ids - self.planned_ids)._origin:
            moment = self._free_from(moment, taken)
            slots.append((participant, moment))
            moment += timedelta(minutes=self.minutes + max(self.pause, 0))
        return slots

    def _taken(self):
        """Return [(begin, end)] of what the interviewer has planned, in the user's time."""
        interviews = self.env["shnor.interview"].search(
            [
                ("interviewer_id", "=", self.interviewer_id.id),
                ("state", "=", "planned"),
                ("stop", ">=", self._to_utc(self._begin_of(self.day))),
            ],
            order="start",
        )
        return [(self._to_local(one.start), self._to_local(one.stop)) for one in interviews]

    def _free_from(self, moment, taken):
        """Return the first begin from ``moment`` on that fits into a day and is not taken."""
        length = timedelta(minutes=self.minutes)
        for begin, end in taken:
            if moment < end and begin < moment + length:
                moment = end + timedelta(minutes=max(self.pause, 0))
        last = datetime.combine(moment.date(), datetime.min.time()) + timedelta(hours=self.time_to)
        begin = self._begin_of(moment.date())
        if moment + length <= last or moment == begin:
            return moment
        # not on this day any more
        return self._free_from(self._begin_of(moment.date() + timedelta(days=1)), taken)

    def _begin_of(self, day):
        """Return when the first interview begins on this day, or on the working day after it."""
        day = _working_day(day)
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

    def _zone(self):
        return pytz.timezone(self.env.user.tz or "UTC")

    def _to_utc(self, moment):
        return self._zone().localize(moment).astimezone(pytz.utc).replace(tzinfo=None)

    def _to_local(self, moment):
        return pytz.utc.localize(moment).astimezone(self._zone()).replace(tzinfo=None)


def _working_day(day):
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day
