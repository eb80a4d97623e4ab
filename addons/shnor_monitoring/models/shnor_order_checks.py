"""What keeps an order from being signed: each message names the place and the remedy."""

from collections import Counter
from datetime import timedelta

from odoo.tools import format_date


class OrderChecks:
    """The checks of one order, in the order in which a person reads the form."""

    def __init__(self, order):
        self.order = order
        self.env = order.env

    def problems(self, signing=True):
        """Return everything that keeps the order from being signed.

        :param bool signing: whether number and date, given on that day, must be there
        :return: list of str, sentences for the person who signs; empty when all is well
        """
        return [
            *(self._number() if signing else ()),
            *self._head(),
            *self._participants(),
            *self._stages(),
            *self._responsibles(),
            *(self._amendment() if self.order.amends_id else ()),
        ]

    def _day(self, date):
        return format_date(self.order.env, date, date_format="dd.MM.yyyy")

    def _number(self):
        order = self.order
        if not order.number:
            yield self.env._("The number of the order is missing: fill in “Number”.")
        if not order.date:
            yield self.env._("The date of the order is missing: fill in “Date”.")

    def _head(self):
        order = self.order
        if not order.period_from or not order.period_to:
            yield self.env._("The observation period is missing: fill in both of its dates.")
        elif order.period_from > order.period_to:
            yield self.env._(
                "The observation period ends on %(end)s, before it begins (%(begin)s): "
                "exchange the dates.",
                end=self._day(order.period_to),
                begin=self._day(order.period_from),
            )
        if not order.date_begin or not order.date_end:
            yield self.env._("The dates of the monitoring are missing: fill in “Begin” and “End”.")
        elif order.date_begin > order.date_end:
            yield self.env._(
                "The monitoring ends on %(end)s, before it begins (%(begin)s): correct the dates.",
                end=self._day(order.date_end),
                begin=self._day(order.date_begin),
            )

    def _participants(self):
        order = self.order
        if not order.participant_ids:
            yield self.env._("No participants: add schools on the page “Participants”.")
        for school, count in Counter(line.school_id for line in order.participant_ids).items():
            if school and count > 1:
                yield self.env._(
                    "“%s” stands on the page “Participants” more than once: leave one line.",
                    school.display_name,
                )

    def _stages(self):
        order = self.order
        if not order.stage_ids:
            yield self.env._("No stages: add them with their dates on the page “Stages”.")
        for stage_type, count in Counter(line.stage_type_id for line in order.stage_ids).items():
            if stage_type and count > 1:
                yield self.env._(
                    "Stage “%s” stands on the page “Stages” more than once: leave one line.",
                    stage_type.name,
                )
        for stage in order.stage_ids:
            yield from self._stage_dates(stage)

    def _stage_dates(self, stage):
        order = self.order
        name = stage.stage_type_id.name
        if not stage.date_from or not stage.date_to:
            yield self.env._("Stage “%s” has no dates: fill in both.", name)
            return
        if stage.date_from > stage.date_to:
            yield self.env._(
                "Stage “%(stage)s” ends on %(end)s, before it begins (%(begin)s): "
                "correct the dates.",
                stage=name,
                end=self._day(stage.date_to),
                begin=self._day(stage.date_from),
            )
            return
        if not order.date_begin or not order.date_end:
            return
        if stage.date_from < order.date_begin:
            yield self.env._(
                "Stage “%(stage)s” begins on %(begin)s, before the monitoring (%(limit)s): "
                "correct the dates.",
                stage=name,
                begin=self._day(stage.date_from),
                limit=self._day(order.date_begin),
            )
        limit = order.date_end + timedelta(days=stage.stage_type_id.days_after_end)
        if stage.date_to > limit:
            yield self.env._(
                "Stage “%(stage)s” ends on %(end)s; the last day that it may take is %(limit)s: "
                "correct the dates.",
                stage=name,
                end=self._day(stage.date_to),
                limit=self._day(limit),
            )

    def _responsibles(self):
        order = self.order
        staffed = order.responsible_ids.stage_type_id
        for stage_type in order.stage_ids.stage_type_id - staffed:
            yield self.env._(
                "Stage “%s” has nobody responsible: add a line on the page “Responsibles”.",
                stage_type.name,
            )
        for line in order.responsible_ids:
            if line.stage_type_id and line.stage_type_id not in order.stage_ids.stage_type_id:
                yield self.env._(
                    "%(person)s answers for the stage “%(stage)s”, which the order does not have: "
                    "add the stage with its dates or delete the line.",
                    person=line.name,
                    stage=line.stage_type_id.name,
                )

    def _amendment(self):
        order = self.order
        root = order.amends_id
        if root.state not in ("signed", "in_force"):
            yield self.env._(
                "Order %s, which is to be amended, is not in force.", root.display_name
            )
        latest = root._latest_in_chain()
        if order.base_id != latest:
            yield self.env._(
                "%s was signed since this draft was made: press “Take over the later order”, "
                "then look at the changes again.",
                latest.display_name,
            )
        elif not order._changes():
            yield self.env._(
                "The amendment changes nothing: correct dates, participants or responsibles."
            )
