from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.shnor_form.engine import raw

from ..engine import placeholders
from ..engine.advice import facts_digest
from .shnor_recommendation_rule import ADDRESSEES, KINDS

SPECIALIST = "shnor_registry.group_specialist"
# what people may change in a draft; the rest is the system's
EDITABLE = (
    "text",
    "kind",
    "term_date",
    "responsible",
    "expected_result",
    "indicator_id",
    "material_ids",
)
# what is said at the beginning, and never again
GIVEN = ("campaign_id", "participant_id", "addressee", "fact_ids")
CHATTER = ("message_", "activity_")
NAME_LENGTH = 100


class ShnorRecommendation(models.Model):
    """What one school, or somebody who helps schools, is advised after a campaign, and why.

    Rules make drafts (``shnor.campaign._draft_recommendations``); a specialist accepts, edits or
    refuses them, or writes one by hand. Each rests on a fact.
    """

    _name = "shnor.recommendation"
    _description = "Recommendation"
    _inherit = ["mail.thread", "shnor.state.mixin", "shnor.campaign.part"]
    _order = "campaign_id desc, school_name, addressee, sequence, id"
    _freezes_with_approval = True

    _transitions = {
        ("draft", "accepted"): SPECIALIST,
        ("draft", "refused"): SPECIALIST,
        ("accepted", "draft"): SPECIALIST,
        ("refused", "draft"): SPECIALIST,
    }

    campaign_id = fields.Many2one(
        "shnor.campaign",
        compute="_compute_campaign_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', '=', 'open')]",
    )
    participant_id = fields.Many2one(
        "shnor.participant",
        string="School",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('campaign_id.state', '=', 'open')]",
        help="The school that is advised; empty when somebody else is.",
    )
    school_id = fields.Many2one(
        related="participant_id.school_id",
        string="Card of the school",
        store=True,
        index="btree_not_null",
        precompute=True,
    )
    school_name = fields.Char(related="participant_id.school_name", store=True, precompute=True)
    territory_id = fields.Many2one(
        "shnor.territory",
        compute="_compute_territory_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    addressee = fields.Selection(
        ADDRESSEES, string="Addressed to", required=True, default="school", index=True
    )
    addressee_words = fields.Char(string="Whom", compute="_compute_addressee_words")
    rule_id = fields.Many2one(
        "shnor.recommendation.rule", readonly=True, index=True, ondelete="restrict"
    )
    origin = fields.Selection(
        [("rule", "By a rule"), ("hand", "Written by hand")],
        required=True,
        readonly=True,
        default="hand",
    )
    sequence = fields.Integer(default=1000, readonly=True)
    kind = fields.Selection(KINDS, required=True, default="results", index=True)
    text = fields.Text(required=True, tracking=True)
    term_date = fields.Date(string="Not later than", tracking=True)
    responsible = fields.Char(tracking=True)
    expected_result = fields.Text(tracking=True)
    indicator_id = fields.Many2one(
        "shnor.indicator",
        string="Aims at",
        index="btree_not_null",
        ondelete="restrict",
        help="The indicator that is to move. The next monitoring tells whether it has.",
    )
    material_ids = fields.Many2many("shnor.material", string="Materials")
    fact_ids = fields.One2many("shnor.recommendation.fact", "recommendation_id", string="Facts")
    fact_words = fields.Text(string="Why", compute="_compute_fact_words")
    state = fields.Selection(
        [("draft", "Draft"), ("accepted", "Accepted"), ("refused", "Declined")],
        required=True,
        default="draft",
        readonly=True,
        index=True,
        tracking=True,
        group_expand=True,
    )
    refusal_reason = fields.Text(string="Why refused", readonly=True)
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, ondelete="restrict"
    )
    decided_at = fields.Datetime(string="Decided at", readonly=True)
    is_edited = fields.Boolean(
        string="Edited", readonly=True, help="People changed what the rule wrote: it stays so."
    )
    is_stale = fields.Boolean(
        string="Facts changed",
        readonly=True,
        index=True,
        help="What it rests on says something else than it did then.",
    )
    note = fields.Text(string="What changed", readonly=True)
    draft_digest = fields.Char(readonly=True)
    fact_digest = fields.Char(readonly=True)

    # begins with the campaign, so it serves its look-ups too
    _rule_uniq = models.UniqueIndex(
        "(campaign_id, rule_id, COALESCE(participant_id, 0)) WHERE rule_id IS NOT NULL",
        "The rule has advised this school already.",
    )
    _addressee_check = models.Constraint(
        "CHECK ((addressee = 'school') = (participant_id IS NOT NULL))",
        "Choose the school, or somebody else whom the recommendation is addressed to.",
    )

    @api.depends("participant_id")
    def _compute_campaign_id(self):
        for recommendation in self:
            if recommendation.participant_id:
                recommendation.campaign_id = recommendation.participant_id.campaign_id

    @api.depends("participant_id.territory_id", "campaign_id.territory_id")
    def _compute_territory_id(self):
        for recommendation in self:
            recommendation.territory_id = (
                recommendation.participant_id.territory_id
                if recommendation.participant_id
                else recommendation.campaign_id.territory_id
            )

    @api.depends("addressee", "school_name")
    @api.depends_context("lang")
    def _compute_addressee_words(self):
        labels = dict(self._fields["addressee"]._description_selection(self.env))
        for recommendation in self:
            recommendation.addressee_words = recommendation.school_name or labels.get(
                recommendation.addressee
            )

    @api.depends("text", "addressee_words")
    def _compute_display_name(self):
        for recommendation in self:
            text = recommendation.text or ""
            if len(text) > NAME_LENGTH:
                text = f"{text[:NAME_LENGTH]}…"
            whom = recommendation.addressee_words or ""
            recommendation.display_name = f"{whom}: {text}" if text else whom

    @api.depends("fact_ids.words")
    def _compute_fact_words(self):
        for recommendation in self:
            words = filter(None, recommendation.fact_ids.mapped("words"))
            recommendation.fact_words = "\n".join(words) or False

    # ------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_names(vals, (*EDITABLE, *GIVEN))
        recommendations = super().create(vals_list)
        recommendations._check_campaign()
        recommendations._check_has_facts()
        recommendations._note_facts()
        return recommendations

    def _note_facts(self):
        """Remember what the facts chosen by hand say: drafting again notices a change."""
        # sudo: the mark is the system's
        for recommendation in self.sudo().filtered(lambda one: one.origin == "hand"):
            known = raw.read(recommendation.fact_ids, "value")
            said = [
                {
                    "key": fact.key,
                    "participant_id": fact.participant_id.id or None,
                    "value": known[fact.id]["value"],
                }
                for fact in recommendation.fact_ids
            ]
            recommendation._move_to(recommendation.state, fact_digest=facts_digest(said))

    @api.model
    def _check_names(self, vals, allowed):
        """Refuse what only the system writes: origin, rule, decision, marks."""
        for name in vals:
            if name in allowed or name.startswith(CHATTER) or name not in self._fields:
                continue
            if name == "state" and vals[name] == "draft":
                continue
            raise UserError(
                self.env._(
                    "“%s” of a recommendation is not written by hand.",
                    self._fields[name]._description_string(self.env),
                )
            )

    def _check_campaign(self):
        for recommendation in self:
            participant = recommendation.participant_id
            if participant and participant.campaign_id != recommendation.campaign_id:
                raise ValidationError(
                    self.env._("%s does not take part in this campaign.", participant.school_name)
                )

    def _check_has_facts(self):
        """Refuse recommendations that rest on nothing."""
        # sudo: whether there is a fact, whoever may read it
        for recommendation in self.sudo().exists():
            if not recommendation.fact_ids:
                raise UserError(
                    self.env._(
                        "“%s” rests on no fact. Link a result, an answer, a risk or the status of "
                        "the school.",
                        recommendation.display_name,
                    )
                )

    def _check_write(self, vals):
        """Let people change what is theirs, while it is a draft; note that they did."""
        super()._check_write(vals)
        self._check_names(vals, (*EDITABLE, "fact_ids"))
        if vals.keys().isdisjoint((*EDITABLE, "fact_ids")):
            return
        for recommendation in self:
            if recommendation.state != "draft":
                raise UserError(
                    self.env._(
                        "“%s” is decided. Make it a draft again to change it.",
                        recommendation.display_name,
                    )
                )

    def write(self, vals):
        before = {
            recommendation: [recommendation[name] for name in EDITABLE] for recommendation in self
        }
        result = super().write(vals)
        if not self._in_transition():
            self.filtered(lambda one: before[one] != [one[name] for name in EDITABLE])._note_edit()
        return result

    def _note_edit(self):
        """Remember that people changed what a rule wrote: drafting again keeps it."""
        edited = self.exists().filtered(lambda one: one.rule_id and not one.is_edited)
        if edited:
            # sudo: the mark is the system's; the edit itself was allowed
            edited.sudo()._move_to("draft", is_edited=True)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        """Drafts go when their rule hits no more; what people wrote is refused, not deleted."""
        raise UserError(self.env._("A recommendation is not deleted: refuse it, and say why."))

    # ------------------------------------------------------------------
    # Deciding
    # ------------------------------------------------------------------
    def action_accept(self):
        """Accept the recommendations: they go into the letters.

        :raise UserError: one of them rests on nothing, is not finished or not a draft
        :raise AccessError: the role does not allow it
        """
        self.check_access("write")
        self.campaign_id._check_open()
        self._check_transition("accepted")
        self._check_has_facts()
        self._check_finished()
        self._decide("accepted", refusal_reason=False)

    def _check_finished(self):
        for recommendation in self:
            for name in ("text", "responsible", "expected_result"):
                gaps = [
                    one
                    for one in placeholders.names(recommendation[name])
                    if one in placeholders.ALLOWED
                ]
                if gaps:
                    raise UserError(
                        self.env._(
                            "“%(recommendation)s”: nothing is known for %(gaps)s. Write it in the "
                            "text instead, then accept.",
                            recommendation=recommendation.display_name,
                            gaps=", ".join(f"{{{gap}}}" for gap in gaps),
                        )
                    )
            if not (recommendation.text or "").strip():
                raise UserError(self.env._("%s: write the text.", recommendation.addressee_words))
            if not recommendation.term_date or not recommendation.responsible:
                raise UserError(
                    self.env._(
                        "“%s”: say until when, and who is responsible.",
                        recommendation.display_name,
                    )
                )

    def action_refuse(self):
        """Ask why the recommendations are refused.

        :return: dict, window action
        """
        self.check_access("write")
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "shnor_monitoring.shnor_recommendation_refuse_action"
            ),
            "context": {"default_recommendation_ids": self.ids},
        }

    def _refuse(self, reason):
        """Refuse the recommendations.

        :param str reason: why
        :raise UserError: there is no reason, or one of them is not a draft
        """
        self.check_access("write")
        self.campaign_id._check_open()
        reason = (reason or "").replace("\x00", "").strip()
        if not reason:
            raise UserError(self.env._("Write why it is refused."))
        self._check_transition("refused")
        self._decide("refused", refusal_reason=reason)

    def action_reopen(self):
        """Make decided recommendations drafts again.

        :raise UserError: one of them is a draft
        """
        self.check_access("write")
        self.campaign_id._check_open()
        self._check_transition("draft")
        self._move_to("draft", refusal_reason=False, decided_by_id=False, decided_at=False)

    def _decide(self, state, **values):
        self._move_to(state, decided_by_id=self.env.uid, decided_at=fields.Datetime.now(), **values)

    def action_take_new_facts(self):
        """Let the recommendations rest on what their facts say today; the texts stay.

        :raise UserError: the rule does not hit the school any more, or a fact is gone
        """
        self.check_access("write")
        for campaign, recommendations in self.grouped("campaign_id").items():
            campaign._take_new_facts(recommendations)

    def action_open_participant(self):
        """Open the school with all of its recommendations and facts.

        :return: dict, window action
        """
        self.ensure_one()
        self.check_access("read")
        if not self.participant_id:
            raise UserError(self.env._("It is addressed to no single school."))
        return self.participant_id._get_records_action()

    # ------------------------------------------------------------------
    # For addons above, and for letters
    # ------------------------------------------------------------------
    def _recommendation_measure_vals(self):
        """Return what a measure of a roadmap is made of, one dict a recommendation (extension
        point: an addon that keeps roadmaps turns these into its own records, and adds to them).

        Only accepted recommendations of schools come out.

        :return: list of dict: ``recommendation_id, school_id, project`` (the campaign and its
            order), ``task`` (the facts in words), ``name`` (the text), ``date_from`` (the end of
            the monitoring), ``date_to`` (the term), ``responsible, expected_result``
        """
        accepted = self.filtered(lambda one: one.state == "accepted" and one.school_id)
        return [
            {
                "recommendation_id": one.id,
                "school_id": one.school_id.id,
                "project": one.campaign_id.name,
                "task": one.fact_words or "",
                "name": one.text,
                "date_from": min(one.campaign_id.date_end, one.term_date),
                "date_to": one.term_date,
                "responsible": one.responsible or "",
                "expected_result": one.expected_result or "",
            }
            for one in accepted
        ]

    @api.model
    def _letter_rows(self, participant):
        """Return the accepted recommendations of a school for its letter, as plain data.

        Ready for a template: no records, no HTML, nothing of other schools.

        :param participant: shnor.participant
        :return: list of dict: ``number, text, kind, facts`` (list of str), ``term`` (str),
            ``term_date, responsible, expected_result, indicator, materials`` (list of
            dict ``name, kind, address, source``)
        """
        return self._rows(
            self.search([("participant_id", "=", participant.id), ("state", "=", "accepted")])
        )

    @api.model
    def _addressee_rows(self, campaign, addressee):
        """Return the accepted recommendations to somebody else than a school; see ``_letter_rows``.

        :param campaign: shnor.campaign
        :param str addressee: one of ADDRESSEES
        """
        return self._rows(
            self.search(
                [
                    ("campaign_id", "=", campaign.id),
                    ("addressee", "=", addressee),
                    ("participant_id", "=", False),
                    ("state", "=", "accepted"),
                ]
            )
        )

    @api.model
    def _rows(self, recommendations):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        materials = self.env["shnor.material"]
        material_kinds = dict(materials._fields["kind"]._description_selection(self.env))
        return [
            {
                "number": number,
                "text": one.text,
                "kind": kinds[one.kind],
                "facts": [words for words in one.fact_ids.mapped("words") if words],
                "term": fields.Date.to_string(one.term_date) or "",
                "term_date": one.term_date,
                "responsible": one.responsible or "",
                "expected_result": one.expected_result or "",
                "indicator": one.indicator_id.display_name or "",
                "materials": [
                    {
                        "name": material.name,
                        "kind": material_kinds[material.kind],
                        "address": material.link or material.file_name or "",
                        "source": material.source or "",
                    }
                    for material in one.material_ids
                ],
            }
            for number, one in enumerate(recommendations, 1)
        ]
