from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import EXPIRY_DAYS, QUIET_DAYS

ACTIVITY = "shnor_network.mail_activity_type_agreement"


class ShnorAgreement(models.Model):
    """Agreements that ask for attention: «договор есть, активности нет», and those that end."""

    _inherit = "shnor.agreement"

    is_quiet = fields.Boolean(
        string="Agreement but no activity",
        compute="_compute_watch",
        search="_search_is_quiet",
        help="In force for so many days (a setting), and nothing was held under it.",
    )
    is_expiring = fields.Boolean(
        string="Ends soon",
        compute="_compute_watch",
        search="_search_is_expiring",
        help="In force, and its last day comes within so many days (a setting).",
    )
    is_expired = fields.Boolean(
        string="Dates passed",
        compute="_compute_watch",
        search="_search_is_expired",
        help="Still marked in force after its last day.",
    )
    warning_words = fields.Char(string="Attention", compute="_compute_watch")

    @api.model
    def _watch_days(self, name, default):
        # sudo: a number of days, which everybody may know
        value = self.env["ir.config_parameter"].sudo().get_param(f"shnor_network.{name}", default)
        try:
            return max(int(value), 0)
        except ValueError:
            return default

    @api.model
    def _watch_dates(self):
        """Return today, the last day of “soon”, and the day from which silence is not noticed."""
        today = fields.Date.context_today(self)
        soon = today + relativedelta(days=self._watch_days("expiry_days", EXPIRY_DAYS))
        quiet = today - relativedelta(days=self._watch_days("quiet_days", QUIET_DAYS))
        return today, soon, quiet

    @api.depends("state", "date_from", "date_to", "held_count", "partner_kind", "partner_school_id")
    @api.depends_context("lang")
    def _compute_watch(self):
        today, soon, quiet = self._watch_dates()
        for agreement in self:
            running = agreement.state == "in_force"
            last = agreement.date_to
            agreement.is_expired = bool(running and last and last < today)
            agreement.is_expiring = bool(running and last and today <= last <= soon)
            agreement.is_quiet = bool(
                running
                and not agreement.held_count
                and agreement.date_from
                and agreement.date_from <= quiet
            )
            agreement.warning_words = "; ".join(agreement._warnings(today)) or False

    def _warnings(self, today):
        """Yield what asks for attention, as phrases."""
        if self.is_expired:
            yield self.env._("its dates have passed, and it is still marked in force")
        elif self.is_expiring:
            yield self.env._("ends in %s days", (self.date_to - today).days)
        if self.is_quiet:
            yield self.env._("an agreement, but no activity")
        # sudo: whether a school is a leader school everybody may know
        partner = self.partner_school_id.sudo()
        if self.partner_kind == "leader_school" and partner and not partner.is_leader:
            yield self.env._("the partner is not marked as a leader school in the registry")

    @api.model
    def _search_is_quiet(self, operator, value):
        if operator != "in":
            return NotImplemented
        _today, _soon, quiet = self._watch_dates()
        return (
            Domain("state", "=", "in_force")
            & Domain("date_from", "<=", quiet)
            & Domain("activity_line_ids", "not any", [("state", "=", "done")])
        )

    @api.model
    def _search_is_expiring(self, operator, value):
        if operator != "in":
            return NotImplemented
        today, soon, _quiet = self._watch_dates()
        return (
            Domain("state", "=", "in_force")
            & Domain("date_to", ">=", today)
            & Domain("date_to", "<=", soon)
        )

    @api.model
    def _search_is_expired(self, operator, value):
        if operator != "in":
            return NotImplemented
        today, _soon, _quiet = self._watch_dates()
        return Domain("state", "=", "in_force") & Domain("date_to", "<", today)

    @api.model
    def _cron_watch(self):
        """Give whoever answers for an agreement a task while it asks for attention (daily).

        An agreement has one task at a time; it goes when its reason has gone. The number of
        queries does not depend on the number of agreements.
        """
        watched = self.search(
            Domain("is_quiet", "=", True)
            | Domain("is_expiring", "=", True)
            | Domain("is_expired", "=", True)
        )
        kind = self.env.ref(ACTIVITY)
        tasks = self.env["mail.activity"].search(
            [("res_model", "=", self._name), ("activity_type_id", "=", kind.id)]
        )
        asking = set(watched.ids)
        tasks.filtered(lambda task: task.res_id not in asking).unlink()
        known = set(tasks.exists().mapped("res_id"))
        fresh = watched.filtered(lambda agreement: agreement.id not in known)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            fresh._prepare_tasks(kind)
        )

    def _prepare_tasks(self, kind):
        """Return the values of the tasks, one a responsible person."""
        today = fields.Date.context_today(self)
        specialists = self.school_id._network_specialists()
        model = self.env["ir.model"]._get_id(self._name)
        return [
            {
                "activity_type_id": kind.id,
                "automated": True,
                "res_model_id": model,
                "res_id": agreement.id,
                "user_id": user.id,
                "date_deadline": today,
                "summary": agreement.warning_words,
            }
            for agreement in self
            for user in agreement.responsible_id or specialists[agreement.school_id]
        ]
