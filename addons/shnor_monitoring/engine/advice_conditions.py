"""The kinds of conditions of a recommendation rule: what each asks, and the fact it rests on.

A kind says what is wrong with a condition, reads it out, names what it needs, and looks at one
case (engine/advice_cases.py): no fact means that the condition does not hold. The kinds are a
table, ``shnor.recommendation.condition._kinds``: an addon above adds its class there.
"""

from functools import cached_property

from odoo.tools import formatLang

from odoo.addons.shnor_form.engine import expression, values

from . import answer_condition as answers
from .answer_condition import OPERATORS, find_questions, schema_of

SIGNS = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
COUNTS = ("yes_count", "no_count", "no_data_count", "unit_count")
PAIRS = ("better", "worse")
MEASURES = ("percent", *COUNTS, "delta", *PAIRS)
LEVELS = ("низкая", "средняя", "высокая")
RISKS_QUESTION, RISKS_TABLE = "А17.1", "А17.4"
LEVEL_COLUMN, PROOF_COLUMN, SUBJECT_COLUMN = "level", "proof", "subject"
WORDS_LENGTH = 400


def shorten(text, length=WORDS_LENGTH):
    """Return a text in one line of at most so many characters."""
    text = "; ".join(line.strip() for line in (text or "").splitlines() if line.strip())
    return text if len(text) <= length else f"{text[: length - 1]}…"


def show(env, number):
    """Return a number with one digit after the comma where it needs one."""
    return formatLang(env, number, digits=0 if number == int(number) else 1)


class Condition:
    """What the kinds share.

    :param condition: shnor.recommendation.condition
    :param dict questions: see ``questions``
    """

    def __init__(self, condition, questions=None):
        self.condition = condition
        self.env = condition.env
        # {code: survey.question}, read once for many conditions; None: when it is asked for
        self._questions = questions

    def use(self, questions):
        """Take what was read for many conditions at once: {code: survey.question}."""
        self._questions = questions

    def questions(self):
        """Return {code: survey.question} of the codes that a form has."""
        if self._questions is None:
            self._questions = find_questions(self.env, self.codes())
        return self._questions

    def problems(self):
        """Yield what keeps the condition from being asked, as sentences for its author."""
        yield from ()

    def warnings(self):
        """Yield what its author should know, though it can be asked."""
        yield from ()

    def provides(self):
        """Return the names of the placeholders that have a value whenever it holds."""
        return set()

    def words(self):
        """Return the condition in words."""
        raise NotImplementedError

    def bounds(self):
        """Yield (what is asked, operator, value) by which contradictions are found."""
        yield from ()

    def indicators(self):
        """Return the indicators whose results are looked at."""
        return self.env["shnor.indicator"]

    def codes(self):
        """Return the codes of the questions whose answers are looked at."""
        return ()

    def fact(self, case):
        """Return the fact by which the condition holds in a case, or None.

        :return: dict of ``kind, key, value, words``, links (``indicator_id,
            risk_ids, line_id, difference_id``) and ``give``: {placeholder: str}
        """
        raise NotImplementedError

    def _label(self, name):
        labels = dict(self.condition._fields[name]._description_selection(self.env))
        return labels.get(self.condition[name], "")


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
        if not _possible(condition.operator, condition.number, low, high):
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
        return condition.measure in PAIRS and not _possible(
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


class AnswerCondition(Condition):
    """The answer to a question of a form; of a table, a cell in one of its rows."""

    def codes(self):
        return [self.condition.answer_code] if self.condition.answer_code else []

    @cached_property
    def question(self):
        return self.questions().get(self.condition.answer_code)

    @cached_property
    def _schema(self):
        """What is compared: the schema of the question, or of the table's column."""
        question = self.question
        schema = question and schema_of(question)
        if not schema or schema["type"] != "table" or not self.condition.answer_column:
            return schema
        by_code = {column["code"]: column for column in schema["columns"]}
        return by_code.get(self.condition.answer_column)

    def problems(self):
        condition = self.condition
        if not condition.answer_code:
            yield self.env._("write the code of the question.")
            return
        question = self.question
        if not question:
            yield self.env._("no form has a question with the code “%s”.", condition.answer_code)
            return
        yield from self._column_problems(schema_of(question))

    def _column_problems(self, schema):
        condition = self.condition
        if schema["type"] != "table" and condition.answer_column:
            yield self.env._("“%s” is no table: leave the column empty.", schema["title"])
            return
        if schema["type"] == "table" and condition.answer_column not in {
            column["code"] for column in schema["columns"]
        }:
            if condition.answer_operator == "filled" and not condition.answer_column:
                return
            yield self.env._(
                "“%(title)s” is a table: name one of its columns: %(columns)s.",
                title=schema["title"],
                columns=", ".join(
                    f"{column['code']} ({column['title']})" for column in schema["columns"]
                ),
            )
            return
        yield from self._comparison_problems(self._schema)

    def _comparison_problems(self, schema):
        condition = self.condition
        operator = condition.answer_operator
        if operator == "filled":
            return
        labels = dict(condition._fields["answer_operator"]._description_selection(self.env))
        possible = OPERATORS[schema["type"]]
        if operator not in possible:
            yield self.env._(
                "“%(operator)s” cannot be asked of “%(title)s”. Choose: %(fitting)s.",
                operator=labels.get(operator, ""),
                title=schema["title"],
                fitting=", ".join(f"“{labels[one]}”" for one in (*possible, "filled")),
            )
            return
        try:
            wanted = self.wanted
        except values.ValueProblem as problem:
            yield self.env._(
                "the value for “%(title)s”: %(problem)s", title=schema["title"], problem=problem
            )
            return
        if schema["type"] in answers.NUMBERS and not _possible(
            operator, wanted, schema.get("min"), schema.get("max")
        ):
            yield self.env._(
                "no answer to “%(title)s” %(comparison)s %(number)s: it lies from %(low)s to "
                "%(high)s.",
                title=schema["title"],
                comparison=labels[operator],
                number=values.show_number(wanted),
                low="…" if schema.get("min") is None else values.show_number(schema["min"]),
                high="…" if schema.get("max") is None else values.show_number(schema["max"]),
            )

    @cached_property
    def wanted(self):
        """The value that answers are compared with.

        :raise values.ValueProblem: it is no value for this question
        """
        condition = self.condition
        if not condition.answer_column:
            return answers.parse_value(self.question, condition.answer_value)
        text = (condition.answer_value or "").strip()
        schema = self._schema
        if not text:
            raise values.ValueProblem(self.env._("write with what it is compared."))
        if schema["type"] == "number":
            return values.read(self.env, {"type": "number", "decimals": 6}, text)
        if schema["type"] == "yes_no":
            return answers._parse_yes_no(self.env, text)
        if schema["type"] == "date":
            return answers._parse_date(self.env, text)
        return values.read(self.env, schema, text)

    def warnings(self):
        yield from code_warnings(self.env, self.questions())

    def provides(self):
        given = {"question", "value"}
        question = self.question
        schema = schema_of(question) if question else {}
        columns = {column["code"] for column in schema.get("columns") or ()}
        if self.condition.answer_column == SUBJECT_COLUMN or (
            self.condition.answer_column and SUBJECT_COLUMN in columns
        ):
            given.add("subject")
        return given

    def words(self):
        condition = self.condition
        question = self.question
        title = f"{condition.answer_code} “{question.title}”" if question else condition.answer_code
        schema = self._schema if question else None
        if condition.answer_column and schema:
            title += f", “{schema['title']}”"
        if condition.answer_operator == "filled":
            return f"{title} {self._label('answer_operator')}"
        try:
            wanted = self.wanted if question else None
        except values.ValueProblem:
            wanted = None
        said = (
            answers._value_words(self.env, schema, wanted)
            if wanted is not None and schema
            else condition.answer_value or ""
        )
        return f"{title} {self._label('answer_operator')} {said}"

    def bounds(self):
        condition = self.condition
        # one row may be more and another one less
        if condition.answer_column or condition.answer_operator in ("contains", "filled"):
            return
        try:
            wanted = self.wanted if self.question else None
        except values.ValueProblem:
            return
        if wanted is not None:
            yield ("answer", condition.answer_code), condition.answer_operator, wanted

    def fact(self, case):
        condition = self.condition
        answer = case.answer(condition.answer_code, condition.answer_states)
        if answer is None or answer["value"] is None:
            return None
        value = answer["value"]
        schema = schema_of(self.question)
        if schema["type"] == "table":
            if not isinstance(value, list):
                return None
            value = [row for row in value if isinstance(row, dict) and self._fits_row(row)]
            if not value:
                return None
        elif not self._fits(schema, value):
            return None
        return case.answer_fact(self.question, answer, value, condition.answer_column)

    def _fits_row(self, row):
        column = self.condition.answer_column
        if not column:
            return True
        return self._fits(self._schema, row.get(column))

    def _fits(self, schema, value):
        operator = self.condition.answer_operator
        if value is None:
            return False
        if operator == "filled":
            return not expression.is_empty(value)
        wanted = self.wanted
        if schema["type"] == "choices":
            return isinstance(value, list) and wanted in value
        if schema["type"] in ("char", "text"):
            value, wanted = str(value).lower(), str(wanted).lower()
            if operator == "contains":
                return wanted in value
        elif isinstance(value, bool) is not isinstance(wanted, bool):
            # an older version of the form asked for something else under this code
            return False
        elif isinstance(value, str) is not isinstance(wanted, str):
            return False
        return bool(expression._compare(SIGNS[operator], value, wanted))


class FormulaCondition(Condition):
    """A comparison in the language of the forms' checks: ``percent([А2.4], [А2.2]) > 20``."""

    @cached_property
    def tree(self):
        return expression.compile_text(self.condition.formula or "")

    def codes(self):
        try:
            return expression.codes(self.tree)
        except expression.ExpressionError:
            return []

    def problems(self):
        known = set(self.questions())
        if problem := expression.problem(self.env, self.condition.formula, known):
            yield problem
            return
        if not self.codes():
            yield self.env._("name at least one question by its code in square brackets.")
        elif self.tree[0] not in ("cmp", "and", "or", "not") and not (
            self.tree[0] == "call" and self.tree[1] in ("filled", "has")
        ):
            yield self.env._("write a comparison: percent([А2.4], [А2.2]) > 20.")
        elif any(name.startswith("@") for name in _references(self.tree)):
            yield self.env._("names with @ are known to forms only.")

    def warnings(self):
        yield from code_warnings(self.env, self.questions())

    def provides(self):
        return {"question", "value"}

    def words(self):
        return self.condition.formula or ""

    def fact(self, case):
        states = self.condition.answer_states
        if expression.evaluate(self.tree, case.lookup(states)) is not True:
            return None
        return case.formula_fact(self.condition.formula, self.codes(), states, self.questions())


class RiskCondition(Condition):
    """A risk that the school states in block 17 of its self-evaluation."""

    def codes(self):
        codes = [RISKS_QUESTION, RISKS_TABLE]
        for text in self.condition.risk_ids.filtered("form_condition").mapped("form_condition"):
            codes += expression.codes(expression.compile_text(text))
        return codes

    def problems(self):
        condition = self.condition
        if not condition.risk_ids:
            yield self.env._("choose the risks.")
        for risk in condition.risk_ids:
            if not risk.form_option and not risk.form_condition:
                yield self.env._(
                    "“%s” cannot be stated by a school: its card names neither an option of the "
                    "self-evaluation nor a condition.",
                    risk.display_name,
                )
            elif condition.risk_level != "any" and not risk.form_option:
                yield self.env._(
                    "“%s” has no significance in the self-evaluation. Choose: any significance.",
                    risk.display_name,
                )

    def warnings(self):
        for risk in self.condition.risk_ids:
            if not risk.active:
                yield self.env._("“%s” is archived.", risk.display_name)

    def provides(self):
        given = {"risk"}
        if self.condition.risk_level != "any":
            given.add("level")
        return given

    def words(self):
        names = ", ".join(f"“{risk.name}”" for risk in self.condition.risk_ids)
        return self.env._(
            "Risk %(names)s: %(level)s", names=names, level=self._label("risk_level").lower()
        )

    def fact(self, case):
        condition = self.condition
        least = {"any": -1, "low": 0, "medium": 1, "high": 2}[condition.risk_level]
        found = []
        for risk in condition.risk_ids:
            stated = case.risk(risk, condition.answer_states)
            if stated and stated["rank"] >= least:
                found.append((risk, stated))
        return case.risk_fact(found) if found else None


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


def _references(tree):
    """Yield the names that a tree refers to, those with @ too."""
    if tree[0] == "ref":
        yield tree[1]
    elif tree[0] != "lit":
        for child in tree[1:]:
            if isinstance(child, list):
                yield from _references(child)


def code_warnings(env, questions):
    """Yield which questions stand in older versions of a form only: no new school is asked."""
    for code, question in questions.items():
        form = question.survey_id
        latest = form._form_latest(form.form_code)
        if latest and latest != form:
            yield env._(
                "version %(version)s of “%(form)s” does not ask %(code)s any more.",
                version=latest.form_version,
                form=latest.title,
                code=code,
            )


def _possible(operator, number, low, high, holds_at=None):
    """Return whether a value between the limits (None: no limit) can compare so with a number.

    :param holds_at: ask about this value alone
    """
    if holds_at is not None:
        return bool(expression._compare(SIGNS[operator], holds_at, number))
    above = high is None or high > number
    below = low is None or low < number
    at = (low is None or low <= number) and (high is None or number <= high)
    return {
        "=": at,
        "!=": above or below,
        "<": below,
        "<=": below or at,
        ">": above,
        ">=": above or at,
    }[operator]


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
