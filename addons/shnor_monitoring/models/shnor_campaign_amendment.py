from datetime import timedelta

from odoo import fields, models
from odoo.tools import format_date

from .shnor_campaign import WORKING_GROUP_DAYS
from .survey_user_input import FILLING, SELF_EVALUATION


class ShnorCampaign(models.Model):
    """An amendment changes a campaign: dates, schools, responsibles, and what follows."""

    _inherit = "shnor.campaign"

    dates_order_id = fields.Many2one(
        "shnor.order",
        string="Dates are set by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The order or the amendment that the dates of the monitoring come from.",
    )

    def _amend(self, order, changes):
        """Take over the changes of an amendment that was just signed.

        :param order: shnor.order, the amendment
        :param list changes: of Change
        :raise UserError: the campaign is closed or cancelled
        """
        self.ensure_one()
        # sudo: a campaign changes by signed orders only; who may sign was checked
        campaign = self.sudo()
        campaign.lock_for_update(allow_referencing=True)
        campaign._check_open()
        by_kind = {}
        for change in changes:
            by_kind.setdefault(change.kind, []).append(change)
        campaign._amend_dates(order, by_kind)
        campaign._amend_stages(order, by_kind.get("stage", ()))
        campaign._amend_participants(order, by_kind.get("participant", ()))
        if "responsible" in by_kind or "stage" in by_kind:
            campaign._amend_responsibles(order)
        campaign._amend_deadlines()
        if not by_kind.keys().isdisjoint({"period", "participant"}):
            campaign.run_id = False  # counted for another list, or another period
        self._log("amendment", [order._word_change(one) for one in changes], document=order)
        campaign._follow_order()

    def _follow_order(self):
        """Make what follows from the order: schools at stages, responsibilities, tasks."""
        rows = self.env["shnor.stage.school"]
        rows.search([("campaign_id", "in", self.ids)])._refresh()
        rows._create_missing(self)
        self.stage_ids._refresh_done()
        self.env["shnor.responsibility"]._refresh(self)

    def _amend_dates(self, order, by_kind):
        values = {}
        if "period" in by_kind:
            values.update(period_from=order.period_from, period_to=order.period_to)
        if "monitoring" in by_kind:
            days = self._stage_of("working_group").stage_type_id.days_after_end
            values.update(
                date_begin=order.date_begin,
                date_end=order.date_end,
                working_group_deadline=order.date_end + timedelta(days=days or WORKING_GROUP_DAYS),
            )
        if values:
            self.write({**values, "dates_order_id": order.id})

    def _amend_stages(self, order, changes):
        stages = {
            stage.stage_type_id: stage for stage in self.with_context(active_test=False).stage_ids
        }
        for change in changes:
            stage = stages.get(change.key)
            if change.new is None:
                stage.write({"active": False, "order_id": order.id})
                continue
            values = {
                "date_from": change.new[0],
                "date_to": change.new[1],
                "order_id": order.id,
                "active": True,
            }
            if stage:
                stage.write(values)
            else:
                self.env["shnor.stage"].create(
                    {**values, "campaign_id": self.id, "stage_type_id": change.key.id}
                )
        self.invalidate_recordset(["stage_ids"])

    def _amend_participants(self, order, changes):
        everybody = {
            one.school_id: one for one in self.with_context(active_test=False).participant_ids
        }
        participants = self.env["shnor.participant"]
        gone, back = participants, {}
        entered = self.env["shnor.school"]
        lines = order.participant_ids.grouped("school_id")
        for change in changes:
            participant = everybody.get(change.key)
            if change.new is None:
                gone |= participant
            elif participant is None:
                entered |= change.key
            elif change.old is None:
                back.setdefault(change.new[0], []).append(participant.id)
            else:
                participant.write({"basis": change.new[0], "order_id": order.id})
        if gone:
            gone._exclude(order)
        for basis, ids in back.items():
            participants.browse(ids)._admit(order, basis)
        participants._create_from_lines(self, [lines[school][:1] for school in entered])
        self.invalidate_recordset(["participant_ids"])

    def _amend_responsibles(self, order):
        """Point the stages at the lines in force; who stays keeps the line of the older order."""
        for stage in self.stage_ids:
            old = {line._content_key(): line for line in stage.responsible_ids}
            lines = self.env["shnor.order.responsible"]
            for line in order.responsible_ids:
                if line.stage_type_id == stage.stage_type_id:
                    same = old.get(line._content_key())
                    keep = same and same._content_value() == line._content_value()
                    lines |= same if keep else line
            if lines != stage.responsible_ids:
                stage.responsible_ids = [(6, 0, lines.ids)]

    def _amend_deadlines(self):
        """Move the last days of the forms; a later day by an extension or a return stays."""
        stage = self._stage_of(SELF_EVALUATION)
        if not stage:
            return
        longer = {
            one.participant_id: one.date_until
            for one in self.extension_ids.sorted("date_until")
            if one.state == "granted" and one.stage_id == stage
        }
        sheets = self.participant_ids.sheet_ids.filtered(
            lambda sheet: sheet.form_code == SELF_EVALUATION and sheet.form_state in FILLING
        )
        reopened = sheets.filtered("form_reopening_ids")
        groups = {}
        for sheet in sheets:
            end = self._end_of_day(
                max(filter(None, (stage.date_to, longer.get(sheet.participant_id))))
            )
            if sheet in reopened and sheet.deadline and sheet.deadline > end:
                continue
            if sheet.deadline != end:
                groups.setdefault(end, []).append(sheet.id)
        for end, ids in groups.items():
            sheets.browse(ids).write({"deadline": end})

    # ------------------------------------------------------------------
    # What an amendment would change
    # ------------------------------------------------------------------
    def _word_impact(self, changes):
        """Return what follows from changes, in words, before anything is signed.

        :param list changes: of Change
        :return: list of str: tasks, forms, indicators
        """
        self.ensure_one()
        by_kind = {}
        for change in changes:
            by_kind.setdefault(change.kind, []).append(change)
        return [
            *self._word_impact_on_tasks(by_kind),
            *self._word_impact_on_forms(by_kind),
            *self._word_impact_on_indicators(by_kind),
        ]

    def _word_impact_on_tasks(self, by_kind):
        pending = self.responsibility_ids.filtered(
            lambda one: one.state in ("ahead", "open", "late")
        )
        moved = {change.key for change in by_kind.get("stage", ()) if change.new and change.old}
        dropped = {change.key for change in by_kind.get("stage", ()) if change.new is None}
        count = len(pending.filtered(lambda one: one.stage_type_id in moved))
        if count:
            yield self.env._("Tasks whose deadline moves: %s.", count)
        count = len(pending.filtered(lambda one: one.stage_type_id in dropped))
        people = by_kind.get("responsible", ())
        gone = sum(change.new is None for change in people) + count
        new = sum(change.old is None for change in people)
        if gone:
            yield self.env._("Tasks that end: %s.", gone)
        if new:
            yield self.env._("New tasks: %s.", new)
        today = self._local_today()
        for change in by_kind.get("stage", ()):
            if change.new and change.new[1] and change.new[1] < today:
                yield self.env._(
                    "Stage “%(stage)s” would be over at once: its last day %(day)s is past.",
                    stage=change.key.name,
                    day=format_date(self.env, change.new[1]),
                )

    def _word_impact_on_forms(self, by_kind):
        sheets = self.participant_ids.sheet_ids.filtered(
            lambda sheet: sheet.form_code == SELF_EVALUATION
        )
        filling = sheets.filtered(lambda sheet: sheet.form_state in FILLING)
        for change in by_kind.get("stage", ()):
            if change.key.code == SELF_EVALUATION and change.new and filling:
                yield self.env._("Forms whose last day moves: %s.", len(filling))
        schools = self.env["shnor.school"].union(
            *(change.key for change in by_kind.get("participant", ()) if change.new is None)
        )
        lost = sheets.filtered(lambda sheet: sheet.school_id in schools)
        if lost:
            yield self.env._(
                "Forms that are locked, because their schools leave: %(count)s (handed in: "
                "%(done)s). Their answers are kept and count no longer.",
                count=len(lost),
                done=len(lost - filling),
            )
        new = sum(change.old is None for change in by_kind.get("participant", ()))
        if new:
            yield self.env._("Forms to be given out to new schools: %s.", new)

    def _word_impact_on_indicators(self, by_kind):
        people = by_kind.get("participant", ())
        count = len(self.participant_ids)
        after = count + sum(change.old is None for change in people)
        after -= sum(change.new is None for change in people)
        if after != count:
            yield self.env._(
                "Indicators: counted over %(after)s schools instead of %(before)s.",
                after=after,
                before=count,
            )
        if "period" in by_kind:
            yield self.env._("Indicators: counted for another observation period.")
        if self.run_id and not by_kind.keys().isdisjoint({"period", "participant"}):
            yield self.env._("Indicators: the calculation is dropped, calculate anew.")
        for change in by_kind.get("monitoring", ()):
            end = change.new[1]
            if end and end != self.date_end:
                yield self.env._(
                    "Working group: not later than %s.",
                    format_date(
                        self.env,
                        self.working_group_deadline + (end - self.date_end),
                    ),
                )
