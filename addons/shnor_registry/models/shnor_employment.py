from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date


class ShnorEmployment(models.Model):
    """A teacher's post in a school: employed on D when hired by D and not yet dismissed on D."""

    _name = "shnor.employment"
    _description = "Employment"
    _inherit = ["shnor.teacher.fact", "shnor.as.of.mixin"]
    _order = "teacher_id, date_from desc, id"

    _guard_fields = ("school_id", "teacher_id")
    _log_fields = (
        "school_id",
        "date_from",
        "date_to",
        "position",
        "category",
        "experience_years",
        "subject_ids",
    )

    teacher_id = fields.Many2one(ondelete="cascade")
    school_id = fields.Many2one("shnor.school", required=True, index=True, ondelete="restrict")
    territory_id = fields.Many2one(related="school_id.territory_id")
    date_from = fields.Date(string="Hired", required=True)
    date_to = fields.Date(string="Dismissed", help="The first day when the person works no longer.")
    position = fields.Char()
    category = fields.Selection(
        [
            ("highest", "Highest"),
            ("first", "First"),
            ("conformity", "Conformity"),
            ("none", "None"),
        ],
        string="Qualification category",
    )
    experience_years = fields.Integer(string="Experience, years", aggregator="avg")
    subject_ids = fields.Many2many(
        "shnor.subject",
        "shnor_employment_subject_rel",
        "employment_id",
        "subject_id",
        string="Subjects",
    )
    is_current = fields.Boolean(
        string="Employed",
        compute="_compute_is_current",
        search="_search_is_current",
        help="Employed on the date asked about (today unless another was chosen).",
    )

    # somebody may hold two posts in one school from the same day
    _post_uniq = models.UniqueIndex(
        "(teacher_id, school_id, date_from, COALESCE(position, ''))",
        "This post of the teacher in this school is entered already.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)",
        "A person cannot be dismissed before being hired. Correct the dates.",
    )
    _experience_check = models.Constraint(
        "CHECK (experience_years >= 0)", "Years of experience cannot be negative."
    )
    _school_date_idx = models.Index("(school_id, date_from, date_to)")

    @api.depends("teacher_id.code", "school_id.short_name", "school_id.name", "position")
    def _compute_display_name(self):
        for job in self:
            parts = (job.teacher_id.code, job.school_id.display_name, job.position)
            job.display_name = ", ".join(part for part in parts if part)

    @api.depends("date_from", "date_to")
    @api.depends_context("as_of")
    def _compute_is_current(self):
        day = self._as_of()
        for job in self:
            job.is_current = job._employed_on(day)

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._employed_domain(self._as_of())

    @api.model
    def _employed_domain(self, date):
        """Return the domain of the employments in force on ``date``.

        :param datetime.date date: the day of dismissal is not a day of work
        :return: Domain on shnor.employment
        """
        return Domain("date_from", "<=", date) & (
            Domain("date_to", "=", False) | Domain("date_to", ">", date)
        )

    def _employed_on(self, day):
        self.ensure_one()
        return bool(
            self.date_from and self.date_from <= day and (not self.date_to or self.date_to > day)
        )

    @api.constrains("teacher_id", "school_id", "position", "date_from", "date_to")
    def _check_overlap(self):
        """One post is not held twice at a time (one query for all).

        Two different posts in one school at a time are lawful (internal combination of posts).
        """
        self.flush_model(["teacher_id", "school_id", "position", "date_from", "date_to"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT a.id, b.id
                  FROM shnor_employment a
                  JOIN shnor_employment b
                    ON b.teacher_id = a.teacher_id AND b.school_id = a.school_id AND b.id <> a.id
                   AND LOWER(COALESCE(b.position, '')) = LOWER(COALESCE(a.position, ''))
                   AND b.date_from < COALESCE(a.date_to, 'infinity')
                   AND a.date_from < COALESCE(b.date_to, 'infinity')
                 WHERE a.id = ANY(%s)
                 LIMIT 1
                """,
                list(self.ids),
            )
        )
        if rows:
            # sudo: both posts are of the same teacher and school
            job, other = self.sudo().browse(rows[0])
            raise ValidationError(
                self.env._(
                    "%(job)s: employed from %(begin)s already. "
                    "Give the earlier employment a date of dismissal or correct the dates.",
                    job=job.display_name,
                    begin=format_date(self.env, other.date_from),
                )
            )
