"""The numbers of a campaign's calculation, read in a constant number of statements."""

from collections import defaultdict

from odoo.tools import SQL

SCHOOL, ASSESSMENT = "shnor.school", "shnor.assessment"
# a low result in a procedure: so many per cent below the minimum (ФИОКО)
LOW_PERCENT = 30


class Results:
    """What was counted: in total, by school, by subject, and what it was before.

    :param campaign: shnor.campaign, whose environment may read all that is asked
    """

    def __init__(self, campaign):
        self.campaign = campaign
        self.env = campaign.env
        self.run = campaign.run_id
        self.previous = campaign.previous_campaign_id
        self.participants = self._participants_of(campaign)
        self.before = self._participants_of(self.previous)
        schools, earlier = self.participants.school_id, self.before.school_id
        self.common = schools & earlier
        self.entered, self.left = schools - earlier, earlier - schools
        self.rows = self._read_rows()
        self.indicators = self.env["shnor.indicator"].browse(
            dict.fromkeys(row["indicator_id"] for row in self.rows if not row["school_id"])
        )
        self.verdicts = self._read_verdicts()

    def _participants_of(self, campaign):
        return self.env["shnor.participant"].search([("campaign_id", "=", campaign.id)])

    def _read_rows(self):
        """Return the results in total and by school as dicts, in the order of the indicators."""
        if not self.run:
            return []
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT result.indicator_id, result.school_id, result.unit_count, result.yes_count,
                       result.no_count, result.no_data_count, result.percent,
                       result.percent_with_data, result.percent_low, result.percent_high,
                       result.previous_unit_count, result.previous_yes_count,
                       result.previous_percent, result.delta, result.target, result.rule
                  FROM shnor_indicator_result result
                 WHERE result.run_id = %s
                   AND (result.dimension = 'overall' OR result.school_id IS NOT NULL)
                 ORDER BY result.sequence, result.indicator_id, result.label, result.id
                """,
                self.run.id,
            )
        )

    def _read_verdicts(self):
        """Return {(school id, indicator id): (verdict, details)} of indicators of schools."""
        if not self.run:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT unit_id, indicator_id, verdict, details FROM shnor_indicator_evidence"
                " WHERE run_id = %s AND unit_model = %s",
                self.run.id,
                SCHOOL,
            )
        )
        return {(unit, indicator): (verdict, details) for unit, indicator, verdict, details in rows}

    # ------------------------------------------------------------------
    # In total
    # ------------------------------------------------------------------
    def totals(self):
        """Return the indicators as dicts; see ``shnor.analysis._statistics``."""
        overall = {row["indicator_id"]: row for row in self.rows if not row["school_id"]}
        common, history = self._read_common(), self._read_history()
        return [
            self._total(indicator, overall[indicator.id], common, history[indicator.id])
            for indicator in self.indicators
        ]

    def _total(self, indicator, row, common, history):
        target = row["target"] or None
        previous = _previous(row)
        if previous is None and self.previous.run_id:
            # counted before, though there was nobody to count: “no data”, not “never”
            previous = {"k": 0, "n": 0, "percent": None} if history[:-1] else None
        return {
            **_share(row),
            "id": indicator.id,
            "code": indicator.code,
            "name": indicator.name,
            "group": indicator.group_id.name or "",
            "unit": {SCHOOL: "school", "shnor.teacher": "teacher"}.get(
                indicator.unit_model, indicator.unit_model
            ),
            "method": indicator.method or "",
            "rule": row["rule"] or "",
            "previous": previous,
            "delta": _delta(row["yes_count"], row["unit_count"], previous),
            "plan": target,
            "is_reached": None
            if target is None or not row["unit_count"]
            else row["yes_count"] * 100 >= target * row["unit_count"],
            "comparable": self._comparable(indicator, common),
            "history": history,
        }

    def _comparable(self, indicator, common):
        """Return the shares of the schools that are in both campaigns; None when all are."""
        if not (self.entered or self.left) or not self.common:
            return None
        now = common.get((self.run.id, indicator.id))
        before = common.get((self.previous.run_id.id, indicator.id))
        if not now or not before:
            return None
        return {
            "schools": len(self.common),
            "now": now,
            "before": before,
            "delta": _delta(now["k"], now["n"], before),
        }

    def _read_common(self):
        """Return {(run id, indicator id): k, n, percent} of the schools that are in both."""
        runs = [self.run.id, self.previous.run_id.id]
        if not all(runs) or not self.common or not (self.entered or self.left):
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT run_id, indicator_id, COUNT(*) FILTER (WHERE verdict = 'yes'), COUNT(*)
                  FROM shnor_indicator_evidence evidence
                 WHERE run_id = ANY(%s)
                   AND EXISTS (SELECT FROM shnor_indicator_member member
                                WHERE member.run_id = evidence.run_id
                                  AND member.unit_model = evidence.unit_model
                                  AND member.unit_id = evidence.unit_id
                                  AND member.school_id = ANY(%s))
                 GROUP BY run_id, indicator_id
                """,
                runs,
                self.common.ids,
            )
        )
        return {
            (run, indicator): {"k": k, "n": n, "percent": _percent(k, n)}
            for run, indicator, k, n in rows
        }

    def _read_history(self):
        """Return {indicator id: [campaign, k, n, percent]} of the same territory, oldest first."""
        found = defaultdict(list)
        if not self.run:
            return found
        rows = self.env.execute_query(
            SQL(
                """
                SELECT result.indicator_id, campaign.id, campaign.name, campaign.period_to,
                       result.yes_count, result.unit_count
                  FROM shnor_campaign campaign
                  JOIN shnor_indicator_result result ON result.run_id = campaign.run_id
                       AND result.dimension = 'overall'
                 WHERE campaign.id = %(id)s
                    OR (campaign.state = 'closed' OR campaign.is_approved)
                       AND campaign.territory_id IS NOT DISTINCT FROM %(territory)s
                       AND campaign.date_begin < %(begin)s
                 ORDER BY campaign.date_begin, campaign.id
                """,
                id=self.campaign.id,
                territory=self.campaign.territory_id.id or None,
                begin=self.campaign.date_begin,
            )
        )
        for indicator, campaign, name, period_to, k, n in rows:
            found[indicator].append(
                {
                    "campaign_id": campaign,
                    "campaign": name,
                    "period_to": str(period_to),
                    "k": k,
                    "n": n,
                    "percent": _percent(k, n),
                }
            )
        return found

    # ------------------------------------------------------------------
    # By school and subject
    # ------------------------------------------------------------------
    def by_school(self, risks, accepted):
        """Return the schools by name.

        :param dict risks: {participant id: [codes of risks]}
        :param dict accepted: {participant id: number of accepted recommendations}
        """
        codes = {indicator.id: indicator.code for indicator in self.indicators}
        units = {one.id: one.unit_model == SCHOOL for one in self.indicators}
        results = defaultdict(dict)
        for row in self.rows:
            indicator = row["indicator_id"]
            # an indicator may be gone from the totals only when it was never counted
            if row["school_id"] and indicator in codes:
                verdict = self.verdicts.get((row["school_id"], indicator), (None, None))[0]
                results[row["school_id"]][codes[indicator]] = {
                    **_share(row),
                    "previous": _previous(row),
                    "verdict": verdict if units[indicator] else None,
                }
        return [
            {
                "participant_id": one.id,
                "school_id": one.school_id.id,
                "name": one.school_name,
                "category": one.category,
                "reported": one.reported,
                "results": results[one.school_id.id],
                "risks": risks.get(one.id, []),
                "recommendations": accepted.get(one.id, 0),
            }
            for one in self.participants
        ]

    def dynamics(self):
        """Return the indicator that tells whether a school's results have become better.

        The first one that compares assessments of schools; none: an empty record.
        """
        return self.indicators.filtered(
            lambda one: (
                one.unit_model == SCHOOL
                and one.condition_kind == "dynamics"
                and one.fact_model == ASSESSMENT
            )
        )[:1]

    def by_subject(self):
        """Return the comparable results by procedure and subject, as the evidence froze them."""
        indicator = self.dynamics()
        pairs = [
            (school, pair)
            for (school, its), (_verdict, details) in self.verdicts.items()
            if its == indicator.id
            for pair in (details or {}).get("list") or ()
        ]
        series = self._read_series([pair[0] for _school, pair in pairs])
        groups = defaultdict(list)
        for school, pair in pairs:
            if pair[0] in series:
                groups[series[pair[0]]].append((school, pair))
        return [
            _subject(*key, rows) for key, rows in sorted(groups.items(), key=lambda item: item[0])
        ]

    def _read_series(self, ids):
        """Return {assessment id: (procedure, subject)} in words."""
        if not ids:
            return {}
        labels = dict(self.env[ASSESSMENT]._fields["procedure"]._description_selection(self.env))
        rows = self.env.execute_query(
            SQL(
                "SELECT fact.id, fact.procedure, subject.name FROM shnor_assessment fact"
                " JOIN shnor_subject subject ON subject.id = fact.subject_id"
                " WHERE fact.id = ANY(%s)",
                list(set(ids)),
            )
        )
        return {fact: (labels[procedure], subject) for fact, procedure, subject in rows}

    def low_subjects(self):
        """Return what this year's assessments and diagnostics say about subjects.

        :return: (assessed: schools with a result this year, biased: results with signs of bias,
            {subject: schools with a share below the minimum of 30 % or more},
            {subject: teachers whose latest independent diagnostic is on the lowest level})
        """
        schools = list(self.participants.school_id.ids)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT subject.name, fact.school_id, fact.biased,
                       fact.below_count * 100 >= %(low)s * fact.participant_count
                       AND fact.participant_count > 0
                  FROM shnor_assessment fact
                  JOIN shnor_subject subject ON subject.id = fact.subject_id
                 WHERE fact.school_id = ANY(%(schools)s) AND fact.academic_year = %(year)s
                """,
                low=LOW_PERCENT,
                schools=schools,
                year=self.campaign.academic_year,
            )
        )
        low = defaultdict(set)
        for subject, school, biased, is_low in rows:
            if is_low and not biased:
                low[subject].add(school)
        return (
            len({school for _subject, school, biased, _low in rows if not biased}),
            sum(1 for row in rows if row[2]),
            {subject: len(found) for subject, found in low.items()},
            self._read_low_teachers(schools),
        )

    def _read_low_teachers(self, schools):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT subject.name, COUNT(*) FROM (
                    SELECT DISTINCT ON (fact.teacher_id, fact.subject_id)
                           fact.subject_id, fact.level_rank
                      FROM shnor_diagnostic fact
                     WHERE fact.independent AND fact.scored AND NOT fact.refused
                       AND fact.date <= %(last)s AND fact.subject_id IS NOT NULL
                       AND fact.teacher_id IN (
                           SELECT unit_id FROM shnor_indicator_member
                            WHERE run_id = %(run)s AND unit_model = 'shnor.teacher'
                              AND school_id = ANY(%(schools)s))
                     ORDER BY fact.teacher_id, fact.subject_id, fact.date DESC, fact.id DESC) latest
                  JOIN shnor_subject subject ON subject.id = latest.subject_id
                 WHERE latest.level_rank = 1
                 GROUP BY subject.name
                """,
                last=self.campaign.period_to,
                run=self.run.id or None,
                schools=schools,
            )
        )
        return dict(rows)


def _subject(procedure, subject, rows):
    """Return the pairs of one subject as counts."""
    participants = sum(pair[3] or 0 for _school, pair in rows)
    below = sum(pair[2] or 0 for _school, pair in rows)
    earlier = sum(pair[5] or 0 for _school, pair in rows)
    earlier_below = sum(pair[4] or 0 for _school, pair in rows)
    better, worse = (sum(1 for _s, pair in rows if pair[-1] * sign > 0) for sign in (1, -1))
    return {
        "procedure": procedure,
        "subject": subject,
        "schools": len({school for school, _pair in rows}),
        "pairs": len(rows),
        "better": better,
        "same": len(rows) - better - worse,
        "worse": worse,
        "participants": int(participants),
        "below": int(below),
        "percent": _percent(below, participants),
        "previous_participants": int(earlier),
        "previous_below": int(earlier_below),
        "previous_percent": _percent(earlier_below, earlier),
    }


def _share(row):
    n, no_data = row["unit_count"], row["no_data_count"]
    known = n > 0
    return {
        "k": row["yes_count"],
        "n": n,
        "no": row["no_count"],
        "no_data": no_data,
        "percent": _one_digit(row["percent"]) if known else None,
        "percent_with_data": _one_digit(row["percent_with_data"]) if n > no_data else None,
        "low": _one_digit(row["percent_low"]) if known else None,
        "high": _one_digit(row["percent_high"]) if known else None,
    }


def _previous(row):
    if not row["previous_unit_count"]:
        return None
    k, n = row["previous_yes_count"], row["previous_unit_count"]
    return {"k": k, "n": n, "percent": _percent(k, n)}


def _percent(k, n):
    return round(100 * float(k) / float(n), 1) if n else None


def _delta(k, n, previous):
    """Return by how many points the share has changed; None when one of both has no data."""
    if not n or not previous or not previous["n"]:
        return None
    return round(100 * k / n - 100 * previous["k"] / previous["n"], 1)


def _one_digit(value):
    return None if value is None else round(float(value), 1)
