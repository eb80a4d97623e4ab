from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .shnor_responsibility import PENDING

# a reminder that a standing server missed still goes out so many working days later
CATCH_UP = 3
BATCH = 500


class ShnorReminder(models.Model):
    """A reminder that was sent: the log, and the guard against a second one.

    A mail gathers all that one person is to be reminded of that day; the log has a row a matter.
    """

    _name = "shnor.reminder"
    _description = "Sent reminder"
    _inherit = "shnor.guarded.mixin"
    _order = "id desc"
    _guard_in_sql = True
    _rec_name = "subject"

    rule_id = fields.Many2one(
        "shnor.reminder.rule", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    campaign_id = fields.Many2one(
        "shnor.campaign", required=True, readonly=True, index=True, ondelete="restrict"
    )
    row_id = fields.Many2one(
        "shnor.stage.school", readonly=True, index="btree_not_null", ondelete="set null"
    )
    participant_id = fields.Many2one(
        "shnor.participant", string="School", readonly=True, index="btree_not_null"
    )
    responsibility_id = fields.Many2one(
        "shnor.responsibility", readonly=True, index="btree_not_null", ondelete="set null"
    )
    letter_id = fields.Many2one(
        "shnor.letter", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    stage_type_id = fields.Many2one("shnor.stage.type", string="Stage", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="To", required=True, readonly=True, index=True
    )
    channel = fields.Selection(
        [("mail", "Mail"), ("activity", "Task")], required=True, readonly=True
    )
    due_on = fields.Date(
        string="Was due", required=True, readonly=True, help="When the rule wanted it sent."
    )
    deadline = fields.Date(readonly=True, help="The last day that it reminds of.")
    date = fields.Date(string="Sent on", required=True, readonly=True, index=True)
    subject = fields.Char(readonly=True)

    # two servers at the same moment, a run repeated after a kill: never twice
    _once_uniq = models.UniqueIndex(
        "(campaign_id, coalesce(rule_id, 0), coalesce(row_id, 0), coalesce(responsibility_id, 0), "
        "coalesce(letter_id, 0), partner_id, channel, due_on, coalesce(deadline, due_on))",
        "This reminder was sent already.",
    )

    def write(self, vals):
        if vals:
            raise UserError(self.env._("The log of reminders is not edited."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The log of reminders is not deleted."))

    # ------------------------------------------------------------------
    # By the rules
    # ------------------------------------------------------------------
    @api.model
    def _cron_send(self):
        """Send what is due by the rules. Called by ``ir.cron`` only: it commits after each batch.

        Whatever was sent stands in the log, so a run may be repeated at any moment.
        """
        # the log is in the committee's language; mails and tasks are in that of their readers
        self = self.with_context(lang=self.env.company.partner_id.lang)
        rules = self.env["shnor.reminder.rule"].search([("active", "=", True)])
        for campaign in self._campaigns():
            matters = self._matters(campaign, rules)
            for batch in _by_recipient(matters):
                self._send(campaign, batch)
                if not self.env["ir.cron"]._commit_progress(len(batch)):
                    return

    @api.model
    def _campaigns(self):
        """Return the campaigns in which there may be something to remind of (extension point)."""
        return self.env["shnor.campaign"].search(
            [("state", "=", "open"), ("sending", "!=", "stopped")]
        )

    @api.model
    def _matters(self, campaign, rules):
        """Return what is to be told about a campaign today and was not told yet.

        Of several rules that are due for one matter (after a standstill) the latest counts.

        :param campaign: shnor.campaign
        :param rules: shnor.reminder.rule
        :return: list of dict: rule, partner, channel, row or responsibility, due_on, deadline
        """
        today = campaign._local_today()
        calendar = _Calendar(self.env["shnor.calendar.day"], today)
        found = self._find_matters(campaign, rules, calendar)
        if not found:
            return []
        sent = self._sent(campaign, calendar.horizon)
        return [matter for matter in found if not _is_sent(matter, sent)]

    def _find_matters(self, campaign, rules, calendar):
        """Return what the rules want told, whether it was told or not (extension point)."""
        return [
            *self._school_matters(campaign, rules, calendar),
            *self._responsible_matters(campaign, rules, calendar),
            *self._head_matters(campaign, rules, calendar),
        ]

    def _sent(self, campaign, since):
        """Return {matter: latest day on which a rule wanted it told, for the deadline it had}."""
        latest = {}
        for one in self.search(
            Domain("campaign_id", "=", campaign.id) & Domain("date", ">=", since)
        ):
            key = _key_of_log(one)
            latest[key] = max(latest.get(key, one.due_on), one.due_on)
        return latest

    def _school_matters(self, campaign, rules, calendar):
        rules = rules.filtered(lambda rule: rule.audience == "school")
        shifts = [rule.days for rule in rules]
        if not rules:
            return
        today = calendar.today
        rows = self.env["shnor.stage.school"].search(
            Domain("campaign_id", "=", campaign.id)
            & Domain("participant_id.active", "=", True)
            & Domain("done_on", "=", False)
            & Domain("stage_id.active", "=", True)
            & Domain("stage_id.stage_type_id", "in", self._types_of(rules).ids)
            & (
                Domain("stage_id.date_from", "<=", today)
                | Domain("date_to", "<=", today - timedelta(days=min(shifts)))
            )
        )
        recipients = rows.participant_id._reminder_recipients()
        for row in rows:
            rule, due_on = self._due_rule(rules, row.stage_id, row.date_to, calendar)
            if not rule:
                continue
            if not row._may_remind(due_on):
                continue
            for partner in recipients.get(row.participant_id.id, ()):
                yield {
                    "rule": rule,
                    "partner": partner,
                    "channel": "mail",
                    "row": row,
                    "stage": row.stage_id,
                    "due_on": due_on,
                    "deadline": row.date_to,
                }

    def _types_of(self, rules):
        if any(not rule.stage_type_ids for rule in rules):
            return self.env["shnor.stage.type"].search([("active", "=", True)])
        return rules.stage_type_ids

    def _due_rule(self, rules, stage, deadline, calendar):
        """Return the rule whose day has come last, within the time of catching up."""
        best, best_day = None, None
        for rule in rules:
            if rule.stage_type_ids and stage.stage_type_id not in rule.stage_type_ids:
                continue
            anchor = stage.date_from if rule.anchor == "begin" else deadline
            day = anchor + timedelta(days=rule.days)
            if calendar.is_due(day, rule.weekdays_only) and (best is None or day >= best_day):
                best, best_day = rule, day
        return best, best_day

    def _responsible_matters(self, campaign, rules, calendar):
        rules = rules.filtered(lambda rule: rule.audience == "responsible")
        if not rules:
            return
        for one in campaign.responsibility_ids.filtered(lambda one: one.state in PENDING):
            rule, due_on = self._due_rule(rules, one.stage_id, one.date_deadline, calendar)
            if not rule or not one.assignee_id:
                continue
            for channel in _channels(rule):
                yield {
                    "rule": rule,
                    "partner": one.assignee_id.partner_id,
                    "user": one.assignee_id,
                    "channel": channel,
                    "responsibility": one,
                    "stage": one.stage_id,
                    "due_on": due_on,
                    "deadline": one.date_deadline,
                }

    def _head_matters(self, campaign, rules, calendar):
        rules = rules.filtered(lambda rule: rule.audience == "head")
        head = campaign._head()
        late = rules.filtered(lambda rule: rule.anchor != "half")
        for one in campaign.responsibility_ids.filtered(lambda one: one.state in PENDING):
            rule, due_on = self._due_rule(late, one.stage_id, one.date_deadline, calendar)
            if rule:
                yield from self._to_head(rule, head, one.stage_id, due_on, one.date_deadline, one)
        if not campaign._needs_meeting():
            return
        stage = campaign._stage_of("working_group")
        for rule in rules - late:
            day = campaign._half_of_clock() + timedelta(days=rule.days)
            # as long as nobody calls the meeting it stays due: told once
            if calendar.today >= day and calendar.may_send(rule.weekdays_only):
                yield from self._to_head(rule, head, stage, day, campaign.working_group_deadline)

    def _to_head(self, rule, head, stage, due_on, deadline, responsibility=None):
        for channel in _channels(rule):
            yield {
                "rule": rule,
                "partner": head.partner_id,
                "user": head,
                "channel": channel,
                "stage": stage,
                "due_on": due_on,
                "deadline": deadline,
                **({"responsibility": responsibility} if responsibility else {}),
            }


class _Calendar:
    """Which rules are due today, with what a standing server missed."""

    def __init__(self, calendar, today):
        self.today = today
        self.off = calendar._days_off(today - timedelta(days=40), today)
        # so many working days back, and the days off between them
        day, left = today, CATCH_UP
        while left:
            day -= timedelta(days=1)
            left -= day not in self.off
        self.horizon = day

    def may_send(self, weekdays_only):
        return not weekdays_only or self.today not in self.off

    def is_due(self, day, weekdays_only):
        return self.horizon <= day <= self.today and self.may_send(weekdays_only)


def _channels(rule):
    return ("mail", "activity") if rule.channel == "both" else (rule.channel,)


def _key(matter):
    return (
        matter["rule"].audience,
        matter["row"].id if "row" in matter else 0,
        matter["responsibility"].id if "responsibility" in matter else 0,
        matter["letter"].id if "letter" in matter else 0,
        matter["rule"].anchor == "half",
        matter["partner"].id,
        matter["channel"],
        matter["deadline"],
    )


def _key_of_log(one):
    return (
        one.rule_id.audience or "school",  # by hand: to the directors
        one.row_id.id or 0,
        one.responsibility_id.id or 0,
        one.letter_id.id or 0,
        one.rule_id.anchor == "half",
        one.partner_id.id,
        one.channel,
        one.deadline,
    )


def _is_sent(matter, sent):
    """Return whether this rule, or a later one, was carried out for the same deadline."""
    latest = sent.get(_key(matter))
    return latest is not None and latest >= matter["due_on"]


def _by_recipient(matters):
    """Return batches of matters; all of one person are in one batch, so they are one mail."""
    people = defaultdict(list)
    for matter in matters:
        people[matter["partner"].id].append(matter)
    batch = []
    for mine in people.values():
        batch += mine
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
