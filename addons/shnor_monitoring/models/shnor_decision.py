from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

SPECIALIST = "shnor_registry.group_specialist"
# what stays free once the minutes are signed: who has the task in the system
FREE = {"user_id", "indicator_id"}
TALK = ("message_", "activity_")
NAME_LENGTH = 90


class ShnorDecision(models.Model):
    """A task that the working group gave: what, who, until when; and what came of it.

    Its words freeze with the minutes. It is carried out later, also when its campaign is closed:
    the next campaign opens with what became of it.
    """

    _name = "shnor.decision"
    _description = "Decision of the working group"
    _inherit = ["mail.thread", "mail.activity.mixin", "shnor.state.mixin"]
    _order = "date_due, id"
    _guard_in_sql = True
    # whoever reads a decision may talk about it
    _mail_post_access = "read"
    _rec_names_search = ["text", "responsible"]

    _transitions = {
        ("draft", "open"): None,  # by signing the minutes
        ("open", "done"): None,  # by whoever has it: see _report
        ("open", "cancelled"): SPECIALIST,
        ("done", "open"): SPECIALIST,
    }

    question_id = fields.Many2one(
        "shnor.meeting.question", required=True, index=True, ondelete="restrict"
    )
    meeting_id = fields.Many2one(
        related="question_id.meeting_id", store=True, index=True, precompute=True
    )
    campaign_id = fields.Many2one(
        related="question_id.campaign_id", store=True, index=True, precompute=True
    )
    territory_id = fields.Many2one(
        related="campaign_id.territory_id", store=True, index=True, precompute=True
    )
    minutes_number = fields.Char(related="meeting_id.minutes_number")
    minutes_date = fields.Date(related="meeting_id.minutes_date")
    sequence = fields.Integer(default=10)
    number = fields.Char(compute="_compute_number", help="Of the question, and within it: 2.1.")
    text = fields.Text(string="What", required=True)
    responsible = fields.Char(
        required=True, help="As it stands in the minutes: name, or position, or body."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Account",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain=[("share", "=", False)],
        help="Gets the task. Empty: whoever signed the order.",
    )
    date_due = fields.Date(string="Not later than", index=True)
    indicator_id = fields.Many2one(
        "shnor.indicator",
        string="Meant to move",
        index="btree_not_null",
        ondelete="restrict",
        help="The indicator that is to move. The next monitoring tells whether it has.",
    )
    recommendation_id = fields.Many2one(
        "shnor.recommendation",
        string="From the recommendation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    replaces_id = fields.Many2one(
        "shnor.decision",
        string="Instead of",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('state', '=', 'open')]",
        help="An earlier task that this one replaces: it is dropped when the minutes are signed.",
    )
    state = fields.Selection(
        [
            ("draft", "Before the minutes are signed"),
            ("open", "To be fulfilled"),
            ("done", "Task fulfilled"),
            ("cancelled", "Dropped"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    result = fields.Text(readonly=True, copy=False, tracking=True)
    done_on = fields.Date(string="Done on", readonly=True, copy=False)
    reported_by_id = fields.Many2one(
        "res.users", string="Reported by", readonly=True, copy=False, ondelete="restrict"
    )
    drop_reason = fields.Char(string="Why dropped", readonly=True, copy=False)
    escalated_on = fields.Date(readonly=True, copy=False)
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    can_report = fields.Boolean(compute="_compute_is_mine")
    state_words = fields.Char(string="How it stands", compute="_compute_is_overdue")

    @api.depends("number", "text")
    def _compute_display_name(self):
        for decision in self:
            text = decision.text or ""
            if len(text) > NAME_LENGTH:
                text = f"{text[:NAME_LENGTH].rstrip()}…"
            decision.display_name = text

    @api.depends("question_id.decision_ids.sequence", "question_id.number")
    def _compute_number(self):
        for question, decisions in self.grouped("question_id").items():
            places = {
                decision: place
                for place, decision in enumerate(question.decision_ids.sorted(_place), 1)
            }
            for decision in decisions:
                place = places.get(decision, len(places) + 1)
                decision.number = f"{question.number}.{place}"

    @api.depends("state", "date_due", "done_on")
    @api.depends_context("lang")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for decision in self:
            due = decision.date_due
            decision.is_overdue = decision.state == "open" and bool(due) and due < today
            words = labels.get(decision.state, "")
            if decision.is_overdue:
                words = self.env._("Late, days: %s", (today - due).days)
            elif decision.state == "done" and due and decision.done_on > due:
                words = self.env._("Fulfilled late, days: %s", (decision.done_on - due).days)
            decision.state_words = words

    @api.model
    def _group_expand_state(self, _states, _domain):
        """Show the columns of what was given, those too that are empty."""
        return ["open", "done", "cancelled"]

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("state", "=", "open") & Domain(
            "date_due", "<", fields.Date.context_today(self)
        )
        return domain if True in value else ~domain

    @api.depends("user_id", "state")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        specialist = self.env.user.has_group(SPECIALIST)
        for decision in self:
            decision.is_mine = decision.user_id == self.env.user
            decision.can_report = decision.state == "open" and (decision.is_mine or specialist)

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("user_id", "=", self.env.uid)
        return domain if True in value else ~domain

    # ------------------------------------------------------------------
    # Its words freeze with the minutes
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.setdefault("user_id", self._account_of(vals.get("responsible")))
        decisions = super().create(vals_list)
        decisions.meeting_id._check_not_minuted()
        if any(decision.state != "draft" for decision in decisions):
            raise UserError(self.env._("A task begins when the minutes are signed."))
        return decisions

    @api.model
    def _account_of(self, responsible):
        """Return the account of the standing member whom the words name, or False."""
        words = " ".join((responsible or "").split()).lower()
        if not words:
            return False
        members = self.env["shnor.working.group.member"].search([("user_id", "!=", False)])
        found = members.filtered(lambda one: " ".join(one.name.split()).lower() == words)
        return found.user_id.id if len(found.user_id) == 1 else False

    def _check_write(self, vals):
        names = {name for name in vals if not name.startswith(TALK)}
        if not names <= FREE:
            self.meeting_id._check_not_minuted()
        over = self.filtered(lambda one: one.state in ("done", "cancelled"))
        if names and over:
            raise UserError(
                self.env._("“%s” is over: nothing in it changes.", over[0].display_name)
            )
        return super()._check_write(vals)

    def write(self, vals):
        result = super().write(vals)
        if "question_id" in vals and len(self.meeting_id) > 1:
            raise UserError(self.env._("Tasks of one meeting are moved within it only."))
        if "user_id" in vals:
            self._sync_activities()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        self.meeting_id._check_not_minuted()

    @api.constrains("text", "responsible")
    def _check_words(self):
        for decision in self:
            if not decision.text.strip() or not decision.responsible.strip():
                raise ValidationError(
                    self.env._("A task needs words, and somebody who answers for it.")
                )

    @api.constrains("replaces_id", "question_id")
    def _check_replaces(self):
        for decision in self.filtered("replaces_id"):
            if decision.replaces_id.meeting_id == decision.meeting_id:
                raise ValidationError(
                    self.env._("A task replaces one of an earlier meeting, not of the same one.")
                )

    def _problems(self):
        """Return what stands in the way of giving the tasks, as a list of messages."""
        problems = []
        staff = self.env.ref("shnor_registry.group_working_group")
        for decision in self:
            if not decision.date_due:
                problems.append(
                    self.env._(
                        "Task %(number)s (“%(text)s”) has no date.",
                        number=decision.number,
                        text=decision.display_name,
                    )
                )
            elif decision.date_due < decision.meeting_id.minutes_date:
                problems.append(
                    self.env._(
                        "Task %(number)s (“%(text)s”) is due before the minutes are dated.",
                        number=decision.number,
                        text=decision.display_name,
                    )
                )
            # sudo: whether an account may see decisions is asked for its owner
            user = decision.user_id.sudo()
            if user and (not user.active or staff not in user.all_group_ids):
                problems.append(
                    self.env._(
                        "Task %(number)s: the account of %(user)s has no access to the monitoring. "
                        "Choose another one, or leave it empty.",
                        number=decision.number,
                        user=user.name,
                    )
                )
            if decision.replaces_id and decision.replaces_id.state != "open":
                problems.append(
                    self.env._(
                        "Task %(number)s replaces one that is over already.",
                        number=decision.number,
                    )
                )
        return problems


def _place(decision):
    return decision.sequence, decision._origin.id or 0
