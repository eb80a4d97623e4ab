from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine import placeholders
from ..engine.advice_conditions import contradiction

KINDS = [
    ("results", "Educational results"),
    ("teachers", "Teachers"),
    ("management", "Management"),
    ("pupils", "Pupils and parents"),
    ("resources", "Resources"),
    ("cooperation", "Help and cooperation"),
]
ADDRESSEES = [
    ("school", "The school"),
    ("association", "Methodical associations of the district"),
    ("methodical_service", "Methodical service"),
    ("leader_schools", "Leader schools"),
    ("committee", "Education committee"),
]
MAX_TERM_DAYS = 730
TEXTS = ("text", "expected_result", "responsible")


class ShnorRecommendationRule(models.Model):
    """When a school is given which recommendation: conditions on its facts, and a text.

    A rule is data: no code stands in it. It makes drafts (``shnor.campaign``), which people
    accept, edit or refuse.
    """

    _name = "shnor.recommendation.rule"
    _description = "Recommendation rule"
    _inherit = "shnor.addon.record"
    _order = "sequence, id"

    name = fields.Char(required=True, help="By it staff find the rule; schools do not see it.")
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    match = fields.Selection(
        [("all", "all conditions hold"), ("any", "any condition holds")],
        string="Hits when",
        required=True,
        default="all",
    )
    condition_ids = fields.One2many(
        "shnor.recommendation.condition", "rule_id", string="Conditions", copy=True
    )
    addressee = fields.Selection(
        ADDRESSEES,
        string="Addressed to",
        required=True,
        default="school",
        help="To a school: one recommendation for each school that the rule hits. To somebody "
        "else: one for all of them together.",
    )
    min_schools = fields.Integer(
        string="Schools, at least",
        default=1,
        help="How many schools the rule must hit before somebody else than they is advised.",
    )
    kind = fields.Selection(KINDS, required=True, default="results", index=True)
    # the committee's own words: content, not interface
    text = fields.Text(required=True)
    term_days = fields.Integer(string="Term, days", required=True, default=90)
    term_from = fields.Selection(
        [("end", "from the end of the monitoring"), ("letter", "from the letter")],
        string="Counted",
        required=True,
        default="end",
        help="Until letters are sent, that of the letter is the last day for the working group.",
    )
    responsible = fields.Char(help="Who does it, by position: deputy director for studies.")
    expected_result = fields.Text(help="By what it will be seen that it was done.")
    indicator_id = fields.Many2one(
        "shnor.indicator",
        string="Aims at",
        compute="_compute_indicator_id",
        store=True,
        readonly=False,
        ondelete="restrict",
        help="The indicator that is to move. The next monitoring tells whether it has.",
    )
    material_ids = fields.Many2many("shnor.material", string="Materials")
    material_filter = fields.Selection(
        [
            ("none", "only these"),
            ("subject", "and those on the subjects"),
            ("risk", "and those on the risks"),
            ("both", "and those on the subjects or the risks"),
        ],
        string="From the library",
        required=True,
        default="none",
        help="Of the facts by which the rule hits.",
    )
    condition_words = fields.Text(string="In words", compute="_compute_condition_words")
    warning = fields.Text(compute="_compute_condition_words")
    placeholder_help = fields.Char(
        string="Placeholders",
        compute="_compute_condition_words",
        help="What may stand in the text and has a value in every case.",
    )
    recommendation_count = fields.Integer(
        string="Recommendations",
        compute="_compute_recommendation_count",
        help="Of the schools that you may see.",
    )

    _numbers_check = models.Constraint(
        f"CHECK (term_days BETWEEN 1 AND {MAX_TERM_DAYS} AND min_schools >= 1)",
        "The term is from 1 to 730 days, and at least one school is needed.",
    )

    @api.depends("condition_ids.indicator_id")
    def _compute_indicator_id(self):
        for rule in self:
            if not rule.indicator_id:
                rule.indicator_id = rule.condition_ids.indicator_id[:1]

    @api.depends(
        lambda self: [
            "match",
            "addressee",
            *(f"condition_ids.{name}" for name in self.condition_ids._settings()),
        ]
    )
    @api.depends_context("lang")
    def _compute_condition_words(self):
        for rule in self:
            kinds = [condition._kind() for condition in rule.condition_ids]
            joint = f"\n{self.env._('and')} " if rule.match == "all" else f"\n{self.env._('or')} "
            sound = [kind for kind in kinds if not list(kind.problems())]
            rule.condition_words = joint.join(kind.words() for kind in sound) or False
            rule.warning = "\n".join(one for kind in sound for one in kind.warnings()) or False
            given = rule._provided(sound)
            rule.placeholder_help = ", ".join(
                f"{{{name}}}" for name in placeholders.ALLOWED if name in given
            )

    def _compute_recommendation_count(self):
        counts = dict(
            self.env["shnor.recommendation"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.recommendation_count = counts.get(rule._origin, 0)

    # ------------------------------------------------------------------
    # A rule that cannot work is refused on saving
    # ------------------------------------------------------------------
    def _provided(self, kinds):
        """Return the names of the placeholders that have a value in every case."""
        self.ensure_one()
        sets = [kind.provides() for kind in kinds]
        given = set()
        if sets:
            given = set.union(*sets) if self.match == "all" else set.intersection(*sets)
        if self.addressee == "school":
            return given | set(placeholders.ALWAYS)
        return (given & set(placeholders.OF_ALL)) | set(placeholders.OF_ALL_ALWAYS)

    @api.model_create_multi
    def create(self, vals_list):
        # the rule is checked as a whole, once all of its conditions are there
        return (
            super(ShnorRecommendationRule, self.with_context(shnor_rule_is_checked=True))
            .create(vals_list)
            .with_env(self.env)
        )

    def write(self, vals):
        return super(ShnorRecommendationRule, self.with_context(shnor_rule_is_checked=True)).write(
            vals
        )

    @api.constrains("match", "addressee", "condition_ids", *TEXTS)
    def _check_rule(self):
        for rule in self:
            rule._check_conditions()
            rule._check_texts()

    def _check_conditions(self):
        if not self.condition_ids:
            raise ValidationError(
                self.env._(
                    "“%s” has no condition: every recommendation rests on a fact.", self.name
                )
            )
        if self.match != "all":
            return
        pair = contradiction([condition._kind() for condition in self.condition_ids])
        if pair:
            raise ValidationError(
                self.env._(
                    "“%(rule)s” would never hit a school: “%(one)s” and “%(other)s” exclude each "
                    "other.",
                    rule=self.name,
                    one=pair[0]._kind().words(),
                    other=pair[1]._kind().words(),
                )
            )

    def _check_texts(self):
        given = self._provided([condition._kind() for condition in self.condition_ids])
        allowed = placeholders.ALLOWED if self.addressee == "school" else placeholders.OF_ALL
        for name in TEXTS:
            for problem in placeholders.problems(self.env, self[name], given, allowed):
                raise ValidationError(
                    self.env._(
                        "“%(rule)s”, “%(field)s”: %(problem)s",
                        rule=self.name,
                        field=self._fields[name]._description_string(self.env),
                        problem=problem,
                    )
                )
        if not (self.text or "").strip():
            raise ValidationError(self.env._("“%s”: write the text.", self.name))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: recommendations that the user may not see are recommendations too
        for rule in self.sudo():
            if rule.recommendation_count:
                raise UserError(
                    self.env._(
                        "“%s” has made recommendations and cannot be deleted. Archive it instead.",
                        rule.name,
                    )
                )

    def _in_use(self):
        """Return those that have made recommendations, when the addon that brought them goes."""
        # sudo: recommendations that the user may not see are recommendations too
        return self.sudo().filtered("recommendation_count").with_env(self.env)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_preview(self):
        """Show whom the rules would hit, before any draft is made.

        :return: dict, window action
        """
        self.check_access("read")
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "shnor_monitoring.shnor_recommendation_preview_action"
            ),
            "context": {"default_rule_ids": self.ids},
        }

    def action_open_recommendations(self):
        """Open what the rule has made.

        :return: dict, window action
        """
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_recommendation_action"
        )
        action["domain"] = [("rule_id", "in", self.ids)]
        action["context"] = {"create": False}
        return action
