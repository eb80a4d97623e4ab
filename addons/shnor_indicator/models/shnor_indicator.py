import ast

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..engine.conditions import CONDITIONS
from ..engine.words import RuleWords

NUMBERS = ("integer", "float", "monetary")
# settled once results were approved: the evidence names records of these models
SETTLED = ("unit_model", "condition_kind", "fact_field_id")
FACT_FIELDS = (
    "date_field_id",
    "year_field_id",
    "value_field_id",
    "maximum_field_id",
    "level_field_id",
    "size_field_id",
    "series_field_ids",
)
SETTINGS = (
    "unit_model",
    "condition_kind",
    "compare",
    "window",
    "fact_field_id",
    "min_size",
    "fresh_only",
)
DOMAIN_FIELDS = ("population_domain", "data_domain", "domain", "fact_domain")


class ShnorIndicator(models.Model):
    """A share as data: who is counted (n), under which condition (k), when nothing can be said.

    Every threshold and window is a field, so that staff change the rule without a programmer. No
    code and no SQL text is stored: conditions are domains, names of fields and numbers.
    """

    _name = "shnor.indicator"
    _description = "Indicator"
    _inherit = ["mail.thread", "shnor.addon.record"]
    _order = "sequence, code, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(required=True, tracking=True, help="Short and stable: I1.")
    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True, tracking=True)
    group_id = fields.Many2one("shnor.indicator.group", index=True, ondelete="restrict")
    unit_model = fields.Selection(
        selection="_selection_unit_model",
        string="Unit",
        required=True,
        tracking=True,
        help="What is counted: the per cent is of these.",
    )
    population_domain = fields.Char(
        string="Only those",
        default="[]",
        required=True,
        tracking=True,
        help="Narrows who is counted at all (n); empty: everybody whom the calculation covers.",
    )
    data_domain = fields.Char(
        string="Data exist for",
        default="[]",
        required=True,
        tracking=True,
        help="Units outside of this have no data: neither yes nor no.",
    )
    condition_kind = fields.Selection(
        [
            ("domain", "The unit itself fits"),
            ("facts", "Enough facts of the unit fit"),
            ("dynamics", "Facts of the unit have become better"),
        ],
        string="Condition",
        required=True,
        default="domain",
        tracking=True,
    )
    domain = fields.Char(string="Yes when", default="[]", required=True, tracking=True)

    # facts and dynamics
    fact_field_id = fields.Many2one(
        "ir.model.fields",
        string="Facts",
        ondelete="set null",
        domain="[('model', '=', unit_model), ('ttype', '=', 'one2many'), "
        "('relation_field', '!=', False)]",
        tracking=True,
        help="The list of the unit that is looked at.",
    )
    fact_model = fields.Char(related="fact_field_id.relation", string="Model of the facts")
    fact_domain = fields.Char(string="Only facts", default="[]", required=True, tracking=True)
    date_field_id = fields.Many2one(
        "ir.model.fields",
        string="Date of a fact",
        ondelete="set null",
        domain="[('model', '=', fact_model), ('ttype', '=', 'date'), ('store', '=', True)]",
        tracking=True,
    )
    window = fields.Selection(
        [
            ("period", "within the observation period"),
            ("years", "within the years that end on the period's last day"),
            ("any", "at any time up to the period's last day"),
        ],
        required=True,
        default="period",
        tracking=True,
    )
    window_years = fields.Integer(string="Years", default=3, tracking=True)
    min_count = fields.Integer(string="Facts, at least", default=1, tracking=True)

    # dynamics
    compare = fields.Selection(
        [
            ("latest", "the latest fact with the one before it"),
            ("years", "the year of the period with an earlier one"),
        ],
        default="latest",
        tracking=True,
    )
    series_field_ids = fields.Many2many(
        "ir.model.fields",
        "shnor_indicator_series_field_rel",
        "indicator_id",
        "field_id",
        string="Comparable when equal",
        domain="[('model', '=', fact_model), ('store', '=', True), "
        "('ttype', 'in', ('selection', 'many2one', 'integer', 'char', 'boolean'))]",
        help="Only facts that are equal in all of these are compared; an empty value is a value.",
    )
    year_field_id = fields.Many2one(
        "ir.model.fields",
        string="Year of a fact",
        ondelete="set null",
        domain="[('model', '=', fact_model), ('ttype', '=', 'integer'), ('store', '=', True)]",
        tracking=True,
    )
    year_offset = fields.Integer(string="Years back", default=1, tracking=True)
    value_field_id = fields.Many2one(
        "ir.model.fields",
        string="Value",
        ondelete="set null",
        domain="[('model', '=', fact_model), ('store', '=', True), "
        "('ttype', 'in', ('integer', 'float'))]",
        tracking=True,
    )
    maximum_field_id = fields.Many2one(
        "ir.model.fields",
        string="Out of",
        ondelete="set null",
        domain="[('model', '=', fact_model), ('store', '=', True), "
        "('ttype', 'in', ('integer', 'float'))]",
        tracking=True,
        help="With it, shares of value in this are compared, and points are percentage points.",
    )
    level_field_id = fields.Many2one(
        "ir.model.fields",
        string="Level",
        ondelete="set null",
        domain="[('model', '=', fact_model), ('ttype', '=', 'integer'), ('store', '=', True)]",
        tracking=True,
        help="A number that grows with the level: another level decides before the points do.",
    )
    better_when = fields.Selection(
        [("higher", "higher"), ("lower", "lower")],
        string="Better is",
        default="higher",
        tracking=True,
    )
    better_points = fields.Float(
        string="Better by, points, at least",
        digits=(8, 2),
        tracking=True,
        help="0: any improvement is one.",
    )
    zero_is_better = fields.Boolean(
        string="0 both times is better", tracking=True, help="What cannot become better counts."
    )
    worse_points = fields.Float(
        string="Worse by, points",
        digits=(8, 2),
        tracking=True,
        help="A fall by fewer points is not counted as one.",
    )
    worse_inclusive = fields.Boolean(
        string="A fall by exactly so many counts", default=True, tracking=True
    )
    min_better_count = fields.Integer(string="Better pairs, at least", default=1, tracking=True)
    min_better_percent = fields.Float(
        string="Better pairs, % of all, at least", digits=(5, 2), tracking=True
    )
    max_worse_count = fields.Integer(string="Worse pairs, at most", default=0, tracking=True)
    fresh_only = fields.Boolean(
        string="Better only with a fact of the period",
        tracking=True,
        help="A better pair counts when its later fact lies within the observation period.",
    )
    size_field_id = fields.Many2one(
        "ir.model.fields",
        string="Size of a fact",
        ondelete="set null",
        domain="[('model', '=', fact_model), ('ttype', '=', 'integer'), ('store', '=', True)]",
        tracking=True,
        help="How many people stand behind a fact.",
    )
    min_size = fields.Integer(
        string="Size over all pairs, at least",
        tracking=True,
        help="Below it, nothing can be said: no data.",
    )

    target = fields.Float(
        string="Target, %", digits=(5, 1), tracking=True, help="What is planned; 0 when nothing is."
    )
    method = fields.Text(
        translate=True, help="How the number is made, in words for those who read the results."
    )
    rule = fields.Text(
        compute="_compute_rule",
        # names of fields are no secret, and ir.model.fields is closed to readers
        compute_sudo=True,
        help="The condition with its settings, as it is printed beside the results.",
    )
    result_ids = fields.One2many("shnor.indicator.result", "indicator_id", string="Results")

    _code_uniq = models.Constraint("UNIQUE (code)", "An indicator with this code exists already.")
    _settings_check = models.Constraint(
        "CHECK (min_count >= 1 AND window_years >= 1 AND year_offset >= 1 AND better_points >= 0 "
        "AND worse_points >= 0 AND min_better_count >= 0 AND max_worse_count >= 0 "
        "AND min_size >= 0 AND min_better_percent BETWEEN 0 AND 100 AND target BETWEEN 0 AND 100)",
        "Check the settings: counts, years and points cannot be negative, per cents lie between "
        "0 and 100, and at least one fact and one year are needed.",
    )

    @api.model
    def _selection_unit_model(self):
        units = self.env.registry.descendants(["shnor.indicator.unit"], "_inherit")
        models_ = self.env["ir.model"]
        return sorted(
            # sudo: names of models are no secret, and ir.model is closed to most users
            (models_.sudo()._get(name).model, models_.sudo()._get(name).name)
            for name in units
            if not self.env[name]._abstract
        )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for indicator in self:
            indicator.display_name = f"{indicator.code}. {indicator.name}"

    @api.depends(lambda self: [name for name in self._fields if self._is_setting(name)])
    @api.depends_context("lang")
    def _compute_rule(self):
        for indicator in self:
            known = indicator.unit_model in self.env  # else it went with the addon that brought it
            indicator.rule = RuleWords(indicator).text() if known else False

    @api.model
    def _is_setting(self, name):
        field = self._fields[name]
        return field.store and field.type != "one2many" and name not in models.MAGIC_COLUMNS

    # ------------------------------------------------------------------
    # A definition that cannot be counted is refused on saving
    # ------------------------------------------------------------------
    @api.model
    def _condition_kinds(self):
        """Return the kinds of conditions (extension point).

        An addon above adds its kind here and to ``condition_kind``, its settings as fields of this
        model and to ``_definition_fields``.

        :return: dict {kind: subclass of engine.conditions.Condition}
        """
        return CONDITIONS

    @api.model
    def _definition_fields(self):
        """Return the names of the fields of which the definition consists (extension point)."""
        return [*SETTINGS, *FACT_FIELDS, *DOMAIN_FIELDS]

    def _condition_kind(self):
        """Return the class of the condition.

        :raise ValidationError: the addon that brought it is gone
        """
        self.ensure_one()
        kind = self._condition_kinds().get(self.condition_kind)
        if kind is None:
            raise ValidationError(
                self.env._(
                    "%s: the part of the system that knows this condition is not installed. Choose "
                    "another condition.",
                    self.display_name,
                )
            )
        return kind

    @api.constrains(lambda self: self._definition_fields())
    def _check_definition(self):
        for indicator in self:
            kind = indicator._condition_kind()
            indicator._check_fields(kind)
            indicator._check_domains(kind)
            for problem in kind.problems(indicator):
                raise ValidationError(
                    self.env._(
                        "%(indicator)s: %(problem)s",
                        indicator=indicator.display_name,
                        problem=problem,
                    )
                )

    def _check_fields(self, kind):
        """Check that the chosen fields are of the unit and of its facts."""
        facts = self.fact_field_id.sudo()  # names of fields are no secret
        chosen = [(facts, self.unit_model)] + [
            (field, facts.relation) for name in FACT_FIELDS for field in self[name].sudo()
        ]
        for field, model in chosen if kind.looks_at_facts else ():
            if field and field.model != model:
                raise ValidationError(
                    self.env._(
                        "%(indicator)s: “%(field)s” does not belong to what is counted. "
                        "Choose it anew.",
                        indicator=self.display_name,
                        field=field.field_description,
                    )
                )
        if facts and (facts.ttype != "one2many" or not facts.relation_field):
            raise ValidationError(
                self.env._("%s: the facts must be a list of the unit.", self.display_name)
            )

    def _check_domains(self, kind):
        for name in DOMAIN_FIELDS:
            model = self._domain_model(name, kind)
            if model is not None:
                self._parse_domain(name, model)

    def _domain_model(self, name, kind):
        """Return the model on which the domain field ``name`` is asked; None when it is unused."""
        if name in ("population_domain", "data_domain"):
            return self.env[self.unit_model]
        if name == "domain" and self.condition_kind == "domain":
            return self.env[self.unit_model]
        if name == "fact_domain" and kind.looks_at_facts and self.fact_model:
            return self.env[self.fact_model]
        return None

    def _parse_domain(self, name, model):
        """Return the domain in field ``name``, checked against ``model``.

        :raise ValidationError: it is no domain, or names a field that does not exist
        :return: Domain
        """
        text = self[name] or "[]"
        try:
            domain = Domain(ast.literal_eval(text))
            domain.validate(model)
            # with the author's rights: what they may not read they may not ask about
            model._search(domain)
        except (ValueError, SyntaxError, TypeError, KeyError, AttributeError) as error:
            raise ValidationError(
                self.env._(
                    "%(indicator)s, “%(field)s”: the condition %(domain)s cannot be applied to "
                    "“%(model)s”. Choose it anew with the editor. (%(error)s)",
                    indicator=self.display_name,
                    field=self._fields[name]._description_string(self.env),
                    domain=text,
                    model=model._description,
                    error=error,
                )
            ) from error
        return domain

    @api.onchange("unit_model")
    def _onchange_unit_model(self):
        if self.fact_field_id.model != self.unit_model:
            self.fact_field_id = False
            self._onchange_fact_field_id()
        for name in ("population_domain", "data_domain", "domain"):
            if self._origin.unit_model != self.unit_model:
                self[name] = "[]"

    @api.onchange("fact_field_id")
    def _onchange_fact_field_id(self):
        if self._origin.fact_field_id != self.fact_field_id:
            self.fact_domain = "[]"
        for name in FACT_FIELDS:
            if any(field.model != self.fact_model for field in self[name]):
                self[name] = False

    # ------------------------------------------------------------------
    # Life
    # ------------------------------------------------------------------
    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for indicator, vals in zip(self, vals_list, strict=True):
            if "code" not in (default or {}):
                vals["code"] = self.env._("%s (copy)", indicator.code)
        return vals_list

    def write(self, vals):
        settled = [name for name in SETTLED if name in vals]
        # sudo: results that the user may not see are results too
        for indicator in self.sudo() if settled and not self._is_taking_up() else ():
            approved = indicator.result_ids.filtered(lambda one: one.run_id.state == "frozen")
            now = {name: _plain(indicator[name]) for name in settled}
            if approved and any(now[name] != vals[name] for name in settled):
                raise UserError(
                    self.env._(
                        "“%s” has approved results: what it counts cannot be changed any more. "
                        "Copy it, change the copy and archive this one.",
                        indicator.display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_counted(self):
        if counted := self._with_results():
            raise UserError(
                self.env._(
                    "“%s” has results and cannot be deleted. Archive it instead.",
                    counted[0].display_name,
                )
            )

    def unlink(self):
        # sudo: trials of one's own and of others go with what they tried
        self.sudo().result_ids.run_id.filtered("is_preview").unlink()
        return super().unlink()

    def _with_results(self):
        # sudo: results that the user may not see are results too
        return self.sudo().filtered("result_ids").with_env(self.env)

    def action_preview(self):
        """Count the indicator on today's data; the preview is thrown away after a day.

        :return: dict, window action of the preview
        :raise UserError: the condition cannot be counted
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        run = self.env["shnor.indicator.run"].create(
            {
                "name": self.env._("Preview: %s", self.display_name),
                "is_preview": True,
                "date_from": fields.Date.start_of(today, "year"),
                "date_to": today,
                "indicator_ids": [(6, 0, self.ids)],
            }
        )
        run._calculate()
        return run._get_records_action(name=self.env._("Preview"))


def _plain(value):
    return value.id if isinstance(value, models.BaseModel) else value
