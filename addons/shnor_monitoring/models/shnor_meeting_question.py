from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

KINDS = [
    ("free", "Question"),
    ("approve_analysis", "Approval of the analysis"),
    ("publish_names", "Publication with the names of schools"),
]
VOTES = ("votes_for", "votes_against", "votes_abstained")


class ShnorMeetingQuestion(models.Model):
    """A question of the agenda: what was heard, said, decided, and how the members voted.

    What some questions decide has consequences in the system (``kind``); they follow when the
    minutes are signed.
    """

    _name = "shnor.meeting.question"
    _description = "Question of a meeting"
    _inherit = "shnor.meeting.part"
    _order = "meeting_id, sequence, id"
    _rec_name = "title"
    _guard_in_sql = True

    meeting_id = fields.Many2one("shnor.meeting", required=True, index=True, ondelete="cascade")
    campaign_id = fields.Many2one(
        related="meeting_id.campaign_id", store=True, index=True, precompute=True
    )
    meeting_state = fields.Selection(related="meeting_id.state", string="State of the meeting")
    sequence = fields.Integer(default=10)
    number = fields.Integer(compute="_compute_number", help="On the agenda.")
    kind = fields.Selection(KINDS, required=True, default="free")
    title = fields.Char(string="Question", required=True)
    speaker = fields.Char(help="Who reports.")
    heard = fields.Text(help="What was reported.")
    spoke = fields.Text(help="Who said what, a line each.")
    decided = fields.Text(
        string="Resolved", help="The words of the decision; tasks stand in the list below."
    )
    votes_for = fields.Integer(string="Votes for", aggregator=None)
    votes_against = fields.Integer(string="Votes against", aggregator=None)
    votes_abstained = fields.Integer(string="Abstained", aggregator=None)
    chair_was_for = fields.Boolean(
        string="Chair voted for", help="With equal votes the chair's vote decides."
    )
    is_withdrawn = fields.Boolean(string="Taken off the agenda")
    is_carried = fields.Boolean(
        string="Carried",
        compute="_compute_is_carried",
        store=True,
        help="More than half of the members who are present voted for it; with exactly half, the "
        "chair's vote decides.",
    )
    outcome = fields.Char(compute="_compute_outcome")
    decision_ids = fields.One2many("shnor.decision", "question_id", string="Tasks")

    _votes_positive = models.Constraint(
        "CHECK (votes_for >= 0 AND votes_against >= 0 AND votes_abstained >= 0)",
        "Votes are counted from 0.",
    )
    _kind_uniq = models.UniqueIndex(
        "(meeting_id, kind) WHERE kind <> 'free'",
        "This question is on the agenda already.",
    )

    @api.depends("meeting_id.question_ids.sequence")
    def _compute_number(self):
        for meeting, questions in self.grouped("meeting_id").items():
            numbers = {
                question: number
                for number, question in enumerate(meeting.question_ids.sorted(_place), 1)
            }
            for question in questions:
                question.number = numbers.get(question, len(numbers) + 1)

    @api.depends(
        *VOTES,
        "chair_was_for",
        "is_withdrawn",
        "meeting_id.attendance_ids.present",
        "meeting_id.attendance_ids.is_guest",
    )
    def _compute_is_carried(self):
        for question in self:
            present = len(question.meeting_id.attendance_ids._vote())
            twice = 2 * question.votes_for
            question.is_carried = bool(
                question.votes_for
                and not question.is_withdrawn
                and (twice > present or (twice == present and question.chair_was_for))
            )

    @api.depends("is_carried", "is_withdrawn", "decided", *VOTES)
    @api.depends_context("lang")
    def _compute_outcome(self):
        for question in self:
            if question.is_withdrawn:
                question.outcome = self.env._("taken off")
            elif not question._vote_count():
                question.outcome = self.env._("no vote yet")
            else:
                question.outcome = (
                    self.env._("carried") if question.is_carried else self.env._("not carried")
                )

    def _vote_count(self):
        return sum(self[name] for name in VOTES)

    # ------------------------------------------------------------------
    # What must be right at any moment
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions._check_kind()
        return questions

    def write(self, vals):
        result = super().write(vals)
        if "kind" in vals:
            self._check_kind()
        return result

    @api.constrains("title")
    def _check_title(self):
        for question in self:
            if not question.title.strip():
                raise ValidationError(self.env._("A question of the agenda needs words."))

    @api.constrains(*VOTES)
    def _check_votes(self):
        for question in self:
            question.meeting_id._check_may_vote(question)

    def _check_kind(self):
        """Refuse to ask again what cannot be undone."""
        for question in self:
            approved = question.campaign_id._approved_by_meeting()
            if question.kind == "approve_analysis" and approved:
                raise UserError(
                    self.env._(
                        "The analysis of “%(campaign)s” is approved already (minutes %(minutes)s): "
                        "it is not put to the vote again.",
                        campaign=question.campaign_id.name,
                        minutes=approved.meeting_id.minutes_number,
                    )
                )

    def action_vote_unanimously(self):
        """Enter that everybody who is present voted for it.

        :raise UserError: nobody is ticked as present, or schools would be named by one click
        """
        for question in self:
            if question.kind == "publish_names":
                raise UserError(
                    self.env._(
                        "“%s”: if it is carried, schools are named in public. Enter the votes by "
                        "hand.",
                        question.title,
                    )
                )
            present = question.meeting_id.attendance_ids._vote()
            if not present:
                raise UserError(
                    self.env._(
                        "Tick first who was present at %s.", question.meeting_id.display_name
                    )
                )
            question.write(
                {
                    "votes_for": len(present),
                    "votes_against": 0,
                    "votes_abstained": 0,
                    "chair_was_for": True,
                }
            )

    def action_draft_decisions(self):
        """Draft tasks from the accepted recommendations to others than schools.

        :return: dict, notification
        :raise UserError: there are none, or all of them are tasks already
        """
        self.ensure_one()
        self.check_access("write")
        advice = self.env["shnor.recommendation"].search(
            [
                ("campaign_id", "=", self.campaign_id.id),
                ("participant_id", "=", False),
                ("state", "=", "accepted"),
            ]
        )
        taken = self.env["shnor.decision"].search(
            [("recommendation_id", "in", advice.ids), ("state", "!=", "cancelled")]
        )
        advice -= taken.recommendation_id
        if not advice:
            raise UserError(
                self.env._(
                    "No accepted recommendation to the methodical service, to subject groups, to "
                    "leader schools or to the committee is left without a task."
                )
            )
        self.env["shnor.decision"].create(
            [
                {
                    "question_id": self.id,
                    "recommendation_id": one.id,
                    "text": one.text,
                    "responsible": one.responsible or one.addressee_words,
                    "date_due": one.term_date,
                    "indicator_id": one.indicator_id.id,
                    "sequence": index,
                }
                for index, one in enumerate(advice, len(self.decision_ids) + 1)
            ]
        )
        return self.campaign_id._notification(
            self.env._("Drafted tasks: %s.", len(advice)), "success"
        )


def _place(question):
    return question.sequence, question._origin.id or 0
