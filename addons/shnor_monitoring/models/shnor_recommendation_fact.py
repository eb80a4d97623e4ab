import json

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.shnor_form.engine import expression

from ..engine.advice import Advice
from ..engine.advice_condition import RISKS_QUESTION, RISKS_TABLE
from ..engine.answer_condition import find_questions

# what the system reads and writes
STORED = (
    "key",
    "indicator_id",
    "code",
    "line_id",
    "difference_id",
    "words",
)


class ShnorRecommendationFact(models.Model):
    """A fact that a recommendation rests on: where it stands, and what it said then, in words.

    Nobody types what a fact says: whoever adds one chooses where it stands, the system reads it.
    """

    _name = "shnor.recommendation.fact"
    _description = "Fact behind a recommendation"
    _inherit = "shnor.campaign.part"
    _order = "recommendation_id, id"
    _rec_name = "words"
    _guard_fields = ("recommendation_id", "participant_id")
    _freezes_with_approval = True

    recommendation_id = fields.Many2one(
        "shnor.recommendation", required=True, index=True, ondelete="cascade"
    )
    campaign_id = fields.Many2one(
        related="recommendation_id.campaign_id", store=True, index=True, precompute=True
    )
    participant_id = fields.Many2one(
        "shnor.participant",
        string="School",
        compute="_compute_participant_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        domain="[('campaign_id', '=', campaign_id)]",
        help="Whose fact it is. Empty: that of all schools together.",
    )
    territory_id = fields.Many2one(
        "shnor.territory",
        compute="_compute_territory_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [
            ("indicator", "Result in an indicator"),
            ("answer", "Answer in a form"),
            ("risk", "Risk stated by the school"),
            ("category", "Status of the school"),
        ],
        string="What",
        required=True,
        default="indicator",
    )
    key = fields.Char(readonly=True)
    indicator_id = fields.Many2one("shnor.indicator", ondelete="restrict")
    code = fields.Char(string="Code of the question")
    formula = fields.Char(readonly=True)
    risk_ids = fields.Many2many("shnor.risk", string="Risks")
    # Found by what was counted, not stored: a draft calculation is thrown away with its rows, the
    # next one has the same rows anew, and the millions of rows need no foreign key to be asked.
    evidence_id = fields.Many2one("shnor.indicator.evidence", compute="_compute_result_id")
    result_id = fields.Many2one("shnor.indicator.result", compute="_compute_result_id")
    line_id = fields.Many2one(
        "survey.user_input.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    difference_id = fields.Many2one(
        "shnor.difference", readonly=True, index="btree_not_null", ondelete="set null"
    )
    value = fields.Json(readonly=True, help="What it said, by which a change is noticed.")
    words = fields.Char(string="Fact", readonly=True)

    _key_uniq = models.UniqueIndex(
        "(recommendation_id, key, COALESCE(participant_id, 0))",
        "The recommendation rests on this fact already.",
    )

    @api.depends("recommendation_id.participant_id")
    def _compute_participant_id(self):
        for fact in self:
            fact.participant_id = fact.recommendation_id.participant_id

    @api.depends("participant_id.territory_id", "recommendation_id.territory_id")
    def _compute_territory_id(self):
        for fact in self:
            fact.territory_id = (
                fact.participant_id.territory_id
                if fact.participant_id
                else fact.recommendation_id.territory_id
            )

    @api.depends("indicator_id", "participant_id", "campaign_id.run_id")
    def _compute_result_id(self):
        found = self._read_results()
        for fact in self:
            result_id, evidence_id = found.get(fact._origin.id, (False, False))
            fact.result_id = result_id
            fact.evidence_id = evidence_id

    def _read_results(self):
        """Return {id: (result id, evidence id)} in the campaign's current calculation, the approved
        one once it is closed (one query)."""
        ids = [one for one in self.ids if isinstance(one, int)]
        if not ids:
            return {}
        self.flush_model(["indicator_id", "participant_id", "campaign_id", "kind"])
        self.env["shnor.campaign"].flush_model(["run_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT fact.id, result.id, evidence.id
                  FROM shnor_recommendation_fact fact
                  JOIN shnor_campaign campaign ON campaign.id = fact.campaign_id
             LEFT JOIN shnor_participant participant ON participant.id = fact.participant_id
                  JOIN shnor_indicator_result result ON result.run_id = campaign.run_id
                       AND result.indicator_id = fact.indicator_id
                       AND (result.school_id = participant.school_id
                            OR (fact.participant_id IS NULL AND result.dimension = 'overall'))
             LEFT JOIN shnor_indicator_evidence evidence ON evidence.run_id = campaign.run_id
                       AND evidence.indicator_id = fact.indicator_id
                       AND evidence.unit_model = 'shnor.school'
                       AND evidence.unit_id = participant.school_id
                 WHERE fact.kind = 'indicator' AND fact.id = ANY(%s)
                """,
                ids,
            )
        )
        return {fact_id: (result_id, evidence_id) for fact_id, result_id, evidence_id in rows}

    # ------------------------------------------------------------------
    # Chosen by hand, read by the system
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        names = ("recommendation_id", "participant_id", "kind", "indicator_id", "code", "risk_ids")
        chosen = [
            {name: value for name, value in vals.items() if name in names} for vals in vals_list
        ]
        facts = super().create(chosen)
        facts._check_editable()
        facts.filtered("participant_id").participant_id.check_access("read")
        facts._read_anew()
        facts.recommendation_id._note_edit()
        facts.recommendation_id._note_facts()
        return facts

    def write(self, vals):
        if self:
            raise UserError(self.env._("A fact is not edited: remove it and choose another one."))
        return super().write(vals)

    def unlink(self):
        self._check_editable()
        recommendations = self.recommendation_id
        result = super().unlink()
        recommendations._check_has_facts()
        recommendations._note_edit()
        recommendations._note_facts()
        return result

    def _check_editable(self):
        for recommendation in self.recommendation_id:
            if recommendation.state != "draft":
                raise UserError(
                    self.env._(
                        "“%s” is decided. Make it a draft again to change its facts.",
                        recommendation.display_name,
                    )
                )

    @api.constrains("participant_id", "recommendation_id")
    def _check_participant(self):
        for fact in self:
            its = fact.recommendation_id
            if (its.participant_id and fact.participant_id != its.participant_id) or (
                fact.participant_id and fact.participant_id.campaign_id != its.campaign_id
            ):
                raise ValidationError(
                    self.env._("A fact must be of the school, and of the campaign, it is about.")
                )

    def _read_anew(self):
        """Read what the facts say now (once for all facts of a campaign).

        :raise UserError: there is no such fact
        """
        for campaign, facts in self.grouped("campaign_id").items():
            found = facts._found(campaign)
            for fact in facts:
                fact._store(found[fact.id])

    def _store(self, found):
        """Write what a fact says, by SQL: the ORM would make nothing of the answers 0 and “no”."""
        columns = SQL(", ").join(
            SQL("%s = %s", SQL.identifier(name), found.get(name) or None) for name in STORED
        )
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE shnor_recommendation_fact SET %s, value = %s::jsonb WHERE id = %s",
                columns,
                json.dumps(found["value"], ensure_ascii=False),
                self.id,
            )
        )
        self.invalidate_recordset([*STORED, "value"])

    def _found(self, campaign):
        """Return {id: fact as it is now}; see ``engine.advice_conditions.Condition.fact``.

        :raise UserError: there is no such fact
        """
        found = self._look_up(campaign)
        for fact in self:
            if not found[fact.id]:
                raise UserError(fact._absence())
        return found

    def _look_up(self, campaign, advice=None):
        """Return {id: fact as it is now, or None}.

        :param advice: engine.advice.Advice that has read what these facts ask for
        """
        if advice is None:
            # sudo: what a fact of the school says is read as a whole; whose it may be was checked
            rules = self.env["shnor.recommendation.rule"].sudo().browse()
            advice = Advice(
                campaign.sudo(), rules, participants=self.sudo().participant_id, facts=self.sudo()
            )
        return {fact.id: fact._look(advice) for fact in self.with_env(advice.env)}

    def _look(self, advice):
        if self.participant_id and not self.participant_id.active:
            return None  # excluded by an amendment
        case = advice.cases.of(self.participant_id)
        if self.kind == "indicator":
            return self.indicator_id and case.indicator_fact(self.indicator_id)
        if not self.participant_id:
            return None
        if self.kind == "category":
            return case.category_fact()
        if self.kind == "risk":
            stated = [(risk, case.risk(risk, "accepted")) for risk in self.risk_ids]
            stated = [(risk, one) for risk, one in stated if one]
            return case.risk_fact(stated) if stated else None
        question = advice.questions.get((self.code or "").strip())
        answer = question and case.answer(question.form_code, "accepted")
        if not answer or answer["value"] is None:
            return None
        return case.answer_fact(question, answer, answer["value"])

    def _absence(self):
        """Return why there is no such fact, in words."""
        school = self.participant_id.school_name or self.campaign_id.display_name
        if self.kind == "indicator" and not self.indicator_id:
            return self.env._("Choose the indicator that the recommendation rests on.")
        if self.kind == "indicator":
            return self.env._(
                "%(school)s has no result in “%(indicator)s”. Calculate the campaign first.",
                school=school,
                indicator=self.indicator_id.display_name,
            )
        if not self.participant_id:
            return self.env._("Choose the school whose fact it is.")
        if self.kind == "risk":
            return self.env._(
                "%(school)s does not state these risks in an accepted form: %(risks)s.",
                school=school,
                risks=", ".join(self.risk_ids.mapped("name")) or self.env._("none chosen"),
            )
        if not find_questions(self.env, [(self.code or "").strip()]):
            return self.env._("No form has a question with the code “%s”.", self.code or "")
        return self.env._(
            "%(school)s has not answered %(code)s in an accepted form.",
            school=school,
            code=self.code,
        )

    @api.model
    def _codes_of(self, facts, risks):
        """Return the codes of the questions that facts and risks ask for, as a set."""
        if not facts:
            return set()
        codes = {code.strip() for code in facts.mapped("code") if code}
        if risks:
            codes |= {RISKS_QUESTION, RISKS_TABLE}
        for text in risks.filtered("form_condition").mapped("form_condition"):
            codes.update(expression.codes(expression.compile_text(text)))
        return codes

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_open_source(self):
        """Open where the fact stands: the evidence, the form, the school.

        :return: dict, window action
        :raise UserError: it is gone since
        """
        self.ensure_one()
        self.check_access("read")
        if self.evidence_id:
            return self.evidence_id._get_records_action()
        if self.result_id:
            return self.result_id.action_open_evidence()
        if self.difference_id:
            return self.difference_id._get_records_action()
        if self.line_id:
            return self.line_id.user_input_id._get_records_action()
        if self.participant_id:
            return self.participant_id._get_records_action()
        raise UserError(self.env._("What it rests on was deleted or calculated anew since."))
