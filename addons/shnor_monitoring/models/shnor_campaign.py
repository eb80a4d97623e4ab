from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

WORKING_GROUP = "working_group"
# regulation: the working group meets not later than 14 days after the end of the monitoring
WORKING_GROUP_DAYS = 14


class ShnorCampaign(models.Model):
    """One wave of monitoring. It is made by signing an order and ends frozen.

    Nobody creates a campaign or edits its dates: they are the order's.
    """

    _name = "shnor.campaign"
    _description = "Monitoring campaign"
    _inherit = ["mail.thread", "mail.activity.mixin", "shnor.state.mixin"]
    _order = "date_begin desc, id desc"
    _guard_in_sql = True
    _rec_names_search = ["name", "order_id.number"]

    _transitions = {
        ("open", "closed"): "shnor_registry.group_specialist",
        ("open", "cancelled"): "shnor_registry.group_administrator",
    }

    name = fields.Char(required=True)
    order_id = fields.Many2one("shnor.order", required=True, index=True, ondelete="restrict")
    territory_id = fields.Many2one("shnor.territory", index=True, ondelete="restrict")
    period_from = fields.Date(string="Observation period from", required=True)
    period_to = fields.Date(string="Observation period to", required=True)
    date_begin = fields.Date(string="Begin", required=True)
    date_end = fields.Date(string="End", required=True)
    working_group_deadline = fields.Date(
        string="Working group not later than",
        required=True,
        help="The end of the monitoring and 14 calendar days (regulation).",
    )
    academic_year = fields.Integer(
        compute="_compute_academic_year",
        store=True,
        aggregator=None,
        help="The year in which the academic year of the wave ends.",
    )
    academic_year_name = fields.Char(string="School year", compute="_compute_academic_year_name")
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed"), ("cancelled", "Cancelled")],
        required=True,
        default="open",
        tracking=True,
        index=True,
        group_expand=True,
    )
    previous_campaign_id = fields.Many2one(
        "shnor.campaign",
        string="Previous campaign",
        index="btree_not_null",
        ondelete="restrict",
        help="The latest campaign before this one in the same territory.",
    )
    participant_ids = fields.One2many("shnor.participant", "campaign_id", string="Participants")
    stage_ids = fields.One2many("shnor.stage", "campaign_id", string="Stages")
    participant_count = fields.Integer(
        string="Number of participants", compute="_compute_participant_count"
    )
    reported_count = fields.Integer(
        string="Reported",
        compute="_compute_participant_count",
        help="Participants whose self-evaluation is in.",
    )
    current_stages = fields.Char(string="Current stages", compute="_compute_current_stages")
    days_left = fields.Integer(
        string="Days to the end", compute="_compute_clock", help="Negative once it is over."
    )
    working_group_days_left = fields.Integer(
        string="Days to the working group", compute="_compute_clock"
    )
    clock = fields.Char(compute="_compute_clock", help="What is due next, and in how many days.")
    clock_state = fields.Selection(
        [("calm", "Calm"), ("soon", "Soon"), ("overdue", "Overdue")], compute="_compute_clock"
    )

    _order_uniq = models.Constraint("UNIQUE (order_id)", "The order has a campaign already.")

    @api.depends("period_to")
    def _compute_academic_year(self):
        for campaign in self:
            campaign.academic_year = campaign.period_to.year if campaign.period_to else 0

    @api.depends("academic_year")
    def _compute_academic_year_name(self):
        for campaign in self:
            campaign.academic_year_name = campaign._academic_year_label(campaign.academic_year)

    @api.model
    def _academic_year_label(self, year):
        """Return the academic year that ends in ``year`` as people write it: ``2025/2026``."""
        return f"{year - 1}/{year}"

    @api.depends("participant_ids.reported")
    def _compute_participant_count(self):
        counts = {
            (campaign, reported): count
            for campaign, reported, count in self.env["shnor.participant"]._read_group(
                [("campaign_id", "in", self.ids)], ["campaign_id", "reported"], ["__count"]
            )
        }
        for campaign in self:
            campaign.reported_count = counts.get((campaign._origin, True), 0)
            campaign.participant_count = campaign.reported_count + counts.get(
                (campaign._origin, False), 0
            )

    @api.depends("stage_ids.date_from", "stage_ids.date_to")
    @api.depends_context("lang")
    def _compute_current_stages(self):
        today = fields.Date.context_today(self)
        for campaign in self:
            current = campaign.stage_ids.filtered(
                lambda stage: stage.date_from <= today <= stage.date_to
            )
            campaign.current_stages = ", ".join(current.mapped("stage_type_id.name"))

    @api.depends("date_begin", "date_end", "working_group_deadline", "state")
    @api.depends_context("lang")
    def _compute_clock(self):
        today = fields.Date.context_today(self)
        for campaign in self:
            campaign.days_left = (campaign.date_end - today).days
            campaign.working_group_days_left = (campaign.working_group_deadline - today).days
            campaign.clock, campaign.clock_state = campaign._read_clock(today)

    def _read_clock(self, today):
        """Return what is due next in words, and how urgent it is."""
        if self.state != "open":
            return False, "calm"
        if today < self.date_begin:
            return self.env._("Days to the begin: %s", (self.date_begin - today).days), "calm"
        if today <= self.date_end:
            days = self.days_left
            return self.env._("Days to the end: %s", days), "soon" if days <= 3 else "calm"
        days = self.working_group_days_left
        if days >= 0:
            return (
                self.env._("Days to the working group: %s", days),
                "soon" if days <= 5 else "calm",
            )
        return self.env._("The working group is late, days: %s", -days), "overdue"

    # ------------------------------------------------------------------
    # Born from an order
    # ------------------------------------------------------------------
    @api.model
    def _create_from_orders(self, orders):
        """Make the campaigns of orders that were just signed, with everything that follows.

        The number of queries depends on the number of responsibles, not on that of participants.

        :param orders: shnor.order, signed
        :return: shnor.campaign, one an order
        """
        if not orders:
            return self.browse()
        # sudo: nobody may create a campaign or its parts by hand, they come from signing only
        campaigns = self.sudo().create([self._prepare_from_order(order) for order in orders])
        campaigns.env["shnor.participant"]._create_from_orders(campaigns)
        campaigns.env["shnor.stage"]._create_from_orders(campaigns)
        campaigns = campaigns.with_env(self.env)
        (campaigns | campaigns._later_open())._set_previous_campaign()
        campaigns.sudo()._follow_order()
        for campaign in campaigns:
            campaign._log(
                "order",
                self.env._("The order was signed, the campaign opened."),
                document=campaign.order_id,
            )
        return campaigns

    @api.model
    def _prepare_from_order(self, order):
        working_group = order.stage_ids.stage_type_id.filtered(
            lambda stage_type: stage_type.code == WORKING_GROUP
        )
        days = working_group.days_after_end or WORKING_GROUP_DAYS
        month = format_date(self.env, order.date_begin, date_format="LLLL yyyy")
        return {
            "name": self.env._("Monitoring, %s", month),
            "order_id": order.id,
            "territory_id": order.territory_id.id,
            "period_from": order.period_from,
            "period_to": order.period_to,
            "date_begin": order.date_begin,
            "date_end": order.date_end,
            "dates_order_id": order.id,
            "working_group_deadline": order.date_end + timedelta(days=days),
        }

    def _later_open(self):
        """Return the open campaigns after these: an order of an earlier wave may come in late."""
        # sudo: which wave was before is a matter of fact, not of who signs
        return self.sudo().search(
            Domain("state", "=", "open")
            & Domain("territory_id", "in", [*self.territory_id.ids, False])
            & Domain("date_begin", ">", min(self.mapped("date_begin")))
        )

    def _set_previous_campaign(self):
        """Find the latest earlier campaign of the same territory (one query for all)."""
        candidates = self.sudo().search(
            Domain("state", "!=", "cancelled")
            & Domain("territory_id", "in", [*self.territory_id.ids, False]),
            order="date_begin desc, id desc",
        )
        by_territory = candidates.grouped("territory_id")
        for campaign in self:
            earlier = by_territory.get(campaign.territory_id, self.browse()).filtered(
                lambda other, campaign=campaign: other.date_begin < campaign.date_begin
            )
            if campaign.previous_campaign_id != earlier[:1]:
                campaign.sudo().previous_campaign_id = earlier[:1]

    # ------------------------------------------------------------------
    # Closed means frozen
    # ------------------------------------------------------------------
    def _check_write(self, vals):
        self._check_not_closed()
        # what is said about a campaign may be written; what it is comes from its order
        if not self.env.su and not all(name.startswith(("message_", "activity_")) for name in vals):
            raise UserError(
                self.env._(
                    "A campaign is not edited by hand: its data come from the order, its state "
                    "changes by the buttons of the form."
                )
            )
        return super()._check_write(vals)

    def _move_to(self, target, **values):
        """Close the forms with the campaign.

        A form whose answer is being saved at this very moment is waited for, or the closing is
        tried again: nothing comes in between.
        """
        result = super()._move_to(target, **values)
        words = {
            "closed": self.env._("The results were approved, the campaign is closed."),
            "cancelled": self.env._("The order was repealed, the campaign is cancelled."),
        }
        for campaign in self:
            campaign._log("campaign", words[target], document=campaign.order_id)
        if target == "closed":
            # sudo: a consequence of a transition that was allowed
            self.order_id.sudo()._fulfil()
        self.responsibility_ids.sudo()._end()
        if target in ("closed", "cancelled"):
            # sudo: a consequence of a transition that was allowed
            sheets = self.env["survey.user_input"].sudo().search([("campaign_id", "in", self.ids)])
            sheets._form_set_locked(True)
        return result

    def _check_not_closed(self):
        """Refuse changes for everybody, the superuser included."""
        for campaign in self:
            if campaign.state == "closed":
                raise UserError(
                    self.env._(
                        "“%s” is closed: its results are approved and nothing in it changes "
                        "any more.",
                        campaign.display_name,
                    )
                )

    def _check_open(self):
        self._check_not_closed()
        for campaign in self:
            if campaign.state == "cancelled":
                raise UserError(
                    self.env._("“%s” is cancelled: its order was repealed.", campaign.display_name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """A campaign is a consequence of a signed order; it is cancelled, never deleted."""
        self._check_not_closed()
        raise UserError(
            self.env._("A campaign is not deleted. Repeal its order: the campaign is cancelled.")
        )

    def _cancel(self):
        """Cancel the open campaigns of repealed orders; their tasks disappear."""
        campaigns = self.filtered(lambda campaign: campaign.state == "open")
        campaigns._check_transition("cancelled")
        campaigns._move_to("cancelled")
        if campaigns:
            campaigns._later_open()._set_previous_campaign()

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_open_participants(self):
        """Open the participants of the campaign.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_participant_action"
        )
        action["domain"] = [("campaign_id", "=", self.id)]
        action["context"] = {}
        return action

    def _reported_by_code(self):
        """Return {True: codes of schools that reported, False: codes of the others}, sorted."""
        codes = defaultdict(list)
        for participant in self.participant_ids:
            codes[participant.reported].append(participant.school_id.code)
        return {reported: sorted(names) for reported, names in codes.items()}
