"""The six indicators as a Python programmer writes them on Odoo: loops over records.

Both loops decide and write the same rows as the product. :class:`OrmLoop` is what most code looks
like: the facts of a unit are searched, its evidence is created. :class:`BatchLoop` is as good as a
loop becomes: facts are prefetched a thousand units at a time, rows are created in one batch.
"""

from collections import Counter, defaultdict

from dateutil.relativedelta import relativedelta

CRITICAL_POINTS = 10
BETTER_POINTS = 5
MIN_PARTICIPANTS = 10
YEARS = 3


class OrmLoop:
    """Counts the indicators of one run, unit by unit.

    :param indicator_run: shnor.indicator.run of a campaign, without outcomes
    """

    def __init__(self, indicator_run):
        self.env = indicator_run.env
        self.run = indicator_run
        self.date_from = indicator_run.date_from
        self.date_to = indicator_run.date_to
        self.schools = indicator_run.campaign_id.participant_ids.school_id

    def execute(self):
        """Decide about every unit and write members, evidence and results."""
        members = {school: school for school in self.schools}, self._teachers()
        for units in members:
            self._write_members(units)
        rules = {
            "I1": self._dynamics_of_school,
            "I2": self._diagnosed,
            "I3": self._dynamics_of_teacher,
            "I4": self._helped,
            "I5": self._cooperates,
            "I6": self._helped_targeted,
        }
        for indicator in self.run.indicator_ids:
            units = members[indicator.unit_model == "shnor.teacher"]
            counts = self._write_evidence(indicator, units, rules[indicator.code])
            self._write_results(indicator, counts)
        self.env.flush_all()

    # -- reading and writing ---------------------------------------------------------------------

    def _facts(self, unit, name):
        """:return: the facts of a unit, searched"""
        field = unit._fields[name]
        return self.env[field.comodel_name].search([(field.inverse_name, "=", unit.id)])

    def _create(self, model, rows):
        """Create the rows as each is made."""
        for values in rows:
            self._insert(model, [values])

    def _insert(self, model, rows):
        from odoo.models import BaseModel  # after the configuration

        # outcomes refuse create(); a module without that guard would call what lies below it
        BaseModel.create(self.env[model], rows)

    # -- units -----------------------------------------------------------------------------------

    def _teachers(self):
        """:return: {teacher: participating schools where employed on the last day}"""
        teachers = defaultdict(self.env["shnor.school"].browse)
        for school in self.schools:
            for job in self._facts(school, "employment_ids"):
                if job.date_from <= self.date_to and (
                    not job.date_to or job.date_to > self.date_to
                ):
                    teachers[job.teacher_id] |= school
        # records that were met one by one are prefetched one by one, unless put together
        together = self.env["shnor.teacher"].union(*teachers)
        return {teacher: teachers[teacher] for teacher in together}

    def _write_members(self, units):
        self._create(
            "shnor.indicator.member",
            (
                {
                    "run_id": self.run.id,
                    "unit_model": unit._name,
                    "unit_id": unit.id,
                    "school_id": school.id,
                    "territory_id": school.territory_id.id,
                }
                for unit, schools in units.items()
                for school in schools
            ),
        )

    def _write_evidence(self, indicator, units, decide):
        """:return: {(dimension, id): Counter of verdicts}"""
        counts = defaultdict(Counter)

        def rows():
            for unit, schools in units.items():
                verdict, fact, details = decide(unit)
                counts["overall", False][verdict] += 1
                for school in schools:
                    counts["school_id", school][verdict] += 1
                for territory in schools.territory_id:
                    counts["territory_id", territory][verdict] += 1
                yield {
                    "run_id": self.run.id,
                    "indicator_id": indicator.id,
                    "unit_model": unit._name,
                    "unit_id": unit.id,
                    "unit_label": unit.code
                    if unit._name == "shnor.teacher"
                    else unit.short_name or unit.name,
                    "verdict": verdict,
                    "fact_model": indicator.fact_model,
                    "fact_id": fact and fact.id,
                    "details": details,
                }

        self._create("shnor.indicator.evidence", rows())
        return counts

    def _write_results(self, indicator, counts):
        previous = {
            (result.dimension, result.school_id or result.territory_id or False): result
            for result in self.run.previous_run_id.result_ids
            if result.indicator_id == indicator
        }
        rule = indicator.rule
        self._create(
            "shnor.indicator.result",
            (
                self._result(indicator, rule, *key, verdicts, previous.get(key))
                for key, verdicts in counts.items()
            ),
        )

    def _result(self, indicator, rule, dimension, part, verdicts, previous):
        total, yes, unknown = verdicts.total(), verdicts["yes"], verdicts["no_data"]
        percent = self._percent(yes, total)
        values = {
            "run_id": self.run.id,
            "indicator_id": indicator.id,
            "dimension": dimension,
            "label": part.display_name if part else indicator.name,
            "sequence": indicator.sequence,
            "unit_count": total,
            "yes_count": yes,
            "no_count": verdicts["no"],
            "no_data_count": unknown,
            "percent": percent,
            "percent_with_data": self._percent(yes, total - unknown),
            "percent_low": percent,
            "percent_high": self._percent(yes + unknown, total),
            "target": indicator.target,
            "rule": False if part else rule,
        }
        if part:
            values[dimension] = part.id
        if previous:
            values["previous_unit_count"] = previous.unit_count
            values["previous_yes_count"] = previous.yes_count
            values["previous_percent"] = previous.percent
            values["delta"] = self._change(
                yes * previous.unit_count - previous.yes_count * total,
                total * previous.unit_count,
            )
        return values

    @staticmethod
    def _change(part, whole):
        """:return: the difference of two exact shares in points with one decimal"""
        if not whole:
            return 0
        size = (2000 * abs(part) + whole) // (2 * whole) / 10
        return size if part >= 0 else -size

    @staticmethod
    def _percent(part, whole):
        """:return: the share in per cent with one decimal, halves up"""
        return (2000 * part + whole) // (2 * whole) / 10 if whole else 0

    # -- the rules -------------------------------------------------------------------------------

    def _in_period(self, fact):
        return self.date_from <= fact.date <= self.date_to

    def _dynamics_of_school(self, school):
        year = self.date_to.year
        current, baseline = {}, {}
        for result in self._facts(school, "assessment_ids"):
            if result.biased or not result.participant_count:
                continue
            series = (result.procedure, result.subject_id.id, result.grade)
            if result.academic_year == year:
                current[series] = result
            elif result.academic_year == year - 1:
                baseline[series] = result
        pairs = [
            (result, baseline[series], self._direction_of_results(result, baseline[series]))
            for series, result in current.items()
            if series in baseline
        ]
        size = sum(result.participant_count for result, _before, _sign in pairs)
        better = sum(sign > 0 for _result, _before, sign in pairs)
        worse = sum(sign < 0 for _result, _before, sign in pairs)
        details = {
            "pairs": len(pairs),
            "better": better,
            "fresh": None,
            "worse": worse,
            "size": size,
            "list": [
                [
                    result.id,
                    before.id,
                    result.below_count,
                    result.participant_count,
                    before.below_count,
                    before.participant_count,
                    None,
                    None,
                    sign,
                ]
                for result, before, sign in pairs
            ]
            or None,
        }
        fact = max((pair[0] for pair in pairs), key=lambda fact: fact.id, default=None)
        if not pairs or size < MIN_PARTICIPANTS:
            return "no_data", fact, details
        return "yes" if better * 2 >= len(pairs) and not worse else "no", fact, details

    @staticmethod
    def _direction_of_results(result, before):
        # shares are compared by cross multiplication, exactly
        change = (
            result.below_count * before.participant_count
            - before.below_count * result.participant_count
        )
        if change < 0 or not (result.below_count or before.below_count):
            return 1
        critical = CRITICAL_POINTS * result.participant_count * before.participant_count
        return -(change * 100 > critical)

    def _diagnosed(self, teacher):
        after = self.date_to - relativedelta(years=YEARS)
        return self._by_facts(
            [
                diagnostic
                for diagnostic in self._facts(teacher, "diagnostic_ids")
                if not diagnostic.refused and after < diagnostic.date <= self.date_to
            ]
        )

    def _dynamics_of_teacher(self, teacher):
        series = defaultdict(list)
        for diagnostic in self._facts(teacher, "diagnostic_ids"):
            if (
                diagnostic.independent
                and not diagnostic.refused
                and diagnostic.scored
                and diagnostic.date <= self.date_to
            ):
                series[diagnostic.kind, diagnostic.subject_id.id].append(diagnostic)
        pairs = []
        for diagnostics in series.values():
            if len(diagnostics) > 1:
                diagnostics.sort(key=lambda diagnostic: (diagnostic.date, diagnostic.id))
                before, latest = diagnostics[-2:]
                pairs.append((latest, before, self._direction(before, latest)))
        better = sum(sign > 0 for _latest, _before, sign in pairs)
        worse = sum(sign < 0 for _latest, _before, sign in pairs)
        fresh = sum(sign > 0 and self._in_period(latest) for latest, _before, sign in pairs)
        details = {
            "pairs": len(pairs),
            "better": better,
            "fresh": fresh,
            "worse": worse,
            "size": 0,
            "list": [
                [
                    latest.id,
                    before.id,
                    latest.score,
                    latest.maximum,
                    before.score,
                    before.maximum,
                    latest.level_rank,
                    before.level_rank,
                    sign,
                ]
                for latest, before, sign in pairs
            ]
            or None,
        }
        fact = self._latest([latest for latest, _before, _sign in pairs])
        if not pairs:
            return "no_data", fact, details
        return "yes" if fresh and not worse else "no", fact, details

    @staticmethod
    def _direction(before, latest):
        if latest.level_rank != before.level_rank:
            return 1 if latest.level_rank > before.level_rank else -1
        points = (latest.score * before.maximum - before.score * latest.maximum) * 100
        needed = BETTER_POINTS * latest.maximum * before.maximum
        return (points >= needed) - (points <= -needed)

    def _helped(self, school):
        return self._by_facts(
            [
                support
                for support in self._facts(school, "support_ids")
                if support.state == "done" and self._in_period(support)
            ]
        )

    def _cooperates(self, school):
        return self._by_facts(
            [
                activity
                for activity in self._facts(school, "joint_activity_ids")
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
                for support in self._facts(school, "support_ids")
                if support.state == "done"
                and self._in_period(support)
                and support.targeted
                and (support.deficit or "").strip()
                and (support.result or "").strip()
            ]
        )

    def _by_facts(self, facts):
        details = {"count": len(facts), "needed": 1}
        return "yes" if facts else "no", self._latest(facts), details

    @staticmethod
    def _latest(facts):
        return max(facts, key=lambda fact: (fact.date, fact.id), default=None)


class BatchLoop(OrmLoop):
    """The same, with everything that the ORM offers to make a loop fast."""

    def _facts(self, unit, name):
        return unit[name]

    def _create(self, model, rows):
        self._insert(model, list(rows))
