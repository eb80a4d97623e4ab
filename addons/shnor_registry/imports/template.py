"""Empty workbooks of a kind: headers, drop-down lists, formats, and a sheet that explains."""

import io

import xlsxwriter

from .columns import Date, Decimal, Integer, Text

ROWS = 5000  # so far down go formats and drop-down lists
# Excel takes at most so many characters of a list written into the cell's rule
MAX_LIST = 255


def write_template(kind):
    """Return the template (bytes) of ``kind``, a model of shnor.import.kind."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        _Template(kind, book).fill()
    return stream.getvalue()


class _Template:
    def __init__(self, kind, book):
        self.kind, self.env, self.book = kind, kind.env, book
        border = {"border": 1, "border_color": "#BFBFBF"}
        head = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E7E6E6"}
        self.head = book.add_format({**head, **border})
        self.must = book.add_format({**head, **border, "bg_color": "#FCE4D6"})
        self.cell = book.add_format({"text_wrap": True, "valign": "top", **border})
        self.text = book.add_format({"num_format": "@"})
        self.date = book.add_format({"num_format": "dd.mm.yyyy"})

    def fill(self):
        sheets = self.kind._kind_sheets()
        for sheet in sheets:
            self._write_sheet(sheet)
        self._write_help(sheets)

    def _write_sheet(self, sheet):
        page = self.book.add_worksheet(sheet.title)
        page.freeze_panes(1, 0)
        page.set_row(0, 32)
        for place, column in enumerate(sheet.columns):
            page.write_string(0, place, column.header, self.must if column.required else self.head)
            page.set_column(place, place, self._width(column), self._format(column))
            self._validate(page, place, column)

    def _width(self, column):
        if isinstance(column, Date):
            return 13
        wide = 40 if isinstance(column, Text) and column.max_length > 100 else 14
        return max(wide, min(len(column.header) + 3, 40))

    def _format(self, column):
        if isinstance(column, Date):
            return self.date
        # codes keep their leading zeros, and text that begins with = stays text
        return self.text if isinstance(column, Text) else None

    def _validate(self, page, place, column):
        words = column.choices(self.env)
        if words and len(",".join(words)) <= MAX_LIST:
            rule = {
                "validate": "list",
                "source": words,
                # other spellings are understood: Excel warns, and does not refuse
                "error_type": "warning",
                "error_title": column.header,
                "error_message": self.env._("Choose one of the list."),
            }
        elif isinstance(column, (Integer, Decimal)) and column.minimum is not None:
            rule = {
                "validate": "integer" if isinstance(column, Integer) else "decimal",
                "criteria": "between",
                "minimum": column.minimum,
                "maximum": column.maximum,
                "error_title": column.header[:32],
                "error_message": column.rule(self.env)[:255],
            }
        else:
            return
        page.data_validation(1, place, ROWS, place, {**rule, "ignore_blank": True})

    def _write_help(self, sheets):
        env = self.env
        page = self.book.add_worksheet(HELP)
        widths = (22, 28, 60, 14, 40)
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        page.freeze_panes(3, 0)
        page.write_string(0, 0, self.kind._kind_title(), self.book.add_format({"bold": True}))
        page.write_string(
            1,
            0,
            env._(
                "One row of the sheet is one record. Columns with a coloured header are mandatory; "
                "do not rename the headers. Further columns are left out."
            ),
        )
        heads = (
            env._("Sheet"),
            env._("Column"),
            env._("What goes in"),
            env._("Mandatory"),
            env._("Example"),
        )
        for place, text in enumerate(heads):
            page.write_string(2, place, text, self.head)
        row = 3
        for sheet in sheets:
            for column in sheet.columns:
                self._write_help_row(page, row, sheet, column)
                row += 1

    def _write_help_row(self, page, row, sheet, column):
        rule = "; ".join(filter(None, (column.rule(self.env), column.help)))
        must = self.env._("yes") if column.required else self.env._("no")
        example = column.example or ", ".join(column.choices(self.env)[:1])
        for place, text in enumerate((sheet.title, column.header, rule, must, example)):
            page.write_string(row, place, text, self.cell)


# the sheet is named in the files' own language, as the others are
HELP = "Справка"
