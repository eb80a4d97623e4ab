from datetime import timedelta

from markupsafe import Markup

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
        ("held", "minuted"): SPECIALIST,
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
    question_ids = fields.One2many("shnor.meeting.question", "meeting_id", string="Questions")
    agenda = fields.Text(
        compute="_compute_agenda", help="The questions by number, as they stand in the invitation."
    )
    attendance_ids = fields.One2many("shnor.meeting.attendance", "meeting_id", string="Who attends")
    agenda_sent = fields.Text(readonly=True, copy=False, help="The agenda that was sent last.")
    agenda_changed = fields.Boolean(
        compute="_compute_agenda", help="The members got another agenda than this one."
    )
    event_id = fields.Many2one(
        "calendar.event", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("held", "Held"),
            ("minuted", "Minutes signed"),
            ("cancelled", "Cancelled"),
        ],
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

    @api.depends("question_ids.title", "question_ids.sequence", "agenda_sent")
    def _compute_agenda(self):
        for meeting in self:
            questions = meeting.question_ids.filtered(lambda one: not one.is_withdrawn)
            meeting.agenda = "\n".join(
                f"{number}. {question.title}"
                for number, question in enumerate(questions.sorted("sequence"), 1)
            )
            meeting.agenda_changed = meeting.state == "planned" and (
                (meeting.agenda_sent or "") != meeting.agenda
            )

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        meetings._expect_members()
        meetings._draft_agenda()
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
        if over and not vals.keys().isdisjoint({"campaign_id", "start", "minutes"}):
            raise UserError(self.env._("%s is over.", over[0].display_name))
        return super()._check_write(vals)

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint({"start", "minutes", "place", "video_link"}):
            for meeting in self.filtered("event_id"):
                # sudo: the event belongs to the meeting
                event = meeting.sudo().event_id
                # what is the same is not written: a date that is written is told by mail
                event.write(
                    {
                        name: value
                        for name, value in meeting._event_vals().items()
                        if name != "description" and (event[name] or False) != (value or False)
                    }
                )
        return result

    # ------------------------------------------------------------------
    # Who is expected, and what for
    # ------------------------------------------------------------------
    def _expect_members(self):
        """Expect the members: those whom the order in force names, else the standing ones."""
        attendance = self.env["shnor.meeting.attendance"]
        for meeting in self:
            known = {_person(one) for one in meeting.attendance_ids}
            attendance.create(
                [
                    {**line, "meeting_id": meeting.id}
                    for line in meeting._member_lines()
                    if (line["name"], line["email"]) not in known
                ]
            )

    def _member_lines(self):
        campaign = self.campaign_id
        standing = self.env["shnor.working.group.member"]._of_territory(campaign.territory_id)
        by_person = {_person(one): one for one in standing}
        lines = campaign.order_id._latest_in_chain().member_ids or standing
        return [
            {
                "sequence": index,
                "member_id": by_person.get(_person(line), standing.browse()).id,
                "name": line.name,
                "position": line.position,
                "role": line.role,
                "email": line.email,
            }
            for index, line in enumerate(lines)
        ]

    def _draft_agenda(self):
        """Draft the agenda of meetings that have none."""
        self.env["shnor.meeting.question"].create(
            [
                {"meeting_id": meeting.id, "sequence": 10 * number, **values}
                for meeting in self
                if not meeting.question_ids
                for number, values in enumerate(meeting._usual_questions(), 1)
            ]
        )

    def _usual_questions(self):
        """Return the questions that the regulation has a meeting speak of (extension point).

        :return: list of dict, values of shnor.meeting.question
        """
        self.ensure_one()
        # what is asked is asked in the language of the committee
        campaign = self.campaign_id._document_language()
        questions = []
        if campaign._loop_decisions():
            questions.append(
                {"title": campaign.env._("Fulfilment of the last decisions of the working group")}
            )
        if not campaign._approved_by_meeting():
            questions.append(
                {
                    "kind": "approve_analysis",
                    "title": campaign.env._(
                        "Results of the monitoring (%s) and approval of the analysis",
                        campaign.name,
                    ),
                }
            )
        if not campaign._carried("publish_names"):
            questions.append(
                {
                    "kind": "publish_names",
                    "title": campaign.env._(
                        "In which form the results are published: with the names of schools "
                        "(for) or with codes (against)"
                    ),
                }
            )
        questions.append({"title": campaign.env._("Tasks by the results of the monitoring")})
        return questions

    def action_refresh_members(self):
        """Expect those, too, whom an amending order has named since, and invite them."""
        for meeting in self:
            meeting._check_state("planned", "held")
        self._expect_members()
        for meeting in self.filtered("event_id"):
            # sudo: see _make_events. Calendar invites those only whom it has not invited yet
            event = meeting.sudo().event_id
            event.partner_ids |= meeting._members()

    def action_all_present(self):
        """Tick everybody who gave no reason of absence as present."""
        for meeting in self:
            meeting._check_state("planned", "held")
        self.attendance_ids.filtered(lambda one: not one.reason).present = True

    def action_send_agenda(self):
        """Send the agenda to the members; the same one is not sent twice.

        :return: dict, notification
        :raise UserError: the meeting is over, or they have this agenda already
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state("planned")
        if not self.agenda_changed:
            raise UserError(self.env._("The members have this agenda already."))
        # sudo: the event belongs to the meeting
        event = self.sudo().event_id
        event.description = self._agenda_html()
        partners = self._members() - self.env.user.partner_id
        event.message_post(
            subject=self.env._("Agenda: %s", event.name),
            body=self._agenda_html(),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
            partner_ids=partners.ids,
        )
        self.agenda_sent = self.agenda
        return self.campaign_id._notification(
            self.env._("The agenda was sent to the members: %s.", len(partners)), "success"
        )

    def _check_state(self, *states):
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(meeting)s is in the state “%(state)s”: this is not changed any more.",
                    meeting=self.display_name,
                    state=labels[self.state],
                )
            )

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
            meeting.agenda_sent = meeting.agenda

    def _event_vals(self):
        return {
            "name": self.env._("Working group: %s", self.campaign_id.name),
            "start": self.start,
            "stop": self.stop,
            "location": self.place,
            "videocall_location": self.video_link,
            "description": self._agenda_html(),
        }

    def _agenda_html(self):
        """Return the agenda as the calendar and the mail show it."""
        return Markup("<p>%s</p>") % Markup("<br/>").join((self.agenda or "").splitlines())

    def _members(self):
        """Return the contacts of those who are expected, guests included."""
        # sudo: whoever plans the meeting need not be allowed to read all contacts
        partners = self.env["res.partner"].sudo()
        expected = self.attendance_ids
        emails = list(filter(None, expected.mapped("email_normalized")))
        known = partners.search([("email_normalized", "in", emails)], order="id desc")
        by_email = {partner.email_normalized: partner for partner in known}
        missing = {
            member.email_normalized: member
            for member in expected
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

    @api.ondelete(at_uninstall=False)
    def _unlink_except_minuted(self):
        self._check_not_minuted()


def _person(one):
    return one.name, one.email
