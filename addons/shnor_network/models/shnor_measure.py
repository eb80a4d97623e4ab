import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

STATES = [
    ("not_started", "not started"),
    ("in_progress", "in progress"),
    ("done", "done"),
    ("partly", "partly done"),
    ("failed", "failed"),
    ("moved", "moved"),
]
LEVELS = [
    ("school", "school"),
    ("municipal", "municipal"),
    ("regional", "regional"),
    ("federal", "federal"),
]
# something is still to be done, so such a measure may be late
OPEN = ("not_started", "in_progress", "partly", "moved")
NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")


class ShnorMeasure(models.Model):
    """One line of a school's roadmap."""

    _name = "shnor.measure"
    _inherit = [
        "shnor.network.fact",
        "mail.thread",
        "mail.activity.mixin",
        "shnor.guarded.mixin",
    ]
    _description = "Measure of a roadmap"
    _order = "date_to, date_from, id"
    _rec_names_search = ["name", "task", "project"]
    _texts = (
        "result",
        "expected_result",
        "document",
        "comment",
        "basis",
        "state_reason",
        "indicator",
        "indicator_base",
        "indicator_plan",
        "indicator_fact",
    )
    # the rule of directors goes along lists of schools
    _guard_in_sql = True

    school_id = fields.Many2one(
        "shnor.school", required=True, index=True, ondelete="restrict", tracking=True
    )
    territory_id = fields.Many2one(related="school_id.territory_id")
    level = fields.Selection(LEVELS, required=True, default="school", index=True)
    concerned_school_ids = fields.Many2many(
        "shnor.school",
        "shnor_measure_concerned_school_rel",
        "measure_id",
        "school_id",
        string="Also concerns",
        help="Schools that see this measure of a higher level in their own roadmap. "
        "The school above reports on it.",
    )
    project = fields.Char(help="The project or programme that the measure belongs to.")
    task = fields.Char(help="The task or risk that the measure answers.")
    name = fields.Char(string="Measure", required=True, tracking=True)
    basis = fields.Text(
        help="What the measure follows from: a recommendation, an indicator, a risk."
    )
    date_from = fields.Date(string="Start", index=True, tracking=True)
    date_to = fields.Date(string="Due", index=True, tracking=True)
    responsible = fields.Char(tracking=True)
    participants = fields.Char(help="Who takes part: teachers, classes, parents, partners.")
    indicator = fields.Char(string="Measured by", help="By which number one sees the effect.")
    indicator_unit = fields.Char(string="Unit of measurement", help="%, people, lessons …")
    indicator_base = fields.Char(string="Base", help="The value before the measure.")
    indicator_plan = fields.Char(string="Plan", help="A number, or words such as “at least 5”.")
    indicator_fact = fields.Char(string="Fact", copy=False, tracking=True)
    plan_reached = fields.Selection(
        [("yes", "plan reached"), ("no", "plan not reached")],
        compute="_compute_plan_reached",
        help="Told when plan and fact are plain numbers; whether less is better, the base tells.",
    )
    expected_result = fields.Text()
    document = fields.Char(
        string="Supporting document", help="Which document proves it: an order, minutes, a report."
    )
    result = fields.Text(copy=False, tracking=True)
    comment = fields.Text(copy=False)
    state = fields.Selection(
        STATES,
        string="Status",
        required=True,
        default="not_started",
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    percent = fields.Integer(string="Per cent", aggregator="avg", copy=False, tracking=True)
    late_days = fields.Integer(
        string="Days late",
        compute="_compute_late_days",
        search="_search_late_days",
        aggregator=None,
        help="Since the day when the measure was due, while it is not finished.",
    )

    _percent_range = models.Constraint(
        "CHECK (percent BETWEEN 0 AND 100)", "The per cent must be from 0 to 100."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)",
        "The measure is due before it starts. Correct its dates.",
    )
    _same_measure_once = models.UniqueIndex(
        "(school_id, md5(lower(coalesce(project, ''))), md5(lower(coalesce(task, ''))), "
        "md5(lower(name)), coalesce(date_from, '-infinity'))",
        "This measure is entered already: the same school, project, task, measure and start.",
    )

    # ------------------------------------------------------------------
    # What can be worked out
    # ------------------------------------------------------------------
    @api.depends("state", "date_to")
    def _compute_late_days(self):
        today = fields.Date.context_today(self)
        for measure in self:
            due = measure.state in OPEN and measure.date_to
            measure.late_days = max((today - due).days, 0) if due else 0

    def _search_late_days(self, operator, value):
        if operator != ">" or value != 0:
            return NotImplemented
        return self._open_domain() & Domain("date_to", "<", fields.Date.context_today(self))

    @api.model
    def _open_domain(self):
        """Return the domain of the measures of which something is still to be done."""
        return Domain("state", "in", OPEN)

    @api.depends("indicator_base", "indicator_plan", "indicator_fact")
    def _compute_plan_reached(self):
        for measure in self:
            base, plan, fact = (
                _number(text)
                for text in (
                    measure.indicator_base,
                    measure.indicator_plan,
                    measure.indicator_fact,
                )
            )
            measure.plan_reached = False
            if plan is not None and fact is not None:
                less_is_better = base is not None and plan < base
                reached = fact <= plan if less_is_better else fact >= plan
                measure.plan_reached = "yes" if reached else "no"

    def _has_proof(self):
        """Tell whether something shows that the measure was done (extended with files)."""
        return bool(self.result or self.indicator_fact or self.document)

    # ------------------------------------------------------------------
    # Schools that a measure concerns
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        measures = super().create(vals_list)
        if any(vals.get("concerned_school_ids") for vals in vals_list):
            measures._check_concerned_schools()
        return measures

    def write(self, vals):
        result = super().write(vals)
        if "concerned_school_ids" in vals:
            self._check_concerned_schools()
        return result

    def _check_concerned_schools(self):
        """Refuse to put a measure before schools that the writer may not see."""
        # sudo: to look at all the schools, whose access is then asked for as the writer
        self.sudo().concerned_school_ids.with_env(self.env).check_access("read")

    @api.constrains("level", "concerned_school_ids")
    def _check_level(self):
        for measure in self:
            if measure.level == "school" and measure.concerned_school_ids:
                raise ValidationError(
                    self.env._(
                        "“%s” is a measure of the school itself: it concerns no other schools. "
                        "Choose a higher level, or leave “Also concerns” empty.",
                        measure.name,
                    )
                )


def _number(text):
    """Return the number that a text is (a decimal comma, a sign of per cent), else None."""
    text = (text or "").strip().removesuffix("%").replace("\u00a0", "").replace(" ", "")
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None
