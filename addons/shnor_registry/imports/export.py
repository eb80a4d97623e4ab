"""What is in the system as a workbook of a kind, to be corrected in Excel and loaded again."""

import io
from datetime import datetime, time

import xlsxwriter

from .columns import Date, Decimal, Integer, Text

BATCH = 2_000
# Excel has no more rows; the header takes one
MOST_ROWS = 1_048_575


class TooManyRowsError(Exception):
    """A sheet would have more rows than Excel can hold."""


def write_export(kind):
    """Return the workbook (bytes) of what the reader may see of ``kind``.

    Loading it again changes nothing.

    :param kind: model of shnor.import.kind with ``_kind_exports``
    :raise TooManyRowsError: Excel cannot hold them
    """
    stream = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        _Export(kind, book).fill()
    return stream.getvalue()


class _Export:
    def __init__(self, kind, book):
        self.kind, self.env, self.book = kind, kind.env, book
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E7E6E6"}
        )
        # “@”: a text that begins with = stays one, a code keeps its leading zeros
        self.text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.date = book.add_format({"num_format": "dd.mm.yyyy", "valign": "top"})
        self.number = book.add_format({"valign": "top"})

    def fill(self):
        for sheet in self.kind._kind_sheets():
            self._write_sheet(sheet)

    def _write_sheet(self, sheet):
        page = self.book.add_worksheet(sheet.title)
        page.freeze_panes(1, 0)
        page.set_row(0, 32)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, self._width(column))
            page.write_string(0, place, column.header, self.head)
        row = 0
        for values in self._batches(sheet):
            words = {
                column: column.show(self, {_hashable(one[column.field]) for one in values})
                for column in sheet.columns
            }
            for one in values:
                row += 1
                for place, column in enumerate(sheet.columns):
                    value = _hashable(one[column.field])
                    self._write_cell(page, row, place, column, value, words[column][value])
        page.autofilter(0, 0, row, len(sheet.columns) - 1)

    def _batches(self, sheet):
        """Yield the values of the reader's records, as ``read`` gives them, batch by batch."""
        target = sheet.targets[-1]
        records = (
            self.env[target.model]
            .with_context(active_test=False)
            .search([], order=", ".join((*target.key, "id")))
        )
        if len(records) > MOST_ROWS:
            raise TooManyRowsError
        names = list(dict.fromkeys(column.field for column in sheet.columns))
        for start in range(0, len(records), BATCH):
            batch = records[start : start + BATCH].with_prefetch()
            yield batch.read(names, load=None)
            batch.invalidate_recordset(flush=False)

    def _write_cell(self, page, row, place, column, value, word):
        if isinstance(column, Date):
            if value:
                page.write_datetime(row, place, datetime.combine(value, time()), self.date)
        elif isinstance(column, (Integer, Decimal)):
            if value:
                page.write_number(row, place, value, self.number)
        elif word:
            page.write_string(row, place, word, self.text)

    def _width(self, column):
        if isinstance(column, Date):
            return 13
        wide = 40 if isinstance(column, Text) and column.max_length > 300 else 16
        return max(wide, min(len(column.header) + 3, 40))


def _hashable(value):
    return tuple(value) if isinstance(value, list) else value
