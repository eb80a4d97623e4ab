import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

YEAR_NAME = re.compile(r"\s*(\d{4})\s*/\s*(\d{4})\s*")


class ShnorAssessment(models.Model):
    """A school's result in an assessment procedure: counts of students, never a teacher."""

    _name = "shnor.assessment"
    _description = "Assessment result"
    _inherit = ["shnor.logged.fact"]
    _order = "academic_year desc, school_id, procedure, subject_id, grade, id"

    _log_owner = "school_id"
    _guard_fields = ("school_id",)
    _log_fields = (
        "school_id",
        "academic_year",
        "procedure",
        "subject_id",
        "grade",
        "participant_count",
        "below_count",
        "good_count",
        "average",
        "biased",
    )

    # no index of its own: the unique index begins with it
    school_id = fields.Many2one("shnor.school", required=True, ondelete="restrict")
    territory_id = fields.Many2one(related="school_id.territory_id")
    academic_year = fields.Integer(
        required=True,
        index=True,
        aggregator=None,
        default=lambda self: self._default_academic_year(),
        help="The calendar year in which the academic year ends: 2026 for 2025/2026.",
    )
    academic_year_name = fields.Char(
        string="School year",
        compute="_compute_academic_year_name",
        inverse="_inverse_academic_year_name",
        search="_search_academic_year_name",
    )
    procedure = fields.Selection(
        [
            ("vpr", "VPR"),
            ("oge", "OGE"),
            ("ege", "EGE"),
        ],
        required=True,
    )
    subject_id = fields.Many2one("shnor.subject", required=True, index=True, ondelete="restrict")
    grade = fields.Integer(required=True, aggregator=None)
    participant_count = fields.Integer(string="Participants")
    below_count = fields.Integer(string="Below minimum")
    good_count = fields.Integer(string="At 4 and 5")
    average = fields.Float(string="Average mark or score", digits=(8, 2), aggregator=None)
    biased = fields.Boolean(
        string="Signs of bias",
        help="Results with signs of bias are not compared with other years.",
    )
    below_percent = fields.Float(
        string="Below minimum, %",
        digits=(5, 1),
        compute="_compute_below_percent",
        aggregator="avg",
        help="Of the participants; for a group, all below the minimum of all participants.",
    )

    _fact_uniq = models.Constraint(
        "UNIQUE (school_id, academic_year, procedure, subject_id, grade)",
        "The result of this school, year, procedure, subject and grade is entered already.",
    )
    _year_check = models.Constraint(
        "CHECK (academic_year BETWEEN 1990 AND 2100)",
        "Write the school year as 2025/2026.",
    )
    _grade_check = models.Constraint(
        "CHECK (grade BETWEEN 1 AND 12)", "The grade is a number from 1 to 12."
    )
    _counts_check = models.Constraint(
        "CHECK (participant_count >= 0 AND below_count >= 0 AND good_count >= 0 AND average >= 0)",
        "Counts and the average cannot be negative.",
    )
    _participants_check = models.Constraint(
        "CHECK (COALESCE(below_count, 0) + COALESCE(good_count, 0) <= participant_count)",
        "Those below the minimum and those with 4 and 5 cannot be more than the participants. "
        "Check the numbers.",
    )

    @api.model
    def _default_academic_year(self):
        today = fields.Date.context_today(self)
        return today.year + (today.month >= 9)

    @api.depends("school_id", "academic_year", "procedure", "subject_id", "grade")
    @api.depends_context("lang")
    def _compute_display_name(self):
        procedures = dict(self._fields["procedure"]._description_selection(self.env))
        for result in self:
            result.display_name = self.env._(
                "%(procedure)s %(year)s, %(subject)s, grade %(grade)s",
                procedure=procedures.get(result.procedure, ""),
                year=result.academic_year_name,
                subject=result.subject_id.name or "",
                grade=result.grade,
            )

    @api.depends("academic_year")
    def _compute_academic_year_name(self):
        for result in self:
            year = result.academic_year
            result.academic_year_name = f"{year - 1}/{year}" if year else False

    def _inverse_academic_year_name(self):
        for result in self:
            result.academic_year = self._parse_academic_year(result.academic_year_name)

    def _search_academic_year_name(self, operator, value):
        if operator == "in":
            years = [year for name in value if (year := self._match_academic_year(name))]
            return [("academic_year", "in", years)]
        if operator in ("ilike", "like", "=ilike", "=like"):
            digits = re.findall(r"\d{4}", value or "")
            return [("academic_year", "in", [int(digits[-1])])] if digits else NotImplemented
        return NotImplemented

    @api.model
    def _match_academic_year(self, name):
        match = YEAR_NAME.fullmatch(name or "")
        if match and int(match[2]) == int(match[1]) + 1:
            return int(match[2])
        return None

    @api.model
    def _parse_academic_year(self, name):
        """Return the year in which the academic year ``name`` (2025/2026) ends.

        :raise UserError: the text is no academic year
        """
        year = self._match_academic_year(name)
        if not year:
            raise UserError(self.env._("“%s”: write the school year as 2025/2026.", name or ""))
        return year

    @api.depends("participant_count", "below_count")
    def _compute_below_percent(self):
        for result in self:
            count = result.participant_count
            result.below_percent = 100 * result.below_count / count if count else 0

    def _field_to_sql(self, alias, field_expr, query=None):
        # the name of the year is made from the number: it can be grouped and sorted by
        if field_expr == "academic_year_name":
            year = self._field_to_sql(alias, "academic_year", query)
            return SQL("(%(year)s - 1) || '/' || %(year)s", year=year)
        return super()._field_to_sql(alias, field_expr, query)

    def _read_group_select(self, aggregate_spec, query):
        # a share of a group is a share of its students, not the mean of its rows' shares
        if aggregate_spec == "below_percent:avg":
            return SQL(
                "SUM(%(below)s) * 100.0 / NULLIF(SUM(%(participants)s), 0)",
                below=self._field_to_sql(self._table, "below_count", query),
                participants=self._field_to_sql(self._table, "participant_count", query),
            )
        return super()._read_group_select(aggregate_spec, query)
