from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

KEEPER = "shnor_registry.group_keeper"
SPECIALIST = "shnor_registry.group_specialist"
MAX_LENGTH = 2000
# so many reports of one school may wait for an answer
MAX_WAITING = 30
# what the card in the portal shows: the fields of a school, and what is no field
ABOUT_SCHOOL = {
    "name": "name",
    "code": "code",
    "territory": "territory_id",
    "locality": "locality",
    "kind": "kind",
    "students": "student_count",
    "internet": "internet_mbps",
    "accessibility": "accessibility",
    "director": "director_names",
    "email": "email",
    "phone": "phone",
    "status": "status_summary",
}


class ShnorRegistryMistake(models.Model):
    """A director says that something in the registry is wrong; the committee answers.

    What was reported stays as it was written. It ends as corrected, or rejected with a reason.
    """

    _name = "shnor.registry.mistake"
    _description = "Mistake in the registry, reported by a school"
    _inherit = ["mail.thread", "mail.activity.mixin", "shnor.state.mixin"]
    _order = "id desc"
    _guard_fields = ("school_id",)

    _transitions = {("new", "fixed"): KEEPER, ("new", "rejected"): KEEPER}

    school_id = fields.Many2one("shnor.school", required=True, index=True, ondelete="restrict")
    territory_id = fields.Many2one(
        related="school_id.territory_id", store=True, index=True, string="Territory"
    )
    about = fields.Selection(
        [
            ("name", "Name of the school"),
            ("code", "School code"),
            ("territory", "Territory"),
            ("locality", "Locality"),
            ("kind", "Type of school"),
            ("students", "Students"),
            ("internet", "Internet, Mbit/s"),
            ("accessibility", "Accessibility"),
            ("director", "Director"),
            ("email", "E-mail"),
            ("phone", "Phone"),
            ("status", "Statuses"),
            ("other", "Something else"),
        ],
        string="What is wrong",
        required=True,
    )
    value = fields.Char(string="In the registry", help="What stood there when it was reported.")
    text = fields.Text(string="What is right", required=True)
    author_id = fields.Many2one(
        "res.partner", string="Reported by", required=True, ondelete="restrict"
    )
    date = fields.Datetime(string="Reported at", required=True, default=fields.Datetime.now)
    state = fields.Selection(
        [("new", "Waits for an answer"), ("fixed", "Corrected"), ("rejected", "Rejected")],
        required=True,
        default="new",
        tracking=True,
        index=True,
    )
    answer = fields.Text(help="Told to the school: what was done, or why not.", tracking=True)
    answered_by_id = fields.Many2one("res.users", string="Answered by", readonly=True)
    answered_at = fields.Datetime(readonly=True)

    @api.depends("about", "school_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = self._about_labels()
        for mistake in self:
            mistake.display_name = f"{mistake.school_id.display_name}: {labels[mistake.about]}"

    @api.model
    def _about_labels(self):
        """Return {what may be wrong: its name in words}."""
        return dict(self._fields["about"]._description_selection(self.env))

    def _check_write(self, vals):
        if not self.env.su:
            said = vals.keys() - {"answer"}
            if not all(name.startswith(("message_", "activity_")) for name in said):
                raise UserError(self.env._("What a school reported is not edited: answer it."))
            if "answer" in vals and any(mistake.state != "new" for mistake in self):
                raise UserError(self.env._("The school has been answered already."))
        return super()._check_write(vals)

    # ------------------------------------------------------------------
    # Reporting
    # ------------------------------------------------------------------
    @api.model
    def _report(self, school, about, text, author):
        """Take what a director reports, and give the specialists of the territory a task.

        :param school: shnor.school, checked by the caller to be the author's own
        :param str about: one of the choices of ``about``
        :param str text: what is right
        :param author: res.partner
        :return: shnor.registry.mistake
        :raise UserError: nothing is said, or too many reports wait for an answer
        """
        text = (text or "").replace("\x00", "").strip()
        if about not in self._about_labels() or not text:
            raise UserError(self.env._("Choose what is wrong, and write what is right."))
        if len(text) > MAX_LENGTH:
            raise UserError(
                self.env._("This is too long: write it in %s characters or less.", MAX_LENGTH)
            )
        # sudo: directors report by this method only, for a school that the caller checked
        mistakes = self.sudo()
        waiting = Domain("school_id", "=", school.id) & Domain("state", "=", "new")
        same = Domain("about", "=", about) & Domain("text", "=", text)
        if known := mistakes.search(waiting & same, limit=1):
            return known  # the button was pressed twice
        if mistakes.search_count(waiting, limit=MAX_WAITING) == MAX_WAITING:
            raise UserError(
                self.env._(
                    "%s reports wait for an answer already: call the committee.", MAX_WAITING
                )
            )
        mistake = mistakes.create(
            {
                "school_id": school.id,
                "about": about,
                "value": self._value_now(school.sudo(), about),
                "text": text,
                "author_id": author.id,
            }
        )
        mistake._schedule_answer()
        return mistake

    @api.model
    def _value_now(self, school, about):
        """Return in words what stands in the registry now, False when nothing does."""
        name = ABOUT_SCHOOL.get(about)
        if not name or not school[name]:
            return False
        return str(school._fields[name].convert_to_export(school[name], school))

    def _schedule_answer(self):
        """Give each specialist of the territory a task; the answer of one closes them all."""
        for user in self._specialists():
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("A school reports a mistake in the registry"),
                user_id=user.id,
            )

    def _specialists(self):
        """Return who answers: the specialists of the school's territory, else the administrator."""
        # sudo: who works where is decided here, not shown to the director
        users = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    ("all_group_ids", "in", self.env.ref(SPECIALIST).ids),
                    ("shnor_territory_ids", "parent_of", self.territory_id.ids),
                    ("share", "=", False),
                ]
            )
        )
        return users or self.env.ref("base.user_admin")

    # ------------------------------------------------------------------
    # Answering
    # ------------------------------------------------------------------
    def action_open_school(self):
        """Open the card of the school.

        :return: dict, window action
        """
        return self.school_id._get_records_action()

    def action_fix(self):
        """Tell the schools that the registry was corrected."""
        self._answer_as("fixed")

    def action_reject(self):
        """Tell the schools that the registry stays as it is, and why.

        :raise UserError: there is no reason
        """
        for mistake in self:
            if not (mistake.answer or "").strip():
                raise UserError(
                    self.env._("%s: write in “Answer” why it is not changed.", mistake.display_name)
                )
        self._answer_as("rejected")

    def _answer_as(self, state):
        self.check_access("write")
        if not self.env.user.has_group(KEEPER):
            raise AccessError(self.env._("Schools are answered by keepers of the registry."))
        self._check_transition(state)
        # sudo: who may answer was checked above; these fields are written by answering only
        self.sudo()._move_to(state, answered_by_id=self.env.uid, answered_at=fields.Datetime.now())
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])

    # ------------------------------------------------------------------
    # What the school sees
    # ------------------------------------------------------------------
    def _cards(self):
        """Return the reports as the portal shows them."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        about = self._about_labels()
        return [
            {
                "about": about[mistake.about],
                "value": mistake.value or "",
                "text": mistake.text,
                "date": mistake.date,
                "author": mistake.author_id.name,
                "state": mistake.state,
                "state_label": labels[mistake.state],
                "answer": (mistake.state != "new" and mistake.answer) or "",
            }
            for mistake in self
        ]
