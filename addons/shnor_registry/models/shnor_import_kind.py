import re

from odoo import api, models

from ..imports.table import NOTE, WARNING, Table
from ..imports.workbook import FileError, Workbook
from ..tools.text import key


class ShnorImportKind(models.AbstractModel):
    """A kind of spreadsheet: which sheets it has, and what becomes of their rows.

    To be inherited by an abstract model for each kind; ``imports/__init__.py`` explains how.
    """

    _name = "shnor.import.kind"
    _description = "Kind of spreadsheet to import"
    _inherit = "shnor.import.writer"

    # what the file is called (KIND.xlsx), unique; empty in what is no kind itself
    _kind = ""
    # the order of loading within one import: each kind sees what those before it brought
    _kind_sequence = 100
    # whether what is in the system can be had as such a file; a test loads it again
    _kind_exports = False

    # ------------------------------------------------------------------
    # To be declared by a kind
    # ------------------------------------------------------------------
    @api.model
    def _kind_title(self):
        """Return the name of the kind on screen, translated."""
        raise NotImplementedError

    @api.model
    def _kind_sheets(self):
        """Return the list of Sheet; computed anew for each import, so it may look at records."""
        raise NotImplementedError

    # ------------------------------------------------------------------
    # Which kinds there are, and which one a file is
    # ------------------------------------------------------------------
    @api.model
    def _all_kinds(self):
        """Return {kind: its model}, in the order of loading."""
        found = [self.env[name] for name in self.env.registry.descendants([self._name], "_inherit")]
        found = sorted((model for model in found if model._kind), key=lambda m: m._kind_sequence)
        return {model._kind: model for model in found}

    @api.model
    def _exported_kinds(self):
        """Return {kind: its model} of those of which the user may have the data as a file."""
        return {
            kind: model
            for kind, model in self._all_kinds().items()
            if model._kind_exports
            and all(self.env[name].has_access("read") for name in model._brings())
        }

    @api.model
    def _kind_of(self, name, workbook=None):
        """Return the model of the kind of a file, None when it is nobody's.

        :param str name: file name; ``results.xlsx``, ``results (2).xlsx``, ``results_may.xlsx``
        :param workbook: Workbook, asked for its sheets when the name says nothing
        """
        kinds = self._all_kinds()
        stem = re.sub(r"\.xls\w?$", "", key(name))
        for kind in sorted(kinds, key=len, reverse=True):
            if re.match(rf"{re.escape(kind)}(?![a-zа-я0-9])", stem.replace("_", " ").strip()) or (
                stem == kind
            ):
                return kinds[kind]
        if workbook:
            return next((model for model in kinds.values() if model._fits(workbook)), None)
        return None

    @api.model
    def _fits(self, workbook):
        """Tell whether the workbook has the sheets of this kind, by title or by their headers."""
        sheets = [sheet for sheet in self._kind_sheets() if sheet.required]
        if all(key(sheet.title) in workbook.titles for sheet in sheets):
            return True
        if len(sheets) != 1 or len(workbook.titles) != 1:
            return False
        rows = workbook.rows(next(iter(workbook.titles)))
        table = Table(None, "", sheets[0])
        header = {key(text) for text in table.read_header(rows, sheets[0].columns).values()}
        needed = [column for column in sheets[0].columns if column.required]
        return bool(needed) and all(key(column.header) in header for column in needed)

    # ------------------------------------------------------------------
    # Loading a file
    # ------------------------------------------------------------------
    @api.model
    def _load_file(self, run, source):
        """Check and write a file of this kind; what is wrong is told to ``run``.

        Sheets are written one after the other, so that each can refer to those before it.
        """
        try:
            workbook = Workbook(self.env, source.content)
            tables = [
                self._read_sheet(run, source, workbook, sheet) for sheet in self._kind_sheets()
            ]
        except FileError as fault:
            run.file_fault(source.name, str(fault))
            run.mark_unreadable(self._brings())
            return
        tables = [table for table in tables if table is not None]
        start, width = run.start, run.width / max(len(tables), 1)
        for number, table in enumerate(tables):
            run.start, run.width = start + number * width, width
            run.words = f"{source.name}, {table.sheet.title}"
            self._load_table(run, table)
        self._finish_file(run, {table.sheet.title: table for table in tables})

    def _brings(self):
        """Return the models of which this kind brings records."""
        return {target.model for sheet in self._kind_sheets() for target in sheet.targets}

    def _read_sheet(self, run, source, workbook, sheet):
        title = self._find_sheet(workbook, sheet)
        if title is None:
            if sheet.required:
                run.file_fault(
                    source.name,
                    self.env._(
                        "the file has no sheet “%s”. Add the sheet, or begin with the template.",
                        sheet.title,
                    ),
                    sheet.title,
                )
                run.mark_unreadable(target.model for target in sheet.targets)
            return None
        table = Table(run, source.name, sheet)
        run.tables.append(table)
        rows = workbook.rows(title)
        header = table.read_header(rows, sheet.columns)
        if not header:
            table.header_fault(
                self.env._(
                    "there is no row of headers. The columns are: %s.",
                    ", ".join(column.header for column in sheet.columns),
                ),
                row=1,
            )
            return None
        table.read_cells(rows, header, [*sheet.columns, *self._extra_columns(table, header)])
        self._check_size(table)
        return table

    def _find_sheet(self, workbook, sheet):
        """Return the title of ``sheet`` in the workbook; a lone sheet may be called anything."""
        if key(sheet.title) in workbook.titles:
            return workbook.titles[key(sheet.title)]
        if len(workbook.titles) == len(self._kind_sheets()) == 1:
            return next(iter(workbook.titles.values()))
        return None

    def _check_size(self, table):
        title = table.sheet.title
        if not table.rows:
            table.header_fault(
                self.env._("the sheet “%s” has no row of data.", title), severity=WARNING
            )
        elif table.sheet.single and len(table.rows) > 1:
            table.fault(
                1, None, self.env._("the sheet “%s” takes one row. Delete the others.", title)
            )

    def _load_table(self, run, table):
        if any(column.required and column not in table.columns for column in table.sheet.columns):
            run.mark_unreadable(target.model for target in table.sheet.targets)
            table.bad.update(range(len(table)))
            table.verdicts = [NOTE] * len(table)
            return
        run.tick()
        table.parse()
        self._check_table(table)
        run.tick(0.25)
        self._write_table(table)
        self._tell_rejected(run, table)

    def _tell_rejected(self, run, table):
        """Let later references to rows with an error say so."""
        for target in table.sheet.targets:
            column = table.column(target.key[0]) if len(target.key) == 1 else None
            if column is None:
                continue
            for index in table.bad:
                if text := table.values[column.field][index]:
                    place = self.env._(
                        "“%(sheet)s”, row %(row)s", sheet=table.sheet.title, row=table.rows[index]
                    )
                    run.reject(target.model, text, place)

    # ------------------------------------------------------------------
    # Extension points
    # ------------------------------------------------------------------
    def _extra_columns(self, table, header):
        """Return columns that only the file's own header tells of (one a question, say).

        :param dict header: {position: header}
        """
        return []

    def _check_table(self, table):
        """Check rows as wholes; tell faults by ``table.fault``. Values are parsed, nothing is
        looked up yet."""

    def _write_table(self, table):
        """Find the records of the rows, compare and write (see ``shnor.import.writer``).

        A kind whose rows are no records one to one replaces this: it sets ``table.verdicts`` and
        ``table.changes`` and writes the rows in ``table.good()``.
        """
        for target in table.sheet.targets:
            self._write_target(table, target)

    def _finish_file(self, run, tables):
        """Do what takes all sheets of the file.

        :param dict tables: {title of the sheet: Table}
        """
