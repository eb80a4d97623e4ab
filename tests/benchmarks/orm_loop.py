"""The six indicators as a plain Python programmer writes them on Odoo: a loop over records.

Records are prefetched as the ORM does by itself (a thousand at a time), nothing is searched inside
the loop, and nothing is written: a fair opponent, not a straw man.
"""

from collections import Counter, defaultdict

from dateutil.relativedelta import relativedelta

CRITICAL_POINTS = 10
BETTER_POINTS = 5
MIN_PARTICIPANTS = 10
YEARS = 3


class OrmLoop:
    """Counts the indicators of one campaign, unit by unit.

    :param campaign: shnor.campaign, whose participants and period count
    """

    def __init__(self, campaign):
        self.env = campaign.env
        self.campaign = campaign
        self.date_from = campaign.period_from
        self.date_to = campaign.period_to
        self.schools = campaign.participant_ids.school_id

    def run(self):
        """Decide about every unit.

        :return: {indicator: {unit: (verdict, deciding fact, values)}} and
            {indicator: {(dimension, id): Counter of verdicts}}
        """
        teachers = self._teachers()
        evidence = {
            "I1": {school: self._dynamics_of_school(school) for school in self.schools},
            "I2": {teacher: self._diagnosed(teacher) for teacher in teachers},
            "I3": {teacher: self._dynamics_of_teacher(teacher) for teacher in teachers},
            "I4": {school: self._helped(school) for school in self.schools},
            "I5": {school: self._cooperates(school) for school in self.schools},
            "I6": {school: self._helped_targeted(school) for school in self.schools},
        }
        results = {}
        for indicator, verdicts in evidence.items():
            counts = results[indicator] = defaultdict(Counter)
            for unit, (verdict, _fact, _values) in verdicts.items():
                counts["overall", False][verdict] += 1
                schools = teachers[unit] if unit._name == "shnor.teacher" else unit
                for school in schools:
                    counts["school", school.id][verdict] += 1
                for territory in schools.territory_id:
                    counts["territory", territory.id][verdict] += 1
        return evidence, results

    def _teachers(self):
        """:return: {teacher: participating schools where employed on the last day}"""
        teachers = defaultdict(self.env["shnor.school"].browse)
        for school in self.schools:
            for job in school.employment_ids:
                if job.date_from <= self.date_to and (
                    not job.date_to or job.date_to > self.date_to
                ):
                    teachers[job.teacher_id] |= school
        # records that were met one by one are prefetched one by one, unless put together
        together = self.env["shnor.teacher"].union(*teachers)
        return {teacher: teachers[teacher] for teacher in together}

    def _in_period(self, fact):
        return self.date_from <= fact.date <= self.date_to

    def _dynamics_of_school(self, school):
        year = self.date_to.year
        current, baseline = {}, {}
        for result in school.assessment_ids:
            if result.biased or not result.participant_count:
                continue
            series = (result.procedure, result.subject_id.id, result.grade)
            if result.academic_year == year:
                current[series] = result
            elif result.academic_year == year - 1:
                baseline[series] = result
        pairs = improved = critical = size = 0
        for series, result in current.items():
            before = baseline.get(series)
            if not before:
                continue
            pairs += 1
            size += result.participant_count
            # shares are compared by cross multiplication, exactly
            change = (
                result.below_count * before.participant_count
                - before.below_count * result.participant_count
            )
            if change < 0 or not (result.below_count or before.below_count):
                improved += 1
            if change * 100 > CRITICAL_POINTS * result.participant_count * before.participant_count:
                critical += 1
        values = {"pairs": pairs, "improved": improved, "worse": critical, "size": size}
        if not pairs or size < MIN_PARTICIPANTS:
            return "no_data", None, values
        return "yes" if improved * 2 >= pairs and not critical else "no", None, values

    def _diagnosed(self, teacher):
        after = self.date_to - relativedelta(years=YEARS)
        found = [
            diagnostic
            for diagnostic in teacher.diagnostic_ids
            if not diagnostic.refused and after < diagnostic.date <= self.date_to
        ]
        return self._by_facts(found)

    def _dynamics_of_teacher(self, teacher):
        series = defaultdict(list)
        for diagnostic in teacher.diagnostic_ids:
            if (
                diagnostic.independent
                and not diagnostic.refused
                and diagnostic.scored
                and diagnostic.date <= self.date_to
            ):
                series[diagnostic.kind, diagnostic.subject_id.id].append(diagnostic)
        pairs = better = fresh_better = worse = 0
        fact = None
        for diagnostics in series.values():
            if len(diagnostics) < 2:
                continue
            pairs += 1
            diagnostics.sort(key=lambda diagnostic: (diagnostic.date, diagnostic.id))
            before, latest = diagnostics[-2:]
            direction = self._direction(before, latest)
            better += direction > 0
            worse += direction < 0
            if direction > 0 and self._in_period(latest):
                fresh_better += 1
            if not fact or (latest.date, latest.id) > (fact.date, fact.id):
                fact = latest
        values = {"pairs": pairs, "improved": better, "fresh": fresh_better, "worse": worse}
        if not pairs:
            return "no_data", None, values
        return "yes" if fresh_better and not worse else "no", fact, values

    def _direction(self, before, latest):
        if latest.level_rank != before.level_rank:
            return 1 if latest.level_rank > before.level_rank else -1
        points = (latest.score * before.maximum - before.score * latest.maximum) * 100
        needed = BETTER_POINTS * latest.maximum * before.maximum
        return (points >= needed) - (points <= -needed)

    def _helped(self, school):
        return self._by_facts(
            [
                support
                for support in school.support_ids
                if support.state == "done" and self._in_period(support)
            ]
        )

    def _cooperates(self, school):
        return self._by_facts(
            [
                activity
                for activity in school.joint_activity_ids
                if activity.state == "done"
                and activity.partner_kind == "leader_school"
                and activity.in_force
                and self._in_period(activity)
            ]
        )

    def _helped_targeted(self, school):
        return self._by_facts(
            [
                support
                for support in school.support_ids
                if support.state == "done"
                and self._in_period(support)
                and support.targeted
                and (support.deficit or "").strip()
                and (support.result or "").strip()
            ]
        )

    def _by_facts(self, facts):
        latest = max(facts, key=lambda fact: (fact.date, fact.id), default=None)
        return "yes" if facts else "no", latest, {"count": len(facts)}
