from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

SATURDAY = 5
# no holidays of this country last longer
LONGEST_BREAK = 31


class ShnorCalendarDay(models.Model):
    """A day of the production calendar that is not what its weekday says.

    The holidays are those of article 112 of the Labour Code, the moved days those of the
    government's yearly decree: a data file a year, which staff go on with in the list.
    """

    _name = "shnor.calendar.day"
    _description = "Day of the production calendar"
    _order = "date desc"
    _rec_name = "name"

    date = fields.Date(required=True)
    kind = fields.Selection(
        [
            ("holiday", "Day off"),
            ("working", "Working day"),
            ("results", "Results of external assessments are in"),
        ],
        required=True,
        default="holiday",
        help="“Working day” is a Saturday or Sunday that is worked. “Results” is no day off: "
        "before that day last year's results stand in for this year's.",
    )
    name = fields.Char(required=True)

    _date_uniq = models.Constraint(
        "UNIQUE (date, kind)", "The calendar has this day already: correct its line."
    )

    @api.model
    def _days_off(self, begin, end):
        """Return the days off from ``begin`` to ``end``, both inclusive (one query).

        :param date begin: first day
        :param date end: last day
        :return: dict {date: name of the holiday, False on a Saturday or Sunday}
        """
        special = {
            day.date: day
            # sudo: the calendar is no secret
            for day in self.sudo().search(
                [
                    ("date", ">=", begin),
                    ("date", "<=", end),
                    ("kind", "in", ("holiday", "working")),
                ]
            )
        }
        days = {}
        for shift in range((end - begin).days + 1):
            date = begin + timedelta(days=shift)
            day = special.get(date)
            if day and day.kind == "holiday":
                days[date] = day.name
            elif not day and date.weekday() >= SATURDAY:
                days[date] = False
        return days

    @api.model
    def _is_working(self, date):
        """Return whether people work on a day."""
        return date not in self._days_off(date, date)

    @api.model
    def _next_working(self, date):
        """Return the day itself if it is worked, else the next one that is."""
        off = self._days_off(date, date + timedelta(days=LONGEST_BREAK))
        while date in off:
            date += timedelta(days=1)
        return date

    @api.model
    def _last_working(self, date):
        """Return the day itself if it is worked, else the last one before it that is."""
        off = self._days_off(date - timedelta(days=LONGEST_BREAK), date)
        while date in off:
            date -= timedelta(days=1)
        return date

    @api.model
    def _results_day(self, year):
        """Return from which day on the external results of a year are in; None if not entered."""
        # sudo: see _days_off
        day = self.sudo().search(
            [
                ("kind", "=", "results"),
                ("date", ">=", f"{year}-01-01"),
                ("date", "<=", f"{year}-12-31"),
            ],
            order="date desc",
            limit=1,
        )
        return day.date or None

    @api.depends("name", "date")
    def _compute_display_name(self):
        for day in self:
            day.display_name = f"{format_date(self.env, day.date)} {day.name or ''}".strip()
