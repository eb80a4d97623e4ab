from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from .shnor_order_checks import OrderChecks

# the signed paper is scanned after it was signed: a scan may be added once, and never replaced
SCAN_FIELDS = {"scan", "scan_filename"}
# what is still done with a signed order: talking about it
TALK = ("message_", "activity_", "website_message_")
ADMINISTRATOR = "shnor_registry.group_administrator"
EFFECTIVE = ("signed", "in_force")


class ShnorOrder(models.Model):
    """The committee's order on one wave: the only source of dates, participants, responsibles.

    Regulation, «Мониторинг показателей»: each wave has an order of its own.
    """

    _name = "shnor.order"
    _description = "Order on monitoring"
    _inherit = ["mail.thread", "mail.activity.mixin", "shnor.state.mixin"]
    _order = "date desc, id desc"
    _guard_in_sql = True
    _rec_names_search = ["number", "title"]

    _transitions = {
        ("draft", "approval"): ADMINISTRATOR,
        # by the remarks of a reviewer, or withdrawn: the methods check who
        ("approval", "draft"): None,
        ("approval", "signed"): ADMINISTRATOR,
        ("draft", "signed"): ADMINISTRATOR,
        # by the calendar, and with the closing of the campaign
        ("signed", "in_force"): ADMINISTRATOR,
        ("signed", "fulfilled"): ADMINISTRATOR,
        ("in_force", "fulfilled"): ADMINISTRATOR,
        ("signed", "repealed"): ADMINISTRATOR,
        ("in_force", "repealed"): ADMINISTRATOR,
    }

    number = fields.Char(copy=False, tracking=True)
    date = fields.Date(copy=False, tracking=True)
    title = fields.Char(required=True, tracking=True)
    period_from = fields.Date(string="Observation period from", tracking=True)
    period_to = fields.Date(
        string="Observation period to", help="The last day, inclusive.", tracking=True
    )
    date_begin = fields.Date(string="Begin", help="First day of the monitoring.", tracking=True)
    date_end = fields.Date(string="End", help="Last day of the monitoring.", tracking=True)
    signer = fields.Char(string="Signed by", tracking=True)
    signed_by_id = fields.Many2one(
        "res.users",
        string="Entered as signed by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Gets the tasks of people who have no account.",
    )
    territory_id = fields.Many2one(
        "shnor.territory",
        compute="_compute_territory_id",
        store=True,
        readonly=False,
        index=True,
        ondelete="restrict",
        help="The smallest territory that holds all participants.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approval", "In approval"),
            ("signed", "Signed"),
            ("in_force", "In force"),
            ("fulfilled", "Fulfilled"),
            ("repealed", "Repealed"),
        ],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
    )
    scan = fields.Binary(attachment=True, copy=False)
    scan_filename = fields.Char(copy=False)
    participant_ids = fields.One2many(
        "shnor.order.participant", "order_id", string="Participants", copy=True
    )
    stage_ids = fields.One2many("shnor.order.stage", "order_id", string="Stages", copy=True)
    responsible_ids = fields.One2many(
        "shnor.order.responsible", "order_id", string="Responsibles", copy=True
    )
    member_ids = fields.One2many(
        "shnor.order.member", "order_id", string="Working group", copy=True
    )
    controller_id = fields.Many2one(
        "res.users",
        string="Control of execution",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Who watches over the order: what is late for long is told to this person.",
    )
    campaign_ids = fields.One2many("shnor.campaign", "order_id", string="Campaigns")
    participant_count = fields.Integer(
        string="Number of participants", compute="_compute_participant_count"
    )
    problems = fields.Text(
        string="To be done before signing", compute="_compute_problems", compute_sudo=False
    )

    _number_date_uniq = models.UniqueIndex(
        "(number, date)",
        "An order with this number and date exists already. Open it or correct the number.",
    )

    @api.depends("number", "date", "title")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for order in self:
            if order.number and order.date:
                order.display_name = self.env._(
                    "No. %(number)s of %(date)s",
                    number=order.number,
                    date=format_date(self.env, order.date, date_format="dd.MM.yyyy"),
                )
            else:
                order.display_name = order.title

    @api.depends("participant_ids.school_id")
    def _compute_territory_id(self):
        for order in self:
            paths = [
                territory.parent_path.strip("/").split("/")
                for territory in order.participant_ids.school_id.territory_id
                if territory.parent_path
            ]
            common = [step[0] for step in zip(*paths, strict=False) if len(set(step)) == 1]
            order.territory_id = int(common[-1]) if common else order.territory_id

    @api.depends("participant_ids")
    def _compute_participant_count(self):
        for order in self:
            order.participant_count = len(order.participant_ids)

    @api.depends(
        "number",
        "date",
        "period_from",
        "period_to",
        "date_begin",
        "date_end",
        "participant_ids.school_id",
        "stage_ids.stage_type_id",
        "stage_ids.date_from",
        "stage_ids.date_to",
        "responsible_ids.stage_type_id",
    )
    @api.depends_context("lang")
    def _compute_problems(self):
        for order in self:
            order.problems = (
                "\n".join(OrderChecks(order).problems())
                if order.state in ("draft", "approval")
                else False
            )

    # ------------------------------------------------------------------
    # Signed means read-only
    # ------------------------------------------------------------------
    def _check_write(self, vals):
        for order in self:
            if order.state == "draft":
                continue
            if set(vals) <= SCAN_FIELDS and not order.scan and order.state != "approval":
                continue
            if all(name.startswith(TALK) for name in vals):
                continue
            if order.state == "approval" and set(vals) <= {"number", "date"}:
                continue  # given on the day of signing
            raise UserError(order._read_only_message())
        return super()._check_write(vals)

    def _read_only_message(self):
        self.ensure_one()
        if self.state == "approval":
            return self.env._(
                "Order %s is in approval: the reviewers decide on what they have read. Withdraw "
                "it to change it.",
                self.display_name,
            )
        if self.state == "repealed":
            return self.env._(
                "Order %s is repealed and stays as it was. Copy it to make a new one.",
                self.display_name,
            )
        return self.env._(
            "Order %s is signed and cannot be changed. Issue an amending order, "
            "or repeal this one and make a new one.",
            self.display_name,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        for order in self:
            if order.state != "draft":
                raise UserError(order._read_only_message())

    def _refusal(self, target):
        if target == "signed" and self.state in (*EFFECTIVE, "fulfilled"):
            return self.env._("Order %s is signed already.", self.display_name)
        return super()._refusal(target)

    # ------------------------------------------------------------------
    # Transitions
    # ------------------------------------------------------------------
    def action_sign(self):
        """Sign the orders: campaigns, frozen participants, stages and activities appear.

        An amending order changes the campaign of the order that it amends.

        :return: dict, window action of the campaign (of the list when there are several)
        :raise ValidationError: something is missing or out of order; the message lists everything
        :raise UserError: already signed or repealed
        """
        self._check_transition("signed")
        problems = [
            (order, order_problems)
            for order in self
            if (order_problems := OrderChecks(order).problems())
        ]
        if problems:
            raise ValidationError(
                "\n\n".join(
                    self.env._(
                        "%(order)s cannot be signed yet:\n%(problems)s",
                        order=order.display_name,
                        problems="\n".join(f"— {problem}" for problem in order_problems),
                    )
                    for order, order_problems in problems
                )
            )
        self.responsible_ids._ensure_contacts()
        self._move_to("signed", signed_by_id=self.env.uid)
        amendments = self.filtered("amends_id")
        campaigns = self.env["shnor.campaign"]._create_from_orders(self - amendments)
        for amendment in amendments:
            campaigns |= amendment._apply_amendment()
        return campaigns._get_records_action(name=self.env._("Campaign"))

    def action_repeal(self):
        """Repeal signed orders; their campaigns are cancelled, their amendments are repealed too.

        :raise UserError: the order is not signed, its campaign is closed (results are approved),
            or it amends another one: what it set is changed by a further amendment
        """
        self._check_transition("repealed")
        if amendment := self.filtered("amends_id")[:1]:
            raise UserError(
                self.env._(
                    "%(amendment)s amends order %(order)s and took effect. Issue a further "
                    "amendment that sets the former dates, schools or responsibles.",
                    amendment=amendment.display_name,
                    order=amendment.amends_id.display_name,
                )
            )
        closed = self.campaign_ids.filtered(lambda campaign: campaign.state == "closed")
        if closed:
            raise UserError(
                self.env._(
                    "“%s” is closed: its results are approved, so the order that it rests on "
                    "cannot be repealed any more.",
                    closed[0].display_name,
                )
            )
        amendments = self.amendment_ids.filtered(lambda order: order.state in EFFECTIVE)
        amendments._check_transition("repealed")
        (self | amendments)._move_to("repealed")
        self.amendment_ids.filtered(lambda order: order.state in ("draft", "approval"))._drop()
        self.campaign_ids._cancel()

    @api.model
    def _cron_in_force(self):
        """Put signed orders in force from their first day on. Called by ``ir.cron`` only."""
        today = fields.Date.context_today(self)
        orders = self.search(
            Domain("state", "=", "signed")
            & (
                Domain("date_begin", "<=", today)
                # an amendment is in force from its own day on
                | (Domain("amends_id", "!=", False) & Domain("date", "<=", today))
            )
        )
        if orders:
            orders._check_transition("in_force")
            orders._move_to("in_force")

    def _fulfil(self):
        """Take orders off the list: their campaign is closed."""
        orders = (self | self.amendment_ids).filtered(lambda order: order.state in EFFECTIVE)
        if orders:
            orders._check_transition("fulfilled")
            orders._move_to("fulfilled")
        (self.amendment_ids - orders).filtered(
            lambda order: order.state in ("draft", "approval")
        )._drop()

    def _drop(self):
        """Delete drafts of amendments to a campaign that is over: they have nothing to amend."""
        self.filtered(lambda order: order.state == "approval")._withdraw()
        self.unlink()

    def _signing_user(self):
        """Return who gets the tasks of people without an account."""
        user = self.signed_by_id
        # an import at the command line is signed by nobody who reads a task list
        return user if user.active and user._is_internal() else self.env.ref("base.user_admin")

    def action_open_campaign(self):
        """Open the campaign that the order made, or changed.

        :return: dict, window action
        """
        campaigns = (self | self.amends_id).campaign_ids
        return campaigns._get_records_action(name=self.env._("Campaign"))
