from collections import defaultdict
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .shnor_measure import OPEN

# more bars than that nobody looks through on one screen
MOST = 400
MONTHS = 12
FIRST_MONTH = 9  # of the school year
GROUPS = ("school", "task", "project", "territory")
SHOWN = ("open", "late", "all")


class ShnorMeasure(models.Model):
    """Measures along the months of a school year, each a bar, by school, task, project or place."""

    _inherit = "shnor.measure"

    @api.model
    def timeline_data(self, year=None, group="school", show="open", words=""):
        """Return a school year of the reader's measures (a constant number of queries).

        :param int year: in which the school year begins; None: the one of today
        :param str group: one of GROUPS
        :param str show: one of SHOWN
        :param str words: part of the name of a school, measure, task or responsible person
        :return: dict: ``year, title, months`` (name and place), ``today`` (place, or None),
            ``groups`` (name, done, total, percent, bars), ``counts``, ``total``, ``shown``,
            ``dateless``
        """
        begin, end = self._timeline_span(year)
        base = self._timeline_base(begin, end, words)
        domains = {
            "open": self._open_domain(),
            "late": Domain("late_days", ">", 0),
            "all": Domain.TRUE,
        }
        domain = base & domains.get(show, Domain.TRUE)
        total = self.search_count(domain)
        measures = self.search(domain, limit=MOST)
        today = fields.Date.context_today(self)
        name = group if group in GROUPS else "school"
        return {
            "year": begin.year,
            "title": f"{begin.year}/{end.year}",
            "months": self._timeline_months(begin, end),
            "today": _place(today, begin, end) if begin <= today <= end else None,
            "groups": measures._timeline_groups(name, begin, end),
            "counts": {key: self.search_count(base & one) for key, one in domains.items()},
            "total": total,
            "shown": len(measures),
            "dateless": self.search_count(
                Domain("date_from", "=", False) & Domain("date_to", "=", False)
            ),
        }

    @api.model
    def _timeline_span(self, year):
        """Return the first and the last day of the school year that begins in ``year``."""
        today = fields.Date.context_today(self)
        if not isinstance(year, int) or not 1990 <= year <= 2100:
            year = today.year - (today.month < FIRST_MONTH)
        begin = date(year, FIRST_MONTH, 1)
        return begin, begin + relativedelta(months=MONTHS, days=-1)

    @api.model
    def _timeline_base(self, begin, end, words):
        """Return the domain of the measures of a span; one date is enough to place a bar."""
        dated = Domain("date_from", "!=", False) | Domain("date_to", "!=", False)
        starts = Domain("date_from", "=", False) | Domain("date_from", "<=", end)
        ends = Domain("date_to", "=", False) | Domain("date_to", ">=", begin)
        if begin <= fields.Date.context_today(self) <= end:
            # what is late since last year goes on until today
            ends |= Domain("late_days", ">", 0)
        domain = dated & starts & ends
        if isinstance(words, str) and words.strip():
            names = ("name", "task", "responsible", "school_id.name", "school_id.short_name")
            domain &= Domain.OR(Domain(name, "ilike", words.strip()) for name in names)
        return domain

    @api.model
    def _timeline_months(self, begin, end):
        months = [begin + relativedelta(months=number) for number in range(MONTHS)]
        return [
            {
                "name": format_date(self.env, month, date_format="LLL"),
                "left": _place(month, begin, end),
            }
            for month in months
        ]

    def _timeline_groups(self, name, begin, end):
        labels = dict(self._fields["state"]._description_selection(self.env))
        found = defaultdict(self.browse)
        for measure in self:
            found[
                measure[f"{name}_id"].display_name
                if name in ("school", "territory")
                else measure[name] or ""
            ] |= measure
        return [
            {
                "name": group or self.env._("Not stated"),
                "done": len(measures.filtered(lambda one: one.state == "done")),
                "total": len(measures),
                "percent": round(sum(measures.mapped("percent")) / len(measures)),
                "bars": [one._timeline_bar(labels, begin, end) for one in measures],
            }
            for group, measures in sorted(found.items())
        ]

    def _timeline_bar(self, labels, begin, end):
        first = self.date_from or self.date_to
        last = self.date_to or self.date_from
        until = last
        if self.late_days:
            until = max(last, min(fields.Date.context_today(self), end))
        left = _place(max(first, begin), begin, end)
        due = _place(max(min(last, end) + timedelta(days=1), begin), begin, end)
        right = _place(min(until, end) + timedelta(days=1), begin, end)
        dates = " – ".join(
            f"{day:%d.%m.%Y}" for day in dict.fromkeys((self.date_from, self.date_to)) if day
        )
        return {
            "id": self.id,
            "name": self.name,
            "school": self.school_id.display_name,
            "task": self.task or "",
            "responsible": self.responsible or "",
            "state": self.state,
            "state_label": labels[self.state],
            "percent": self.percent,
            "late": self.late_days,
            "open": self.state in OPEN,
            "dates": dates,
            "left": left,
            # a bar until the day when it is due, and a tail of the days since
            "width": max(round(due - left, 2), 0),
            "tail": max(round(right - due, 2), 0),
            "right": right,
            "before": first < begin,
            "after": until > end,
        }


def _place(day, begin, end):
    """Return where a day begins between two days, per cent."""
    return round(100 * (day - begin).days / ((end - begin).days + 1), 2)
