from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.shnor_registry.tools.text import key

KEEPER = "shnor_registry.group_keeper"
WAITING = ("new", "accepted")
MAX_LENGTH = 2000
# so many requests of one school may wait for an answer
MAX_WAITING = 50


class ShnorSupportRequest(models.Model):
    """A school asks for help; the committee accepts, answers by help, or refuses with a reason.

    It comes from the portal, from the table “Запрос на помощь” of the self-evaluation, or is
    entered by staff who were asked by word of mouth.
    """

    _name = "shnor.support.request"
    _inherit = ["mail.thread", "mail.activity.mixin", "shnor.state.mixin"]
    _description = "Request for methodical help"
    _order = "date_until, id"
    _rec_name = "topic"
    _rec_names_search = ["topic", "deficit_id.name"]
    _guard_fields = ("school_id",)

    _transitions = {
        ("new", "accepted"): KEEPER,
        ("new", "answered"): KEEPER,
        ("new", "refused"): KEEPER,
        ("accepted", "answered"): KEEPER,
        ("accepted", "refused"): KEEPER,
        # a refusal that was a mistake, or for which means were found
        ("refused", "accepted"): KEEPER,
    }

    school_id = fields.Many2one("shnor.school", required=True, index=True, ondelete="restrict")
    territory_id = fields.Many2one(
        related="school_id.territory_id", store=True, index=True, string="Territory"
    )
    topic = fields.Char(required=True, tracking=True)
    topic_key = fields.Char(compute="_compute_topic_key", store=True, precompute=True)
    whom = fields.Selection(
        [
            ("director", "director"),
            ("deputy", "deputy director"),
            ("teachers", "teachers"),
            ("students", "pupils"),
            ("parents", "parents"),
        ],
        string="For whom",
        tracking=True,
    )
    form = fields.Selection(
        [
            ("visit", "field visit"),
            ("video", "video call"),
            ("correspondence", "correspondence"),
            ("internship", "internship"),
        ],
        string="Form wished for",
        tracking=True,
    )
    date_until = fields.Date(string="Needed by", index=True, tracking=True)
    deficit_id = fields.Many2one(
        "shnor.deficit", string="Deficit or risk", index="btree_not_null", ondelete="restrict"
    )
    subject_id = fields.Many2one(
        "shnor.subject", string="School subject", index="btree_not_null", ondelete="restrict"
    )
    text = fields.Text(string="In the school's words")
    origin = fields.Selection(
        [
            ("staff", "entered by staff"),
            ("portal", "portal"),
            ("self_evaluation", "self-evaluation"),
        ],
        string="Where it comes from",
        required=True,
        default="staff",
        readonly=True,
    )
    sheet_id = fields.Many2one(
        "survey.user_input",
        string="Self-evaluation",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
        groups="shnor_registry.group_working_group",
    )
    author_id = fields.Many2one("res.partner", string="Asked by", readonly=True, copy=False)
    date = fields.Datetime(
        string="Asked at", required=True, default=fields.Datetime.now, readonly=True, copy=False
    )
    state = fields.Selection(
        [
            ("new", "new"),
            ("accepted", "accepted"),
            ("answered", "answered"),
            ("refused", "refused"),
        ],
        string="Status",
        required=True,
        default="new",
        index=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who sees to it",
        index="btree_not_null",
        domain=[("share", "=", False)],
        tracking=True,
        copy=False,
    )
    support_id = fields.Many2one(
        "shnor.support",
        string="Help that answers it",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        copy=False,
        domain="[('school_id', '=', school_id)]",
    )
    answer = fields.Text(help="Told to the school: what will be done, or why not.", tracking=True)
    answered_at = fields.Datetime(readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    # the same table taken twice gives the same requests
    _sheet_topic_once = models.UniqueIndex(
        "(sheet_id, topic_key) WHERE sheet_id IS NOT NULL",
        "This request of the self-evaluation is in the queue already.",
    )

    @api.depends("topic")
    def _compute_topic_key(self):
        for request in self:
            request.topic_key = key(request.topic)

    @api.depends("date_until", "state")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for request in self:
            request.is_late = bool(
                request.state in WAITING and request.date_until and request.date_until < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return Domain("state", "in", WAITING) & Domain("date_until", "<", today)

    @api.constrains("support_id", "school_id")
    def _check_support(self):
        for request in self.sudo():  # sudo: both are read to be compared only
            if request.support_id and request.support_id.school_id != request.school_id:
                raise UserError(
                    self.env._(
                        "“%(topic)s” is answered by help to another school. "
                        "Choose help to “%(school)s”.",
                        topic=request.topic,
                        school=request.school_id.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------
    @api.model
    def _ask(self, school, values, author):
        """Put what a director asks for into the queue, and give the specialists a task.

        :param school: shnor.school, checked by the caller to be the author's own
        :param dict values: ``topic``, ``whom``, ``form``, ``date_until`` (ISO), ``deficit_id``
            and ``text`` as they came from a form
        :param author: res.partner
        :return: shnor.support.request; the one that waits already when the button was pressed twice
        :raise UserError: there is no topic, a choice is none, or too many wait
        """
        vals = self._read_asked(values)
        # sudo: directors ask by this method only, for a school that the caller checked
        requests = self.sudo()
        waiting = Domain("school_id", "=", school.id) & Domain("state", "in", WAITING)
        same = waiting & Domain("topic_key", "=", key(vals["topic"]))
        if known := requests.search(same, limit=1):
            return known
        if requests.search_count(waiting, limit=MAX_WAITING) == MAX_WAITING:
            raise UserError(
                self.env._("%s requests wait already: call the committee.", MAX_WAITING)
            )
        request = requests.create(
            {**vals, "school_id": school.id, "origin": "portal", "author_id": author.id}
        )
        request._schedule_answer()
        return request

    @api.model
    def _read_asked(self, values):
        """Return field values from what a form sent, refusing what is none."""
        text = {
            name: (values.get(name) or "").replace("\x00", "").strip() for name in ("topic", "text")
        }
        if not text["topic"]:
            raise UserError(self.env._("Write with what you need help."))
        if len(text["topic"]) > 300 or len(text["text"]) > MAX_LENGTH:
            raise UserError(
                self.env._("This is too long: write it in %s characters or less.", MAX_LENGTH)
            )
        vals = {"topic": text["topic"], "text": text["text"] or False}
        for name in ("whom", "form"):
            value = values.get(name) or False
            if value and value not in dict(self._fields[name]._description_selection(self.env)):
                raise UserError(self.env._("Choose one of the list."))
            vals[name] = value
        try:
            vals["date_until"] = fields.Date.to_date(values.get("date_until") or None)
            deficit = int(values.get("deficit_id") or 0)
        except ValueError:
            raise UserError(self.env._("The date is none: write day, month and year."))
        if vals["date_until"] and vals["date_until"] < fields.Date.context_today(self):
            raise UserError(self.env._("The day by which help is needed has passed already."))
        vals["deficit_id"] = self.env["shnor.deficit"].search([("id", "=", deficit)]).id
        return vals

    def _schedule_answer(self):
        """Give each specialist of the territory a task; the answer of one closes them all."""
        specialists = self.school_id._network_specialists()
        kind = self.env.ref("mail.mail_activity_data_todo")
        model = self.env["ir.model"]._get_id(self._name)
        # of one request a mail tells; of a whole monitoring's, the list does
        quiet = len(self) > 1
        self.env["mail.activity"].with_context(mail_activity_quick_update=quiet).create(
            [
                {
                    "activity_type_id": kind.id,
                    "automated": True,
                    "res_model_id": model,
                    "res_id": request.id,
                    "user_id": user.id,
                    "date_deadline": fields.Date.context_today(self),
                    "summary": self.env._("A school asks for help"),
                }
                for request in self
                for user in specialists[request.school_id]
            ]
        )

    # ------------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------------
    def action_accept(self):
        """Tell the schools that somebody sees to it."""
        self._answer_as("accepted")
        mine = self.filtered(lambda request: not request.user_id)
        if mine:
            mine.user_id = self.env.user

    def action_answer(self):
        """Mark requests as answered by the help that is named in them.

        :raise UserError: none is named
        """
        for request in self:
            if not request.support_id:
                raise UserError(
                    self.env._(
                        "“%s”: choose the help that answers it, or enter it by “Enter the help”.",
                        request.topic,
                    )
                )
        self._answer_as("answered")

    def action_refuse(self):
        """Tell the schools that they get no help, and why.

        :raise UserError: there is no reason
        """
        for request in self:
            if not (request.answer or "").strip():
                raise UserError(
                    self.env._("“%s”: write in “Answer” why it is refused.", request.topic)
                )
        self._answer_as("refused")

    def write(self, vals):
        result = super().write(vals)
        if vals.get("support_id"):
            self._follow_support()
        return result

    def _answer_as(self, state):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(KEEPER):
            raise AccessError(self.env._("Requests are answered by keepers of the registry."))
        self._check_transition(state)
        self._move_to(state, answered_at=fields.Datetime.now())
        # sudo: the tasks of colleagues are closed, too
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])

    def _follow_support(self):
        """Go on with the help that was linked: accepted while it is planned, answered when held."""
        waiting = self.filtered(lambda request: request.state in WAITING)
        held = waiting.filtered(lambda request: request.support_id.state == "done")
        if held:
            held._answer_as("answered")
        planned = (waiting - held).filtered(lambda request: request.state == "new")
        if planned:
            planned.action_accept()

    def action_enter_support(self):
        """Open new help for the school, filled in from the request; saving it answers the request.

        :return: dict, window action
        """
        self.ensure_one()
        forms = dict(self.env["shnor.support"]._fields["form"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Methodical help"),
            "res_model": "shnor.support",
            "view_mode": "form",
            "context": {
                "default_school_id": self.school_id.id,
                "default_topic": self.topic,
                "default_targeted": True,
                "default_deficit_id": self.deficit_id.id,
                "default_subject_id": self.subject_id.id,
                "default_form": self.form if self.form in forms else False,
                "default_recipient": dict(
                    self._fields["whom"]._description_selection(self.env)
                ).get(self.whom),
                "default_request_ids": [(4, self.id)],
            },
        }

    def action_match_partners(self):
        """Open the window that tells which leader schools could answer the request.

        :return: dict, window action
        """
        self.ensure_one()
        return self.env["shnor.match"]._open_for(self.school_id, self)

    def action_open_school(self):
        """Open the card of the school.

        :return: dict, window action
        """
        return self.school_id._get_records_action()
