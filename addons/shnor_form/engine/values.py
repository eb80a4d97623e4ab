"""Answers as plain values: what each type of question takes, and how it reads in words.

number, scale, computed: int or float; yes_no: bool; char, text: str; date: ``YYYY-MM-DD``;
choice: code of the option; choices: list of codes; table: list of rows ``{column code: cell}``,
with ``"row": code`` where the rows are fixed. ``None`` is “not answered”.
"""

from datetime import date

from odoo.tools import format_date, formatLang

from .expression import EPSILON

CHAR_LENGTH = 500
TEXT_LENGTH = 10000
MAX_ROWS = 200
MAX_NUMBER = 1e12


class ValueProblem(Exception):  # noqa: N818
    """An answer that its question does not take; the message is for whoever answers."""


def read(env, question, value):
    """Return an answer in its one canonical form.

    :param dict question: of the schema
    :param value: as it came from a browser or a file
    :raise ValueProblem: the question does not take it, with the reason in words
    """
    if value is None or value == "" or value == []:
        return None
    return _READERS[question["type"]](env, question, value)


def _read_number(env, question, value):
    if isinstance(value, str):
        text = value.strip().replace("\u00a0", "").replace(" ", "").replace(",", ".")
        try:
            value = float(text)
        except ValueError:
            raise ValueProblem(env._("“%s” is not a number.", _short(text)))
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise ValueProblem(env._("A number is needed."))
    if abs(value) > MAX_NUMBER:
        raise ValueProblem(env._("The number is too large."))
    decimals = question.get("decimals") or 0
    rounded = round(value, decimals)
    if abs(rounded - value) > EPSILON:
        if decimals:
            raise ValueProblem(
                env._(
                    "%(value)s has more than %(decimals)s digits after the comma.",
                    value=show_number(value),
                    decimals=decimals,
                )
            )
        raise ValueProblem(env._("%s is not a whole number.", show_number(value)))
    low, high = question.get("min"), question.get("max")
    if low is not None and rounded < low:
        raise ValueProblem(
            env._(
                "%(value)s is less than %(limit)s. Check the number.",
                value=show_number(rounded),
                limit=show_number(low),
            )
        )
    if high is not None and rounded > high:
        raise ValueProblem(
            env._(
                "%(value)s is more than %(limit)s. Check the number.",
                value=show_number(rounded),
                limit=show_number(high),
            )
        )
    return int(rounded) if rounded == int(rounded) else rounded


def _read_scale(env, question, value):
    number = _read_number(env, {"decimals": 0}, value)
    if not question["min"] <= number <= question["max"]:
        raise ValueProblem(
            env._(
                "%(value)s is outside the scale %(low)s–%(high)s.",
                value=show_number(number),
                low=question["min"],
                high=question["max"],
            )
        )
    return number


def _read_yes_no(env, question, value):
    if isinstance(value, bool):
        return value
    raise ValueProblem(env._("Answer yes or no."))


def _read_char(env, question, value):
    return _read_string(env, value, CHAR_LENGTH)


def _read_text(env, question, value):
    return _read_string(env, value, TEXT_LENGTH)


def _read_string(env, value, length):
    if not isinstance(value, str):
        raise ValueProblem(env._("A text is needed."))
    # a NUL is no text for the database, other control characters no text for a file
    value = "".join(c for c in value if c in "\n\t" or (c >= " " and not 0xD800 <= ord(c) < 0xE000))
    value = value.strip()
    if len(value) > length:
        raise ValueProblem(env._("The text is longer than %s characters. Shorten it.", length))
    return value or None


def _read_date(env, question, value):
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise ValueProblem(env._("A date is needed: day.month.year."))


def _read_choice(env, question, value):
    if value not in [option["code"] for option in question["options"]]:
        raise ValueProblem(env._("“%s” is not among the options.", _short(value)))
    return value


def _read_choices(env, question, value):
    if not isinstance(value, list):
        raise ValueProblem(env._("Several options are needed."))
    known = [option["code"] for option in question["options"]]
    for one in value:
        if one not in known:
            raise ValueProblem(env._("“%s” is not among the options.", _short(one)))
    return [code for code in known if code in value] or None


def _read_table(env, question, value):
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise ValueProblem(env._("A table is needed."))
    if len(value) > MAX_ROWS:
        raise ValueProblem(env._("The table has more than %s rows.", MAX_ROWS))
    fixed = {row["code"]: row["label"] for row in question["rows"]}
    rows, seen = [], set()
    for number, row in enumerate(value, 1):
        code = row.get("row")
        if code is not None and (not isinstance(code, str) or code not in fixed):
            raise ValueProblem(env._("“%s” is not a row of the table.", _short(code)))
        if code is None and not question["grow"]:
            raise ValueProblem(env._("Rows cannot be added to this table."))
        if code in seen:
            raise ValueProblem(env._("The row “%s” stands twice.", fixed[code]))
        cells = _read_row(env, question, row, fixed.get(code) or number)
        if code is not None:
            seen.add(code)
            cells = {"row": code, **cells} if cells else None
        if cells:
            rows.append(cells)
    return rows or None


def _read_row(env, question, row, name):
    cells = {}
    unknown = set(row) - {"row"} - {column["code"] for column in question["columns"]}
    if unknown:
        raise ValueProblem(env._("The table has no column “%s”.", _short(sorted(unknown)[0])))
    for column in question["columns"]:
        try:
            cell = read(env, column, row.get(column["code"]))
        except ValueProblem as problem:
            raise ValueProblem(
                env._(
                    "Row %(row)s, “%(column)s”: %(problem)s",
                    row=name,
                    column=column["title"],
                    problem=problem,
                )
            )
        if cell is not None:
            cells[column["code"]] = cell
    return cells


def _read_computed(env, question, value):
    raise ValueProblem(env._("This answer is computed from others."))


_READERS = {
    "number": _read_number,
    "scale": _read_scale,
    "yes_no": _read_yes_no,
    "char": _read_char,
    "text": _read_text,
    "date": _read_date,
    "choice": _read_choice,
    "choices": _read_choices,
    "table": _read_table,
    "computed": _read_computed,
}


def _short(value):
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def show_number(value):
    """Return a number as people read it: ``12,5``."""
    return f"{value:.10g}".replace(".", ",")


def words(env, question, value):
    """Return an answer in words, ``""`` when there is none.

    :param dict question: of the schema, or None for a question that is not there any more
    """
    if value is None or value == [] or question is None:
        return ""
    kind = question["type"]
    if kind in ("number", "scale", "computed"):
        if not isinstance(value, int | float):
            return str(value)
        digits = question.get("decimals") or 0 if value != int(value) else 0
        # 2026 may be a year, and four digits are read without a gap
        number = formatLang(env, value, digits=digits, grouping=abs(value) >= 10000)
        return f"{number} {question['unit']}" if question.get("unit") else number
    if kind == "yes_no":
        return env._("yes") if value else env._("no")
    if kind == "date":
        return format_date(env, value)
    if kind in ("choice", "choices"):
        labels = {option["code"]: option["label"] for option in question["options"]}
        codes = [value] if kind == "choice" else value
        return "; ".join(labels.get(code, code) for code in codes)
    if kind == "table":
        return "\n".join(_row_words(env, question, row) for row in value)
    return value


def _row_words(env, question, row):
    labels = {one["code"]: one["label"] for one in question["rows"]}
    parts = [labels[row["row"]]] if row.get("row") in labels else []
    parts += [
        f"{column['title']}: {words(env, column, row[column['code']])}"
        for column in question["columns"]
        if row.get(column["code"]) is not None
    ]
    return ", ".join(parts)


def columns(question, value):
    """Return what an answer is in Survey's own columns.

    :return: dict of ``answer_type``, ``skipped`` and the ``value_*`` columns and
        ``suggested_answer_id`` that apply
    """
    empty = {
        "skipped": value is None,
        "answer_type": None,
        "value_char_box": None,
        "value_numerical_box": None,
        "value_scale": None,
        "value_date": None,
        "value_text_box": None,
        "suggested_answer_id": None,
    }
    if value is None:
        return empty
    kind = question["type"]
    if kind in ("number", "computed"):
        return {**empty, "answer_type": "numerical_box", "value_numerical_box": value}
    if kind == "scale":
        return {
            **empty,
            "answer_type": "scale",
            "value_scale": value,
            "value_numerical_box": value,
        }
    if kind == "yes_no":
        return {**empty, "answer_type": "numerical_box", "value_numerical_box": float(value)}
    if kind == "char":
        return {**empty, "answer_type": "char_box", "value_char_box": value}
    if kind == "text":
        return {**empty, "answer_type": "text_box", "value_text_box": value}
    if kind == "date":
        return {**empty, "answer_type": "date", "value_date": value}
    if kind == "choice":
        option = next(one["id"] for one in question["options"] if one["code"] == value)
        return {**empty, "answer_type": "suggestion", "suggested_answer_id": option}
    return {**empty, "answer_type": "form"}
