"""The public version of a campaign: its frozen results as far as they may be told."""

import re
from collections import defaultdict

from . import public_texts as texts
from .general_text import general_text
from .suppression import tell_change, tell_part, tell_partition, tell_share, tell_total

FORMAT = "shnor.publication/1"
UNITS = {"shnor.school": "school", "shnor.teacher": "teacher"}
CATEGORIES = ("low_results", "adverse", "both", "none")
ADVICE = ("text", "expected_result")


class PublicVersion:
    """What the public is told of an approved campaign, and a list of what is kept back.

    :param campaign: shnor.campaign in the language of the documents, with an environment that may
        read all of it
    :param int threshold: counts below it are hidden
    :param bool whole: the totals of indicators on schools are told as they are
    :param dict before: public data of the campaign before, None when it was not published
    :param names: whether the working group decided to name schools
    """

    def __init__(self, campaign, threshold, whole, before=None, names=False):
        self.campaign = campaign
        self.env = campaign.env
        self.threshold = threshold
        self.whole = whole
        self.before = before
        self.names = names
        self.participants = campaign.participant_ids.filtered("active")
        self.withheld = []
        # frozen with the approval
        self.statistics = campaign.analysis_id._statistics()

    def content(self):
        """Return the public data of the campaign, ready for JSON; see docs/method.md.

        A count is ``{"value": 76}``, a hidden one ``{"value": None, "from": 0, "to": 4}``.

        :return: dict
        """
        campaign = self.campaign
        return {
            "format": FORMAT,
            "title": campaign.name,
            "committee": self.env.company.name or "",
            "territory": campaign.territory_id.name or "",
            "school_year": campaign.academic_year_name,
            "period": _span(campaign.period_from, campaign.period_to),
            "dates": _span(campaign.date_begin, campaign.date_end),
            "order": {
                "number": campaign.order_id.number or "",
                "date": _day(campaign.order_id.date),
            },
            "previous": self.before and _address(self.before),
            "rules": {"threshold": self.threshold, "whole": self.whole, "names": self.names},
            "participants": self._participants(),
            "indicators": [self._indicator(result) for result in campaign.run_id.overall_ids],
            "factors": self._factors(self.statistics["risks"]),
            "deficits": self._deficits(self.statistics["deficits"]),
            "practices": self._practices(),
            "recommendations": self._recommendations(),
            "general": self._general(),
            "materials": self._materials(),
            "method": texts.method(self.threshold, self.whole),
        }

    def _cell(self, told, where, what, count):
        """Return a count for the public, and note what is kept back."""
        if told.why is None:
            return {"value": told.low}
        self.withheld.append({"where": where, "what": what, "count": count, "why": told.why})
        return {"value": None, "from": told.low, "to": told.high}

    # ------------------------------------------------------------------
    # Numbers
    # ------------------------------------------------------------------
    def _participants(self):
        by_category = self.participants.grouped("category")
        counts = [len(by_category.get(one, ())) for one in CATEGORIES]
        present = [index for index, count in enumerate(counts) if count]
        total = len(self.participants)
        told = tell_partition([counts[index] for index in present], self.threshold)
        where = self.env._("Participants by status")
        return {
            "total": self._cell(tell_total(total, self.threshold), where, self.env._("all"), total),
            "categories": [
                {
                    "name": texts.CATEGORIES[CATEGORIES[index]],
                    "count": self._cell(
                        one, where, texts.CATEGORIES[CATEGORIES[index]], counts[index]
                    ),
                }
                for index, one in zip(present, told, strict=True)
            ],
        }

    def _indicator(self, result):
        indicator = result.indicator_id
        unit = UNITS.get(indicator.unit_model, "other")
        told = tell_share(
            result.yes_count,
            result.no_data_count,
            result.unit_count,
            self.threshold,
            whole=self.whole and unit == "school" and indicator.group_id.is_mandatory,
        )
        where = self.env._("Indicator %s", indicator.code)
        words = {
            "total": (self.env._("all (n)"), result.unit_count),
            "yes": (self.env._("yes (k)"), result.yes_count),
            "no_data": (self.env._("no data"), result.no_data_count),
        }
        cells = {name: self._cell(told[name], where, *words[name]) for name in told}
        return {
            "code": indicator.code,
            "name": indicator.name,
            "group": indicator.group_id.name or "",
            "unit": unit,
            **cells,
            **self._shares(result, told),
            **self._change(result, told),
            "rule": result.rule or "",
        }

    def _shares(self, result, told):
        """Return the per cents that say no more than the counts do."""
        yes = told["yes"].why is None and told["total"].why is None and result.unit_count > 0
        both = yes and told["no_data"].why is None
        with_data = both and result.unit_count > result.no_data_count
        target = result.target or None
        return {
            "percent": round(result.percent, 1) if yes else None,
            "percent_with_data": round(result.percent_with_data, 1) if with_data else None,
            "interval": [round(result.percent_low, 1), round(result.percent_high, 1)]
            if both
            else None,
            "target": target and round(target, 1),
            "is_reached": result.target_state == "reached" if yes and target else None,
        }

    def _change(self, result, told):
        """Return what was before, as it was published then, and the change."""
        rows = self.before["indicators"] if self.before else []
        before = next((row for row in rows if row["code"] == result.indicator_id.code), None)
        exact = before and all(before[name]["value"] is not None for name in ("yes", "total"))
        known = (
            {name: tell_total(before[name]["value"], 0) for name in ("yes", "total")}
            if exact
            else None
        )
        if not tell_change(told, known) or not result.unit_count or before["percent"] is None:
            return {"previous": None, "delta": None}
        # as Odoo rounds: the difference of the exact shares, not of those on the page
        now = 100 * result.yes_count / result.unit_count
        then = 100 * before["yes"]["value"] / before["total"]["value"]
        return {
            "previous": {
                "yes": before["yes"]["value"],
                "total": before["total"]["value"],
                "percent": before["percent"],
            },
            "delta": _rounded(now - then),
        }

    def _of_participants(self, count, where, what):
        """Return how many of the schools it concerns."""
        total = len(self.participants)
        return self._cell(tell_part(count, total, self.threshold), where, what, count)

    def _factors(self, risks):
        where = self.env._("Factors")
        return [
            {
                "code": risk["code"],
                "name": risk["name"],
                "schools": self._of_participants(risk["schools"], where, risk["code"]),
            }
            # by the code: the order by frequency would tell who has more
            for risk in sorted(risks, key=lambda risk: _natural(risk["code"]))
            if risk["schools"]
        ]

    def _deficits(self, deficits):
        where = self.env._("Deficits")
        return [
            {
                "name": texts.DEFICITS[group],
                "items": [
                    {
                        "name": row["name"],
                        "schools": self._of_participants(row["count"], where, row["name"]),
                    }
                    for row in sorted(rows, key=lambda row: row["name"])
                    if row["count"]
                ],
            }
            for group, rows in deficits.items()
            if group in texts.DEFICITS and any(row["count"] for row in rows)
        ]

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------
    def _practices(self):
        return [
            {
                "school": practice.school_name if self.names else "",
                "name": practice.name or "",
                "essence": practice.essence or "",
                "effect": practice.effect or "",
                "conditions": practice.conditions or "",
            }
            for practice in self.campaign.practice_ids.sorted("id")
            if practice.is_public and practice.is_in_note
        ]

    def _accepted(self):
        accepted = self.campaign.recommendation_ids.filtered(lambda one: one.state == "accepted")
        return accepted.filtered(lambda one: not one.participant_id or one.participant_id.active)

    def _recommendations(self):
        """Return what schools are advised: by kind and rule; by school, where that was decided."""
        mine = self._accepted().filtered("participant_id")
        kinds = dict(mine._fields["kind"]._description_selection(self.env))
        groups = defaultdict(lambda: defaultdict(set))
        for one in mine:
            groups[one.kind][one.rule_id].add(one.participant_id.id)
        by_kind = [
            {
                "kind": kinds[kind],
                "items": [
                    {
                        "text": self._general_texts(rule)["text"] if rule else texts.OTHER_ADVICE,
                        **self._advised_count(len(schools), rule.name or kinds[kind]),
                    }
                    for rule, schools in sorted(
                        groups[kind].items(),
                        key=lambda item: (not item[0], item[0].sequence, item[0].id),
                    )
                ],
            }
            for kind in kinds
            if kind in groups
        ]
        return {"by_kind": by_kind, "by_school": self._by_school(mine) if self.names else []}

    def _advised_count(self, count, what):
        """Return how many schools it concerns; where they are named, they can be counted anyway."""
        if self.names:
            return {}
        return {"schools": self._of_participants(count, self.env._("Recommendations"), what)}

    def _by_school(self, recommendations):
        by_participant = recommendations.grouped("participant_id")
        return [
            {
                "school": participant.school_name,
                "items": [self._advice(one) for one in by_participant[participant]],
            }
            for participant in self.participants.sorted("school_name")
            if participant in by_participant
        ]

    def _general(self):
        others = self._accepted().filtered(lambda one: not one.participant_id)
        addressees = dict(others._fields["addressee"]._description_selection(self.env))
        found = others.grouped("addressee")
        return [
            {"addressee": words, "items": [self._advice(one) for one in found[addressee]]}
            for addressee, words in addressees.items()
            if addressee in found
        ]

    def _general_texts(self, rule):
        """Return what a rule said in general when the analysis was approved."""
        frozen = self.statistics.get("advice", {}).get(str(rule.id))
        return frozen or {name: general_text(rule[name]) for name in ADVICE}

    def _advice(self, recommendation):
        """Return a recommendation in public: of a rule's, nothing of what was filled in.

        Who does it is a person, the facts are the school's; what people wrote is checked apart.
        """
        if recommendation.rule_id and not recommendation.is_edited:
            told = self._general_texts(recommendation.rule_id)
        else:
            told = {name: recommendation[name] or "" for name in ADVICE}
        return {**told, "term": _day(recommendation.term_date)}

    def _materials(self):
        materials = self._accepted().material_ids.sorted("name")
        kinds = dict(materials._fields["kind"]._description_selection(self.env))
        audiences = dict(materials._fields["audience"]._description_selection(self.env))
        return [
            {
                "name": material.name,
                "kind": kinds[material.kind],
                "audience": audiences[material.audience],
                "source": material.source or "",
                # a file lies in the committee's library, which is not public
                "link": material.link or "",
            }
            for material in materials
        ]


def _address(content):
    return {key: content[key] for key in ("title", "slug", "version")}


def _day(date):
    return date.isoformat() if date else ""


def _span(begin, end):
    return {"from": _day(begin), "to": _day(end)}


def _natural(code):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", code)]


def _rounded(number):
    """Round half away from nought, as the results do."""
    return int(abs(number) * 10 + 0.5 + 1e-9) / 10 * (1 if number >= 0 else -1)
