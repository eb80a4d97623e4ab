"""Rules, conditions and verdicts in the reader's language."""

import ast
from decimal import ROUND_HALF_UP, Decimal

from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.float_utils import float_repr

COMPARISONS = ("=", "!=", ">", ">=", "<", "<=", "in", "not in", "ilike", "not ilike")


def number(value):
    """Return a number as Russian and English readers both understand: no needless zeros."""
    text = float_repr(float(value), 2).rstrip("0").rstrip(".")
    return text.replace(".", ",") if text else "0"


class DomainWords:
    """Says a domain as a person would; what it cannot say stays as the editor writes it.

    :param model: recordset of the model that the domain is on
    """

    def __init__(self, model):
        self.model = model
        self.env = model.env
        self._ = model.env._

    def text(self, domain_text):
        """Return the domain ``domain_text`` in words; empty for “everything”."""
        try:
            domain = ast.literal_eval(domain_text or "[]")
        except (ValueError, SyntaxError):
            return domain_text
        if Domain(domain).is_true():
            return ""
        leaves = [leaf for leaf in domain if leaf != "&"]
        if any(isinstance(leaf, str) for leaf in leaves):
            return domain_text
        return "; ".join(self._leaf(*leaf) for leaf in leaves)

    def _leaf(self, path, operator, value):
        field, model = None, self.model
        for name in path.split("."):
            field = model._fields.get(name)
            if field is None:
                return f"{path} {operator} {value}"
            model = self.env[field.comodel_name] if field.relational else model
        label = field._description_string(self.env)
        if operator not in COMPARISONS:
            return f"{label} {operator} {value}"
        if value is False or value is None:
            if field.type == "boolean":
                said = self._("no") if operator == "=" else self._("yes")
            else:
                said = self._("empty") if operator == "=" else self._("filled in")
            return f"{label}: {said}"
        said = self._value(field, model, value)
        signs = {"=": ":", "in": ":", "!=": " ≠", "not in": " ≠", ">=": " ≥", "<=": " ≤"}
        return f"{label}{signs.get(operator, f' {operator}')} {said}"

    def _value(self, field, model, value):
        if isinstance(value, (list, tuple, set)):
            return ", ".join(self._value(field, model, item) for item in value)
        if field.type == "boolean":
            return self._("yes") if value else self._("no")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, str(value))
        if field.type == "date" and value:
            return format_date(self.env, value) if str(value)[:1].isdigit() else str(value)
        if field.relational and isinstance(value, int):
            return model.sudo().browse(value).exists().display_name or str(value)
        return str(value)


class RuleWords:
    """Says the condition of an indicator with its settings.

    :param indicator: shnor.indicator
    """

    def __init__(self, indicator):
        self.indicator = indicator
        self.env = indicator.env
        self._ = indicator.env._

    def text(self):
        """Return the rule, a sentence a line."""
        kind = self.indicator._condition_kinds().get(self.indicator.condition_kind)
        lines = [self._only(), *(kind.rule(self) if kind else ())]
        return "\n".join(filter(None, lines))

    def _only(self):
        indicator = self.indicator
        model = self.env[indicator.unit_model]
        parts = []
        if only := DomainWords(model).text(indicator.population_domain):
            parts.append(self._("Counted: %s.", only))
        if known := DomainWords(model).text(indicator.data_domain):
            parts.append(self._("No data unless: %s.", known))
        return " ".join(parts)

    def domain(self):
        """Yield the sentences about a condition on the unit itself."""
        said = DomainWords(self.env[self.indicator.unit_model]).text(self.indicator.domain)
        yield self._("Yes: %s.", said or self._("always"))

    def facts(self):
        """Yield the sentences about a condition on a number of facts."""
        indicator = self.indicator
        if not indicator.fact_field_id:
            return
        yield self._(
            "Yes: “%(facts)s” %(window)s, at least: %(count)s.",
            facts=indicator.fact_field_id.field_description,
            window=self._window(),
            count=indicator.min_count,
        )
        yield self._fact_filter()

    def _window(self):
        indicator = self.indicator
        if indicator.window == "years":
            return self._(
                "within the years that end on the last day of the period (years: %s)",
                indicator.window_years,
            )
        return dict(indicator._fields["window"]._description_selection(self.env))[indicator.window]

    def _fact_filter(self):
        indicator = self.indicator
        said = DomainWords(self.env[indicator.fact_model]).text(indicator.fact_domain)
        return self._("Only those with: %s.", said) if said else ""

    def dynamics(self):
        """Yield the sentences about a condition on facts that have become better."""
        indicator = self.indicator
        if not indicator.fact_field_id:
            return
        yield self._compared()
        yield self._fact_filter()
        yield self._better()
        yield self._worse()
        yield self._yes()
        if indicator.min_size:
            yield self._(
                "No data: no comparable pair, or “%(size)s” over all pairs less than %(minimum)s.",
                size=indicator.size_field_id.field_description,
                minimum=indicator.min_size,
            )
        else:
            yield self._("No data: no comparable pair.")

    def _compared(self):
        indicator = self.indicator
        series = ", ".join(indicator.series_field_ids.sorted("id").mapped("field_description"))
        value = indicator.value_field_id.field_description
        if indicator.maximum_field_id:
            value = self._(
                "share “%(value)s” of “%(maximum)s”",
                value=value,
                maximum=indicator.maximum_field_id.field_description,
            )
        return self._(
            "Compared: %(value)s, %(how)s; comparable when equal: %(series)s.",
            value=value,
            how=dict(indicator._fields["compare"]._description_selection(self.env))[
                indicator.compare
            ],
            series=series or self._("nothing"),
        )

    def _better(self):
        indicator = self.indicator
        words = []
        if indicator.level_field_id:
            words.append(self._("a higher level"))
        direction = self._("higher") if indicator.better_when == "higher" else self._("lower")
        if indicator.better_points:
            words.append(
                self._(
                    "%(direction)s by at least %(points)s points",
                    direction=direction,
                    points=number(indicator.better_points),
                )
            )
        else:
            words.append(direction)
        if indicator.zero_is_better:
            words.append(self._("0 both times"))
        return self._("Better: %s.", self._(" or ").join(words))

    def _worse(self):
        indicator = self.indicator
        points = number(indicator.worse_points)
        if indicator.worse_inclusive:
            fall = self._("a fall by %s points or more", points)
        else:
            fall = self._("a fall by more than %s points", points)
        words = [self._("a lower level")] if indicator.level_field_id else []
        return self._("Worse: %s.", self._(" or ").join([*words, fall]))

    def _yes(self):
        indicator = self.indicator
        needed = []
        if indicator.min_better_count:
            needed.append(self._("better pairs at least %s", indicator.min_better_count))
        if indicator.min_better_percent:
            needed.append(
                self._("better pairs at least %s%% of all", number(indicator.min_better_percent))
            )
        needed.append(self._("worse pairs at most %s", indicator.max_worse_count))
        if indicator.fresh_only:
            needed.append(self._("the later fact of a better pair lies within the period"))
        return self._("Yes: %s.", "; ".join(needed))


class ReasonWords:
    """Says why a unit was counted as it was.

    :param env: of the reader
    """

    def __init__(self, env):
        self.env = env
        self._ = env._
        self.kinds = env["shnor.indicator"]._condition_kinds()

    def text(self, verdict, details):
        """Return the reason.

        :param str verdict: yes, no or no_data
        :param dict details: as a condition wrote it; None for conditions on the unit itself
        """
        for kind in self.kinds.values() if details else ():
            # not the indicator's kind of today: the details say what was counted
            if kind.mark in details:
                return kind.reason(self, verdict, details)
        return {
            "yes": self._("Fits the condition."),
            "no": self._("Does not fit the condition."),
            "no_data": self.no_data(),
        }[verdict]

    def no_data(self):
        """Return the sentence for units outside of “data exist for”."""
        return self._("There are no data to judge by.")

    def facts(self, verdict, details):
        """Return the reason of a condition on a number of facts."""
        if verdict == "no_data":
            return self.no_data()
        if not details["count"]:
            return self._("No fact that counts was found.")
        if verdict == "yes":
            return self._("Facts that count: %s.", details["count"])
        return self._(
            "Facts that count: %(count)s, needed: %(needed)s.",
            count=details["count"],
            needed=details["needed"],
        )

    def dynamics(self, verdict, details):
        """Return the reason of a condition on facts that have become better."""
        if not details["pairs"]:
            return self._("There is nothing to compare: no comparable pair of facts.")
        said = self._(
            "Pairs: %(pairs)s, better: %(better)s, worse: %(worse)s.",
            pairs=details["pairs"],
            better=details["better"],
            worse=details["worse"],
        )
        if details["fresh"] is not None and details["better"] > details["fresh"]:
            said += " " + self._("Better within the period: %s.", details["fresh"])
        if details["size"]:
            said += " " + self._("People behind them: %s.", details["size"])
        if verdict == "no_data":
            said += " " + self._("That is too little to judge by.")
        return said

    def pairs(self, indicator, details_list):
        """Return, for several evidence rows of one indicator, their pairs as lines of text.

        The facts' names are read at once; a fact that is gone is named by its number.

        :param indicator: shnor.indicator
        :param list details_list: details of the rows
        :return: list of lists of str
        """
        lists = [(details and details.get("list")) or [] for details in details_list]
        facts = self.env.get(indicator.fact_model)
        names = {}
        if facts is not None:
            ids = {pair[0] for pairs in lists for pair in pairs}
            # sudo: whoever may read the evidence may read which facts it names
            found = facts.sudo().with_context(active_test=False).browse(ids).exists()
            names = {fact.id: fact.display_name for fact in found}
        # sudo: whether shares are compared is no secret
        shares = bool(indicator.sudo().maximum_field_id)
        return [[self._pair(pair, names, shares) for pair in pairs] for pairs in lists]

    def _pair(self, pair, names, shares):
        fact_id, _earlier_id, value, maximum, earlier, earlier_maximum, *_levels, sign = pair
        return self._(
            "%(fact)s: %(earlier)s → %(later)s, %(change)s",
            fact=names.get(fact_id, f"№ {fact_id}"),
            earlier=self._share(earlier, earlier_maximum) if shares else number(earlier),
            later=self._share(value, maximum) if shares else number(value),
            change=self._change(sign, value * earlier_maximum == earlier * maximum),
        )

    @staticmethod
    def _percent(value, maximum):
        """Return the share in per cent, to one decimal, halves up."""
        share = Decimal(str(value)) * 100 / Decimal(str(maximum))
        return share.quantize(Decimal("0.1"), ROUND_HALF_UP)

    def _change(self, sign, equal):
        if sign:
            return self._("better") if sign > 0 else self._("worse")
        return self._("no change") if equal else self._("within the thresholds")

    def _share(self, value, maximum):
        return self._(
            "%(value)s of %(maximum)s (%(percent)s%%)",
            value=number(value),
            maximum=number(maximum),
            percent=number(self._percent(value, maximum)),
        )
