"""What the person who prepares an order should know before signing; nothing here forbids it."""

from datetime import timedelta

from odoo.tools import format_date

from .shnor_campaign import WORKING_GROUP, WORKING_GROUP_DAYS

JULY, DECEMBER = 7, 12


class OrderWarnings:
    """The warnings of one order."""

    def __init__(self, order):
        self.order = order
        self.env = order.env
        self.calendar = order.env["shnor.calendar.day"]

    def warnings(self):
        """Return the warnings.

        :return: list of str
        """
        return [
            *self._wave(),
            *self._days_off(),
            *self._working_group(),
            *self._results(),
            *self._people(),
            *self._composition(),
        ]

    def _day(self, date):
        return format_date(self.env, date, date_format="dd.MM.yyyy")

    def _wave(self):
        order = self.order
        if order.date_begin and order.date_begin.month not in (JULY, DECEMBER):
            yield self.env._(
                "The regulation has the monitoring held in July and in December; this one begins "
                "on %s.",
                self._day(order.date_begin),
            )

    def _days_off(self):
        order = self.order
        dates = [
            (order.date_begin, self.env._("The monitoring begins")),
            (order.date_end, self.env._("The monitoring ends")),
        ]
        for stage in order.stage_ids:
            name = stage.stage_type_id.name
            dates += [
                (stage.date_from, self.env._("Stage “%s” begins", name)),
                (stage.date_to, self.env._("Stage “%s” ends", name)),
            ]
        known = [date for date, _what in dates if date]
        if not known:
            return
        off = self.calendar._days_off(min(known), max(known))
        for date, what in dates:
            if date in off:
                yield self.env._(
                    "%(what)s on a day off: %(day)s (%(why)s).",
                    what=what,
                    day=self._day(date),
                    why=off[date] or format_date(self.env, date, date_format="EEEE"),
                )

    def _working_group(self):
        order = self.order
        if not order.date_end:
            return
        days = (
            order.stage_ids.stage_type_id.filtered(
                lambda kind: kind.code == WORKING_GROUP
            ).days_after_end
            or WORKING_GROUP_DAYS
        )
        limit = order.date_end + timedelta(days=days)
        off = self.calendar._days_off(order.date_end + timedelta(days=1), limit)
        working = days - len(off)
        if limit in off or working * 2 < days:
            last = self.calendar._last_working(limit)
            yield self.env._(
                "Of the %(days)s days that the working group has (until %(limit)s), %(off)s are "
                "days off; the last working day is %(last)s. The term is in calendar days and "
                "does not move.",
                days=days,
                limit=self._day(limit),
                off=len(off),
                last=self._day(last) if last > order.date_end else self.env._("not there"),
            )

    def _results(self):
        order = self.order
        if not order.date_begin or not order.date_end or order.date_begin.month != JULY:
            return
        results = self.calendar._results_day(order.date_end.year)
        if results and results > order.date_end:
            yield self.env._(
                "The results of this year's assessments come by %(results)s, after the end of the "
                "monitoring (%(end)s): indicator 1 would be counted on last year's.",
                results=self._day(results),
                end=self._day(order.date_end),
            )

    def _people(self):
        for line in self.order.responsible_ids:
            if not line.email_normalized:
                yield self.env._(
                    "%(person)s (stage “%(stage)s”) has no e-mail: the task goes to whoever signs.",
                    person=line.name or "",
                    stage=line.stage_type_id.name or "",
                )
            elif not line.user_id:
                yield self.env._(
                    "%(person)s (stage “%(stage)s”) has no account: the task goes to whoever "
                    "signs.",
                    person=line.name or "",
                    stage=line.stage_type_id.name or "",
                )
            strangers = line.school_ids - self.order.participant_ids.school_id
            if strangers:
                yield self.env._(
                    "%(person)s answers for schools that do not take part: %(schools)s.",
                    person=line.name or "",
                    schools=", ".join(strangers.mapped("display_name")),
                )

    def _composition(self):
        order = self.order
        if not order.date_begin or not order.participant_ids:
            return
        schools = order.participant_ids.school_id
        held = schools._statuses_on(order.date_begin)
        without = schools.filtered(lambda school: not held.get(school.id))
        if without:
            yield self.env._(
                "No status in force on %(day)s by the registry: %(schools)s.",
                day=self._day(order.date_begin),
                schools=", ".join(without.mapped("display_name")),
            )
        if order.territory_id:
            missing = order._schools_with_status(order.territory_id) - schools
            if missing:
                yield self.env._(
                    "Has a status in force on %(day)s and is not on the list: %(schools)s.",
                    day=self._day(order.date_begin),
                    schools=", ".join(missing.mapped("display_name")),
                )
