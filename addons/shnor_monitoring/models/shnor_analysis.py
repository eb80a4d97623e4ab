from odoo import api, fields, models
from odoo.exceptions import UserError

from .shnor_analysis_sentence import SECTIONS

SPECIALIST = "shnor_registry.group_specialist"


def _part(section):
    """Return the field of the sentences of one part: the screen shows the note part by part."""
    return fields.One2many(
        "shnor.analysis.sentence",
        "analysis_id",
        string=dict(SECTIONS)[section],
        domain=[("section", "=", section)],
        context={"default_section": section},
    )


class ShnorAnalysis(models.Model):
    """The analytical note of a campaign: drafted by the system, edited by staff, approved by the
    working group.

    It is a part of its campaign for as long as it is a draft. Approved, it freezes the calculation,
    the forms, the recommendations and the practices with it.
    """

    _name = "shnor.analysis"
    _description = "Analysis of a campaign"
    _inherit = ["shnor.state.mixin", "shnor.campaign.part"]
    _order = "campaign_id desc, id desc"
    _freezes_with_approval = True

    # who may is asked by _approve: only a carried question of signed minutes approves
    _transitions = {("draft", "approved"): None}

    campaign_id = fields.Many2one(
        "shnor.campaign", required=True, readonly=True, index=True, ondelete="restrict"
    )
    territory_id = fields.Many2one(
        related="campaign_id.territory_id", store=True, index=True, precompute=True
    )
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved by the working group")],
        required=True,
        default="draft",
        readonly=True,
        index=True,
    )
    sentence_ids = fields.One2many("shnor.analysis.sentence", "analysis_id", string="Sentences")
    basis_ids = _part("basis")
    followup_ids = _part("followup")
    facts_ids = _part("facts")
    factors_ids = _part("factors")
    deficits_ids = _part("deficits")
    practices_ids = _part("practices")
    conclusions_ids = _part("conclusions")
    recommendations_ids = _part("recommendations")
    materials_ids = _part("materials")
    decisions_ids = _part("decisions")
    appendix_ids = _part("appendix")
    sentence_count = fields.Integer(
        string="Number of sentences", compute="_compute_counts", help="Without those taken out."
    )
    unvouched_count = fields.Integer(string="Nobody vouches", compute="_compute_counts")
    stale_count = fields.Integer(string="Numbers changed", compute="_compute_counts")
    dropped_count = fields.Integer(string="Taken out", compute="_compute_counts")
    practice_count = fields.Integer(related="campaign_id.practice_count")
    problem_count = fields.Integer(string="In the way of approval", compute="_compute_problems")
    problems = fields.Text(
        string="What stands in the way of the approval", compute="_compute_problems"
    )
    drafted_at = fields.Datetime(readonly=True, help="When the sentences were drafted last.")
    run_id = fields.Many2one(
        "shnor.indicator.run",
        string="Calculation of the draft",
        readonly=True,
        index="btree_not_null",
        # a calculation that is thrown away takes no draft with it
        ondelete="set null",
    )
    approved_at = fields.Datetime(readonly=True)
    approved_by_id = fields.Many2one(
        "res.users", string="Approved by", readonly=True, ondelete="restrict"
    )
    digest = fields.Char(
        readonly=True,
        help="SHA-256 over the calculation, the note and the recommendations as approved.",
    )

    _campaign_uniq = models.Constraint(
        "UNIQUE (campaign_id)", "The campaign has an analysis already."
    )

    @api.depends("campaign_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for analysis in self:
            analysis.display_name = self.env._("Analysis: %s", analysis.campaign_id.name or "")

    @api.depends("sentence_ids.is_unvouched", "sentence_ids.is_stale", "sentence_ids.is_dropped")
    def _compute_counts(self):
        counts = {}
        for analysis, *marks, count in self.env["shnor.analysis.sentence"]._read_group(
            [("analysis_id", "in", self.ids)],
            ["analysis_id", "is_dropped", "is_unvouched", "is_stale"],
            ["__count"],
        ):
            counts.setdefault(analysis, []).append((*marks, count))
        for analysis in self:
            rows = counts.get(analysis._origin, [])
            said = [row for row in rows if not row[0]]
            analysis.sentence_count = sum(row[-1] for row in said)
            analysis.unvouched_count = sum(row[-1] for row in said if row[1])
            analysis.stale_count = sum(row[-1] for row in said if row[2])
            analysis.dropped_count = sum(row[-1] for row in rows if row[0])

    @api.depends("state", "drafted_at", "sentence_ids.is_unvouched", "sentence_ids.is_stale")
    @api.depends_context("lang")
    def _compute_problems(self):
        for analysis in self:
            problems = analysis._problems()
            analysis.problem_count = len(problems)
            analysis.problems = "\n".join(f"• {problem}" for problem in problems) or False

    def _check_write(self, vals):
        parts = {f"{section}_ids" for section, _label in SECTIONS}
        for name in vals:
            if name not in {"state", "sentence_ids", *parts}:
                raise UserError(
                    self.env._(
                        "“%s” of an analysis is not written by hand.",
                        self._fields[name]._description_string(self.env),
                    )
                )
        return super()._check_write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An analysis is not deleted: draft it anew."))

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_open_sentences(self):
        """Open all sentences, in the order of the note.

        :return: dict, window action
        """
        return self._open_sentences({})

    def action_open_unvouched(self):
        """Open the sentences for which nobody vouches.

        :return: dict, window action
        """
        return self._open_sentences({"search_default_unvouched": True})

    def action_open_stale(self):
        """Open the sentences whose numbers have changed.

        :return: dict, window action
        """
        return self._open_sentences({"search_default_stale": True})

    def action_open_dropped(self):
        """Open the sentences that were taken out, to be restored.

        :return: dict, window action
        """
        return self._open_sentences({"search_default_dropped": True})

    def _open_sentences(self, context):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_analysis_sentence_action"
        )
        action["domain"] = [("analysis_id", "=", self.id)]
        action["context"] = {**context, "default_analysis_id": self.id}
        return action

    def action_open_campaign(self):
        """Open the campaign.

        :return: dict, window action
        """
        self.ensure_one()
        return self.campaign_id._get_records_action()

    def action_open_practices(self):
        """Open the practices of the campaign.

        :return: dict, window action
        """
        self.ensure_one()
        return self.campaign_id.action_open_practices()

    def action_open_recommendations(self):
        """Open the recommendations of the campaign.

        :return: dict, window action
        """
        self.ensure_one()
        return self.campaign_id.action_open_recommendations()

    def action_report_xlsx(self):
        """Send the tables of the note as a workbook: the report of the campaign.

        :return: dict, report action
        """
        self.ensure_one()
        self.check_access("read")
        return self.env.ref("shnor_monitoring.report_campaign_xlsx").report_action(self.campaign_id)
