"""How answers lie in cells: what the workbook of a form and its reading share."""

import hashlib
import json
import re
from datetime import date, datetime

from odoo.addons.shnor_registry.imports.workbook import is_blank, text_of
from odoo.addons.shnor_registry.tools.text import key

from ..engine import values

# sheets are named in the files' own language, as those of the registry are
MAIN = "Анкета"
MARKS, LISTS = "_form", "_lists"
# first cell of the marks: by it a workbook of ours is known
SIGN = "shnor.form"
# columns of the main sheet
CODE, QUESTION, HINT, ANSWER, COMMENT, PREVIOUS, CONFIRM = range(7)
# rows of a table's sheet: the codes of its columns are hidden, the rows of the table follow
TABLE_HEAD, TABLE_CODES, TABLE_ROWS = 3, 4, 5
# what stands in the hidden first column of a row that is no row of the table
TOTAL, PREVIOUS_ROW = "#total", "#previous"
SEPARATOR = ";"
DATE_RE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")
# bands and heads, what was filled in beforehand, what is protected, lines
BAND, PREFILLED, CLOSED, LINES = "#D9E2F3", "#FFF6D6", "#F2F2F2", "#BFBFBF"
# Excel takes no longer names of sheets, and keeps this one for itself
MAX_TITLE, RESERVED = 31, "history"


def sheet_titles(schema):
    """Return {code of a table: title of its sheet}; Excel does not tell upper from lower case."""
    titles, taken = {}, {key(MAIN), MARKS, LISTS, RESERVED}
    for code, question in schema["questions"].items():
        if question["type"] != "table":
            continue
        title, number = code[:MAX_TITLE], 1
        while key(title) in taken:
            number += 1
            title = f"{code[: MAX_TITLE - 4]}_{number}"
        taken.add(key(title))
        titles[code] = title
    return titles


def option_words(question):
    """Return {code of an option: words in the workbook}; two options never have the same words."""
    words, taken = {}, set()
    for option in question["options"]:
        label = " ".join(option["label"].split())
        if key(label) in taken:
            label = f"{label} ({option['code']})"
        taken.add(key(label))
        words[option["code"]] = label
    return words


def total_of(column, table):
    """Return the sum under a column of a table, or None when it has none.

    :param list table: rows, as dicts {code of a column: cell}
    """
    if not column["total"] or column["type"] != "number":
        return None
    total = sum(cells.get(column["code"]) or 0 for cells in table)
    return round(total, column["decimals"])


def digest(value):
    """Return by what a value is known again in a workbook that comes back."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def cell_of(env, question, value):
    """Return what an answer is in a cell: str, number, date, or None when it is in none.

    :param dict question: of the schema, or a column of a table
    """
    if value is None or question["type"] in ("table", "computed"):
        return None
    kind = question["type"]
    if kind == "yes_no":
        return env._("yes") if value else env._("no")
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "choice":
        return option_words(question).get(value, value)
    if kind == "choices":
        words = option_words(question)
        return f"{SEPARATOR} ".join(words.get(code, code) for code in value)
    return value


def value_of(env, question, cell):
    """Return the answer that stands in a cell, in its canonical form.

    :param dict question: of the schema, or a column of a table; no table itself
    :param cell: as ``Workbook.rows`` gives it
    :raise ValueProblem: the question does not take it
    """
    if is_blank(cell):
        return None
    reader = _READERS[question["type"]]
    return values.read(env, question, reader(env, question, cell))


def text_in(cell):
    """Return the text of a cell as it was typed, its lines kept."""
    return cell if isinstance(cell, str) else text_of(cell)


def _number(env, question, cell):
    if isinstance(cell, str | float | int):
        return cell
    # 1.5 becomes the first of May where Excel waits for a comma
    raise values.ValueProblem(
        env._(
            "“%s” was taken for a date. Give the cell the format “Number” and type it again.",
            text_of(cell),
        )
    )


def _yes_no(env, question, cell):
    said = {
        **{key(word): True for word in (env._("yes"), "да", "yes")},
        **{key(word): False for word in (env._("no"), "нет", "no")},
    }
    return said.get(key(text_of(cell)), cell)


def _text(env, question, cell):
    return text_in(cell)


def _date(env, question, cell):
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = text_of(cell)
    found = DATE_RE.fullmatch(text)
    if not found:
        return text
    day, month, year = found.groups()
    return f"{'20' if len(year) == 2 else ''}{year}-{int(month):02}-{int(day):02}"


def _choice(env, question, cell):
    return _said(question).get(key(text_of(cell)), text_of(cell))


def _choices(env, question, cell):
    """Read options that stand one after another; a label may have the separator in it."""
    said = _said(question)
    parts = text_in(cell).replace("\n", SEPARATOR).split(SEPARATOR)
    parts = [part for part in parts if part.strip()]
    found = []
    while parts:
        for end in range(len(parts), 0, -1):
            code = said.get(key(SEPARATOR.join(parts[:end])))
            if code is not None or end == 1:
                found.append(code if code is not None else text_of(parts[0]))
                parts = parts[end:]
                break
    return found


def _said(question):
    """Return {what may be written: code of the option}; a code counts where no label has it."""
    said = {key(option["code"]): option["code"] for option in question["options"]}
    said.update({key(words): code for code, words in option_words(question).items()})
    return said


_READERS = {
    "number": _number,
    "scale": _number,
    "yes_no": _yes_no,
    "char": _text,
    "text": _text,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
}
