from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_datetime

from .survey_user_input import INTERVIEW

SPECIALIST = "shnor_registry.group_specialist"
STATES = [
    ("planned", "Planned"),
    ("held", "Held"),
    ("agreed", "Agreed"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
# written by the steps only, never by hand
OWN_FIELDS = {
    "sheet_id",
    "event_id",
    "held_at",
    "agreed_by_id",
    "agreed_at",
    "agreed_how",
    "objection",
    "objected_by_id",
    "objected_at",
}
PLAN_FIELDS = {"participant_id", "start", "minutes", "kind", "interviewer_id", "video_link"}


class ShnorInterview(models.Model):
    """A talk of the committee with a director about the school's self-evaluation.

    Planned (an event in the calendars of both), held (form B is filled and submitted), agreed by
    the director, closed (form B is accepted).
    """

    _name = "shnor.interview"
    _description = "Interview with a director"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "shnor.campaign.part",
        "shnor.state.mixin",
    ]
    _order = "start, id"
    _guard_fields = ("participant_id",)
    _rec_names_search = ["participant_id.school_name"]

    _transitions = {
        ("planned", "held"): None,
        ("planned", "cancelled"): SPECIALIST,
        ("held", "agreed"): None,
        # form B is corrected, so what the director agreed to does not stand any more
        ("agreed", "held"): None,
        ("closed", "held"): None,
        ("agreed", "closed"): SPECIALIST,
    }

    participant_id = fields.Many2one(
        "shnor.participant", required=True, index=True, ondelete="restrict"
    )
    campaign_id = fields.Many2one(
        related="participant_id.campaign_id", store=True, index=True, precompute=True
    )
    school_id = fields.Many2one(
        related="participant_id.school_id", store=True, index=True, precompute=True
    )
    territory_id = fields.Many2one(
        related="participant_id.territory_id", store=True, index=True, precompute=True
    )
    director_ids = fields.Many2many(related="school_id.director_ids", string="Directors")
    director_names = fields.Char(string="Director", compute="_compute_director_names")
    start = fields.Datetime(string="Begin", required=True, tracking=True, index=True)
    minutes = fields.Integer(string="Length, minutes", required=True, default=40, aggregator=None)
    stop = fields.Datetime(string="End", compute="_compute_stop", store=True)
    kind = fields.Selection(
        [("in_person", "In person"), ("video", "By video"), ("phone", "By phone")],
        string="How",
        required=True,
        default="video",
        tracking=True,
    )
    interviewer_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    attendees = fields.Char(help="Who else takes part: names and positions.")
    video_link = fields.Char(string="Video link", tracking=True)
    event_id = fields.Many2one(
        "calendar.event",
        string="Event in the calendar",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    sheet_id = fields.Many2one(
        "survey.user_input",
        string="Form B",
        readonly=True,
        copy=False,
        index=True,
        ondelete="restrict",
    )
    sheet_state = fields.Selection(related="sheet_id.form_state", string="State of form B")
    state = fields.Selection(
        STATES, required=True, default="planned", copy=False, tracking=True, index=True
    )
    held_at = fields.Datetime(string="Held at", readonly=True, copy=False)
    agreed_by_id = fields.Many2one(
        "res.partner", string="Agreed by", readonly=True, copy=False, ondelete="restrict"
    )
    agreed_at = fields.Datetime(string="Agreed at", readonly=True, copy=False)
    agreed_how = fields.Selection(
        [("portal", "In the portal"), ("paper", "On paper or by phone, told by the committee")],
        string="How agreed",
        readonly=True,
        copy=False,
    )
    objection = fields.Text(readonly=True, copy=False, help="What the director does not agree to.")
    objected_by_id = fields.Many2one(
        "res.partner", string="Objected by", readonly=True, copy=False, ondelete="restrict"
    )
    objected_at = fields.Datetime(string="Objected at", readonly=True, copy=False)

    _participant_uniq = models.UniqueIndex(
        "(participant_id) WHERE state != 'cancelled'",
        "The school has an interview in this campaign already. Move that one, or cancel it.",
    )
    _minutes_range = models.Constraint(
        "CHECK (minutes BETWEEN 5 AND 480)", "An interview takes from 5 minutes to 8 hours."
    )

    @api.depends("participant_id.school_name", "start")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for interview in self:
            name = interview.participant_id.school_name or ""
            if interview.start:
                name = f"{name}, {interview._start_text('dd.MM.yyyy')}"
            interview.display_name = name

    def _start_text(self, dt_format="dd.MM.yyyy HH:mm"):
        return format_datetime(self.env, self.start, dt_format=dt_format)

    @api.depends("director_ids.name")
    def _compute_director_names(self):
        # sudo: who directs the school may be known to whoever sees the interview
        for interview in self.sudo():
            interview.director_names = ", ".join(interview.director_ids.mapped("name"))

    @api.depends("start", "minutes")
    def _compute_stop(self):
        for interview in self:
            interview.stop = interview.start and interview.start + timedelta(
                minutes=interview.minutes
            )

    @api.constrains("video_link")
    def _check_video_link(self):
        for interview in self.filtered("video_link"):
            if not interview.video_link.startswith(("https://", "http://")):
                raise ValidationError(
                    self.env._("The video link must begin with https://: %s", interview.video_link)
                )

    # ------------------------------------------------------------------
    # Planning
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and not OWN_FIELDS.isdisjoint(vals):
                raise UserError(self._by_steps_only())
            vals.pop("state", None)
        interviews = super().create(vals_list)
        interviews._ensure_sheets()
        interviews._make_events()
        return interviews

    def _check_write(self, vals):
        if not self.env.su and not OWN_FIELDS.isdisjoint(vals):
            raise UserError(self._by_steps_only())
        if not PLAN_FIELDS.isdisjoint(vals):
            for interview in self.filtered(lambda one: one.state != "planned"):
                raise UserError(
                    self.env._(
                        "“%s” is not ahead any more: its time, place and people do not change.",
                        interview.display_name,
                    )
                )
        return super()._check_write(vals)

    def _move_to(self, target, **values):
        """Bring the board up to date."""
        result = super()._move_to(target, **values)
        self.participant_id._stage_work_changed()
        return result

    def _by_steps_only(self):
        return self.env._("What came of an interview is noted by its buttons, not by editing.")

    def write(self, vals):
        if "participant_id" in vals and any(
            interview.participant_id.id != vals["participant_id"] for interview in self
        ):
            raise UserError(
                self.env._("The school of an interview does not change. Cancel it, plan another.")
            )
        result = super().write(vals)
        if not PLAN_FIELDS.isdisjoint(vals):
            self._update_events()
        return result

    def _ensure_sheets(self):
        """Give each interview form B: the participant's own, or a new one (batched)."""
        sheets = self.env["survey.user_input"]
        participants = self.participant_id
        known = {
            sheet.participant_id.id: sheet.id
            # sudo: the participant's form B may have been made by anybody
            for sheet in sheets.sudo().search(
                [("participant_id", "in", participants.ids), ("form_code", "=", INTERVIEW)]
            )
        }
        missing = participants.filtered(lambda participant: participant.id not in known)
        if missing:
            known.update((sheet.participant_id.id, sheet.id) for sheet in missing._launch_form_b())
        for interview in self:
            # sudo: form B comes with the interview, nobody chooses it
            interview.sudo().sheet_id = known[interview.participant_id.id]

    def _make_events(self):
        """Put the interviews into the calendars of interviewer and director, and invite them."""
        # sudo: the events are a consequence of the interviews, whose rights were checked; mails
        # go through the queue, so that planning does not wait for the mail server
        events = (
            self.env["calendar.event"]
            .sudo()
            .with_context(no_mail_to_attendees=True, mail_activity_quick_update=True)
            .create([interview._prepare_event() for interview in self])
        )
        for interview, event in zip(self, events, strict=True):
            interview.sudo().event_id = event
        self._invite("calendar.calendar_template_meeting_invitation")

    def _prepare_event(self):
        participant = self.participant_id
        return {
            "name": self.env._("Interview: %s", participant.school_name),
            "user_id": self.interviewer_id.id,
            "privacy": "private",
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            **self._event_vals(),
        }

    def _event_vals(self):
        partners = self.interviewer_id.partner_id | self.director_ids
        return {
            "start": self.start,
            "stop": self.stop,
            "partner_ids": [(6, 0, partners.ids)],
            "videocall_location": self.video_link or False,
            "location": dict(self._fields["kind"]._description_selection(self.env))[self.kind],
        }

    def _update_events(self):
        for interview in self.filtered("event_id"):
            event = interview.sudo().event_id.with_context(no_mail_to_attendees=True)
            moved = event.start != interview.start
            event.write({"user_id": interview.interviewer_id.id, **interview._event_vals()})
            if moved:
                interview._invite("calendar.calendar_template_meeting_changedate")

    def _invite(self, template):
        """Queue mails to the people of interviews that are still ahead."""
        events = self.sudo().event_id.filtered(lambda event: event.start > fields.Datetime.now())
        if events:
            events.attendee_ids._notify_attendees(self.env.ref(template).sudo(), force_send=False)

    def action_cancel(self):
        """Cancel interviews that are still ahead; who was invited is told."""
        self.check_access("write")
        self._check_transition("cancelled")
        self._move_to("cancelled")
        for interview in self.filtered(lambda one: one.start > fields.Datetime.now()):
            interview._tell_directors(
                self.env._("Interview cancelled: %s", interview.display_name),
                self.env._("The interview planned for %s is cancelled.", interview._start_text()),
            )
        # sudo: a consequence of cancelling, which was checked; the tasks go with their events
        self.sudo().event_id.with_context(no_mail_to_attendees=True).unlink()
        self.invalidate_recordset(["event_id", "activity_ids"])

    # ------------------------------------------------------------------
    # Holding
    # ------------------------------------------------------------------
    def action_hold(self):
        """Open form B, with the director's answers beside the questions.

        :return: dict, action that opens the filling page
        """
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_url",
            "url": f"/my/forms/{self.sheet_id.id}",
            "target": "new",
        }

    def action_open_sheet(self):
        """Open form B as it was filled.

        :return: dict, window action
        """
        return self.sheet_id.action_open_form_check()

    def action_open_participant(self):
        """Open the card of the participant.

        :return: dict, window action
        """
        return self.participant_id._get_records_action()

    def _note_held(self):
        """Form B was submitted: the interview took place; an objection is settled by it."""
        now = fields.Datetime.now()
        ahead = self.filtered(lambda interview: interview.state == "planned")
        ahead._check_transition("held")
        # sudo: a consequence of submitting form B, which was checked
        ahead.sudo()._move_to("held", held_at=now)
        for interview in (self - ahead).filtered("objection"):
            interview.sudo().write(
                {"objection": False, "objected_by_id": False, "objected_at": False}
            )
        # the calendar's own task does not count as automated
        self.activity_feedback(["mail.mail_activity_data_meeting"], only_automated=False)
        self._ask_to_agree()

    def _note_corrected(self):
        """Form B was sent back: what the director agreed to before does not stand any more."""
        agreed = self.filtered(lambda interview: interview.state in ("agreed", "closed"))
        agreed._check_transition("held")
        # sudo: a consequence of returning form B, which was checked
        agreed.sudo()._move_to("held", agreed_by_id=False, agreed_at=False, agreed_how=False)

    def _ask_to_agree(self):
        """Tell the directors that the record of the interview waits for them."""
        for interview in self.filtered("director_ids"):
            interview._tell_directors(
                self.env._("Record of the interview: %s", interview.display_name),
                self.env._(
                    "The record of the interview is ready. Read it in the portal, then agree to it "
                    "or write what is not right."
                ),
            )

    def _tell_directors(self, subject, body):
        """Write to the directors; it stays in the chatter."""
        self.message_post(
            subject=subject,
            body=body,
            # sudo: whom to tell is a matter of the school, not of who presses the button
            partner_ids=self.sudo().director_ids.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    # ------------------------------------------------------------------
    # Agreeing
    # ------------------------------------------------------------------
    def _agree(self, partner):
        """Take the director's word that the record is right; a second time changes nothing.

        :param partner: res.partner, a director of the school
        :raise AccessError: somebody else's school
        :raise UserError: there is no record that waits for a word
        """
        self.ensure_one()
        self._check_director(partner)
        if self.state in ("agreed", "closed"):
            return
        self._move_to_agreed(partner, "portal")

    def _object(self, partner, text):
        """Take the director's objection to the record; the interviewer gets a task.

        :param partner: res.partner, a director of the school
        :param str text: what is not right
        :raise AccessError: somebody else's school
        :raise UserError: nothing is said, or there is no record that waits for a word
        """
        self.ensure_one()
        self._check_director(partner)
        text = (text or "").replace("\x00", "").strip()[:5000]
        if not text:
            raise UserError(self.env._("Write what is not right in the record."))
        self._check_waits_for_director()
        # sudo: the director has no rights on interviews, and says this one thing about the own one
        interview = self.sudo()
        interview.write(
            {
                "objection": text,
                "objected_by_id": partner.id,
                "objected_at": fields.Datetime.now(),
            }
        )
        interview.message_post(
            body=self.env._("The director objects: %s", text), author_id=partner.id
        )
        interview.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("The director objects to the record"),
            note=text,
            user_id=interview.interviewer_id.id,
        )

    def action_agree_on_paper(self):
        """Note that the director agreed on paper or by phone."""
        self.check_access("write")
        if not self.env.user.has_group(SPECIALIST):
            raise AccessError(self.env._("This step is for specialists of the committee."))
        for interview in self:
            interview._move_to_agreed(self.env.user.partner_id, "paper")

    def _check_director(self, partner):
        # sudo: the director asks by a route that checked nothing yet
        if not partner or partner not in self.sudo().director_ids:
            raise AccessError(self.env._("This is not an interview of your school."))

    def _check_waits_for_director(self):
        interview = self.sudo()
        interview.campaign_id._check_open()
        if interview.state != "held" or interview.sheet_id.form_state != "submitted":
            raise UserError(
                self.env._(
                    "“%s”: there is no record that waits for the director's word now.",
                    interview.display_name,
                )
            )

    def _move_to_agreed(self, partner, how):
        self._check_waits_for_director()
        self.sudo()._check_transition("agreed")
        # sudo: who agrees was checked by the caller
        self.sudo()._move_to(
            "agreed",
            agreed_by_id=partner.id,
            agreed_at=fields.Datetime.now(),
            agreed_how=how,
            objection=False,
            objected_by_id=False,
            objected_at=False,
        )
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])

    def action_correct(self):
        """Open form B for corrections, after an objection or when something was forgotten.

        :return: dict, action that opens the filling page
        """
        self.ensure_one()
        self.check_access("write")
        if self.sheet_id.form_state == "submitted":
            self.sheet_id.action_form_return(
                self.objection or self.env._("The record is being corrected.")
            )
        return self.action_hold()

    def action_close(self):
        """Close agreed interviews: form B is accepted with them."""
        self.sheet_id.action_form_accept()

    def _check_may_close(self):
        """Refuse to accept form B without the director's word.

        :raise UserError: an interview is not agreed
        """
        for interview in self.filtered(lambda one: one.state not in ("agreed", "closed")):
            raise UserError(
                self.env._(
                    "“%s”: the director has not agreed to the record yet.", interview.display_name
                )
            )

    def _note_accepted(self):
        """Form B was accepted: the interview is closed."""
        agreed = self.filtered(lambda interview: interview.state == "agreed")
        agreed._check_transition("closed")
        agreed._move_to("closed")

    # ------------------------------------------------------------------
    # The record in words
    # ------------------------------------------------------------------
    def _record(self):
        """Return form B as it was answered, for the director to read.

        :return: list of dict ``{"title", "rows": [{"code", "title", "words"}]}``, sections with
            what was answered in them
        """
        self.ensure_one()
        # sudo: the caller decides who reads the record; its questions and answers belong to it
        return self.sudo().sheet_id._form_record_words()
