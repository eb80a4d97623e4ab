from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_date

from .shnor_school import CATEGORIES


class ShnorSchoolStatus(models.Model):
    """From when to when a school was counted as ШНОР or ШНСУ, and by which document."""

    _name = "shnor.school.status"
    _description = "School status"
    _inherit = ["shnor.logged.fact", "shnor.as.of.mixin"]
    _order = "school_id, date_from desc, category, id"
    _rec_name = "category"

    _log_owner = "school_id"
    _guard_fields = ("school_id",)
    _log_fields = ("school_id", "category", "date_from", "date_to", "basis")

    school_id = fields.Many2one("shnor.school", required=True, index=True, ondelete="restrict")
    territory_id = fields.Many2one(related="school_id.territory_id")
    category = fields.Selection(CATEGORIES, string="Status", required=True)
    date_from = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="To", help="The last day, inclusive; empty while in force.")
    basis = fields.Char(help="The order or the list that gave the status.")
    is_current = fields.Boolean(
        string="In force",
        compute="_compute_is_current",
        search="_search_is_current",
        help="In force on the date asked about (today unless another was chosen).",
    )

    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)",
        "A status cannot end before it begins. Correct the dates.",
    )
    _school_category_idx = models.Index("(category, school_id, date_from)")

    @api.depends("category", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["category"]._description_selection(self.env))
        for status in self:
            period = self.env._("from %s", format_date(self.env, status.date_from))
            if status.date_to:
                period = self.env._(
                    "%(period)s to %(end)s",
                    period=period,
                    end=format_date(self.env, status.date_to),
                )
            status.display_name = f"{labels.get(status.category, '')} {period}"

    @api.depends("date_from", "date_to")
    @api.depends_context("as_of")
    def _compute_is_current(self):
        day = self._as_of()
        for status in self:
            status.is_current = status._in_force(day)

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        day = self._as_of()
        return [
            ("date_from", "<=", day),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", day),
        ]

    def _in_force(self, day):
        self.ensure_one()
        return bool(
            self.date_from and self.date_from <= day and (not self.date_to or self.date_to >= day)
        )

    @api.constrains("school_id", "category", "date_from", "date_to")
    def _check_overlap(self):
        """Two statuses of one category in one school never overlap (one query for all)."""
        self.flush_model(["school_id", "category", "date_from", "date_to"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT a.id, b.id
                  FROM shnor_school_status a
                  JOIN shnor_school_status b
                    ON b.school_id = a.school_id AND b.category = a.category AND b.id <> a.id
                   AND b.date_from <= COALESCE(a.date_to, 'infinity')
                   AND a.date_from <= COALESCE(b.date_to, 'infinity')
                 WHERE a.id = ANY(%s)
                 LIMIT 1
                """,
                list(self.ids),
            )
        )
        if rows:
            # sudo: the other status of the same school is named in the message
            status, other = self.sudo().browse(rows[0])
            raise ValidationError(
                self.env._(
                    "%(school)s: “%(status)s” overlaps “%(other)s”. "
                    "Close the earlier status or correct the dates.",
                    school=status.school_id.display_name,
                    status=status.display_name,
                    other=other.display_name,
                )
            )
