from odoo import models

STATUS = {
    "low_results": "ШНОР",
    "adverse": "ШНСУ",
    "both": "ШНОР, ШНСУ",
    "none": "",
}
VERDICTS = {"yes": "засчитано", "no": "не засчитано", "no_data": "нет данных"}


class ShnorLetterPack(models.Model):
    """What the letters say: the results of the school, the district's totals, the advice.

    Everything is read at once for all schools of the pack, by a constant number of statements, and
    kept with each letter as plain data. Nothing of another school is among it: rows of a school
    are picked by the school, the totals have no names.
    """

    _inherit = "shnor.letter.pack"

    def _add_letters(self, participants):
        """Make the letters of some schools.

        :param participants: shnor.participant without a letter
        :return: shnor.letter
        """
        self.ensure_one()
        contents = self._letter_contents(participants)
        first = max(self.letter_ids.mapped("sequence"), default=0) + 1
        # nobody follows a letter because of having made it, and each need not say that it was made
        letters = self.env["shnor.letter"].with_context(
            mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True
        )
        return letters.create(
            [
                {
                    "pack_id": self.id,
                    "participant_id": participant.id,
                    "sequence": number,
                    "content": contents[participant.id],
                }
                for number, participant in enumerate(participants.sorted(_by_name), first)
            ]
        )

    def _letter_contents(self, participants):
        """Return what the letters of some schools say, besides the common head.

        :return: dict {participant id: dict, JSON-ready; see ``report/document_samples.py``}
        """
        local = self.env["shnor.document.mixin"]._in_russian(self)
        participants = participants.with_env(local.env)
        campaign = local.campaign_id
        results = local._letter_results(participants)
        advice = local._letter_advice(participants)
        common = {
            "campaign": campaign.name,
            "period_from": self._words(campaign.period_from),
            "period_to": self._words(campaign.period_to),
            "order": campaign.order_id._document_reference(),
            "district": local._letter_district(),
        }
        return {
            participant.id: {
                **common,
                **self._letter_addressee(participant),
                "results": results[participant.id],
                "recommendations": advice[participant.id],
                "materials": _materials(advice[participant.id]),
            }
            for participant in participants
        }

    def _words(self, day):
        return self.env["shnor.document.mixin"]._date_words(day)

    def _letter_addressee(self, participant):
        directors = participant.school_id.director_ids
        return {
            "school": participant.school_name,
            "school_full": participant.school_id.name or participant.school_name,
            "status": STATUS[participant.category],
            "director": directors.name if len(directors) == 1 else "",
        }

    # ------------------------------------------------------------------
    # Results
    # ------------------------------------------------------------------
    def _letter_totals(self):
        """Return the results of all schools together, in the order of the indicators."""
        return (
            self.env["shnor.indicator.result"]
            .search([("run_id", "=", self.campaign_id.run_id.id), ("dimension", "=", "overall")])
            .sorted(_by_indicator)
        )

    def _letter_district(self):
        """Return the totals of all schools together."""
        return [
            {
                "number": number,
                "name": result.indicator_id.name,
                "share": result.share if result.unit_count else "",
                "percent": result.percent_words,
                "previous": result.previous_share or "",
            }
            for number, result in enumerate(self._letter_totals(), 1)
        ]

    def _letter_results(self, participants):
        """Return {participant id: rows of the indicators, numbered as the totals are}."""
        run = self.campaign_id.run_id
        results = self.env["shnor.indicator.result"].search(
            [
                ("run_id", "=", run.id),
                ("dimension", "=", "school_id"),
                ("school_id", "in", participants.school_id.ids),
            ]
        )
        by_school = {(one.indicator_id, one.school_id): one for one in results}
        reasons = self._letter_reasons(run, participants)
        indicators = self._letter_totals().indicator_id
        nothing = self.env["shnor.indicator.result"]
        return {
            participant.id: [
                {
                    "number": number,
                    "name": indicator.name,
                    **_result_words(
                        by_school.get((indicator, participant.school_id), nothing),
                        reasons.get((indicator.id, participant.school_id.id)),
                    ),
                }
                for number, indicator in enumerate(indicators, 1)
            ]
            for participant in participants
        }

    def _letter_reasons(self, run, participants):
        """Return {(indicator id, school id): (verdict, why)} of what is counted in schools."""
        found = self.env["shnor.indicator.evidence"].search(
            [
                ("run_id", "=", run.id),
                ("unit_model", "=", "shnor.school"),
                ("unit_id", "in", participants.school_id.ids),
            ]
        )
        return {
            (one.indicator_id.id, one.unit_id): (one.verdict, one.reason or "") for one in found
        }

    # ------------------------------------------------------------------
    # Advice
    # ------------------------------------------------------------------
    def _letter_advice(self, participants):
        """Return {participant id: rows of its accepted recommendations}."""
        recommendations = self.env["shnor.recommendation"]
        found = recommendations.search(
            [("participant_id", "in", participants.ids), ("state", "=", "accepted")]
        ).grouped("participant_id")
        return {
            participant.id: [
                self._letter_recommendation(row)
                for row in recommendations._rows(found.get(participant, recommendations))
            ]
            for participant in participants
        }

    def _letter_recommendation(self, row):
        names = ("number", "text", "kind", "responsible", "expected_result", "indicator")
        return {
            **{name: row[name] for name in names},
            "basis": "; ".join(row["facts"]),
            "term": self._words(row["term_date"]),
            "materials": row["materials"],
        }


def _result_words(result, evidence):
    """Return one indicator of a school in words: a verdict and why, or k of n of its teachers."""
    if evidence:
        verdict, reason = evidence
        return {"words": VERDICTS[verdict], "reason": reason}
    if not result.unit_count:
        return {"words": VERDICTS["no_data"], "reason": ""}
    missing = result.no_data_count
    return {
        "words": f"{result.share} ({result.percent_words})",
        "reason": f"нет данных: {missing} из {result.unit_count}" if missing else "",
    }


def _by_name(participant):
    return (participant.school_name, participant.id)


def _by_indicator(result):
    return (result.sequence, result.indicator_id.id)


def _materials(recommendations):
    """Return the materials of all recommendations, each once."""
    found = {}
    for row in recommendations:
        for material in row["materials"]:
            found.setdefault((material["name"], material["address"]), material)
    return [{"number": number, **one} for number, one in enumerate(found.values(), 1)]
