from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

CATEGORIES = [
    ("low_results", "Low results"),
    ("adverse", "Adverse conditions"),
]


class ShnorSchool(models.Model):
    """A school; its name, addresses, mail and archive flag are its partner's."""

    _name = "shnor.school"
    _description = "School"
    _inherits = {"res.partner": "partner_id"}
    _inherit = ["mail.thread", "mail.activity.mixin", "shnor.as.of.mixin", "shnor.guarded.mixin"]
    _order = "short_name, code, id"
    _guard_fields = ("territory_id",)
    _rec_names_search = ["code", "short_name", "name"]

    partner_id = fields.Many2one(
        "res.partner",
        string="Contact of the school",
        required=True,
        index=True,
        ondelete="restrict",
    )
    code = fields.Char(string="School code", required=True, tracking=True)
    short_name = fields.Char(index="trigram", tracking=True)
    territory_id = fields.Many2one(
        "shnor.territory",
        index=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self._default_territory_id(),
    )
    locality = fields.Char(tracking=True)
    kind = fields.Selection(
        [
            ("secondary", "Secondary school"),
            ("basic", "Basic school"),
            ("primary", "Primary school"),
        ],
        string="Type of school",
        tracking=True,
    )
    student_count = fields.Integer(string="Students", tracking=True)
    internet_mbps = fields.Float(string="Internet, Mbit/s", digits=(8, 2), tracking=True)
    accessibility = fields.Char(
        tracking=True, help="How the school can be reached: all-year road, winter road, river, air."
    )
    director_names = fields.Char(compute="_compute_director_names")
    is_leader = fields.Boolean(
        string="Leader school", tracking=True, help="Shares its experience with other schools."
    )
    director_ids = fields.Many2many(
        "res.partner",
        "shnor_school_director_rel",
        "school_id",
        "partner_id",
        string="Directors",
        domain=[("is_company", "=", False)],
        tracking=True,
        copy=False,
    )
    status_ids = fields.One2many("shnor.school.status", "school_id", string="Statuses")
    employment_ids = fields.One2many("shnor.employment", "school_id", string="Employments")
    assessment_ids = fields.One2many("shnor.assessment", "school_id", string="Assessments")

    status_summary = fields.Char(
        string="Status",
        compute="_compute_status",
        help="Statuses in force on the date asked about (today unless another was chosen).",
    )
    has_low_results = fields.Boolean(
        string="With low results", compute="_compute_status", search="_search_has_low_results"
    )
    has_adverse = fields.Boolean(
        string="In adverse conditions", compute="_compute_status", search="_search_has_adverse"
    )
    teacher_count = fields.Integer(
        string="Number of teachers",
        compute="_compute_teacher_count",
        help="People employed on the date asked about; who holds two posts counts once.",
    )
    assessment_count = fields.Integer(
        string="Assessment results", compute="_compute_assessment_count"
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "A school with this code exists already.")
    _partner_uniq = models.Constraint(
        "UNIQUE (partner_id)", "This contact belongs to another school already."
    )
    _numbers_check = models.Constraint(
        "CHECK (student_count >= 0 AND internet_mbps >= 0)",
        "The number of students and the speed of the Internet cannot be negative.",
    )

    @api.model
    def _default_territory_id(self):
        # who answers for a single territory registers schools there
        territories = self.env.user.shnor_territory_ids
        return territories if len(territories) == 1 else False

    @api.depends("short_name", "name")
    def _compute_display_name(self):
        for school in self:
            school.display_name = school.short_name or school.name

    @api.depends("director_ids.name")
    def _compute_director_names(self):
        for school in self:
            school.director_names = ", ".join(school.director_ids.mapped("name"))

    # ------------------------------------------------------------------
    # As of a date
    # ------------------------------------------------------------------
    @api.depends("status_ids.category", "status_ids.date_from", "status_ids.date_to")
    @api.depends_context("as_of", "lang")
    def _compute_status(self):
        day = self._as_of()
        labels = dict(
            self.env["shnor.school.status"]._fields["category"]._description_selection(self.env)
        )
        for school in self:
            held = set(school.status_ids.filtered(lambda s: s._in_force(day)).mapped("category"))
            school.has_low_results = "low_results" in held
            school.has_adverse = "adverse" in held
            school.status_summary = ", ".join(
                labels[category] for category, _label in CATEGORIES if category in held
            )

    def _search_has_low_results(self, operator, value):
        return self._search_category("low_results", operator)

    def _search_has_adverse(self, operator, value):
        return self._search_category("adverse", operator)

    def _search_category(self, category, operator):
        if operator != "in":
            return NotImplemented
        return self._status_domain(self._as_of(), [category])

    @api.model
    def _status_domain(self, date, categories=None):
        """Return the domain of the schools that hold a status on ``date``.

        :param datetime.date date: both ends of a status count
        :param categories: some of ``low_results``, ``adverse``; all when empty
        :return: Domain on shnor.school
        """
        held = Domain("date_from", "<=", date) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", date)
        )
        if categories:
            held &= Domain("category", "in", list(categories))
        return Domain("status_ids", "any", held)

    def _statuses_on(self, date):
        """Return the statuses that the schools held on a day (one query).

        :param datetime.date date: both ends of a status count
        :return: dict {school id: shnor.school.status}; schools without one are left out
        """
        statuses = self.env["shnor.school.status"].search(
            Domain("school_id", "in", self.ids)
            & Domain("date_from", "<=", date)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", date))
        )
        return {school.id: held for school, held in statuses.grouped("school_id").items()}

    def _with_status_at(self, date, categories=None):
        """Return those of ``self`` that hold a status on ``date`` (one query).

        :param datetime.date date: both ends of a status count
        :param categories: some of ``low_results``, ``adverse``; all when empty
        """
        return (
            self.with_context(active_test=False)
            .search(Domain("id", "in", self.ids) & self._status_domain(date, categories))
            .with_env(self.env)
        )

    @api.depends("employment_ids.date_from", "employment_ids.date_to")
    @api.depends_context("as_of")
    def _compute_teacher_count(self):
        employments = self.env["shnor.employment"]
        counts = dict(
            employments._read_group(
                employments._employed_domain(self._as_of()) & Domain("school_id", "in", self.ids),
                ["school_id"],
                ["teacher_id:count_distinct"],
            )
        )
        for school in self:
            school.teacher_count = counts.get(school._origin, 0)

    @api.depends("assessment_ids")
    def _compute_assessment_count(self):
        counts = dict(
            self.env["shnor.assessment"]._read_group(
                [("school_id", "in", self.ids)], ["school_id"], ["__count"]
            )
        )
        for school in self:
            school.assessment_count = counts.get(school._origin, 0)

    # ------------------------------------------------------------------
    # Life of a school
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("partner_id"):
                vals.setdefault("is_company", True)
        # whoever loads the registry does not want mail about every school for ever
        schools = super(ShnorSchool, self.with_context(mail_create_nosubscribe=True)).create(
            vals_list
        )
        schools = schools.with_env(self.env)
        schools._adopt_directors()
        schools._grant_directors_group()
        return schools

    def write(self, vals):
        if "director_ids" not in vals:
            return super().write(vals)
        former = self.director_ids
        result = super().write(vals)
        self._adopt_directors()
        self._grant_directors_group()
        self._withdraw_directors_group(former - self.director_ids)
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for school, vals in zip(self, vals_list, strict=True):
            if "code" not in (default or {}):
                vals["code"] = self.env._("%s (copy)", school.code)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_facts(self):
        """A school with facts stays: its past campaigns refer to it."""
        for field in self._fields.values():
            if field.type != "one2many" or not field.inverse_name or field.inherited:
                continue
            facts = self.env[field.comodel_name].sudo()  # facts that the user may not see count too
            inverse = facts._fields.get(field.inverse_name)
            if inverse is None or inverse.type != "many2one" or inverse.ondelete != "restrict":
                continue
            fact = facts.with_context(active_test=False).search(
                [(field.inverse_name, "in", self.ids)], limit=1
            )
            if fact:
                raise UserError(
                    self.env._(
                        "“%(school)s” has facts (%(facts)s) and cannot be deleted. "
                        "Archive it instead: it leaves the lists, and its history stays.",
                        school=fact[field.inverse_name].display_name,
                        facts=field._description_string(self.env),
                    )
                )

    def unlink(self):
        partners, directors = self.partner_id, self.director_ids
        result = super().unlink()
        self._withdraw_directors_group(directors)
        # the contact may have letters of its own: it leaves the lists, and nothing is lost
        partners.action_archive()
        return result

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_open_teachers(self):
        """Open the employments of the school in force on the date asked about.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_registry.shnor_employment_action"
        )
        action["domain"] = [("school_id", "=", self.id)]
        action["context"] = {
            "default_school_id": self.id,
            "search_default_is_current": True,
            "as_of": fields.Date.to_string(self._as_of()),
        }
        return action

    def action_open_assessments(self):
        """Open the results of the school's assessments.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_registry.shnor_assessment_action"
        )
        action["domain"] = [("school_id", "=", self.id)]
        action["context"] = {"default_school_id": self.id}
        return action
