"""Everything that the note of a campaign says, as numbers and names; nothing is written here."""

from collections import Counter, defaultdict

from odoo import fields

from .analysis_answers import Answers
from .analysis_results import Results
from .general_text import general_text

HELD = ("held", "agreed", "closed")
CATEGORIES = ("low_results", "adverse", "both", "none")


class Facts:
    """The facts behind a note, read in a constant number of statements.

    :param campaign: shnor.campaign, whose environment may read all that is asked
    """

    def __init__(self, campaign):
        self.campaign = campaign
        self.env = campaign.env
        self.results = Results(campaign)
        self.answers = Answers(campaign)
        # the rest of the school's cards is not asked for: names are frozen in the participants
        self.participants = self.results.participants
        self.recommendations = self.env["shnor.recommendation"].search(
            [("campaign_id", "=", campaign.id), ("state", "!=", "refused")]
        )
        self.followups = self.env["shnor.recommendation.followup"].search(
            [("campaign_id", "=", campaign.id)]
        )
        self.practices = self.env["shnor.practice"].search(
            [("campaign_id", "=", campaign.id), ("is_in_note", "=", True)]
        )
        self.assessed, self.biased, self.low_subjects, self.low_teachers = (
            self.results.low_subjects()
        )
        self.interviewed = len(
            self.env["shnor.interview"]
            .search([("campaign_id", "=", campaign.id), ("state", "in", HELD)])
            .participant_id
        )
        self.differences = dict(
            self.env["shnor.difference"]._read_group(
                [("campaign_id", "=", campaign.id)], ["state"], ["__count"]
            )
        )

    # ------------------------------------------------------------------
    # As plain data
    # ------------------------------------------------------------------
    def statistics(self):
        """Return the numbers as plain data; see ``shnor.analysis._statistics``."""
        accepted = Counter(
            one.participant_id.id
            for one in self.recommendations
            if one.participant_id and one.state == "accepted"
        )
        indicators = self.results.totals()
        return {
            "campaign": self._campaign(),
            "run": self._run(),
            "schools": self._schools(),
            "indicators": indicators,
            "by_school": self.results.by_school(self.answers.risk_codes(), accepted),
            "by_subject": self.results.by_subject(),
            "risks": self.answers.risk_rows(self._verdicts()),
            "deficits": {"subject": self._subjects(), **self.answers.deficits()},
            "practices": [self._practice(one) for one in self.practices],
            "recommendations": self._recommendations(),
            "advice": self._advice(),
            "followups": self._followups(),
            "biased": self.biased,
            "differences": self.differences.get("open", 0),
        }

    def _campaign(self):
        campaign = self.campaign
        order = campaign.order_id._latest_in_chain()
        return {
            "id": campaign.id,
            "name": campaign.name,
            **{
                name: fields.Date.to_string(campaign[name])
                for name in ("period_from", "period_to", "date_begin", "date_end")
            },
            "working_group_deadline": fields.Date.to_string(campaign.working_group_deadline),
            "academic_year": campaign.academic_year_name,
            "order": campaign.order_id._document_reference(),
            "amending": order._document_reference() if order != campaign.order_id else None,
            "previous": campaign.previous_campaign_id.name or None,
        }

    def _run(self):
        run = self.campaign.run_id
        return {
            "id": run.id or None,
            "calculated_at": (run.calculated_at and run.calculated_at.isoformat()) or None,
            "checksum": run.checksum or None,
        }

    def _schools(self):
        categories = Counter(one.category for one in self.participants)
        results = self.results
        return {
            "count": len(self.participants),
            "reported": sum(one.reported for one in self.participants),
            "not_reported": [one.school_name for one in self.participants if not one.reported],
            "interviewed": self.interviewed,
            **{name: categories[name] for name in CATEGORIES},
            "common": len(results.common),
            "entered": len(results.entered) if results.previous else 0,
            "left": len(results.left),
        }

    def _verdicts(self):
        """Return {school id: yes or no} in the dynamics of results; others are left out."""
        indicator = self.results.dynamics()
        return {
            school: verdict
            for (school, its), (verdict, _details) in self.results.verdicts.items()
            if its == indicator.id and verdict in ("yes", "no")
        }

    def _subjects(self):
        named = self.answers.named_subjects()
        names = {*self.low_subjects, *self.low_teachers, *named}
        rows = [
            {
                "code": "",
                "name": name,
                "count": self.low_subjects.get(name, 0),
                "asked": self.assessed,
                "named": named.get(name, 0),
                "teachers": self.low_teachers.get(name, 0),
            }
            for name in sorted(names)
        ]
        return sorted(rows, key=lambda row: (-row["count"], -row["named"], -row["teachers"]))

    def _practice(self, practice):
        return {
            "id": practice.id,
            "participant_id": practice.participant_id.id,
            "school": practice.school_name,
            "name": practice.name,
            "essence": practice.essence or "",
            "effect": practice.effect or "",
            "conditions": practice.conditions or "",
            "is_public": practice.is_public,
        }

    def _recommendations(self):
        to_schools = self.recommendations.filtered("participant_id")
        advised = to_schools.participant_id
        return {
            "count": len(self.recommendations),
            "accepted": sum(one.state == "accepted" for one in self.recommendations),
            "draft": sum(one.state == "draft" for one in self.recommendations),
            "to_schools": len(to_schools),
            "to_others": len(self.recommendations) - len(to_schools),
            "schools": len(advised),
            "unadvised": [one.school_name for one in self.participants - advised],
            "kinds": dict(Counter(one.kind for one in to_schools)),
        }

    def _advice(self):
        """Return what the rules behind accepted recommendations say in general, as of now."""
        accepted = self.recommendations.filtered(lambda one: one.state == "accepted")
        return {
            str(rule.id): {
                "text": general_text(rule.text),
                "expected_result": general_text(rule.expected_result),
            }
            for rule in accepted.rule_id
        }

    def _followups(self):
        states = Counter(one.fulfilment for one in self.followups)
        aimed = self.followups.filtered("indicator_id")
        moved = Counter(aimed.mapped("movement"))
        return {
            "count": len(self.followups),
            **{name: states[name] for name in ("done", "partly", "not_done", "open")},
            "overdue": sum(one.is_overdue for one in self.followups),
            "aimed": len(aimed),
            **{f"moved_{name}": moved[name] for name in ("better", "same", "worse", "unknown")},
        }

    def material_rows(self):
        """Return the materials of the recommendations, each once, with how many schools get it.

        :return: list of dict: ``id, name, kind, address, source, schools``
        """
        schools = defaultdict(set)
        for one in self.recommendations:
            for material in one.material_ids:
                schools[material].add(one.participant_id.id)
        materials = self.env["shnor.material"].browse([one.id for one in schools])
        kinds = dict(materials._fields["kind"]._description_selection(self.env))
        return [
            {
                "id": material.id,
                "name": material.name,
                "kind": kinds[material.kind],
                "address": material.link or material.file_name or "",
                "source": material.source or "",
                "schools": len(schools[material] - {False}),
            }
            for material in materials.sorted(lambda one: (one.name.lower(), one.id))
        ]
