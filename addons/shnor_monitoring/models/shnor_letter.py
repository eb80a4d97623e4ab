from odoo import api, fields, models
from odoo.exceptions import UserError

# what is frozen once the letter has gone out; the superuser is no exception
FROZEN = {
    *("pack_id", "participant_id", "sequence", "content", "sent_at"),
    *("pdf_id", "docx_id", "sha256"),
}


class ShnorLetter(models.Model):
    """The letter to one school after a campaign, and what became of it: a row of the register.

    What it says is a snapshot; the PDF that went out is kept with its SHA-256. It is no part of
    the campaign, because schools acknowledge and object after that was closed.
    """

    _name = "shnor.letter"
    _description = "Letter to a school"
    _inherit = ["mail.thread", "mail.activity.mixin", "shnor.state.mixin"]
    _order = "pack_id desc, sequence, id"
    _guard_in_sql = True
    _mail_post_access = "read"
    _rec_names_search = ["number", "school_name"]

    _transitions = {
        ("prepared", "sent"): None,
        ("sent", "acknowledged"): None,
    }

    pack_id = fields.Many2one(
        "shnor.letter.pack", required=True, readonly=True, index=True, ondelete="restrict"
    )
    campaign_id = fields.Many2one(
        related="pack_id.campaign_id", store=True, index=True, precompute=True
    )
    participant_id = fields.Many2one(
        "shnor.participant", required=True, readonly=True, ondelete="restrict"
    )
    school_id = fields.Many2one(
        related="participant_id.school_id",
        string="Card of the school",
        store=True,
        index=True,
        precompute=True,
    )
    school_name = fields.Char(
        related="participant_id.school_name", string="School", store=True, precompute=True
    )
    territory_id = fields.Many2one(
        related="participant_id.territory_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(readonly=True, aggregator=None)
    number = fields.Char(compute="_compute_number", store=True, precompute=True)
    date = fields.Date(related="pack_id.date", store=True, precompute=True)
    acknowledge_until = fields.Date(
        related="pack_id.acknowledge_until", store=True, precompute=True, string="Acknowledge until"
    )
    content = fields.Json(string="What it says", readonly=True, copy=False, prefetch=False)
    state = fields.Selection(
        [("prepared", "Prepared"), ("sent", "Sent"), ("acknowledged", "Acknowledged")],
        required=True,
        readonly=True,
        default="prepared",
        index=True,
        copy=False,
        group_expand=True,
    )

    # what went out
    pdf_id = fields.Many2one("ir.attachment", string="PDF", readonly=True, ondelete="restrict")
    docx_id = fields.Many2one("ir.attachment", string="Word", readonly=True, ondelete="restrict")
    sha256 = fields.Char(string="SHA-256 of the PDF", readonly=True, copy=False)
    sent_at = fields.Datetime(string="Sent", readonly=True, copy=False)

    # what became of it
    dispatch_ids = fields.One2many("shnor.letter.dispatch", "letter_id", string="Dispatches")
    has_account = fields.Boolean(
        string="Can be read in the portal",
        readonly=True,
        help="A director of the school had an account when the letter went out.",
    )
    delivery = fields.Selection(
        [
            ("none", "Not sent yet"),
            ("queued", "In the queue"),
            ("sent", "Taken by the mail server"),
            ("partly", "Partly failed"),
            ("failed", "Failed"),
            ("portal", "In the portal only"),
            ("nobody", "Reached nobody"),
        ],
        compute="_compute_delivery",
        store=True,
        index=True,
        group_expand=True,
        help="As far as it is known: a mail server that takes a mail does not say who reads it.",
    )
    delivery_note = fields.Text(string="Why not delivered", compute="_compute_delivery", store=True)
    opened_at = fields.Datetime(string="Opened", readonly=True, copy=False)
    opened_by_id = fields.Many2one(
        "res.partner", string="Opened by", readonly=True, ondelete="restrict"
    )
    downloaded_at = fields.Datetime(string="PDF downloaded", readonly=True, copy=False)
    acknowledged_at = fields.Datetime(string="Acknowledged", readonly=True, copy=False)
    acknowledged_by_id = fields.Many2one(
        "res.partner", string="Acknowledged by", readonly=True, ondelete="restrict"
    )
    is_overdue = fields.Boolean(
        string="Not acknowledged in time",
        compute="_compute_is_overdue",
        search="_search_is_overdue",
    )
    objection_ids = fields.One2many("shnor.letter.objection", "letter_id", string="Objections")
    objection_state = fields.Selection(
        [("open", "Waits for an answer"), ("answered", "Answered")],
        string="Objection",
        compute="_compute_objection_state",
        store=True,
        index="btree_not_null",
    )

    _participant_uniq = models.Constraint(
        "UNIQUE (participant_id)", "The school has its letter of this campaign already."
    )

    @api.depends("pack_id.number", "sequence")
    def _compute_number(self):
        for letter in self:
            letter.number = f"{letter.pack_id.number}/{letter.sequence}"

    @api.depends("number", "school_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for letter in self:
            letter.display_name = self.env._(
                "Letter No. %(number)s: %(school)s",
                number=letter.number,
                school=letter.school_name,
            )

    @api.depends("state", "has_account", "dispatch_ids.state", "dispatch_ids.reason")
    def _compute_delivery(self):
        for letter in self:
            # sudo: whoever reads the letter may know how it was sent
            dispatches = letter.sudo().dispatch_ids.filtered(lambda one: one.state != "replaced")
            failed = dispatches.filtered(lambda one: one.state in ("failed", "bounced"))
            letter.delivery = letter._delivery_of(dispatches, failed)
            letter.delivery_note = (
                "\n".join(f"{one.address}: {one.reason or ''}" for one in failed) or False
            )

    def _delivery_of(self, dispatches, failed):
        if self.state == "prepared":
            return "none"
        if not dispatches:
            return "portal" if self.has_account else "nobody"
        if "queued" in dispatches.mapped("state"):
            return "queued"
        if not failed:
            return "sent"
        return "partly" if dispatches - failed else "failed"

    @api.depends("state", "acknowledge_until")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for letter in self:
            letter.is_overdue = letter.state == "sent" and letter.acknowledge_until < today

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        late = fields.Domain("state", "=", "sent") & fields.Domain("acknowledge_until", "<", today)
        return fields.Domain.OR(late if wanted else ~late for wanted in value)

    @api.depends("objection_ids.state")
    def _compute_objection_state(self):
        for letter in self:
            # sudo: see _compute_delivery
            states = letter.sudo().objection_ids.mapped("state")
            letter.objection_state = "open" if "open" in states else "answered" if states else False

    # ------------------------------------------------------------------
    # Sent means frozen
    # ------------------------------------------------------------------
    def _check_write(self, vals):
        super()._check_write(vals)
        if FROZEN.isdisjoint(vals):
            return
        for letter in self:
            if letter.state != "prepared":
                raise UserError(
                    self.env._(
                        "“%s” has gone out: what stands in it does not change any more.",
                        letter.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The register of letters is kept: nothing is deleted from it."))
