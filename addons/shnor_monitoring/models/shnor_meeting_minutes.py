import math

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

QUORUMS = [
    ("half", "More than half of the members"),
    ("two_thirds", "At least two thirds of the members"),
]
QUORUM_PARAMETER = "shnor_monitoring.quorum"
# what is said about a meeting may be written after its minutes were signed; what was, may not
TALK = ("message_", "activity_")


class ShnorMeeting(models.Model):
    """The minutes of a meeting: signed, they freeze it for everybody, the superuser included.

    Minutes that turn out to be wrong are corrected by a later meeting, never by editing.
    """

    _inherit = "shnor.meeting"

    minutes_number = fields.Char(string="Number of the minutes", tracking=True, copy=False)
    minutes_date = fields.Date(
        string="Date of the minutes",
        compute="_compute_minutes_date",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        help="The day of the meeting, unless the minutes were signed later.",
    )
    quorum_rule = fields.Selection(
        QUORUMS,
        string="Quorum",
        required=True,
        default=lambda self: self._default_quorum_rule(),
        help="By the regulation on the working group. The default is a setting.",
    )
    chair_id = fields.Many2one(
        "shnor.meeting.attendance",
        compute="_compute_chair",
        store=True,
        readonly=False,
        ondelete="set null",
        index="btree_not_null",
        domain="[('meeting_id', '=', id), ('is_guest', '=', False)]",
    )
    secretary_id = fields.Many2one(
        "shnor.meeting.attendance",
        compute="_compute_chair",
        store=True,
        readonly=False,
        ondelete="set null",
        index="btree_not_null",
        domain="[('meeting_id', '=', id)]",
    )
    member_count = fields.Integer(string="Members", compute="_compute_quorum")
    present_count = fields.Integer(string="Members present", compute="_compute_quorum")
    quorum_needed = fields.Integer(compute="_compute_quorum")
    has_quorum = fields.Boolean(compute="_compute_quorum")
    quorum_words = fields.Char(string="Attendance", compute="_compute_quorum")
    annexes = fields.Text(help="What is attached to the minutes, a line each.")
    minutes_warnings = fields.Text(compute="_compute_minutes_warnings")
    decision_ids = fields.One2many("shnor.decision", "meeting_id", string="Tasks")
    signed_at = fields.Datetime(string="Minutes signed at", readonly=True, copy=False)
    signed_by_id = fields.Many2one(
        "res.users",
        string="Minutes signed in the system by",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )

    @api.model
    def _default_quorum_rule(self):
        # sudo: how a quorum is counted is no secret
        rule = self.env["ir.config_parameter"].sudo().get_param(QUORUM_PARAMETER)
        return rule if rule in dict(QUORUMS) else "half"

    @api.depends("start", "campaign_id")
    def _compute_minutes_date(self):
        for meeting in self:
            if meeting.start and meeting.campaign_id and meeting.state != "minuted":
                meeting.minutes_date = meeting.campaign_id._local_day(meeting.start)

    @api.depends("attendance_ids.present", "attendance_ids.role", "attendance_ids.is_guest")
    def _compute_chair(self):
        """The chair leads, else the deputy; the secretary keeps the minutes. Chosen by hand, they
        stay as long as they are present."""
        for meeting in self:
            present = meeting.attendance_ids._vote()
            for name, roles in (
                ("chair_id", ("chair", "deputy")),
                ("secretary_id", ("secretary",)),
            ):
                chosen = meeting[name]
                if chosen in meeting.attendance_ids.filtered("present"):
                    continue
                found = [
                    present.filtered(lambda one, role=role: one.role == role) for role in roles
                ]
                meeting[name] = next(filter(None, found), present.browse())[:1]

    @api.depends("attendance_ids.present", "attendance_ids.is_guest", "quorum_rule")
    @api.depends_context("lang")
    def _compute_quorum(self):
        for meeting in self:
            members = meeting.attendance_ids.filtered(lambda one: not one.is_guest)
            total, present = len(members), len(members._vote())
            needed = total // 2 + 1 if meeting.quorum_rule == "half" else math.ceil(2 * total / 3)
            meeting.member_count, meeting.present_count = total, present
            meeting.quorum_needed = needed
            meeting.has_quorum = bool(total) and present >= needed
            meeting.quorum_words = self.env._(
                "%(present)s of %(total)s; quorum (%(needed)s): %(has)s",
                present=present,
                total=total,
                needed=needed,
                has=self.env._("yes") if meeting.has_quorum else self.env._("no"),
            )

    @api.depends(
        "minutes_date",
        "campaign_id.working_group_deadline",
        "question_ids.votes_for",
        "question_ids.votes_against",
        "question_ids.votes_abstained",
        "attendance_ids.present",
    )
    @api.depends_context("lang")
    def _compute_minutes_warnings(self):
        for meeting in self:
            meeting.minutes_warnings = "\n".join(meeting._warn_of_minutes()) or False

    def _warn_of_minutes(self):
        campaign, day = self.campaign_id, self.minutes_date
        if day and campaign and day > campaign.working_group_deadline:
            yield self.env._(
                "The minutes are of %(day)s; the regulation gives the working group until "
                "%(deadline)s. They may be signed, and the delay stands in the log.",
                day=format_date(self.env, day),
                deadline=format_date(self.env, campaign.working_group_deadline),
            )
        for question in self.question_ids:
            votes = question._vote_count()
            if votes and votes < self.present_count and not question.is_withdrawn:
                yield self.env._(
                    "“%(question)s”: %(votes)s votes of %(present)s members present. Who voted "
                    "neither for nor against abstained.",
                    question=question.title,
                    votes=votes,
                    present=self.present_count,
                )

    # ------------------------------------------------------------------
    # Signing
    # ------------------------------------------------------------------
    def action_sign_minutes(self):
        """Sign the minutes: the meeting freezes, its tasks begin, what it approved is approved.

        :raise UserError: what is missing, all of it
        :raise AccessError: the role does not allow it
        """
        self.check_access("write")
        self._check_transition("minuted")
        for meeting in self:
            # the votes are counted by what lies in the database, not by what a page remembers
            meeting.invalidate_recordset()
            if problems := meeting._minutes_problems():
                raise UserError(
                    self.env._(
                        "The minutes of %(meeting)s cannot be signed yet:\n%(problems)s",
                        meeting=meeting.display_name,
                        problems="\n".join(f"– {problem}" for problem in problems),
                    )
                )
            meeting._sign_minutes()

    def _sign_minutes(self):
        self._move_to(
            "minuted",
            signed_at=fields.Datetime.now(),
            signed_by_id=self.env.uid,
            **self._frozen_values(),
        )
        self.decision_ids._start()
        words = self.env._(
            "Minutes No. %(number)s of %(day)s were signed.",
            number=self.minutes_number,
            day=format_date(self.env, self.minutes_date),
        )
        self.campaign_id._log(
            "meeting", f"{words} {self.minutes_warnings or ''}".strip(), document=self
        )
        self.campaign_id._refresh_stages(self.env["shnor.stage"])
        for question in self.question_ids.filtered("is_carried"):
            question._take_effect()

    def _frozen_values(self):
        """Return what signing writes beside the state (extension point)."""
        return {}

    def _minutes_problems(self):
        """Return what stands in the way of signing the minutes.

        :return: list of str
        """
        self.ensure_one()
        problems = [*self._problems_of_head(), *self._problems_of_attendance()]
        for question in self.question_ids.sorted("sequence"):
            problems += question._problems()
        problems += self.decision_ids._problems()
        return problems

    def _problems_of_head(self):
        if not (self.minutes_number or "").strip():
            yield self.env._("The minutes have no number.")
        elif self.search_count(
            [
                ("campaign_id", "=", self.campaign_id.id),
                ("id", "!=", self.id),
                ("state", "=", "minuted"),
                ("minutes_number", "=", self.minutes_number),
            ],
            limit=1,
        ):
            yield self.env._(
                "There are signed minutes with the number %s in this campaign already.",
                self.minutes_number,
            )
        held_on = self.campaign_id._local_day(self.start)
        if not self.minutes_date:
            yield self.env._("The minutes have no date.")
        elif self.minutes_date < held_on:
            yield self.env._(
                "The minutes are dated before the meeting, which was held on %s.",
                format_date(self.env, held_on),
            )
        elif self.minutes_date > self.campaign_id._local_today():
            yield self.env._("The date of the minutes lies in the future.")
        if not (self.place or "").strip() and not self.video_link:
            yield self.env._("It is not said where the meeting was held: a place or a video link.")

    def _problems_of_attendance(self):
        if not self.member_count:
            yield self.env._(
                "No member is listed. Name the working group in the order, or among the standing "
                "members, and press “Members by the order”."
            )
            return
        if missing := self._unlisted_members():
            yield self.env._(
                "Members of the working group are not listed: %s. Press “Members by the order”; "
                "who was absent stays unticked and counts for the quorum all the same.",
                ", ".join(missing),
            )
        if not self.has_quorum:
            yield self.env._(
                "There is no quorum: %(present)s of %(total)s members were present, at least "
                "%(needed)s are needed.",
                present=self.present_count,
                total=self.member_count,
                needed=self.quorum_needed,
            )
        if not self.chair_id:
            yield self.env._("The chair of the meeting is not named.")
        if not self.secretary_id:
            yield self.env._("The secretary of the meeting is not named.")
        for person in self.chair_id | self.secretary_id:
            if not person.present:
                yield self.env._("%s was not present.", person.display_name)
        if self.chair_id and self.chair_id == self.secretary_id:
            yield self.env._("Chair and secretary are one person.")
        if self.chair_id.is_guest:
            yield self.env._("A guest cannot chair the meeting.")
        if not self.question_ids:
            yield self.env._("There is no question on the agenda.")

    def _unlisted_members(self):
        """Return the names of members whom the list leaves out, or has as guests.

        The quorum is counted of the whole working group. Whoever corrects an address in the list
        does not make another person, so names decide.
        """
        listed = {
            _plain(one.name) for one in self.attendance_ids.filtered(lambda one: not one.is_guest)
        }
        names = [line["name"] for line in self._member_lines()]
        return [name for name in names if _plain(name) not in listed]

    # ------------------------------------------------------------------
    # Signed means frozen
    # ------------------------------------------------------------------
    def _check_not_minuted(self):
        """Refuse changes for everybody, the superuser included."""
        for meeting in self:
            if meeting.state == "minuted" and not meeting._in_transition():
                raise UserError(
                    self.env._(
                        "Minutes No. %(number)s are signed: nothing in them changes any more. What "
                        "turned out to be wrong is corrected by a decision of a later meeting.",
                        number=meeting.minutes_number,
                    )
                )
            meeting.campaign_id._check_open()

    def _check_write(self, vals):
        if not all(name.startswith(TALK) for name in vals):
            self._check_not_minuted()
        return super()._check_write(vals)

    def _check_may_vote(self, question):
        """Refuse more votes than there are members."""
        if question._vote_count() > self.member_count:
            raise UserError(
                self.env._(
                    "“%(question)s”: %(votes)s votes, but the working group has %(members)s "
                    "members, and only they vote.",
                    question=question.title,
                    votes=question._vote_count(),
                    members=self.member_count,
                )
            )


def _plain(name):
    return " ".join((name or "").split()).casefold()


class ShnorMeetingQuestion(models.Model):
    """What a question needs before the minutes are signed, and what follows from it."""

    _inherit = "shnor.meeting.question"

    def _problems(self):
        """Return what is missing in the question, as a list of messages."""
        self.ensure_one()
        if self.is_withdrawn:
            if self.decision_ids:
                return [self._told(self.env._("it was taken off the agenda, but has tasks"))]
            return []
        problems = []
        if not (self.decided or "").strip() and not self.decision_ids:
            problems.append(
                self._told(self.env._("there is no decision; enter one, or take the question off"))
            )
        present, votes = self.meeting_id.present_count, self._vote_count()
        if not votes:
            problems.append(self._told(self.env._("nobody has voted")))
        elif votes > present:
            problems.append(
                self._told(
                    self.env._(
                        "%(votes)s votes, but %(present)s members were present",
                        votes=votes,
                        present=present,
                    )
                )
            )
        if self.decision_ids and votes and not self.is_carried:
            problems.append(self._told(self.env._("it was not carried, so it cannot have tasks")))
        if self.kind == "approve_analysis" and self.is_carried:
            problems += map(self._told, self._problems_of_analysis())
        return problems

    def _problems_of_analysis(self):
        analysis = self.campaign_id.analysis_id
        if not analysis:
            return [self.env._("no analysis was drafted that could be approved")]
        return analysis._problems()

    def _told(self, words):
        return self.env._(
            "Question %(number)s, “%(title)s”: %(words)s.",
            number=self.number,
            title=self.title,
            words=words.rstrip("."),
        )

    def _take_effect(self):
        """Do what the working group decided (extension point, by ``kind``)."""
        self.ensure_one()
        if self.kind == "approve_analysis":
            self.campaign_id.analysis_id._approve(self)
