"""What is known about the schools of a campaign, read in a constant number of statements."""

from collections import defaultdict

from odoo.tools import SQL, format_date

from odoo.addons.shnor_form.engine import expression, values
from odoo.addons.shnor_indicator.engine.words import ReasonWords

from .advice_condition import (
    LEVEL_COLUMN,
    LEVELS,
    PROOF_COLUMN,
    RISKS_QUESTION,
    RISKS_TABLE,
    SUBJECT_COLUMN,
    shorten,
    show,
)
from .answer_condition import STATES, schema_of

SCHOOL = "shnor.school"
DECIDED = "decided"


class Cases:
    """The cases of a campaign: one a participant, and one of the campaign as a whole.

    :param campaign: shnor.campaign, whose environment may read all that is asked
    :param indicators: shnor.indicator, whose results are looked at
    :param codes: codes of the questions whose answers are looked at
    :param questions: dict {code: survey.question}
    :param participants: shnor.participant; None for all of the campaign
    """

    def __init__(self, campaign, indicators, codes, questions, participants=None):
        self.campaign = campaign
        self.env = campaign.env
        self.indicators = indicators
        self.codes = sorted(set(codes))
        self.questions = questions
        if participants is None:
            participants = self.env["shnor.participant"].search([("campaign_id", "=", campaign.id)])
        self.participants = participants
        self.results, self.overall = self._read_results()
        self.evidence = self._read_evidence()
        self.subjects = self._read_subjects()
        self.answers = self._read_answers()
        self.labels = dict(participants._fields["category"]._description_selection(self.env))
        self.reasons = ReasonWords(self.env)

    def __iter__(self):
        for participant in self.participants:
            yield Case(self, participant)

    def of(self, participant):
        """Return the case of a participant; an empty one gives that of the whole campaign."""
        return Case(self, participant)

    def _read_results(self):
        """Return {(school id, indicator id): result} and {indicator id: result in total}."""
        found, overall = {}, {}
        if not self.campaign.run_id or not self.indicators:
            return found, overall
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT school_id, indicator_id, dimension, unit_count, yes_count,
                       no_count, no_data_count, percent, previous_unit_count, delta
                  FROM shnor_indicator_result
                 WHERE run_id = %s AND indicator_id = ANY(%s)
                   AND (dimension = 'overall' OR school_id = ANY(%s))
                """,
                self.campaign.run_id.id,
                list(self.indicators.ids),
                list(self.participants.school_id.ids),
            )
        )
        for row in rows:
            if not row["unit_count"]:
                row["percent"] = None
            if not row["unit_count"] or not row["previous_unit_count"]:
                row["delta"] = None
            if row["dimension"] == "overall":
                overall[row["indicator_id"]] = row
            else:
                found[row["school_id"], row["indicator_id"]] = row
        return found, overall

    def _read_evidence(self):
        """Return {(school id, indicator id): evidence row} of indicators that count schools."""
        counted = self.indicators.filtered(lambda one: one.unit_model == SCHOOL)
        if not self.campaign.run_id or not counted:
            return {}
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT id, indicator_id, unit_id, verdict, details
                  FROM shnor_indicator_evidence
                 WHERE run_id = %s AND indicator_id = ANY(%s) AND unit_id = ANY(%s)
                """,
                self.campaign.run_id.id,
                list(counted.ids),
                list(self.participants.school_id.ids),
            )
        )
        return {(row["unit_id"], row["indicator_id"]): row for row in rows}

    def _read_subjects(self):
        """Return {(indicator id, fact id): name of its subject} of the facts that were compared."""
        ids = defaultdict(set)
        for row in self.evidence.values():
            for pair in _pairs(row):
                ids[row["indicator_id"]].add(pair[0])
        names = {}
        for indicator in self.indicators.filtered(lambda one: one.id in ids):
            series = indicator.series_field_ids.filtered(
                lambda field: field.relation == "shnor.subject"
            )[:1]
            facts = self.env.get(indicator.fact_model)
            if not series or facts is None:
                continue
            groups = facts.with_context(active_test=False)._read_group(
                [("id", "in", list(ids[indicator.id]))], [series.name], ["id:array_agg"]
            )
            for subject, fact_ids in groups:
                names.update({(indicator.id, fact_id): subject.name for fact_id in fact_ids})
        return names

    def _read_answers(self):
        """Return {participant id: {code: answer that counts, with its state}}."""
        found = defaultdict(dict)
        if not self.codes or not self.participants:
            return found
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT participant_id, code, value, source, state, line_id, difference_id"
                " FROM (%s) answers WHERE participant_id = ANY(%s)",
                self.participants._effective_answers_sql(self.codes),
                list(self.participants.ids),
            )
        )
        for row in rows:
            found[row["participant_id"]][row["code"]] = row
        return found

    def unasked(self):
        """Return those codes that no form of the campaign asks, in order (one query)."""
        surveys = self.env["survey.user_input"]._read_group(
            [("campaign_id", "=", self.campaign.id)], ["survey_id"]
        )
        asked = set()
        for [survey] in surveys:
            asked |= set(survey._form_schema()["questions"])
        return [code for code in self.codes if code not in asked]


class Case:
    """One school in a campaign, or (without a participant) the campaign as a whole.

    :param Cases cases: what was read
    :param participant: shnor.participant
    """

    def __init__(self, cases, participant):
        self.cases = cases
        self.env = cases.env
        self.participant = participant
        self.category = participant.category
        self.school_id = participant.school_id.id
        self.known = cases.answers[participant.id] if participant else {}

    def common(self):
        """Return the placeholders that every text may use."""
        campaign = self.cases.campaign
        return {
            "school": self.participant.school_name,
            "category": (self.cases.labels.get(self.category) or "").lower(),
            "period": f"{format_date(self.env, campaign.period_from)} – "
            f"{format_date(self.env, campaign.period_to)}",
        }

    # ------------------------------------------------------------------
    # Indicators
    # ------------------------------------------------------------------
    def result(self, indicator_id):
        """Return the result as a dict with ``verdict``, ``better`` and ``worse``, or None."""
        if not self.participant:
            return self.cases.overall.get(indicator_id)
        result = self.cases.results.get((self.school_id, indicator_id))
        if result is None:
            return None
        evidence = self.cases.evidence.get((self.school_id, indicator_id)) or {}
        details = evidence.get("details") or {}
        return {
            **result,
            "evidence_id": evidence.get("id"),
            "verdict": evidence.get("verdict"),
            "better": details.get("better"),
            "worse": details.get("worse"),
        }

    def indicator_fact(self, indicator, measure="verdict", verdict=None):
        """Return the fact of an indicator; see ``advice_conditions.Condition.fact``."""
        result = self.result(indicator.id)
        if result is None:
            return None
        env = self.env
        names = ("verdict", "better", "worse") if result.get("evidence_id") else ()
        counts = ("yes_count", "unit_count", "no_data_count")
        measured = result.get("verdict" if measure == "verdict" else measure)
        percent = "" if result["percent"] is None else f"{show(env, result['percent'])} %"
        return {
            "kind": "indicator",
            "key": f"indicator:{indicator.id}",
            "indicator_id": indicator.id,
            "value": {name: result[name] for name in (*counts, *names)},
            "words": shorten(self._indicator_words(indicator, result)),
            "give": {
                "indicator": indicator.name,
                "k": str(result["yes_count"]),
                "n": str(result["unit_count"]),
                "percent": percent,
                "value": percent
                if measure == "percent"
                else show(env, measured)
                if isinstance(measured, int | float)
                else "",
                "subject": self._subjects(indicator, measure, verdict),
            },
        }

    def _indicator_words(self, indicator, result):
        env = self.env
        evidence = self.cases.evidence.get((self.school_id, indicator.id))
        if evidence:
            verdicts = dict(
                env["shnor.indicator.evidence"]._fields["verdict"]._description_selection(env)
            )
            said = env._(
                "%(indicator)s: %(verdict)s. %(reason)s",
                indicator=indicator.display_name,
                verdict=verdicts[evidence["verdict"]].lower(),
                reason=self.cases.reasons.text(evidence["verdict"], evidence["details"]),
            )
            worse = self._pair_subjects(indicator, lambda sign: sign < 0)
            return said + (" " + env._("Worse: %s.", worse) if worse else "")
        share = env["shnor.indicator.result"]._share_words(
            result["yes_count"], result["unit_count"]
        )
        parts = [share]
        if result["percent"] is not None:
            parts.append(f"{show(env, result['percent'])} %")
        if result["no_data_count"]:
            parts.append(env._("no data: %s", result["no_data_count"]))
        return f"{indicator.display_name}: {', '.join(parts)}"

    def _subjects(self, indicator, measure, verdict):
        if measure == "better" or verdict == "yes":
            return self._pair_subjects(indicator, lambda sign: sign > 0)
        worse = self._pair_subjects(indicator, lambda sign: sign < 0)
        return worse or self._pair_subjects(indicator, lambda sign: sign == 0)

    def _pair_subjects(self, indicator, fits):
        """Return the names of the subjects of the pairs of a sign, each once, in order."""
        evidence = self.cases.evidence.get((self.school_id, indicator.id)) or {}
        names = {
            self.cases.subjects.get((indicator.id, pair[0]))
            for pair in _pairs(evidence)
            if fits(pair[-1])
        }
        return ", ".join(sorted(filter(None, names)))

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------
    def answer(self, code, states):
        """Return the answer under a code when its form counts, or None."""
        answer = self.known.get(code)
        if answer and (answer["state"] == DECIDED or answer["state"] in STATES[states]):
            return answer
        return None

    def lookup(self, states):
        """Return the function that formulas ask for answers."""

        def find(code, column):
            answer = self.answer(code, states)
            value = answer and answer["value"]
            if value is None or column is None:
                return value
            if not isinstance(value, list):
                return None
            cells = [row.get(column) for row in value if isinstance(row, dict)]
            return [cell for cell in cells if cell is not None] or None

        return find

    def answer_fact(self, question, answer, value, column=None):
        """Return the fact of an answer; of a table, of the rows that fit."""
        words = shorten(values.words(self.env, schema_of(question), value))
        rows = value if isinstance(value, list) else []
        subjects = [
            row.get(SUBJECT_COLUMN) for row in rows if isinstance(row, dict) and column is not None
        ]
        code = question.form_code
        return {
            "kind": "answer",
            "key": f"answer:{code}",
            "code": code,
            "line_id": answer["line_id"],
            "difference_id": answer["difference_id"],
            "value": value,
            "words": shorten(f"{code} {question.title}: {words}{self._source(answer)}"),
            "give": {
                "question": question.title,
                "value": words,
                "subject": ", ".join(dict.fromkeys(str(one) for one in subjects if one)),
            },
        }

    def _source(self, answer):
        if answer["state"] == DECIDED:
            return f" ({self.env._('decided where sources differ')})"
        return ""

    def formula_fact(self, text, codes, states, questions, only_known=False):
        """Return the fact of a formula: the answers that it speaks of."""
        answers = {code: self.answer(code, states) for code in codes}
        parts = []
        for code, answer in answers.items():
            if only_known and not answer:
                continue
            question = questions[code]
            said = values.words(self.env, schema_of(question), answer and answer["value"])
            said = shorten(said, 160) or self.env._("not answered")
            parts.append((question.title, f"{code} {question.title}: {said}", said))
        known = [answer for answer in answers.values() if answer]
        return {
            "kind": "answer",
            "key": f"formula:{text}",
            "code": ", ".join(codes),
            "formula": text,
            "line_id": next((one["line_id"] for one in known if one["line_id"]), None),
            "difference_id": next((one["difference_id"] for one in known), None),
            "value": {code: answer and answer["value"] for code, answer in answers.items()},
            "words": shorten("; ".join(part[1] for part in parts)),
            "give": {
                "question": "; ".join(part[0] for part in parts),
                "value": "; ".join(f"{part[0].lower()} – {part[2]}" for part in parts),
            },
        }

    # ------------------------------------------------------------------
    # Risks and status
    # ------------------------------------------------------------------
    def risk(self, risk, states):
        """Return how the school states a risk, or None.

        :return: dict of ``rank`` (-1: stated without a significance, 0 low, 1 medium, 2 high),
            ``level``, ``proof`` and ``answer``
        """
        table = self.answer(RISKS_TABLE, states) if risk.form_option else None
        for row in (table and table["value"]) or ():
            if row.get("row") == risk.form_option and row.get(LEVEL_COLUMN) in LEVELS:
                level = row[LEVEL_COLUMN]
                return {
                    "rank": LEVELS.index(level),
                    "level": level,
                    "proof": row.get(PROOF_COLUMN) or "",
                    "answer": table,
                }
        ticked = self.answer(RISKS_QUESTION, states) if risk.form_option else None
        if ticked and risk.form_option in (ticked["value"] or ()):
            return {"rank": -1, "level": "", "proof": "", "answer": ticked}
        if not risk.form_condition:
            return None
        tree = expression.compile_text(risk.form_condition)
        if expression.evaluate(tree, self.lookup(states)) is not True:
            return None
        fact = self.formula_fact(
            risk.form_condition,
            expression.codes(tree),
            states,
            self.cases.questions,
            only_known=True,
        )
        answer = {name: fact[name] for name in ("line_id", "difference_id")}
        return {"rank": -1, "level": "", "proof": fact["words"], "answer": answer}

    def risk_fact(self, found):
        """Return the fact of risks that are stated.

        :param list found: pairs (shnor.risk, see ``risk``), not empty
        """
        parts, levels = [], {}
        for risk, stated in found:
            said = self.env._("risk “%s”", risk.name)
            if stated["level"]:
                said += ", " + self.env._("significance: %s", stated["level"])
                levels[stated["level"]] = True
            if stated["proof"]:
                said += f" ({shorten(stated['proof'], 160)})"
            parts.append(said)
        first = found[0][1]["answer"]
        return {
            "kind": "risk",
            "key": "risk:" + ",".join(str(risk.id) for risk, _stated in found),
            "risk_ids": [risk.id for risk, _stated in found],
            "line_id": first["line_id"],
            "difference_id": first["difference_id"],
            "value": {str(risk.id): [stated["level"], stated["proof"]] for risk, stated in found},
            "words": shorten("; ".join(parts)),
            "give": {
                "risk": ", ".join(f"«{risk.name}»" for risk, _stated in found),
                "level": ", ".join(levels),
            },
        }

    def category_fact(self):
        """Return the fact of what the school takes part as."""
        label = self.cases.labels.get(self.category) or ""
        return {
            "kind": "category",
            "key": "category",
            "value": self.category,
            "words": self.env._("Status of the school: %s", label.lower()),
            "give": {"category": label.lower()},
        }


def _pairs(evidence):
    """Return the pairs that a comparison kept in its evidence."""
    return (evidence.get("details") or {}).get("list") or ()
