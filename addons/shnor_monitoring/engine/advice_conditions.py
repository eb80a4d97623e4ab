"""The kinds of conditions of a recommendation rule: what each asks, and the fact it rests on.

A kind says what is wrong with a condition, reads it out, names what it needs, and looks at one
case (engine/advice_cases.py): no fact means that the condition does not hold. The kinds are a
table, ``shnor.recommendation.condition._kinds``: an addon above adds its class there.
"""

from odoo.addons.shnor_form.engine import expression

from .advice_answers import AnswerCondition, FormulaCondition, RiskCondition
from .advice_condition import (
    COUNTS,
    PAIRS,
    SIGNS,
    Condition,
    is_possible,
    show,
)


class IndicatorCondition(Condition):
    """The school's result in an indicator of the campaign's calculation."""

    def indicators(self):
        return self.condition.indicator_id

    @property
    def of_schools(self):
        return self.condition.indicator_id.unit_model == "shnor.school"

    @property
    def compares(self):
        return self.condition.indicator_id.condition_kind == "dynamics"

    def problems(self):
        condition = self.condition
        if not condition.indicator_id:
            yield self.env._("choose the indicator.")
            return
        name = condition.indicator_id.display_name
        if condition.measure == "verdict":
            if not self.of_schools:
                yield self.env._(
                    "“%s” counts people of a school, so a school has no yes or no in it. Compare "
                    "the share or a number.",
                    name,
                )
            elif not condition.verdict:
                yield self.env._("choose yes, no or no data.")
            return
        if condition.measure in PAIRS and not (self.of_schools and self.compares):
            yield self.env._(
                "“%s” compares no results of a school: there are no pairs in it.", name
            )
        if condition.measure not in ("percent", "delta") and condition.number != int(
            condition.number
        ):
            yield self.env._("a number of units is a whole number.")
        low, high = self._limits()
        if not is_possible(condition.operator, condition.number, low, high):
            yield self.env._(
                "“%(measure)s” %(comparison)s %(number)s never happens.",
                measure=self._label("measure"),
                comparison=self._label("operator"),
                number=show(self.env, condition.number),
            )

    def warnings(self):
        if not self.condition.indicator_id.active:
            yield self.env._(
                "“%s” is archived: it is not calculated any more.",
                self.condition.indicator_id.display_name,
            )

    def _limits(self):
        measure = self.condition.measure
        if measure == "delta":
            return -100, 100
        if measure == "percent":
            return 0, 100
        return 0, 1 if self.of_schools and measure in COUNTS else None

    def provides(self):
        given = {"indicator", "k", "n", "percent"}
        if self.condition.measure == "verdict":
            if self.condition.verdict == "no_data":
                given.discard("percent")
        else:
            given.add("value")
        return given | ({"subject"} if self._gives_subjects() else set())

    def _gives_subjects(self):
        """Return whether there is a subject whenever the condition holds."""
        condition = self.condition
        # sudo: names of fields are no secret
        series = condition.indicator_id.sudo().series_field_ids.mapped("relation")
        if not (self.of_schools and self.compares and "shnor.subject" in series):
            return False
        if condition.measure == "verdict":
            return condition.verdict in ("yes", "no")
        return condition.measure in PAIRS and not is_possible(
            condition.operator, condition.number, 0, 0, holds_at=0
        )

    def words(self):
        condition = self.condition
        if condition.measure == "verdict":
            return f"{condition.indicator_id.display_name}: {self._label('verdict').lower()}"
        return self.env._(
            "%(indicator)s: %(measure)s %(comparison)s %(number)s",
            indicator=condition.indicator_id.display_name,
            measure=self._label("measure").lower(),
            comparison=self._label("operator"),
            number=show(self.env, condition.number),
        )

    def bounds(self):
        condition = self.condition
        asked = ("indicator", condition.indicator_id.id)
        if condition.measure == "verdict":
            yield (*asked, "verdict"), "=", condition.verdict
        else:
            yield (*asked, condition.measure), condition.operator, condition.number

    def fact(self, case):
        condition = self.condition
        result = case.result(condition.indicator_id.id)
        if result is None:
            return None
        if condition.measure == "verdict":
            if result["verdict"] != condition.verdict:
                return None
        else:
            number = result.get(condition.measure)
            if not expression._compare(SIGNS[condition.operator], number, condition.number):
                return None
        return case.indicator_fact(condition.indicator_id, condition.measure, condition.verdict)


class CategoryCondition(Condition):
    """What the school takes part as."""

    def problems(self):
        if not self.condition.category:
            yield self.env._("choose the status of the school.")

    def provides(self):
        return {"category"}

    def words(self):
        return self.env._("Status of the school: %s", self._label("category").lower())

    def bounds(self):
        category = self.condition.category
        if category in ("low_results", "adverse"):
            yield ("category",), "!=", "none"
            # both fits either
            yield ("category",), "!=", "adverse" if category == "low_results" else "low_results"
        elif category:
            yield ("category",), "=", category

    def fact(self, case):
        if case.category not in _categories(self.condition.category):
            return None
        return case.category_fact()


KINDS = {
    "indicator": IndicatorCondition,
    "answer": AnswerCondition,
    "formula": FormulaCondition,
    "risk": RiskCondition,
    "category": CategoryCondition,
}


def _categories(category):
    return (category, "both") if category in ("low_results", "adverse") else (category,)


def contradiction(kinds):
    """Return (condition, condition) of which one excludes the other when all must hold, or None.

    :param list kinds: Condition
    """
    asked = {}
    for kind in kinds:
        for what, operator, value in kind.bounds():
            asked.setdefault(what, []).append((kind.condition, operator, value))
    for bounds in asked.values():
        for index, (first, *one) in enumerate(bounds):
            for second, *other in bounds[index + 1 :]:
                if first != second and _exclude(one, other):
                    return first, second
    return None


def _exclude(one, other):
    """Return whether no value fits both comparisons (operator, value)."""
    (sign, value), (other_sign, other_value) = one, other
    if type(value) is not type(other_value) and not all(
        expression._is_number(each) for each in (value, other_value)
    ):
        return False
    if isinstance(value, bool):
        return (value == other_value) is not (sign == other_sign)
    if "=" in (sign, other_sign):
        if sign == "=":
            return not expression._compare(SIGNS[other_sign], value, other_value)
        return not expression._compare(SIGNS[sign], other_value, value)
    if "!=" in (sign, other_sign) or sign[0] == other_sign[0]:
        return False
    # one bounds from below, the other from above
    low, high = (one, other) if sign[0] == ">" else (other, one)
    if low[1] == high[1]:
        return "=" not in low[0] or "=" not in high[0]
    return low[1] > high[1]
