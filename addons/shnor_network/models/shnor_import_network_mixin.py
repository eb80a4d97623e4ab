from odoo import api, models
from odoo.tools import SQL

from odoo.addons.shnor_registry.imports.references import Reference, ReferenceList
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

    @api.model
    def _deficit_column(self, header, **options):
        # a list that staff keep: by it partners are matched, so a file adds nothing to it
        return Reference(
            header,
            "deficit_id",
            model="shnor.deficit",
            by="name",
            fold=True,
            unknown=unknown_deficit,
            max_length=300,
            **options,
        )

    @staticmethod
    def _reversed_dates(table):
        """Yield (index, {"begin", "end": dates in words}) of rows that end before they begin."""
        dates = zip(table.get("date_from"), table.get("date_to"), strict=True)
        for index, (begin, end) in enumerate(dates):
            if begin and end and end < begin:
                yield index, {"begin": f"{begin:%d.%m.%Y}", "end": f"{end:%d.%m.%Y}"}

    # ------------------------------------------------------------------
    # Teachers by code
    # ------------------------------------------------------------------
    @api.model
    def _teachers_column(self):
        return ReferenceList(
            "Педагоги (коды)",
            "teacher_ids",
            model="shnor.teacher",
            unknown=unknown_teacher,
            help=self.env._("who took part; their number is counted when it is not given"),
            example="П-0251; П-0253",
        )

    def _check_teachers(self, table):
        """Refuse more teachers by code than are counted; count them where no number is given."""
        counts = table.column("teacher_count")
        rows = zip(table.get("teacher_count"), table.get("teacher_ids"), strict=True)
        for index, (count, teachers) in enumerate(rows if counts is not None else ()):
            named = len(teachers or ())
            if named and not count:
                table.values["teacher_count"][index] = named
            elif named > (count or 0):
                table.fault(
                    index,
                    counts,
                    self.env._(
                        "%(named)s teachers are named by code, and their number is %(count)s. "
                        "Correct the number.",
                        named=named,
                        count=count,
                    ),
                )

    def _check_kept_teachers(self, table, target, ids):
        """Refuse a number smaller than that of the teachers who are named in the system already.

        Only where the file has a column for the number, and none for the codes.
        """
        if table.column("teacher_count") is None or table.column("teacher_ids") is not None:
            return
        # sudo: how many they are; whose the record is is checked when it is written
        named = (
            self.env[target.model]
            .sudo()
            .search([("id", "in", list(ids.values())), ("teacher_ids", "!=", False)])
        )
        known = {one.id: len(one.teacher_ids) for one in named}
        for index, row_id in ids.items():
            if known.get(row_id, 0) > (table.values["teacher_count"][index] or 0):
                table.fault(
                    index,
                    "teacher_count",
                    self.env._(
                        "%s teachers are named by code in the system. Correct the number, or add "
                        "the column “Педагоги (коды)”.",
                        known[row_id],
                    ),
                )

    def _count_teachers(self, table, model, ids):
        """Let records count at least the teachers that are named by code (one UPDATE)."""
        if table.column("teacher_ids") is None or not ids:
            return
        field = self.env[model]._fields["teacher_ids"]
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s fact SET teacher_count = named.total
                  FROM (SELECT %(left)s AS id, count(*) AS total FROM %(relation)s
                         WHERE %(left)s = ANY(%(ids)s) GROUP BY 1) named
                 WHERE named.id = fact.id AND COALESCE(fact.teacher_count, 0) < named.total
                """,
                table=SQL.identifier(self.env[model]._table),
                left=SQL.identifier(field.column1),
                relation=SQL.identifier(field.relation),
                ids=list(ids),
            )
        )
        self.env[model].invalidate_model(["teacher_count"], flush=False)

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


def unknown_teacher(env, text):
    return env._(
        "there is no teacher with the code %s in the registry. Correct the code, or load "
        "teachers.xlsx first.",
        text,
    )


def unknown_deficit(env, text):
    return env._(
        "“%s” is not in the list of deficits. Correct the words, or add the deficit to the list "
        "(Settings, Methodical help and network).",
        text,
    )
