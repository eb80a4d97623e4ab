from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import SQL

from ..engine.advice import Advice, facts_digest
from .shnor_recommendation import SPECIALIST


class ShnorCampaign(models.Model):
    """Drafting the recommendations of a campaign from the rules, and what is missing."""

    _inherit = "shnor.campaign"

    recommendation_ids = fields.One2many(
        "shnor.recommendation", "campaign_id", string="Recommendations"
    )
    recommendation_count = fields.Integer(
        string="Number of recommendations",
        compute="_compute_recommendation_counts",
        help="Without those refused.",
    )
    accepted_count = fields.Integer(
        string="Accepted recommendations", compute="_compute_recommendation_counts"
    )
    stale_count = fields.Integer(
        string="Recommendations whose facts changed", compute="_compute_recommendation_counts"
    )
    bare_count = fields.Integer(
        string="Accepted without a fact", compute="_compute_recommendation_counts"
    )
    unadvised_count = fields.Integer(
        string="Schools without a recommendation", compute="_compute_recommendation_counts"
    )

    @api.depends("participant_ids", "recommendation_ids.state", "recommendation_ids.is_stale")
    def _compute_recommendation_counts(self):
        recommendations = self.env["shnor.recommendation"]
        domain = [("campaign_id", "in", self.ids), ("state", "!=", "refused")]
        states, stale = {}, {}
        for campaign, state, is_stale, count in recommendations._read_group(
            domain, ["campaign_id", "state", "is_stale"], ["__count"]
        ):
            states[campaign, state] = states.get((campaign, state), 0) + count
            stale[campaign] = stale.get(campaign, 0) + (count if is_stale else 0)
        bare = dict(
            recommendations._read_group(
                [*domain, ("state", "=", "accepted"), ("fact_ids", "=", False)],
                ["campaign_id"],
                ["__count"],
            )
        )
        unadvised = dict(
            self.env["shnor.participant"]._read_group(
                [("campaign_id", "in", self.ids), ("is_advised", "=", False)],
                ["campaign_id"],
                ["__count"],
            )
        )
        for campaign in self:
            origin = campaign._origin
            campaign.accepted_count = states.get((origin, "accepted"), 0)
            campaign.recommendation_count = campaign.accepted_count + states.get(
                (origin, "draft"), 0
            )
            campaign.stale_count = stale.get(origin, 0)
            campaign.bare_count = bare.get(origin, 0)
            campaign.unadvised_count = unadvised.get(origin, 0)

    def _recommendation_term(self, term_from, days):
        """Return until when something is to be done (extension point for whoever sends letters).

        :param str term_from: ``end`` (of the monitoring) or ``letter``
        :param int days: from then on
        :return: date
        """
        begin = self.date_end if term_from == "end" else self.working_group_deadline
        return begin + timedelta(days=days)

    def _document_language(self):
        """Return the campaign in the language of the committee, in which it writes."""
        return self.with_context(lang=self.env.company.partner_id.lang or self.env.lang)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_draft_recommendations(self):
        """Apply the rules to the schools of the campaign, and open what came out.

        :return: dict, window action
        :raise UserError: the campaign is not open, not calculated, or there are no rules
        :raise AccessError: the role does not allow it
        """
        self.ensure_one()
        self._check_may_advise()
        self._draft_recommendations()
        return self.action_open_recommendations()

    def action_open_recommendations(self):
        """Open the recommendations of the campaign, grouped by school.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_recommendation_action"
        )
        action["domain"] = [("campaign_id", "=", self.id)]
        action["context"] = {
            "search_default_not_refused": True,
            "search_default_group_school": True,
            "default_campaign_id": self.id,
        }
        return action

    def action_open_unadvised(self):
        """Open the schools that no recommendation is for.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_participant_action"
        )
        action["domain"] = [("campaign_id", "=", self.id), ("is_advised", "=", False)]
        action["context"] = {}
        return action

    def action_open_stale(self):
        """Open the recommendations whose facts changed since.

        :return: dict, window action
        """
        action = self.action_open_recommendations()
        action["context"] = {"search_default_stale": True, "search_default_group_school": True}
        return action

    def _check_may_advise(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(SPECIALIST):
            raise AccessError(
                self.env._("Recommendations are drafted by specialists of the committee.")
            )

    # ------------------------------------------------------------------
    # Drafting
    # ------------------------------------------------------------------
    def _draft_recommendations(self):
        """Make the drafts of today from the rules (a constant number of statements, whatever the
        number of schools); doing it again changes nothing.

        A draft that nobody touched follows its rule, and goes when the rule hits no more. What
        people edited or decided stays, and is marked when its facts have changed since.

        :return: dict of how many were ``new, changed, removed, marked``
        :raise UserError: the campaign is not open or not calculated, or there are no rules
        """
        self.ensure_one()
        # sudo: the rules are applied to all schools of the campaign; whoever reads the drafts is
        # limited by their own rules
        self.sudo()._lock_to_advise()
        rules = self.env["shnor.recommendation.rule"].sudo().search([("active", "=", True)])
        if not rules:
            raise UserError(self.env._("There are no recommendation rules."))
        self.sudo()._check_calculated(rules)
        campaign = self.sudo()._document_language()
        known = campaign._known_recommendations()
        by_hand = campaign._facts_by_hand(known)
        advice = Advice(campaign, rules, facts=by_hand)
        plan = _Plan(known, advice.drafts())
        campaign._mark_by_hand(plan, by_hand, advice)
        campaign._carry_out(plan)
        return {
            "new": len(plan.new),
            "changed": len(plan.changed),
            "removed": len(plan.gone),
            "marked": len([row for row in plan.marks if row["is_stale"]]),
        }

    def _lock_to_advise(self):
        """Let nobody else draft for the campaign, or close it, until the end."""
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise LockError(
                self.env._("Somebody else is working with this record right now. Try again.")
            )
        self.invalidate_recordset(["state", "is_approved"])
        self._check_open()
        self._check_not_approved()

    def _check_calculated(self, rules):
        if not self.run_id and rules.condition_ids.indicator_id:
            raise UserError(
                self.env._(
                    "“%s” has not been calculated yet. Calculate it, then draft: the rules look at "
                    "its results.",
                    self.display_name,
                )
            )

    def _known_recommendations(self):
        """Return the recommendations that there are as dicts; their rows are locked."""
        self.env["shnor.recommendation"].flush_model()
        self.env["shnor.recommendation.fact"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT id, rule_id, participant_id, state, is_edited, is_stale, note, origin,
                       draft_digest, fact_digest
                  FROM shnor_recommendation WHERE campaign_id = %s ORDER BY id FOR UPDATE
                """,
                self.id,
            )
        )

    def _facts_by_hand(self, known):
        ids = [row["id"] for row in known if row["origin"] == "hand"]
        return self.env["shnor.recommendation.fact"].search([("recommendation_id", "in", ids)])

    def _mark_by_hand(self, plan, facts, advice):
        """Mark those written by hand whose facts say something else now."""
        found = facts._look_up(self, advice)
        for recommendation, its in facts.grouped("recommendation_id").items():
            now = [
                one and {**one, "participant_id": fact.participant_id.id or None}
                for fact in its
                for one in [found[fact.id]]
            ]
            plan.compare(
                recommendation.id,
                [one for one in now if one],
                lost=not all(now),
            )

    def _carry_out(self, plan):
        """Write a plan, and say what changed."""
        self._note_changes(plan)
        # sudo: only to empty the cache of what the statements wrote
        model = self.env["shnor.recommendation"].sudo()
        if plan.gone:
            self.env.cr.execute(
                SQL("DELETE FROM shnor_recommendation WHERE id = ANY(%s)", plan.gone)
            )
        self._rewrite(plan.changed)
        self._insert(plan.new)
        written = [*plan.changed, *plan.new]
        self._write_materials(written, [row["id"] for row in plan.changed])
        self._write_facts(written, [row["id"] for row in plan.changed])
        self._write_marks(plan.marks)
        model.invalidate_model()
        self.env["shnor.recommendation.fact"].sudo().invalidate_model()
        self.invalidate_recordset()
        self.env["shnor.participant"].invalidate_model(
            ["recommendation_ids", "recommendation_count", "is_advised"]
        )

    def _note_changes(self, plan):
        """Put into words what the facts of a kept recommendation said, and what they say now."""
        ids = [row["id"] for row in plan.marks if row["is_stale"]]
        before = {}
        for fact in self.env["shnor.recommendation.fact"].search(
            [("recommendation_id", "in", ids)]
        ):
            before.setdefault(fact.recommendation_id.id, {})[fact.key, fact.participant_id.id] = (
                fact.words
            )
        excluded = set(
            self.env["shnor.participant"]
            .search([("campaign_id", "=", self.id), ("active", "=", False)])
            .ids
        )
        for row in plan.marks:
            row["note"] = None
            if row["is_stale"] and row["participant_id"] in excluded:
                row["note"] = self.env._("The school takes part in the monitoring no more.")
            elif row["is_stale"]:
                row["note"] = self._change_words(before.get(row["id"], {}), row)

    def _change_words(self, before, row):
        if row["now"] is None:
            return self.env._("The rule does not hit the school any more.")
        now = {
            (fact["key"], fact.get("participant_id") or row["participant_id"] or False): fact[
                "words"
            ]
            for fact in row["now"]
        }
        lines = []
        for key, words in now.items():
            if key not in before:
                lines.append(self.env._("New: %s", words))
            elif before[key] != words:
                lines.append(
                    self.env._("Was: %(before)s\nNow: %(now)s", before=before[key], now=words)
                )
        lines += [
            self.env._("No longer so: %s", words) for key, words in before.items() if key not in now
        ]
        return "\n".join(lines) or self.env._("The facts say something else now.")

    # ------------------------------------------------------------------
    # Facts of today for what people keep
    # ------------------------------------------------------------------
    def _take_new_facts(self, recommendations):
        """Replace the facts of recommendations by those of today; texts and decisions stay.

        :param recommendations: shnor.recommendation of this campaign
        :raise UserError: a rule does not hit the school any more, or a fact is gone
        """
        self.ensure_one()
        self._check_may_advise()
        # sudo: facts are written by the system only; who may was checked
        self.sudo()._lock_to_advise()
        campaign = self.sudo()._document_language()
        recommendations = recommendations.sudo()
        by_hand = recommendations.filtered(lambda one: one.origin == "hand").fact_ids
        advice = Advice(campaign, recommendations.rule_id, facts=by_hand)
        drafts = {(one["rule_id"], one["participant_id"]): one for one in advice.drafts()}
        looked = by_hand._look_up(campaign, advice)
        rows = []
        for one in recommendations:
            key = (one.rule_id.id, one.participant_id.id or None)
            found = drafts.get(key, {}).get("facts")
            if not one.rule_id:
                found = [
                    {**looked[fact.id], "participant_id": fact.participant_id.id or None}
                    for fact in one.fact_ids
                    if looked[fact.id]
                ]
            if not found:
                raise UserError(
                    self.env._(
                        "“%s”: nothing that it rested on is so any more. Refuse it.",
                        one.display_name,
                    )
                )
            rows.append(
                {"id": one.id, "participant_id": one.participant_id.id or None, "facts": found}
            )
        campaign._write_facts(rows, [row["id"] for row in rows])
        for row in rows:
            row.update(is_stale=False, note=None, fact_digest=facts_digest(row["facts"]))
        campaign._write_fact_digests(rows)
        campaign._write_marks(rows)
        recommendations.invalidate_model()
        campaign.env["shnor.recommendation.fact"].invalidate_model()


class _Plan:
    """What is to be done so that the recommendations are those of today.

    :param list known: the recommendations that there are, see ``_known_recommendations``
    :param list drafts: see ``engine.advice.Advice.drafts``
    """

    def __init__(self, known, drafts):
        self.new, self.changed, self.gone, self.marks = [], [], [], []
        self.known = {row["id"]: row for row in known}
        by_rule = {(row["rule_id"], row["participant_id"]): row for row in known if row["rule_id"]}
        for draft in drafts:
            row = by_rule.pop((draft["rule_id"], draft["participant_id"]), None)
            if row is None:
                self.new.append(draft)
            elif row["state"] == "draft" and not row["is_edited"]:
                if row["draft_digest"] != draft["draft_digest"] or row["is_stale"]:
                    self.changed.append({**draft, "id": row["id"]})
            else:
                self.compare(row["id"], draft["facts"], digest=draft["fact_digest"])
        for row in by_rule.values():
            if row["state"] == "draft" and not row["is_edited"]:
                self.gone.append(row["id"])
            elif row["state"] != "refused":
                self._mark(row, None)

    def compare(self, recommendation_id, facts, digest=None, lost=False):
        """Mark a recommendation that is kept when its facts say something else now."""
        row = self.known[recommendation_id]
        digest = digest or facts_digest(facts)
        if lost or digest != row["fact_digest"]:
            self._mark(row, facts)
        elif row["is_stale"]:
            self.marks.append({"id": row["id"], "is_stale": False})

    def _mark(self, row, now):
        self.marks.append(
            {
                "id": row["id"],
                "participant_id": row["participant_id"],
                "is_stale": True,
                "now": now,
            }
        )
