from collections import defaultdict
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .shnor_order import EFFECTIVE
from .shnor_order_warnings import OrderWarnings

# regulation: a wave in July, a wave in December, each over the half-year before
JULY, DECEMBER = 7, 12
HALF_YEAR = 6


class ShnorOrder(models.Model):
    """Preparing an order from the previous one: dates, schools, people are proposed."""

    _inherit = "shnor.order"

    warnings = fields.Text(compute="_compute_warnings")
    previous_order_id = fields.Many2one(
        "shnor.order",
        string="Previous order",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="The schools are compared with those of its monitoring.",
    )
    composition_words = fields.Text(
        string="Who entered and who left",
        compute="_compute_composition_words",
        help="Against the previous monitoring, with the reason by the registry.",
    )

    @api.depends(
        "date_begin",
        "date_end",
        "participant_ids.school_id",
        "stage_ids.date_from",
        "stage_ids.date_to",
        "responsible_ids.email",
        "responsible_ids.school_ids",
    )
    @api.depends_context("lang")
    def _compute_warnings(self):
        for order in self:
            draft = order.state in ("draft", "approval")
            order.warnings = "\n".join(OrderWarnings(order).warnings()) if draft else False

    # ------------------------------------------------------------------
    # Who entered, who left
    # ------------------------------------------------------------------
    @api.depends("previous_order_id", "participant_ids.school_id", "date_begin")
    @api.depends_context("lang")
    def _compute_composition_words(self):
        for order in self:
            words = list(order._word_composition()) if order.previous_order_id else []
            order.composition_words = "\n".join(words)

    def _word_composition(self):
        before = self.previous_order_id._latest_in_chain().participant_ids.school_id
        now = self.participant_ids.school_id
        day = self.date_begin or fields.Date.context_today(self)
        held = (now - before)._statuses_on(day)
        for school in now - before:
            why = "; ".join(_word_status(status) for status in held.get(school.id, ()))
            yield self.env._(
                "Entered: %(school)s — %(why)s.",
                school=school.display_name,
                why=why or self.env._("no status by the registry"),
            )
        gone = before - now
        ended = defaultdict(lambda: self.env["shnor.school.status"])
        for status in self.env["shnor.school.status"].search(
            [("school_id", "in", gone.ids), ("date_to", "!=", False), ("date_to", "<", day)]
        ):
            ended[status.school_id] |= status
        for school in gone:
            status = ended[school].sorted("date_to")[-1:]
            why = self.env._("taken off the list by hand")
            if not school.active:
                why = self.env._("the school is archived")
            elif status:
                why = _word_status(status)
            yield self.env._("Left: %(school)s — %(why)s.", school=school.display_name, why=why)

    def _schools_with_status(self, territory):
        """Return the schools of a territory that hold a status on the first day."""
        schools = self.env["shnor.school"]
        return schools.search(
            Domain(schools._status_domain(self.date_begin))
            & Domain("territory_id", "child_of", territory.ids),
            order="code",
        )

    # ------------------------------------------------------------------
    # The next order
    # ------------------------------------------------------------------
    def action_prepare_next(self):
        """Draft the order of the next wave from the last one in force, and open it.

        A button above the list: whichever orders are chosen there does not matter.

        :return: dict, window action of the draft; of an empty one when there was none before
        """
        self.check_access("create")
        last = self.search(
            [("state", "in", (*EFFECTIVE, "fulfilled")), ("amends_id", "=", False)],
            order="date_begin desc, id desc",
            limit=1,
        )
        if not last:
            return {
                "type": "ir.actions.act_window",
                "res_model": self._name,
                "views": [(False, "form")],
            }
        return last._prepare_next()._get_records_action()

    def _prepare_next(self):
        """Return a draft of the order of the wave after this one.

        Dates are shifted to the next July or December and off days off; the schools are those
        with a status on the first day; stages, responsibles, working group are kept.
        """
        self.ensure_one()
        latest = self._latest_in_chain()
        begin = self._next_wave(latest.date_begin)
        calendar = self.env["shnor.calendar.day"]
        first = calendar._next_working(begin)
        shift = first - latest.date_begin
        length = latest.date_end - latest.date_begin
        end = calendar._last_working(first + length)
        order = latest.copy(
            {
                "amends_id": False,
                "base_id": False,
                "previous_order_id": self.id,
                "title": self._next_title(begin),
                "date_begin": first,
                "date_end": end,
                "period_from": latest.period_to + timedelta(days=1),
                "period_to": latest.period_to + relativedelta(months=HALF_YEAR, day=31),
                "participant_ids": [(0, 0, line) for line in self._next_participants(first)],
                "stage_ids": [
                    (0, 0, line) for line in latest._next_stages(shift, first, end, calendar)
                ],
            }
        )
        order.reviewer_ids = [
            (0, 0, {"user_id": one.user_id.id, "sequence": one.sequence})
            for one in self.reviewer_ids
            if one.user_id not in order.reviewer_ids.user_id and one.user_id.active
        ]
        return order

    @api.model
    def _next_wave(self, after):
        """Return the first day of the wave after a day: 1 July or 1 December (regulation)."""
        waves = [
            date(year, month, 1)
            for year in (after.year, after.year + 1)
            for month in (JULY, DECEMBER)
        ]
        return next(wave for wave in waves if wave > after + timedelta(days=31))

    def _next_title(self, begin):
        if begin.month == JULY:
            return self.env._("On the monitoring of work with schools in July %s", begin.year)
        return self.env._("On the monitoring of work with schools in December %s", begin.year)

    def _next_participants(self, day):
        territory = self.territory_id
        schools = self.env["shnor.school"]
        domain = Domain(schools._status_domain(day))
        if territory:
            domain &= Domain("territory_id", "child_of", territory.ids)
        found = schools.search(domain, order="code")
        held = found._statuses_on(day)
        for sequence, school in enumerate(found, start=1):
            yield {
                "school_id": school.id,
                "basis": self._word_basis(held.get(school.id, ())),
                "sequence": sequence,
            }

    @api.model
    def _word_basis(self, statuses):
        """Return the statuses of a school as an order words them: “ШНОР и ШНСУ”."""
        held = {status.category for status in statuses}
        found = [words for category, words in _labels(statuses) if category in held]
        if len(found) == 2:
            return self.env._("%(one)s and %(other)s", one=found[0], other=found[1])
        return "".join(found)

    def _next_stages(self, shift, first, end, calendar):
        for stage in self.stage_ids:
            begin = max(calendar._next_working(stage.date_from + shift), first)
            last = calendar._last_working(stage.date_to + shift)
            limit = end + timedelta(days=stage.stage_type_id.days_after_end)
            yield {
                "stage_type_id": stage.stage_type_id.id,
                "date_from": min(begin, limit),
                "date_to": max(min(last, limit), min(begin, limit)),
            }


def _labels(statuses):
    field = statuses._fields["category"] if statuses else None
    return field._description_selection(statuses.env) if field else []


def _word_status(status):
    return f"{status.display_name} ({status.basis})" if status.basis else status.display_name
