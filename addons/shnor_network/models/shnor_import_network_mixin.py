from odoo import api, models

from odoo.addons.shnor_registry.imports.references import Reference
from odoo.addons.shnor_registry.models.shnor_import_school import unknown_school

from ..tools import is_nothing

# the words of «Статус» of help and of joint activities
EVENT_STATES = {"проведено": "done", "запланировано": "planned", "отменено": "cancelled"}


class ShnorImportNetworkMixin(models.AbstractModel):
    """What the spreadsheets of this addon share: a lone dash in any cell is nothing."""

    _name = "shnor.import.network.mixin"
    _description = "Excel in: network and methodical work"
    _inherit = "shnor.import.kind"

    def _read_sheet(self, run, source, workbook, sheet):
        table = super()._read_sheet(run, source, workbook, sheet)
        for column, cells in table.cells.items() if table else ():
            table.cells[column] = [
                "" if cell.__class__ is str and is_nothing(cell) else cell for cell in cells
            ]
        return table

    def _check_table(self, table):
        self._require_key_columns(table)
        return super()._check_table(table)

    def _require_key_columns(self, table):
        """Refuse a sheet without a column, be its cells optional, that tells two records apart.

        The rows would not find their records, and would come in a second time.
        """
        for column in table.sheet.columns:
            if column.field in table.sheet.targets[-1].key and column not in table.columns:
                table.header_fault(
                    self.env._(
                        "the sheet “%(sheet)s” needs the column “%(column)s” to tell its records "
                        "apart; cells may stay empty. Add the column, or begin with the template.",
                        sheet=table.sheet.title,
                        column=column.header,
                    ),
                    column.header,
                )
                table.bad.update(range(len(table)))

    @staticmethod
    def _reversed_dates(table):
        """Yield (index, {"begin", "end": dates in words}) of rows that end before they begin."""
        dates = zip(table.get("date_from"), table.get("date_to"), strict=True)
        for index, (begin, end) in enumerate(dates):
            if begin and end and end < begin:
                yield index, {"begin": f"{begin:%d.%m.%Y}", "end": f"{end:%d.%m.%Y}"}

    @api.model
    def _school_column(self):
        return Reference(
            "Код ОО",
            "school_id",
            required=True,
            model="shnor.school",
            unknown=unknown_school,
            example="270801",
        )
