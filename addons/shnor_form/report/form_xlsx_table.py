"""A table question in the workbook of a form: a sheet of its own."""

from ..engine import values
from . import form_hints as hints
from .form_cells import (
    BAND,
    CLOSED,
    MAIN,
    PREVIOUS_ROW,
    TABLE_CODES,
    TABLE_HEAD,
    TABLE_ROWS,
    TOTAL,
    cell_of,
    total_of,
)

WIDTHS = {"number": 13, "date": 13, "yes_no": 11, "choice": 24, "char": 26}
LABEL_WIDTH, NUMBER_WIDTH = 34, 6
# rows of a growing table: at least so many, and so many empty ones
LEAST_ROWS, SPARE_ROWS = 15, 8


class TableSheet:
    """The sheet of a table.

    :param book: FormBook
    :param dict question: of the schema
    :param page: worksheet of XlsxWriter
    """

    def __init__(self, book, question, page):
        self.book, self.env, self.question, self.page = book, book.env, question, page
        code = question["code"]
        line = book.form["answers"].get(code) or {}
        self.value = line.get("value") or []
        self.is_open = code in book.form["open"]
        self.prefilled = self.is_open and bool(self.value) and not line["confirmed"]
        self.columns = question["columns"]
        self.last = len(self.columns) + 1
        self.label_width = LABEL_WIDTH if question["rows"] else NUMBER_WIDTH

    def fill(self):
        """Write the table, room for more, the sums, and what it was the last time."""
        self._write_top()
        rows = self._rows()
        for number, (code, label, cells) in enumerate(rows):
            self._write_row(TABLE_ROWS + number, code, label, cells)
        end = TABLE_ROWS + len(rows) - 1
        if self.is_open:
            for place, column in enumerate(self.columns, 2):
                self.book.validate(self.page, TABLE_ROWS, place, end, column)
        last = self._write_total(end + 1, [cells for _code, _label, cells in rows], end)
        last = self._write_previous(last)
        self.page.freeze_panes(TABLE_ROWS, 2)
        self.page.repeat_rows(TABLE_HEAD)
        self.book.print_well(self.page, last, self.last)

    def _rows(self):
        """Return (code of a fixed row or "", label, cells) of all rows, the empty ones too."""
        question = self.question
        known = {row["row"]: row for row in self.value if row.get("row")}
        rows = [(row["code"], row["label"], known.get(row["code"], {})) for row in question["rows"]]
        if question["grow"]:
            free = [row for row in self.value if not row.get("row")]
            count = max(len(free) + SPARE_ROWS, LEAST_ROWS)
            count = max(min(count, values.MAX_ROWS - len(rows)), len(free))
            free += [{}] * (count - len(free))
            rows += [("", str(number), cells) for number, cells in enumerate(free, 1)]
        return rows

    def _write_top(self):
        book, question, page = self.book, self.question, self.page
        page.set_column(0, 0, 3, None, {"hidden": True})
        page.set_column(1, 1, self.label_width)
        widths = [WIDTHS[column["type"]] for column in self.columns]
        for place, width in enumerate(widths, 2):
            page.set_column(place, place, width)
        star = " *" if question["required"] else ""
        title = f"{question['code']}. {question['title']}{star}"
        page.write_string(0, 1, title, book.format(bold=True, font_size=12, text_wrap=False))
        style = book.format(font_size=9, font_color="#404040")
        width = sum(widths) + self.label_width
        book.write_wide(page, 1, 1, self.last, self._hint(), style, width)
        link = book.format(font_color="#1F5FA8", underline=1, text_wrap=False)
        page.write_url(2, 1, f"internal:'{MAIN}'!A1", link, self.env._("← to the questions"))
        head = book.cell(bold=True, bg_color=BAND)
        number = "" if question["rows"] else self.env._("No.")
        page.write_string(TABLE_HEAD, 1, number, head)
        for place, column in enumerate(self.columns, 2):
            page.write_string(TABLE_HEAD, place, self._head(column), head)
            page.write_string(TABLE_CODES, place, column["code"])
        # long words break, so heads need more room than their letters
        heads = [(self._head(column), WIDTHS[column["type"]] * 0.75) for column in self.columns]
        book.set_height(page, TABLE_HEAD, heads)
        page.set_row(TABLE_CODES, None, None, {"hidden": True})

    def _head(self, column):
        unit = f", {column['unit']}" if column["unit"] else ""
        return f"{column['title']}{unit}{' *' if column['required'] else ''}"

    def _hint(self):
        env = self.env
        grows = env._("One row for each; rows that are not needed stay empty.")
        prefilled = env._(
            "The yellow rows were filled in for you: correct them, or confirm them on the first "
            "sheet."
        )
        parts = [
            self.question["help"],
            grows if self.question["grow"] else env._("Fill in the white cells."),
            prefilled if self.prefilled else "",
            hints.condition(env, self.book.schema, self.question),
        ]
        return "\n".join(filter(None, parts))

    def _write_row(self, row, code, label, cells):
        book = self.book
        self.page.write_string(row, 0, code)
        self.page.write_string(row, 1, label, book.cell(bg_color=CLOSED))
        for place, column in enumerate(self.columns, 2):
            value = cells.get(column["code"])
            look = book.look(self.is_open, self.prefilled and value is not None)
            book.write_value(self.page, row, place, column, value, look)
        texts = [
            (cell_of(self.env, column, cells.get(column["code"])) or "", WIDTHS[column["type"]])
            for column in self.columns
        ]
        book.set_height(self.page, row, [(label, self.label_width), *texts])

    def _write_total(self, row, table, end):
        """Write the sums under the rows.

        :return: int, the last row written
        """
        totals = [total_of(column, table) for column in self.columns]
        if all(total is None for total in totals):
            return row - 1
        style = self.book.cell(bold=True, bg_color=BAND, align="left")
        self.page.write_string(row, 0, TOTAL)
        self.page.write_string(row, 1, self.env._("Total"), style)
        for place, total in enumerate(totals, 2):
            if total is None:
                self.page.write_blank(row, place, None, style)
            else:
                formula = self.book.sum_of(place, TABLE_ROWS, end)
                self.page.write_formula(row, place, formula, style, total)
        return row

    def _write_previous(self, row):
        """Write what the table was the last time, to be read only.

        :return: int, the last row written
        """
        previous = self.book.form["previous"].get(self.question["code"])
        if not previous:
            return row
        labels = {one["code"]: one["label"] for one in self.question["rows"]}
        row += 2
        self.page.write_string(row, 0, PREVIOUS_ROW)
        style = self.book.format(bold=True, text_wrap=False)
        self.page.write_string(row, 1, self.env._("Last time it was"), style)
        for number, cells in enumerate(previous, 1):
            row += 1
            self.page.write_string(row, 0, PREVIOUS_ROW)
            label = labels.get(cells.get("row")) or str(number)
            self.page.write_string(row, 1, label, self.book.cell(bg_color=CLOSED))
            for place, column in enumerate(self.columns, 2):
                value = cells.get(column["code"])
                self.book.write_value(self.page, row, place, column, value, {"bg_color": CLOSED})
        return row
