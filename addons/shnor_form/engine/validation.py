"""What is wrong with the answers of a sheet, worked out from plain data, without the database."""

from . import expression, values

UNKNOWN_CHECK = 0


class Answers:
    """The answers of a sheet as formulas see them: computed ones included, hidden ones left out.

    :param dict schema: of the form
    :param dict raw: {code: value} as stored
    :param dict constants: {``@name``: value} of the sheet
    """

    def __init__(self, schema, raw, constants=None):
        self.schema = schema
        self.constants = constants or {}
        self.values = {}
        self.visible = set()
        # in the order of the form: a question is asked, or computed, by what stands before it
        pending = []
        for section in schema["sections"]:
            for code in section["codes"]:
                question = schema["questions"][code]
                if question["type"] == "computed":
                    pending.append(question)
                if question["visible"] and self.evaluate(question["visible"]) is not True:
                    continue
                self.visible.add(code)
                self.values[code] = (
                    self._compute(question) if question["type"] == "computed" else raw.get(code)
                )
        # a formula may look ahead, e.g. at a table of a later section
        for question in pending:
            if question["code"] in self.visible:
                self.values[question["code"]] = self._compute(question)

    def _compute(self, question):
        value = self.evaluate(question["formula"])
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        value = round(value + expression.EPSILON, question["decimals"])
        return int(value) if value == int(value) else value

    def evaluate(self, tree, row=None):
        """Return the value of an expression; ``row`` is the row of a table it is about."""
        return expression.evaluate(tree, lambda code, column: self._lookup(code, column, row))

    def _lookup(self, code, column, row):
        if row is not None and column is None and code in row["columns"]:
            return row["cells"].get(code)
        if code.startswith("@"):
            return self.constants.get(code)
        value = self.values.get(code)
        if column is None:
            return value
        return [line.get(column) for line in value] if isinstance(value, list) else None


def problems(env, schema, lines, previous, evidence, queries, constants=None, only=None):
    """Yield what keeps a sheet from being submitted, in the order of the form.

    :param dict lines: {code: {"value", "comment", "confirmed"}}
    :param dict previous: {code: value} of the previous form
    :param set evidence: codes that have a file
    :param set queries: codes with a query that waits for a reply
    :param only: set of codes to look at, or None for all
    :return: dicts ``{"kind", "severity", "code", "section", "check", "message"}``
    """
    answers = Answers(
        schema, {code: line["value"] for code, line in lines.items()}, constants or {}
    )
    for section in schema["sections"]:
        for code in section["codes"]:
            if code not in answers.visible or (only is not None and code not in only):
                continue
            question = schema["questions"][code]
            line = lines.get(code) or {"value": None, "comment": None, "confirmed": True}
            for kind, message in _question_problems(
                env, question, line, answers.values[code], previous.get(code), evidence, queries
            ):
                yield _problem(question, kind, "error", message)
    for check in schema["checks"]:
        yield from _check_problems(env, schema, check, answers)


def _question_problems(env, question, line, value, previous, evidence, queries):
    code = question["code"]
    if question["required"] and expression.is_empty(value):
        yield "required", env._("There is no answer yet.")
    elif not expression.is_empty(value) and not line["confirmed"]:
        yield "unconfirmed", env._("Filled in for you: confirm it, or correct it.")
    if question["type"] == "table" and (message := _missing_cell(env, question, value)):
        yield "required", message
    if is_large_change(question, value, previous) and not (line["comment"] or "").strip():
        yield (
            "delta",
            env._(
                "Last time it was %(before)s, now it is %(now)s. Explain the change.",
                before=values.words(env, question, previous),
                now=values.words(env, question, value),
            ),
        )
    if (
        question["evidence"] == "required"
        and not expression.is_empty(value)
        and value is not False
        and code not in evidence
    ):
        yield "evidence", env._("Attach the file that proves it.")
    if code in queries:
        yield "query", env._("The committee asks about this answer: reply to it.")


def _missing_cell(env, question, table):
    for number, row in enumerate(table or [], 1):
        for column in question["columns"]:
            if column["required"] and row.get(column["code"]) is None:
                return env._(
                    "Row %(row)s: fill in “%(column)s”.", row=number, column=column["title"]
                )
    return None


def is_large_change(question, value, previous):
    """Return whether a number has changed so much that the form asks why."""
    delta = question["delta"]
    if not delta or previous is None or value is None:
        return False
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if isinstance(previous, bool) or not isinstance(previous, int | float):
        return False
    change = abs(value - previous)
    if delta["kind"] == "percent":
        return change > expression.EPSILON and change * 100 + expression.EPSILON >= (
            delta["limit"] * abs(previous)
        )
    return change + expression.EPSILON >= delta["limit"]


def _check_problems(env, schema, check, answers):
    codes = [code for code in check["codes"] if code in schema["questions"]]
    question = schema["questions"][codes[0]] if codes else None
    if not check["table"]:
        if answers.evaluate(check["condition"]) is False:
            yield _problem(question, "check", check["severity"], check["message"], check["id"])
        return
    table = schema["questions"][check["table"]]
    columns = {column["code"] for column in table["columns"]}
    labels = {row["code"]: row["label"] for row in table["rows"]}
    wrong = [
        labels.get(cells.get("row")) or str(number)
        for number, cells in enumerate(answers.values.get(check["table"]) or [], 1)
        if answers.evaluate(check["condition"], {"columns": columns, "cells": cells}) is False
    ]
    if wrong:
        message = env._(
            "%(message)s (rows: %(rows)s)", message=check["message"], rows=", ".join(wrong)
        )
        yield _problem(table, "check", check["severity"], message, check["id"])


def _problem(question, kind, severity, message, check=UNKNOWN_CHECK):
    return {
        "kind": kind,
        "severity": severity,
        "code": question["code"] if question else "",
        "section": question["section"] if question else 0,
        "check": check,
        "message": message,
    }
