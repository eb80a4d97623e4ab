"""Conditions of a recommendation rule that ask the forms: answers, formulas, risks."""

from functools import cached_property

from odoo.addons.shnor_form.engine import expression, values

from . import answer_condition as answers
from .advice_condition import (
    RISKS_QUESTION,
    RISKS_TABLE,
    SIGNS,
    SUBJECT_COLUMN,
    Condition,
    code_warnings,
    is_possible,
)
from .answer_condition import OPERATORS, schema_of


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
        if schema["type"] in answers.NUMBERS and not is_possible(
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


def _references(tree):
    """Yield the names that a tree refers to, those with @ too."""
    if tree[0] == "ref":
        yield tree[1]
    elif tree[0] != "lit":
        for child in tree[1:]:
            if isinstance(child, list):
                yield from _references(child)
