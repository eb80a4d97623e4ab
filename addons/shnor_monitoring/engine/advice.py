"""From rules and cases to drafts of recommendations; nothing is written here."""

import hashlib
import json

from .advice_cases import Cases
from .answer_condition import find_questions
from .placeholders import fill

SEPARATORS = {"subject": ", ", "risk": ", ", "indicator": "; ", "question": "; "}


def digest(value):
    """Return a short text that is another one when the value is."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def facts_digest(facts):
    """Return the digest of what facts say, whatever their order and their links.

    :param list facts: dicts with ``key``, ``value`` and, where the facts are of several schools,
        ``participant_id``
    """
    return digest(
        sorted(digest([one["key"], one.get("participant_id"), one["value"]]) for one in facts)
    )


class Advice:
    """Rules applied to the schools of a campaign.

    The number of statements does not depend on the number of schools.

    :param campaign: shnor.campaign, whose environment may read all that is asked
    :param rules: shnor.recommendation.rule
    :param participants: shnor.participant; None for all of the campaign
    :param facts: shnor.recommendation.fact that were chosen by hand and are to be looked up, too
    """

    def __init__(self, campaign, rules, participants=None, facts=None):
        self.campaign = campaign
        self.env = campaign.env
        self.rules = rules.with_env(self.env)
        conditions = self.rules.condition_ids
        kinds = {condition: condition._kind() for condition in conditions}
        risks = facts.risk_ids if facts else self.env["shnor.risk"]
        codes = {code for kind in kinds.values() for code in kind.codes()}
        codes |= self.env["shnor.recommendation.fact"]._codes_of(facts, risks)
        indicators = conditions.indicator_id
        if facts:
            indicators |= facts.indicator_id
        self.questions = find_questions(self.env, codes)
        for kind in kinds.values():
            kind.use(self.questions)
        self.kinds = kinds
        self.cases = Cases(campaign, indicators, codes, self.questions, participants)
        self.materials = self._read_materials()

    def _read_materials(self):
        """Return {rule: (ids of its own, [(id, subjects, risk ids)] that its filter looks at)}."""
        wanted = self.rules.filtered(lambda rule: rule.material_filter != "none")
        library = []
        if wanted:
            library = [
                (material.id, set(material.subject_ids.mapped("key")), set(material.risk_ids.ids))
                for material in self.env["shnor.material"].search(
                    ["|", ("subject_ids", "!=", False), ("risk_ids", "!=", False)]
                )
            ]
        return {
            rule: (rule.material_ids.ids, library if rule in wanted else []) for rule in self.rules
        }

    def hits(self, rule):
        """Yield (case, facts) of the schools that a rule hits.

        :return: see ``advice_conditions.Condition.fact``; each fact once
        """
        kinds = [self.kinds[condition] for condition in rule.condition_ids]
        for case in self.cases if kinds else ():
            facts = [kind.fact(case) for kind in kinds]
            held = [fact for fact in facts if fact is not None]
            if held and (rule.match == "any" or len(held) == len(facts)):
                yield case, list({fact["key"]: fact for fact in held}.values())

    def drafts(self):
        """Return the drafts of all rules as dicts, ready to be written.

        :return: list of dict: ``rule_id, participant_id, text, kind, addressee, term_date,
            responsible, expected_result, indicator_id, material_ids, facts, draft_digest,
            fact_digest``
        """
        return [draft for rule in self.rules for draft in self.drafts_of(rule)]

    def drafts_of(self, rule):
        """Return the drafts of one rule; see ``drafts``."""
        hits = list(self.hits(rule))
        if rule.addressee == "school":
            return [
                self._draft(rule, case.participant, facts, {**case.common(), **_given(facts)})
                for case, facts in hits
            ]
        if not hits or len(hits) < rule.min_schools:
            return []
        count = len(self.cases.participants)
        facts = [
            {**fact, "participant_id": case.participant.id, "words": self._of_school(case, fact)}
            for case, found in hits
            for fact in found
        ]
        values = {
            **_given(facts),
            "period": self.cases.of(self.campaign.participant_ids.browse()).common()["period"],
            "k": str(len(hits)),
            "n": str(count),
            "percent": f"{round(100 * len(hits) / count)} %",
        }
        return [self._draft(rule, self.campaign.participant_ids.browse(), facts, values)]

    def _of_school(self, case, fact):
        return f"{case.participant.school_name}: {fact['words']}"

    def _draft(self, rule, participant, facts, values):
        term = self.campaign._recommendation_term(rule.term_from, rule.term_days)
        draft = {
            "rule_id": rule.id,
            "participant_id": participant.id or None,
            "addressee": rule.addressee,
            "kind": rule.kind,
            "text": fill(rule.text, values),
            "term_date": term.isoformat(),
            "responsible": fill(rule.responsible, values) or None,
            "expected_result": fill(rule.expected_result, values) or None,
            "indicator_id": rule.indicator_id.id or None,
            "material_ids": self._materials_of(rule, facts),
        }
        return {
            **draft,
            "draft_digest": digest([draft, [[fact["key"], fact["words"]] for fact in facts]]),
            "facts": facts,
            "fact_digest": facts_digest(facts),
        }

    def _materials_of(self, rule, facts):
        """Return the ids of the rule's own materials, and those on the subjects and risks."""
        own, library = self.materials[rule]
        subjects = {
            name.strip().casefold().replace("ё", "е")
            for fact in facts
            for name in fact["give"].get("subject", "").split(",")
            if name.strip()
        }
        risks = {risk_id for fact in facts for risk_id in fact.get("risk_ids", ())}
        found = [
            material_id
            for material_id, its_subjects, its_risks in library
            if (rule.material_filter in ("subject", "both") and subjects & its_subjects)
            or (rule.material_filter in ("risk", "both") and risks & its_risks)
        ]
        return sorted({*own, *found})


def _given(facts):
    """Return what several facts give; where two give the same placeholder, both are named."""
    given = {}
    for fact in facts:
        for name, text in fact["give"].items():
            if not text:
                continue
            if name not in SEPARATORS:
                given.setdefault(name, text)
                continue
            parts = given.setdefault(name, {})
            separator = SEPARATORS[name]
            # names come joined when a fact gives several
            parts.update(dict.fromkeys(text.split(separator)))
    if "subject" in given:
        # as official Russian wants it after “по предметам”
        given["subject"] = {f"«{name}»": True for name in given["subject"]}
    return {
        name: SEPARATORS[name].join(value) if isinstance(value, dict) else value
        for name, value in given.items()
    }
