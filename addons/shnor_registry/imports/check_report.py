"""The verdicts of an import as a workbook: each row as it was, and what is to be said of it."""

import io
import re
from collections import defaultdict
from datetime import date, datetime

import xlsxwriter

from ..tools.text import key
from .workbook import FileError, Workbook, is_blank

# what Excel forbids in the name of a sheet
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
COLOURS = {
    "error": "#F8D7DA",
    "warning": "#FFF3CD",
    "new": "#D1E7DD",
    "changed": "#CFE2FF",
}
FIXED = ((8, "row"), (14, "verdict"), (50, "reason"), (50, "change"))


def write_check(record):
    """Return the workbook (bytes) about ``record``, a shnor.import."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "dd.mm.yyyy",
    }
    with xlsxwriter.Workbook(stream, options) as book:
        _CheckReport(record, book).fill()
    return stream.getvalue()


class _CheckReport:
    def __init__(self, record, book):
        self.record, self.env, self.book = record, record.env, book
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.fills = {
            verdict: book.add_format({"bg_color": colour, "valign": "top"})
            for verdict, colour in COLOURS.items()
        }
        fields = record.env["shnor.import.line"]._fields
        self.verdicts = dict(fields["verdict"]._description_selection(record.env))
        self.names = set()
        # what is told of these rows and those above is about the sheet and its columns
        self.headers = {(part.file, key(part.sheet)): part.header_row for part in record.sheet_ids}

    def fill(self):
        lines = self._lines()
        self._write_summary(lines)
        for source in self.record._sources():
            self._write_file(source, lines)

    def _lines(self):
        """Return {(file, folded sheet): lines as dicts}."""
        names = ["file", "sheet", "row", "verdict", "what", "change", "reason"]
        lines = defaultdict(list)
        for line in self.record.line_ids.read(names):
            lines[line["file"], key(line["sheet"] or "")].append(line)
        return lines

    def _add_sheet(self, title):
        title = FORBIDDEN.sub(" ", title)[:31].strip() or "1"
        number = 2
        while title.casefold() in self.names:
            title = f"{title[:27]} ({number})"
            number += 1
        self.names.add(title.casefold())
        return self.book.add_worksheet(title)

    def _write_summary(self, lines):
        env = self.env
        sheet = self._add_sheet(env._("Summary"))
        sheet.set_column(0, 1, 28)
        sheet.set_column(2, 5, 14)
        sheet.set_column(6, 6, 90)
        heads = (
            env._("File"),
            env._("Sheet"),
            env._("New"),
            env._("Changed"),
            env._("Unchanged"),
            env._("With errors"),
        )
        self._strings(sheet, 0, [*heads, env._("About the sheet")], self.bold)
        row = 1
        for part in self.record.sheet_ids:
            self._strings(sheet, row, [part.file, part.sheet])
            counts = (part.new_count, part.changed_count, part.unchanged_count, part.error_count)
            for column, count in enumerate(counts, 2):
                sheet.write_number(row, column, count)
            row += 1
        for line in (line for group in lines.values() for line in group):
            if line["row"] <= self.headers.get((line["file"], key(line["sheet"] or "")), 0):
                self._write_note(sheet, row, line)
                row += 1

    def _write_note(self, sheet, row, line):
        """Write what is said of a file, a sheet or a column."""
        reason = line["reason"] or ""
        if line["what"]:
            reason = f"«{line['what']}»: {reason}"
        self._strings(sheet, row, [line["file"], line["sheet"] or ""])
        sheet.write_string(row, 5, self.verdicts[line["verdict"]])
        sheet.write_string(row, 6, reason, self.wrap)

    def _strings(self, sheet, row, texts, style=None):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, style)

    def _write_file(self, source, lines):
        try:
            book = Workbook(self.env, source.content)
        except FileError:
            return  # the summary says why
        for (file, sheet_key), group in lines.items():
            if file == source.name and any(line["row"] for line in group):
                title = book.titles.get(sheet_key)
                if title is None and len(book.titles) == 1:
                    title = next(iter(book.titles.values()))
                if title is not None:
                    header = self.headers.get((file, sheet_key), 0)
                    self._write_sheet(source, title, book.rows(title), group, header)

    def _write_sheet(self, source, title, rows, lines, header):
        sheet = self._add_sheet(f"{source.name.rpartition('.')[0]}, {title}")
        words = (
            self.env._("Row"),
            self.env._("Verdict"),
            self.env._("Reason and remedy"),
            self.env._("Changes"),
        )
        for column, (width, _name) in enumerate(FIXED):
            sheet.set_column(column, column, width)
        sheet.set_column(len(FIXED), len(FIXED) + 50, 18)
        by_row = defaultdict(list)
        for line in lines:
            by_row[line["row"]].append(line)
        self._strings(sheet, 0, words, self.bold)
        if header:
            self._cells(sheet, 0, rows[header - 1], self.bold)
        sheet.freeze_panes(1, 2)
        place = 1
        for number, cells in enumerate(rows, 1):
            if number > header and number in by_row:
                self._write_row(sheet, place, number, cells, by_row[number])
                place += 1
        sheet.autofilter(0, 0, place - 1, len(FIXED) + max(map(len, rows), default=1) - 1)

    def _write_row(self, sheet, place, number, cells, lines):
        verdict = lines[-1]["verdict"]
        style = self.fills.get(verdict)
        sheet.write_number(place, 0, number, style)
        sheet.write_string(place, 1, self.verdicts[verdict], style)
        reason = "\n".join(line["reason"] for line in lines if line["reason"])
        sheet.write_string(place, 2, reason, self.wrap)
        sheet.write_string(place, 3, lines[-1]["change"] or "", self.wrap)
        self._cells(sheet, place, cells, None)

    def _cells(self, sheet, place, cells, style):
        """Write the original cells; text stays text, whatever it begins with."""
        for column, cell in enumerate(cells, len(FIXED)):
            if is_blank(cell):
                continue
            if isinstance(cell, str):
                sheet.write_string(place, column, cell, style)
            elif isinstance(cell, (date, datetime)):
                sheet.write_datetime(place, column, cell, style)
            elif isinstance(cell, (int, float)):
                sheet.write_number(place, column, cell, style)
            else:
                sheet.write_string(place, column, str(cell), style)
