from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.shnor_registry.tools.text import normalise


class ShnorAgreement(models.Model):
    """A school's agreement on network cooperation with one partner."""

    _name = "shnor.agreement"
    _inherit = ["shnor.network.fact", "mail.thread", "mail.activity.mixin"]
    _description = "Agreement on network cooperation"
    _order = "date_from desc, number, id"
    _rec_name = "number"
    _rec_names_search = ["number", "partner_name"]

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
