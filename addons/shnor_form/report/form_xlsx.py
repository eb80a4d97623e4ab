"""The form as a workbook: written by XlsxWriter, to be filled without a line and read back.

A sheet holds the questions, one row each; every table has a sheet of its own, named by its code;
a hidden sheet tells whose form it is.
"""

import io
from datetime import date

import xlsxwriter

from ..engine import values

MAIN = "Анкета"
HIDDEN = "form"
CODE, QUESTION, HINT, ANSWER, COMMENT, BEFORE = range(6)
HEAD_ROW = 5  # of the questions, counted from 0
TABLE_HEAD_ROW = 2
EMPTY_ROWS = 30
MAX_LIST = 255  # characters that Excel takes as a list of choices


class FormWriter:
    """Writes the workbook of one sheet.

    :param env: for words
    :param dict payload: see ``survey.user_input._form_payload``
    """

    def __init__(self, env, payload):
        self.env = env
        self.schema = payload["schema"]
        self.sheet = payload["sheet"]
        self.answers = payload["answers"]
        self.previous = payload["previous"]
        self.output = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        base = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
        border = {**base, "border": 1, "border_color": "#999999"}
        self.formats = {
            "title": self.book.add_format({**base, "bold": True, "font_size": 14, "text_wrap": 0}),
            "note": self.book.add_format({**base, "font_color": "#444444", "text_wrap": 0}),
            "head": self.book.add_format({**border, "bold": True, "bg_color": "#DDE6F0"}),
            "band": self.book.add_format({**base, "bold": True, "bg_color": "#EEEEEE"}),
            "cell": self.book.add_format(border),
            "small": self.book.add_format({**border, "font_size": 8, "font_color": "#444444"}),
            "open": self.book.add_format({**border, "locked": False, "bg_color": "#FFFDE7"}),
            "date": self.book.add_format(
                {**border, "locked": False, "bg_color": "#FFFDE7", "num_format": "dd.mm.yyyy"}
            ),
        }

    def write(self):
        """Return the workbook.

        :return: bytes
        """
        self._write_main()
        for section in self.schema["sections"]:
            for code in section["codes"]:
                if self.schema["questions"][code]["type"] == "table":
                    self._write_table(self.schema["questions"][code])
        hidden = self.book.add_worksheet(HIDDEN)
        hidden.write_row(0, 0, [self.sheet["id"], self.schema["code"], self.schema["version"]])
        hidden.very_hidden()
        self.book.close()
        return self.output.getvalue()

    def _write_main(self):
        env, sheet = self.env, self.book.add_worksheet(MAIN)
        for column, width in enumerate((9, 50, 30, 34, 34, 22)):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, self.schema["title"], self.formats["title"])
        sheet.write_string(1, 0, self.sheet["subtitle"], self.formats["note"])
        notes = (
            env._("Fill in the yellow cells and load the file back on the page of the form."),
            env._(
                "An empty cell leaves the answer as it is. Several options are separated by “;”. "
                "Tables have sheets of their own."
            ),
        )
        for row, note in enumerate(notes, 2):
            sheet.write_string(row, 0, note, self.formats["note"])
        heads = (
            env._("Code"),
            env._("Question"),
            env._("Unit, help"),
            env._("Answer"),
            env._("Explanation"),
            env._("Last time"),
        )
        for column, head in enumerate(heads):
            sheet.write_string(HEAD_ROW, column, head, self.formats["head"])
        row = HEAD_ROW + 1
        for section in self.schema["sections"]:
            sheet.merge_range(row, 0, row, BEFORE, section["title"], self.formats["band"])
            row += 1
            for code in section["codes"]:
                self._write_question(sheet, row, self.schema["questions"][code])
                row += 1
        self._finish(sheet, HEAD_ROW + 1)
        sheet.repeat_rows(HEAD_ROW)

    def _write_question(self, sheet, row, question):
        code = question["code"]
        sheet.write_string(row, CODE, code, self.formats["cell"])
        sheet.write_string(row, QUESTION, question["title"], self.formats["cell"])
        sheet.write_string(row, HINT, self._hint(question), self.formats["small"])
        line = self.answers.get(code) or {}
        if question["type"] == "table":
            sheet.write_url(row, ANSWER, f"internal:'{code}'!A1", self.formats["cell"], code)
        elif question["type"] == "computed":
            sheet.write_string(row, ANSWER, self.env._("computed"), self.formats["small"])
        else:
            self._write_value(sheet, row, ANSWER, question, line.get("value"))
        sheet.write_string(row, COMMENT, line.get("comment") or "", self.formats["open"])
        before = (self.previous.get(code) or {}).get("words") or ""
        sheet.write_string(row, BEFORE, before, self.formats["small"])

    def _hint(self, question):
        parts = [question["unit"], question["help"]]
        if question["type"] == "choices":
            parts.append("; ".join(option["label"] for option in question["options"]))
        elif question["type"] == "scale":
            low, high = question["min"], question["max"]
            parts.append(f"{low} – {question['min_label']}, {high} – {question['max_label']}")
        if question["required"]:
            parts.append(self.env._("required"))
        return "\n".join(filter(None, parts))

    def _write_value(self, sheet, row, column, question, value):
        """Write an answer into a cell to be filled, with what Excel can check of it."""
        kind = question["type"]
        style = self.formats["date" if kind == "date" else "open"]
        if value is None:
            sheet.write_blank(row, column, None, style)
        elif kind in ("number", "scale"):
            sheet.write_number(row, column, value, style)
        elif kind == "date":
            sheet.write_datetime(row, column, date.fromisoformat(value), style)
        else:
            sheet.write_string(row, column, values.words(self.env, question, value), style)
        self._validate(sheet, row, column, question)

    def _validate(self, sheet, row, column, question):
        kind = question["type"]
        words = []
        if kind == "choice":
            words = [option["label"] for option in question["options"]]
        elif kind == "yes_no":
            words = [self.env._("yes"), self.env._("no")]
        if words and len(",".join(words)) <= MAX_LIST and not any("," in word for word in words):
            sheet.data_validation(row, column, row, column, {"validate": "list", "source": words})
        elif kind in ("number", "scale"):
            decimals = question.get("decimals")
            low, high = question.get("min"), question.get("max")
            sheet.data_validation(
                row,
                column,
                row,
                column,
                {
                    "validate": "decimal" if decimals else "integer",
                    "criteria": "between",
                    "minimum": -values.MAX_NUMBER if low is None else low,
                    "maximum": values.MAX_NUMBER if high is None else high,
                    "error_type": "stop",
                },
            )

    def _write_table(self, question):
        sheet = self.book.add_worksheet(question["code"])
        sheet.write_string(0, 0, f"{question['code']} {question['title']}", self.formats["title"])
        sheet.write_string(1, 0, question["help"], self.formats["note"])
        sheet.set_column(0, 0, 30 if question["rows"] else 4)
        sheet.write_string(TABLE_HEAD_ROW, 0, "", self.formats["head"])
        for index, column in enumerate(question["columns"], 1):
            unit = f", {column['unit']}" if column["unit"] else ""
            sheet.write_string(TABLE_HEAD_ROW, index, column["title"] + unit, self.formats["head"])
            sheet.set_column(index, index, 30 if column["type"] == "char" else 18)
        value = (self.answers.get(question["code"]) or {}).get("value") or []
        last = self._write_rows(sheet, question, value)
        self._write_totals(sheet, question, last)
        self._finish(sheet, TABLE_HEAD_ROW + 1)

    def _write_rows(self, sheet, question, value):
        by_row = {cells.get("row"): cells for cells in value if cells.get("row")}
        lines = [(line["label"], by_row.get(line["code"], {})) for line in question["rows"]]
        if question["grow"]:
            free = [cells for cells in value if not cells.get("row")]
            free += [{}] * EMPTY_ROWS
            lines += [(str(number), cells) for number, cells in enumerate(free, 1)]
        row = TABLE_HEAD_ROW
        for label, cells in lines:
            row += 1
            sheet.write_string(row, 0, label, self.formats["cell"])
            for index, column in enumerate(question["columns"], 1):
                self._write_value(sheet, row, index, column, cells.get(column["code"]))
        return row

    def _write_totals(self, sheet, question, last):
        if not any(column["total"] for column in question["columns"]):
            return
        # apart from the rows, so that it is no answer
        row = last + 2
        sheet.write_string(row, 0, self.env._("Total"), self.formats["head"])
        for index, column in enumerate(question["columns"], 1):
            if column["total"]:
                name = xlsxwriter.utility.xl_col_to_name(index)
                cells = f"{name}{TABLE_HEAD_ROW + 2}:{name}{last + 1}"
                sheet.write_formula(row, index, f"=SUM({cells})", self.formats["head"])

    def _finish(self, sheet, frozen):
        sheet.freeze_panes(frozen, 0)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
