from odoo import fields, models

from ..imports.table import ERROR

VERDICTS = [
    ("new", "New row"),
    ("changed", "Changed row"),
    ("unchanged", "Unchanged row"),
    ("error", "Error"),
    ("warning", "Warning"),
    ("note", "Note"),
]
NAMES = ["import_id", "sequence", "file", "sheet", "row", "verdict", "what", "change", "reason"]


class ShnorImportLine(models.Model):
    """What the check says of a row, of a sheet or of a file."""

    _name = "shnor.import.line"
    _description = "Row of an import"
    _order = "import_id, sequence, id"
    _rec_name = "what"

    import_id = fields.Many2one("shnor.import", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    file = fields.Char(required=True)
    sheet = fields.Char()
    row = fields.Integer(aggregator=None, help="As Excel numbers them; 0: the sheet as a whole.")
    verdict = fields.Selection(VERDICTS, required=True)
    what = fields.Char(string="What it is about", help="The cells that name the row.")
    change = fields.Text(string="Changes", help="What is in the system → what it becomes.")
    reason = fields.Text(string="Reason and remedy")

    def _prepare_rows(self, record, run):
        """Return (names of fields, rows) for the verdicts of a Run: faults of files and sheets
        first, then row by row."""
        rows = [
            [record.id, fault.file, fault.sheet, None, fault.severity, None, None, fault.message]
            for fault in run.faults
        ]
        for table in run.tables:
            rows += self._sheet_rows(record, table)
            rows += self._table_rows(record, table)
        return NAMES, [[row[0], number, *row[1:]] for number, row in enumerate(rows)]

    def _sheet_rows(self, record, table):
        """Return what is told of the sheet as a whole, or of its columns."""
        numbered = set(table.rows)
        return [
            [
                record.id,
                fault.file,
                fault.sheet,
                fault.row,
                fault.severity,
                fault.column,
                None,
                fault.message,
            ]
            for fault in table.faults
            if fault.row not in numbered
        ]

    def _table_rows(self, record, table):
        rows = []
        for index, (number, verdict) in enumerate(zip(table.rows, table.verdicts, strict=True)):
            rows.append(
                [
                    record.id,
                    table.file,
                    table.sheet.title,
                    number,
                    ERROR if index in table.bad else verdict,
                    table.label(index),
                    table.change_words(index) if index not in table.bad else None,
                    "\n".join(table.reasons.get(index, ())),
                ]
            )
        return rows
