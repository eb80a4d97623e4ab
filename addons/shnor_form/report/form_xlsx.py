"""The form as a workbook: filled as far as it is, to be filled further without a line.

What may be typed is checked by Excel as far as Excel can; ``form_upload`` reads the workbook and
checks all of it. Nothing that somebody typed becomes a formula.
"""

import io

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from ..engine import values
from . import form_hints as hints
from .form_cells import (
    ANSWER,
    BAND,
    CLOSED,
    CODE,
    COMMENT,
    CONFIRM,
    HINT,
    LINES,
    LISTS,
    MAIN,
    MARKS,
    PREFILLED,
    PREVIOUS,
    QUESTION,
    SIGN,
    cell_of,
    digest,
    option_words,
    sheet_titles,
)
from .form_xlsx_table import TableSheet

WIDTHS = {CODE: 9, QUESTION: 46, HINT: 34, ANSWER: 28, COMMENT: 30, PREVIOUS: 20, CONFIRM: 11}
HEAD = 3
A4 = 9
# what Excel takes in the words of a rule
MAX_RULE, MAX_RULE_TITLE = 255, 32
LINE_HEIGHT, SMALL_LINE_HEIGHT, MAX_HEIGHT = 12.75, 11.5, 400
# letters in the width of a digit, on the average; small print has more
LETTERS, SMALL_LETTERS = 1.2, 1.35


def write_form(env, form):
    """Return the workbook of a form.

    :param dict form: ``schema`` (what may be seen of it), ``title``, ``subtitle``, ``note``,
        ``marks`` (sheet id, form code, version, revision), ``answers`` {code: {"value",
        "comment", "confirmed"}}, ``computed`` {code: value}, ``previous`` {code: value} and
        ``open`` (codes that may be answered)
    :return: bytes
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        FormBook(env, form, book).fill()
    return stream.getvalue()


class FormBook:
    """Fills a workbook; see ``write_form``."""

    def __init__(self, env, form, book):
        self.env, self.form, self.book = env, form, book
        self.schema = form["schema"]
        self.titles = sheet_titles(self.schema)
        self.formats = {}
        self.lists = {}
        book.set_properties({"title": form["title"], "subject": form["subtitle"]})

    def fill(self):
        """Write all sheets."""
        page = self.book.add_worksheet(MAIN)
        tables = {code: self.book.add_worksheet(title) for code, title in self.titles.items()}
        self.list_page = self.book.add_worksheet(LISTS)
        self._write_main(page)
        for code, table_page in tables.items():
            TableSheet(self, self.schema["questions"][code], table_page).fill()
        self._write_marks(self.book.add_worksheet(MARKS))
        self.list_page.protect("")
        self.list_page.very_hidden()

    def format(self, **properties):
        """Return a format of the workbook, made once."""
        name = tuple(sorted(properties.items()))
        if name not in self.formats:
            base = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
            self.formats[name] = self.book.add_format({**base, **properties})
        return self.formats[name]

    def cell(self, **properties):
        """Return a format with lines around the cell."""
        return self.format(border=1, border_color=LINES, **properties)

    def look(self, is_open, prefilled=False):
        """Return how a cell looks that may be filled, was filled beforehand, or is closed."""
        if not is_open:
            return {"bg_color": CLOSED}
        return {"locked": False, **({"bg_color": PREFILLED} if prefilled else {})}

    # ------------------------------------------------------------------
    # The main sheet
    # ------------------------------------------------------------------
    def _write_main(self, page):
        for column, width in WIDTHS.items():
            page.set_column(column, column, width)
        self._write_top(page)
        row = HEAD + 1
        for section in self.schema["sections"]:
            row = self._write_section(page, row, section)
        page.freeze_panes(HEAD + 1, 0)
        page.repeat_rows(HEAD)
        self.print_well(page, row - 1, CONFIRM)

    def print_well(self, page, last_row, last_column):
        """Set a sheet up for A4, one page wide, and protect all but the answers."""
        page.set_landscape()
        page.set_paper(A4)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.print_area(0, 0, last_row, last_column)
        about = " · ".join(filter(None, (self.form["title"], self.form["subtitle"])))
        about = about[:120].replace("&", "&&")
        pages = self.env._("p. &P of &N")
        page.set_footer(f"&L&8{about}&R&8{pages}")
        page.hide_gridlines(2)
        page.protect("", {"format_columns": True, "format_rows": True})

    def _write_top(self, page):
        env, form = self.env, self.form
        title = self.format(bold=True, font_size=14, text_wrap=False)
        page.write_string(0, 0, form["title"], title)
        subtitle = " · ".join(filter(None, (form["subtitle"], form["note"])))
        page.write_string(1, 0, subtitle, self.format(text_wrap=False))
        style = self.format(font_size=9, font_color="#404040")
        width = sum(WIDTHS.values())
        self.write_wide(page, 2, 0, CONFIRM, self._instructions(), style, width)
        heads = {
            CODE: env._("Code"),
            QUESTION: env._("Question"),
            HINT: env._("How to answer"),
            ANSWER: env._("Answer"),
            COMMENT: env._("Explanation"),
            PREVIOUS: env._("Last time"),
            CONFIRM: env._("Is it right?"),
        }
        for column, text in heads.items():
            page.write_string(HEAD, column, text, self.cell(bold=True, bg_color=BAND))

    def _instructions(self):
        env = self.env
        parts = [
            self.schema["help"],
            env._(
                "Fill in the column “Answer”, and “Explanation” where it is asked for; everything "
                "else is protected. An asterisk marks what must be answered. Tables are on sheets "
                "of their own."
            ),
            env._(
                "Yellow cells were filled in for you: correct them, or put “yes” in the last "
                "column if they are right. Then load this file on the page of the form: what you "
                "changed is saved, the rest stays as it is there. Files are attached on the page."
            ),
        ]
        return "\n".join(filter(None, parts))

    def write_wide(self, page, row, first, last, text, style, width):
        """Write a text over several columns.

        :param float width: of the columns together
        """
        if last > first:
            page.merge_range(row, first, row, last, "", style)
        page.write_string(row, first, text, style)
        self.set_height(page, row, [(text, width)])

    def set_height(self, page, row, texts):
        """Make a row as high as its texts need: not every program works that out on opening.

        :param list texts: (text, width of the column) or (text, width of the column, whether it
            is small print)
        """
        heights = [
            sum(1 + int(len(line) / width) for line in str(text).split("\n")) * line_height
            for text, width, line_height in (self._measures(*one) for one in texts)
        ]
        page.set_row(row, min(max(15.5, max(heights) + 3), MAX_HEIGHT))

    def _measures(self, text, width, small=False):
        if small:
            return text, width * SMALL_LETTERS, SMALL_LINE_HEIGHT
        return text, width * LETTERS, LINE_HEIGHT

    def _write_section(self, page, row, section):
        band = self.format(
            bold=True, font_size=11, bg_color=BAND, text_wrap=False, valign="vcenter"
        )
        for column in range(CONFIRM + 1):
            page.write_blank(row, column, None, band)
        page.write_string(row, 0, section["title"], band)
        page.set_row(row, 20)
        row += 1
        if section["help"]:
            style = self.format(italic=True, font_color="#404040")
            self.write_wide(page, row, 0, CONFIRM, section["help"], style, sum(WIDTHS.values()))
            row += 1
        for code in section["codes"]:
            self._write_question(page, row, self.schema["questions"][code])
            row += 1
        return row

    def _write_question(self, page, row, question):
        code = question["code"]
        line = self.form["answers"].get(code) or {}
        value = line.get("value")
        is_open = code in self.form["open"] and question["type"] != "computed"
        prefilled = is_open and value is not None and not line["confirmed"]
        page.write_string(row, CODE, code, self.cell(font_color="#595959"))
        title = f"{question['title']}{' *' if question['required'] else ''}"
        page.write_string(row, QUESTION, title, self.cell())
        hint = self._hint(question)
        style = self.cell(font_size=9, font_color="#404040")
        page.write_string(row, HINT, hint, style)
        self._write_answer(page, row, question, value, is_open, prefilled)
        comment = self.cell(num_format="@", **self.look(is_open))
        if line.get("comment"):
            page.write_string(row, COMMENT, line["comment"], comment)
        else:
            page.write_blank(row, COMMENT, None, comment)
        before = self._before(question)
        page.write_string(row, PREVIOUS, before, self.cell(font_size=9, bg_color=CLOSED))
        page.write_blank(row, CONFIRM, None, self.cell(**self.look(prefilled, prefilled)))
        if prefilled:
            self._offer(page, row, CONFIRM, [self.env._("yes")])
        answer = cell_of(self.env, question, value)
        texts = {
            QUESTION: title,
            HINT: hint,
            ANSWER: "" if answer is None else answer,
            COMMENT: line.get("comment") or "",
            PREVIOUS: before,
        }
        small = (HINT, PREVIOUS)
        sizes = [(text, WIDTHS[place], place in small) for place, text in texts.items()]
        self.set_height(page, row, sizes)

    def _before(self, question):
        value = self.form["previous"].get(question["code"])
        if question["type"] == "table" and value:
            return self.env._("see the sheet “%s”", self.titles[question["code"]])
        return values.words(self.env, question, value)

    def _hint(self, question):
        env = self.env
        several = ""
        if question["type"] == "choices":
            options = ["•\u00a0" + words for words in option_words(question).values()]
            several = "\n".join((env._("One or several, with “;” between them:"), *options))
        needed = env._("A file that proves it is attached on the page of the form.")
        parts = [
            ", ".join(filter(None, (question["unit"], hints.limits(env, question)))),
            question["help"],
            hints.scale(env, question) if question["type"] == "scale" else "",
            several,
            hints.condition(env, self.schema, question),
            hints.delta(env, question),
            needed if question["evidence"] == "required" else "",
        ]
        return "\n".join(filter(None, parts))

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------
    def _write_answer(self, page, row, question, value, is_open, prefilled):
        if question["type"] == "table":
            self._write_link(page, row, question)
        elif question["type"] == "computed":
            words = values.words(self.env, question, self.form["computed"].get(question["code"]))
            text = words or self.env._("is computed")
            page.write_string(row, ANSWER, text, self.cell(italic=True, bg_color=CLOSED))
        else:
            self.write_value(page, row, ANSWER, question, value, self.look(is_open, prefilled))
            if is_open:
                self.validate(page, row, ANSWER, row, question)

    def _write_link(self, page, row, question):
        title = self.titles[question["code"]]
        count = len((self.form["answers"].get(question["code"]) or {}).get("value") or [])
        text = self.env._("→ sheet “%(title)s”, rows: %(count)s", title=title, count=count)
        style = self.cell(font_color="#1F5FA8", underline=1, bg_color=CLOSED)
        page.write_url(row, ANSWER, f"internal:'{title}'!A1", style, text)

    def write_value(self, page, row, column, question, value, look):
        """Write an answer, or leave its cell empty, in the format of its type.

        :param dict look: properties of the format
        """
        kind = question["type"]
        if kind == "date":
            look = {**look, "num_format": "dd.mm.yyyy", "align": "left"}
        elif kind in ("number", "scale"):
            look = {**look, "align": "left"}
        elif kind in ("char", "text", "choices"):
            # what begins with = or has leading zeros stays text
            look = {**look, "num_format": "@"}
        style = self.cell(**look)
        cell = cell_of(self.env, question, value)
        if cell is None:
            page.write_blank(row, column, None, style)
        elif isinstance(cell, str):
            page.write_string(row, column, cell, style)
        elif kind == "date":
            page.write_datetime(row, column, cell, style)
        else:
            page.write_number(row, column, cell, style)

    def validate(self, page, row, column, last_row, question):
        """Let Excel take only what the question takes, as far as Excel can tell."""
        env, kind = self.env, question["type"]
        if kind == "yes_no":
            self._offer(page, row, column, [env._("yes"), env._("no")], last_row)
        elif kind == "choice":
            self._offer(page, row, column, list(option_words(question).values()), last_row)
        elif kind == "scale":
            numbers = list(range(question["min"], question["max"] + 1))
            self._offer(page, row, column, numbers, last_row)
        elif kind == "number":
            self._rule(page, row, column, last_row, self._number_rule(question))
        elif kind == "date":
            rule = {"validate": "date", "criteria": ">=", "value": "=DATE(1900,1,1)"}
            rule["error_message"] = env._("A date is needed: day.month.year.")
            self._rule(page, row, column, last_row, rule)
        elif kind in ("char", "text"):
            limit = values.CHAR_LENGTH if kind == "char" else values.TEXT_LENGTH
            rule = {"validate": "length", "criteria": "<=", "value": limit}
            rule["error_message"] = env._(
                "The text is longer than %s characters. Shorten it.", limit
            )
            self._rule(page, row, column, last_row, rule)

    def _number_rule(self, question):
        low, high = question["min"], question["max"]
        digits = self.env._("Digits after the comma: not more than %s.", question["decimals"])
        words = [
            digits if question["decimals"] else self.env._("A whole number is needed."),
            hints.limits(self.env, question),
        ]
        rule = {
            "validate": "decimal" if question["decimals"] else "integer",
            "error_message": " ".join(filter(None, words)),
        }
        if high is None:
            return {**rule, "criteria": ">=", "value": -values.MAX_NUMBER if low is None else low}
        return {**rule, "criteria": "between", "minimum": low, "maximum": high}

    def _rule(self, page, row, column, last_row, rule):
        rule["error_message"] = rule["error_message"][:MAX_RULE]
        rule["error_title"] = self.env._("Check the answer")[:MAX_RULE_TITLE]
        page.data_validation(row, column, last_row, column, {**rule, "ignore_blank": True})

    def _offer(self, page, row, column, words, last_row=None):
        """Offer a list; it lies on a hidden sheet, as Excel takes only short ones otherwise."""
        name = tuple(words)
        if name not in self.lists:
            place = len(self.lists)
            for number, word in enumerate(words):
                if isinstance(word, str):
                    self.list_page.write_string(number, place, word)
                else:
                    self.list_page.write_number(number, place, word)
            letter = xl_col_to_name(place)
            self.lists[name] = f"='{LISTS}'!${letter}$1:${letter}${len(words)}"
        rule = {"validate": "list", "source": self.lists[name]}
        rule["error_message"] = self.env._("Choose one of the list.")
        self._rule(page, row, column, row if last_row is None else last_row, rule)

    def sum_of(self, column, first_row, last_row):
        """Return the formula of the sum of cells under each other."""
        first = xl_rowcol_to_cell(first_row, column)
        return f"=SUM({first}:{xl_rowcol_to_cell(last_row, column)})"

    # ------------------------------------------------------------------
    # By what the workbook is known when it comes back
    # ------------------------------------------------------------------
    def _write_marks(self, page):
        page.write_string(0, 0, SIGN)
        for place, mark in enumerate(self.form["marks"], 1):
            page.write_string(0, place, str(mark))
        for row, code in enumerate(self.schema["questions"], 1):
            line = self.form["answers"].get(code) or {}
            page.write_string(row, 0, code)
            page.write_string(row, 1, digest(line.get("value")))
            page.write_string(row, 2, digest(line.get("comment") or None))
        page.protect("")
        page.very_hidden()
