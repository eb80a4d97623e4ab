"""What the forms of a campaign say together: risks, deficits, practices.

A school's answer counts when its form is handed in; a decision where sources differ goes before it.
"""

from collections import defaultdict

from odoo.addons.shnor_form.engine import expression

from .advice_cases import Cases
from .advice_condition import LEVELS, RISKS_QUESTION, RISKS_TABLE, SUBJECT_COLUMN
from .answer_condition import find_questions

STATES = "submitted"
SUBJECTS_TABLE = "А5.3"
PRACTICE, SHARES, INTERVIEW_PRACTICE = "А17.2", "А17.5", "Б11.1"


class Answers:
    """The answers of a campaign, read in a constant number of statements.

    :param campaign: shnor.campaign, whose environment may read all that is asked
    """

    def __init__(self, campaign):
        self.env = campaign.env
        self.risks = self.env["shnor.risk"].search([])
        self.signs = self.env["shnor.analysis.deficit"].search([])
        self.trees = {one: expression.compile_text(one.form_condition) for one in self.signs}
        codes = {RISKS_QUESTION, RISKS_TABLE, SUBJECTS_TABLE}
        codes |= {PRACTICE, SHARES, INTERVIEW_PRACTICE}
        for text in self.risks.filtered("form_condition").mapped("form_condition"):
            codes.update(expression.codes(expression.compile_text(text)))
        for sign, tree in self.trees.items():
            codes.update(expression.codes(tree))
            if sign.sum_code:
                codes.add(sign.sum_code)
        questions = find_questions(self.env, codes)
        self.cases = Cases(campaign, self.env["shnor.indicator"], codes, questions)
        self.stated = {case.participant.id: self._stated(case) for case in self.cases}

    def _stated(self, case):
        """Return {risk: how the school states it} of one school, in the order of the risks."""
        found = ((risk, case.risk(risk, STATES)) for risk in self.risks)
        return {risk: stated for risk, stated in found if stated}

    def risk_codes(self):
        """Return {participant id: codes of the risks that the school states}."""
        return {key: [risk.code for risk in stated] for key, stated in self.stated.items()}

    def risk_rows(self, verdicts):
        """Return the risks that schools state, the most frequent first.

        :param dict verdicts: {school id: yes or no in the dynamics of results}
        :return: list of dict, see ``shnor.analysis._statistics``
        """
        told = [case for case in self.cases if case.participant.reported]
        stated_by = defaultdict(list)
        for case in told:
            for risk, stated in self.stated[case.participant.id].items():
                stated_by[risk].append((case, stated))
        rows = [
            self._risk_row(risk, stated_by[risk], told, verdicts)
            for risk in self.risks
            if stated_by[risk]
        ]
        return sorted(rows, key=lambda row: -row["schools"])

    def _risk_row(self, risk, stated_by, told, verdicts):
        having = {case.school_id for case, _stated in stated_by}
        ranks = [stated["rank"] for _case, stated in stated_by]
        judged = [case.school_id for case in told if case.school_id in verdicts]
        with_it = [school for school in judged if school in having]
        without = [school for school in judged if school not in having]
        return {
            "id": risk.id,
            "code": risk.code,
            "name": risk.name,
            "schools": len(having),
            **{
                name: ranks.count(LEVELS.index(level))
                for name, level in zip(("low", "medium", "high"), LEVELS, strict=True)
            },
            "asked": len(told),
            "with_better": sum(verdicts[school] == "yes" for school in with_it),
            "with_known": len(with_it),
            "without_better": sum(verdicts[school] == "yes" for school in without),
            "without_known": len(without),
        }

    # ------------------------------------------------------------------
    # Deficits
    # ------------------------------------------------------------------
    def deficits(self):
        """Return the deficits that the forms tell of.

        :return: dict {kind: list of dict}, see ``shnor.analysis._statistics``
        """
        found = {"staff": [], "management": [], "resources": []}
        lookups = [case.lookup(STATES) for case in self.cases]
        for sign, tree in self.trees.items():
            told = [(expression.evaluate(tree, lookup), lookup) for lookup in lookups]
            known = [(held, lookup) for held, lookup in told if held is not None]
            having = [lookup for held, lookup in known if held is True]
            found[sign.kind].append(
                {
                    "code": sign.code,
                    "name": sign.name,
                    "count": len(having),
                    "asked": len(known),
                    "sum": self._sum(sign, having),
                    "unit": sign.unit or "",
                }
            )
        return found

    def _sum(self, sign, having):
        if not sign.sum_code or not having:
            return None
        numbers = [lookup(sign.sum_code, None) for lookup in having]
        numbers = [number for number in numbers if expression._is_number(number)]
        return round(float(sum(numbers)), 2) if numbers else None

    def named_subjects(self):
        """Return {subject: number of schools} of the table of subject deficits."""
        named = defaultdict(set)
        for case in self.cases:
            answer = case.answer(SUBJECTS_TABLE, STATES)
            rows = (answer and answer["value"]) or ()
            for row in rows if isinstance(rows, list) else ():
                subject = isinstance(row, dict) and str(row.get(SUBJECT_COLUMN) or "").strip()
                if subject:
                    named[subject[0].upper() + subject[1:]].add(case.school_id)
        return {subject: len(schools) for subject, schools in named.items()}

    # ------------------------------------------------------------------
    # Practices
    # ------------------------------------------------------------------
    def practices(self):
        """Return what schools tell of what worked, one dict an answer.

        :return: list of dict: ``participant_id, code, line_id, text``, ``shares`` (the school is
            ready to share it)
        """
        found = []
        for case in self.cases:
            shares = case.answer(SHARES, STATES)
            for code in (PRACTICE, INTERVIEW_PRACTICE):
                answer = case.answer(code, STATES)
                text = answer and str(answer["value"] or "").strip()
                if text:
                    found.append(
                        {
                            "participant_id": case.participant.id,
                            "code": code,
                            "line_id": answer["line_id"],
                            "text": text,
                            "shares": code == INTERVIEW_PRACTICE
                            or bool(shares and shares["value"] is True),
                        }
                    )
        return found
