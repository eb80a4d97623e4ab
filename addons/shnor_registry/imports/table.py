"""The rows of a sheet while they are being checked and written, column by column."""

from dataclasses import dataclass, field

from ..tools.text import key
from .sheets import Sheet
from .workbook import is_blank, text_of

ERROR, WARNING, NOTE = "error", "warning", "note"
NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
FEW = 3  # more notes of one kind are told in one line
HEADER_DEPTH = 40  # so far down a header is looked for


@dataclass
class Fault:
    """Something to tell about a place; an error refuses the import, the others do not.

    :param int row: Excel's number, None when it is about the whole sheet
    :param str column: the header, None when it is about the whole row
    """

    file: str
    sheet: str | None
    row: int | None
    column: str | None
    message: str
    severity: str = ERROR

    def words(self, env):
        """Return «file, sheet, row N, column: message»."""
        place = [self.file, self.sheet]
        if self.row:
            place.append(env._("row %s", self.row))
        if self.column:
            place.append(self.column)
        return f"{', '.join(filter(None, place))}: {self.message}"


@dataclass(eq=False)
class Table:
    """A sheet's rows; ``index`` counts the rows that are not blank, from 0.

    :ivar list rows: Excel's number of each row
    :ivar dict cells: {column: cells as read}
    :ivar dict values: {field: values}; a kind may add fields of its own, one value a row
    :ivar set bad: indexes of rows with an error; they are not written
    :ivar list verdicts: new, changed or unchanged; of a row in ``bad`` it means nothing
    :ivar dict changes: {index: [(header, old in words, new in words)]}
    :ivar dict ids: {model: ids, one a row}
    :ivar dict existing: {model: {key: values of the record as found}}
    :ivar dict written: {target: ({index: id} created, {index: id} updated)}
    :ivar dict hidden: {reference column: keys of records that the user may not see}
    """

    run: object
    file: str
    sheet: Sheet
    rows: list = field(default_factory=list)
    header_row: int | None = None
    columns: list = field(default_factory=list)
    cells: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    faults: list = field(default_factory=list)
    reasons: dict = field(default_factory=dict)
    bad: set = field(default_factory=set)
    verdicts: list = field(default_factory=list)
    changes: dict = field(default_factory=dict)
    ids: dict = field(default_factory=dict)
    existing: dict = field(default_factory=dict)
    written: dict = field(default_factory=dict)
    hidden: dict = field(default_factory=dict)
    _told: set = field(default_factory=set)

    @property
    def env(self):
        return self.run.env

    def __len__(self):
        return len(self.rows)

    def good(self):
        """Return the indexes of the rows without an error so far."""
        return [index for index in range(len(self.rows)) if index not in self.bad]

    def get(self, field_name):
        """Return the values of a field, Nones when the file has no such column."""
        return self.values.get(field_name) or [None] * len(self.rows)

    def column(self, field_name):
        """Return the column that is read into ``field_name``."""
        return next((column for column in self.columns if column.field == field_name), None)

    def columns_of(self, target):
        """Return the columns of the file that belong to ``target``."""
        last = self.sheet.targets[-1].model
        return [column for column in self.columns if (column.target or last) == target.model]

    # ------------------------------------------------------------------
    # What is wrong
    # ------------------------------------------------------------------
    def fault(self, index, column, message, severity=ERROR):
        """Tell a fault of a row.

        :param int index: the row; None for the sheet as a whole
        :param column: Column, name of a field, or None for the row as a whole
        :param str message: what and what to do, without the place
        """
        if column.__class__ is str:
            column = self.column(column)
        row = None if index is None else self.rows[index]
        header = column.header if column else None
        self._add(Fault(self.file, self.sheet.title, row, header, message, severity))
        if index is not None:
            self._refuse(index, header, message, severity)

    def fault_once(self, index, column, message):
        """Refuse a row for a reason that many rows share and that is told of the first only."""
        if (column, message) in self._told:
            self._refuse(index, column.header, message, ERROR)
        else:
            self._told.add((column, message))
            self.fault(index, column, message)

    def _refuse(self, index, header, message, severity):
        reason = f"«{header}»: {message}" if header else message
        self.reasons.setdefault(index, []).append(reason)
        if severity == ERROR:
            self.bad.add(index)

    def note(self, index, column, message):
        """Tell something that hinders nothing."""
        self.fault(index, column, message, NOTE)

    def header_fault(self, message, header=None, severity=ERROR, row=None):
        """Tell a fault of the sheet or of its header."""
        self._add(
            Fault(self.file, self.sheet.title, row or self.header_row, header, message, severity)
        )

    def _add(self, fault):
        self.faults.append(fault)

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------
    def read_header(self, rows, columns):
        """Find the header among ``rows``: the row where most columns are named.

        :return: {position: header as it stands there, tidied}; empty when there is none
        """
        known = {key(column.header) for column in columns}
        best, header = 0, {}
        for number, row in enumerate(rows[:HEADER_DEPTH], 1):
            named = {place: text_of(cell) for place, cell in enumerate(row) if not is_blank(cell)}
            count = sum(header_key(text, known) in known for text in named.values())
            if count > best:
                best, header, self.header_row = count, named, number
        return header

    def read_cells(self, rows, header, columns):
        """Take the cells of the known columns below the header; blank rows are left out."""
        known = {key(column.header): column for column in columns}
        places = {}
        for place, text in header.items():
            column = known.get(header_key(text, known))
            if column is None:
                self._tell_unknown(text)
            elif column in places:
                self.header_fault(
                    self.env._("the column is there twice. Delete one of them."), column.header
                )
            else:
                places[column] = place
        self.columns = [column for column in columns if column in places]
        self._tell_missing(columns)
        width = max(places.values(), default=-1) + 1
        kept = []
        for number, row in enumerate(rows[self.header_row :], self.header_row + 1):
            if len(row) < width:
                row = [*row, *[""] * (width - len(row))]
            if any(not is_blank(row[place]) for place in places.values()):
                self.rows.append(number)
                kept.append(row)
        self.cells = {column: [row[place] for row in kept] for column, place in places.items()}

    def _tell_unknown(self, text):
        self.header_fault(self.env._("the column is unknown and is left out."), text, severity=NOTE)

    def _tell_missing(self, columns):
        absent = []
        for column in columns:
            if column in self.columns:
                continue
            if column.required:
                self.header_fault(
                    self.env._(
                        "the sheet “%(sheet)s” lacks the mandatory column “%(column)s”. "
                        "Add the column, or begin with the template.",
                        sheet=self.sheet.title,
                        column=column.header,
                    ),
                    column.header,
                )
            else:
                absent.append(column.header)
        self._tell_absent(absent)

    def _tell_absent(self, headers):
        """Note columns that may be missing: in one line when there are many."""
        if len(headers) > FEW:
            self.header_fault(
                self.env._(
                    "there are no columns %s: these values stay as they are.",
                    ", ".join(f"«{header}»" for header in headers),
                ),
                severity=NOTE,
            )
            return
        for header in headers:
            self.header_fault(
                self.env._("there is no such column: these values stay as they are."),
                header,
                severity=NOTE,
            )

    def parse(self):
        """Read the cells of all columns into ``values``."""
        for column in self.columns:
            self.values[column.field] = column.parse(self, self.cells[column])
        self.verdicts = [UNCHANGED] * len(self.rows)

    # ------------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------------
    def label(self, index):
        """Return the cells that name the row, for a person who looks for it."""
        keys = {name for target in self.sheet.targets for name in target.key}
        named = [column for column in self.columns if column.field in keys]
        named = named or [column for column in self.columns if column.required] or self.columns
        columns = named[:6] if len(named) > 1 else self.columns[:2]
        words = (text_of(self.cells[column][index]) for column in columns)
        return ", ".join(word for word in words if word)

    def change_words(self, index):
        """Return «header: old → new» of a changed row."""
        return "; ".join(
            f"{header}: {old or '—'} → {new or '—'}"
            for header, old, new in self.changes.get(index, ())
        )

    def counts(self):
        """Return {verdict: number of rows}; ``error`` among them."""
        counts = dict.fromkeys((NEW, CHANGED, UNCHANGED, ERROR), 0)
        for index, verdict in enumerate(self.verdicts):
            counts[ERROR if index in self.bad else verdict] += 1
        return counts


def header_key(text, known):
    """Return the key of a header; a bracket at its end gives values and is no part of it."""
    whole = key(text)
    if whole in known or not whole.endswith(")"):
        return whole
    return whole.rpartition("(")[0].strip()
