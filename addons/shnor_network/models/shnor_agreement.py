from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

from odoo.addons.shnor_registry.tools.text import normalise

KEEPER = "shnor_registry.group_keeper"


class ShnorAgreement(models.Model):
    """A school's agreement on network cooperation with one partner."""

    _name = "shnor.agreement"
    _inherit = [
        "shnor.network.fact",
        "mail.thread",
        "mail.activity.mixin",
        "shnor.state.mixin",
    ]
    _description = "Agreement on network cooperation"
    _order = "date_from desc, number, id"
    _rec_name = "number"
    _rec_names_search = ["number", "partner_name"]

    _transitions = {
        ("draft", "in_force"): KEEPER,
        ("in_force", "terminated"): KEEPER,
        # terminated by mistake
        ("terminated", "in_force"): KEEPER,
    }

    number = fields.Char(required=True, tracking=True, copy=False)
    school_id = fields.Many2one(
        "shnor.school", required=True, index=True, ondelete="restrict", tracking=True
    )
    territory_id = fields.Many2one(related="school_id.territory_id")
    partner_name = fields.Char(
        string="Partner",
        compute="_compute_partner_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        tracking=True,
    )
    partner_kind = fields.Selection(
        [
            ("leader_school", "leader school"),
            ("base_school", "base school"),
            ("partner_school", "partner school"),
            ("resource_centre", "resource centre"),
            ("extra_education", "institution of additional education"),
            ("kindergarten", "kindergarten"),
            ("college", "college"),
            ("university", "university"),
            ("development_institute", "institute of education development"),
            ("methodical_service", "methodical service"),
            ("culture_sport", "institution of culture or sport"),
            ("health", "medical or psychological service"),
            ("enterprise", "enterprise"),
            ("nonprofit", "non-profit organisation or community"),
            ("mentor", "mentor (a person)"),
        ],
        string="Kind of partner",
        required=True,
        index=True,
        tracking=True,
        help="Only leader schools count in indicator 5.",
    )
    partner_school_id = fields.Many2one(
        "shnor.school",
        string="Partner in the registry",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Leave empty when the partner is not a school of the district.",
    )
    basis_id = fields.Many2one(
        "shnor.agreement.basis", string="Legal basis", index=True, ondelete="restrict"
    )
    date_from = fields.Date(string="From", required=True, index=True, tracking=True)
    date_to = fields.Date(
        string="To", index=True, tracking=True, help="The last day; empty means open-ended."
    )
    state = fields.Selection(
        [("draft", "draft"), ("in_force", "in force"), ("terminated", "terminated")],
        string="Status",
        required=True,
        default="draft",
        index=True,
        tracking=True,
    )
    signed_date = fields.Date(string="Signed on", tracking=True)
    other_parties = fields.Char(help="Who else signed it, when there are more than two parties.")
    subject = fields.Char(
        string="Subject of the agreement", tracking=True, help="What the parties cooperate in."
    )
    duties = fields.Text(string="Duties of the parties")
    plan = fields.Text(string="Plan of cooperation")
    responsible_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        domain=[("share", "=", False)],
        tracking=True,
        help="Who of the committee is reminded; otherwise the specialists of the territory are.",
    )
    document = fields.Binary(attachment=True, copy=False, help="The signed document, scanned.")
    document_name = fields.Char(copy=False)
    terminated_date = fields.Date(
        string="Terminated on",
        tracking=True,
        copy=False,
        help="From this day on the agreement is not in force; what was held before still counts.",
    )
    termination_reason = fields.Char(string="Reason of termination", tracking=True, copy=False)
    activity_line_ids = fields.One2many(
        "shnor.joint.activity", "agreement_id", string="Joint activities"
    )
    held_count = fields.Integer(string="Held activities", compute="_compute_held")
    last_held_date = fields.Date(string="Last held", compute="_compute_held")

    # Numbers are compared as people read them, whatever the letter case.
    _number_once = models.UniqueIndex(
        "(lower(number))", "An agreement with this number exists already."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "The agreement ends before it begins. Correct its dates.",
    )
    _terminated_in_order = models.Constraint(
        "CHECK (terminated_date IS NULL OR terminated_date >= date_from)",
        "The agreement is terminated before it begins. Correct its dates.",
    )

    @api.depends("partner_school_id")
    def _compute_partner_name(self):
        for agreement in self:
            if agreement.partner_school_id and not agreement.partner_name:
                agreement.partner_name = agreement.partner_school_id.name

    @api.depends("activity_line_ids.state", "activity_line_ids.date")
    def _compute_held(self):
        held = {
            agreement: (count, last)
            for agreement, count, last in self.env["shnor.joint.activity"]._read_group(
                [("agreement_id", "in", self.ids), ("state", "=", "done")],
                ["agreement_id"],
                ["__count", "date:max"],
            )
        }
        for agreement in self:
            agreement.held_count, agreement.last_held_date = held.get(agreement._origin, (0, False))

    @api.onchange("partner_school_id")
    def _onchange_partner_school_id(self):
        if self.partner_school_id.is_leader and not self.partner_kind:
            self.partner_kind = "leader_school"

    @api.constrains(
        "school_id",
        "partner_school_id",
        "partner_name",
        "basis_id",
        "subject",
        "date_from",
        "date_to",
        "state",
    )
    def _check_no_duplicate(self):
        """The same agreement does not run twice at a time (one query for all)."""
        for agreement, other in self._find_duplicates()[:1]:
            raise ValidationError(
                self.env._(
                    "%(number)s: agreement %(other)s of the same school and partner, with the same "
                    "basis and subject, is in force from %(begin)s. Correct the dates, or write "
                    "different subjects when they are two agreements.",
                    number=agreement.number,
                    other=other.number,
                    begin=format_date(self.env, other.date_from),
                )
            )

    def _find_duplicates(self):
        """Return pairs: an agreement, and one that says the same and is in force then, too."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (a.id) a.id, b.id
                  FROM shnor_agreement a
                  JOIN shnor_agreement b
                    ON b.school_id = a.school_id AND b.id <> a.id AND b.state = 'in_force'
                   AND (b.partner_school_id = a.partner_school_id
                        OR lower(b.partner_name) = lower(a.partner_name))
                   AND b.basis_id IS NOT DISTINCT FROM a.basis_id
                   AND lower(coalesce(b.subject, '')) = lower(coalesce(a.subject, ''))
                   AND b.date_from <= coalesce(a.date_to, 'infinity')
                   AND a.date_from <= coalesce(b.date_to, 'infinity')
                 WHERE a.id = ANY(%s) AND a.state = 'in_force'
                 ORDER BY a.id, b.id
                """,
                list(self.ids),
            )
        )
        # sudo: both are of the same school
        return [tuple(self.sudo().browse(pair)) for pair in rows]

    @api.constrains("school_id", "partner_school_id")
    def _check_partner_is_another_school(self):
        for agreement in self:
            if agreement.school_id == agreement.partner_school_id:
                raise ValidationError(
                    self.env._(
                        "Agreement %(number)s: the school cannot be its own partner. "
                        "Choose another school.",
                        number=agreement.number,
                    )
                )

    @api.depends("number", "partner_name")
    def _compute_display_name(self):
        for agreement in self:
            parts = (agreement.number, agreement.partner_name)
            agreement.display_name = ", ".join(part for part in parts if part)

    def _covers(self, day):
        """Tell whether the agreement's dates cover a day, whatever its status."""
        self.ensure_one()
        last = self.terminated_date or self.date_to
        return self.date_from <= day and (not last or day <= last)

    def _period_words(self):
        """Return the agreement's dates in words."""
        begin = format_date(self.env, self.date_from)
        if not self.date_to:
            return self.env._("from %s", begin)
        return self.env._(
            "from %(begin)s to %(end)s", begin=begin, end=format_date(self.env, self.date_to)
        )

    # ------------------------------------------------------------------
    # Life of an agreement
    # ------------------------------------------------------------------
    def action_start(self):
        """Put agreements into force.

        :raise UserError: one has no legal basis
        """
        for agreement in self:
            if not agreement.basis_id:
                raise UserError(
                    self.env._(
                        "%s: choose the legal basis first (“without a document” is one, too).",
                        agreement.display_name,
                    )
                )
        self.check_access("write")
        self._check_transition("in_force")
        self._move_to("in_force", terminated_date=False, termination_reason=False)

    def action_terminate(self):
        """End agreements before their last day.

        :raise UserError: one has no reason, or is terminated before its first day
        """
        self.check_access("write")
        for agreement in self:
            if not (agreement.termination_reason or "").strip():
                raise UserError(
                    self.env._(
                        "%s: write in “Reason of termination” why it ends.", agreement.display_name
                    )
                )
        self._check_transition("terminated")
        today = fields.Date.context_today(self)
        for day, agreements in self.grouped("terminated_date").items():
            agreements._move_to("terminated", terminated_date=day or today)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_tidy_number(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_tidy_number(vals))

    @api.model
    def _with_tidy_number(self, vals):
        return {**vals, "number": normalise(vals["number"])} if vals.get("number") else vals

    def action_open_activities(self):
        """Return the action that lists this agreement's joint activities."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_network.shnor_joint_activity_action"
        )
        return {
            **action,
            "domain": [("agreement_id", "=", self.id)],
            "context": {"default_agreement_id": self.id},
        }
