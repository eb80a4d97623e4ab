from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# who may know whose the code is
NAME_GROUP = "shnor_registry.group_keeper"


class ShnorTeacher(models.Model):
    """A teacher is a code; the name is for those who keep the registry.

    Everything that is shown, sent, exported or frozen without a check of the reader uses the code.
    """

    _name = "shnor.teacher"
    _description = "Teacher"
    _inherit = ["mail.thread", "shnor.as.of.mixin", "shnor.guarded.mixin"]
    _rec_name = "code"
    _order = "code, id"
    _guard_in_sql = True

    code = fields.Char(string="Teacher code", required=True, tracking=True)
    name = fields.Char(string="Full name", groups=NAME_GROUP, index="trigram", tracking=True)
    employment_ids = fields.One2many("shnor.employment", "teacher_id", string="Employments")
    diagnostic_ids = fields.One2many(
        "shnor.diagnostic", "teacher_id", string="Diagnostics", groups="base.group_user"
    )
    active = fields.Boolean(default=True)

    is_employed = fields.Boolean(
        string="Employed",
        compute="_compute_employed",
        search="_search_is_employed",
        help="Employed on the date asked about (today unless another was chosen).",
    )
    school_ids = fields.Many2many(
        "shnor.school",
        string="Schools",
        compute="_compute_employed",
        search="_search_school_ids",
        help="Schools where the person is employed on the date asked about.",
    )
    school_names = fields.Char(string="Works at", compute="_compute_school_names")
    diagnostic_count = fields.Integer(
        string="Number of diagnostics",
        compute="_compute_diagnostics",
        groups="base.group_user",
    )
    last_diagnostic_date = fields.Date(
        string="Latest diagnostic",
        compute="_compute_diagnostics",
        groups="base.group_user",
    )

    _code_uniq = models.Constraint(
        "UNIQUE (code)",
        "This code belongs to another teacher. Give the teacher a code of their own.",
    )

    # ------------------------------------------------------------------
    # The name, and who may read it
    # ------------------------------------------------------------------
    @api.depends("code", "name")
    @api.depends_context("uid")
    def _compute_display_name(self):
        # in sudo mode nobody knows who will read: mail subjects, notifications, portal pages
        entitled = not self.env.su and self.env.user.has_group(NAME_GROUP)
        for teacher in self:
            parts = (teacher.code, teacher.name if entitled else False)
            teacher.display_name = " ".join(part for part in parts if part)

    @api.model
    def _search_display_name(self, operator, value):
        if self.env.su or not self.env.user.has_group(NAME_GROUP):
            return super()._search_display_name(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if operator == "in":
            return Domain.OR(
                Domain("code", "=", name) | Domain("name", "=", name) for name in value
            )
        return Domain("code", operator, value) | Domain("name", operator, value)

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Return what the ORM finds, named as this reader may see it.

        :return: list of (id, display name); keepers find and recognise a teacher by name
        """
        found = super().name_search(name, domain, operator, limit)
        teachers = self.browse([teacher_id for teacher_id, _name in found])
        return [(teacher.id, teacher.display_name) for teacher in teachers]

    def _message_compute_subject(self):
        # a subject is stored with the message and mailed to followers
        self.ensure_one()
        return self.code

    # ------------------------------------------------------------------
    # As of a date
    # ------------------------------------------------------------------
    @api.depends("employment_ids.date_from", "employment_ids.date_to", "employment_ids.school_id")
    @api.depends_context("as_of")
    def _compute_employed(self):
        day = self._as_of()
        # which schools are archived is told by their contacts: read at once, not teacher by teacher
        self.employment_ids.school_id.mapped("active")
        for teacher in self:
            current = teacher.employment_ids.filtered(lambda job: job._employed_on(day))
            teacher.is_employed = bool(current)
            teacher.school_ids = current.school_id

    @api.depends("school_ids.short_name", "school_ids.name")
    @api.depends_context("as_of")
    def _compute_school_names(self):
        for teacher in self:
            teacher.school_names = "; ".join(teacher.school_ids.mapped("display_name"))

    def _search_is_employed(self, operator, value):
        if operator != "in":
            return NotImplemented
        employments = self.env["shnor.employment"]
        return Domain("employment_ids", "any", employments._employed_domain(self._as_of()))

    def _search_school_ids(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        employments = self.env["shnor.employment"]
        return Domain(
            "employment_ids",
            "any",
            employments._employed_domain(self._as_of()) & Domain("school_id", operator, value),
        )

    @api.depends("diagnostic_ids.date", "diagnostic_ids.refused")
    def _compute_diagnostics(self):
        latest = {
            teacher: (count, date)
            for teacher, count, date in self.env["shnor.diagnostic"]._read_group(
                [("teacher_id", "in", self.ids), ("refused", "=", False)],
                ["teacher_id"],
                ["__count", "date:max"],
            )
        }
        for teacher in self:
            count, date = latest.get(teacher._origin, (0, False))
            teacher.diagnostic_count = count
            teacher.last_diagnostic_date = date

    # ------------------------------------------------------------------
    # Life of a teacher's card
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        # keepers do not follow thousands of cards that they happen to enter
        teachers = super(ShnorTeacher, self.with_context(mail_create_nosubscribe=True)).create(
            vals_list
        )
        return teachers.with_env(self.env)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for teacher, vals in zip(self, vals_list, strict=True):
            if "code" not in (default or {}):
                vals["code"] = self.env._("%s (copy)", teacher.code)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_diagnostics(self):
        # sudo: a fact that the user may not see counts too
        fact = self.env["shnor.diagnostic"].sudo().search([("teacher_id", "in", self.ids)], limit=1)
        if fact:
            raise UserError(
                self.env._(
                    "Teacher %s has diagnostics and cannot be deleted. Archive the card instead.",
                    fact.teacher_id.code,
                )
            )
