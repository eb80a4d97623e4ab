"""One import under way: what has been read so far, who is to be told, whether to go on."""

from dataclasses import dataclass, field

from .table import ERROR, Fault


class ImportCancelledError(Exception):
    """Somebody pressed Cancel; whatever was written is to be rolled back."""


@dataclass(eq=False)
class Source:
    """A file as it came: its name and its bytes."""

    name: str
    content: bytes


@dataclass(eq=False)
class Run:
    """What the kinds of one import share.

    :ivar env: environment of the person who imports
    :ivar progress: function (share done, words) called between batches; raises ImportCancelledError
    :ivar list faults: Fault about files
    :ivar float start: where in the whole work (0 to 1) the present file or sheet begins
    :ivar float width: how much of the whole work it is
    :ivar list tables: Table of the sheets read, in their order
    """

    env: object
    progress: object = None
    faults: list = field(default_factory=list)
    tables: list = field(default_factory=list)
    words: str = ""
    start: float = 0.0
    width: float = 0.0
    _rejected: dict = field(default_factory=dict)
    _unreadable: set = field(default_factory=set)

    def tick(self, part=0.0):
        """Tell how far the present file or sheet is (``part`` of 1), and stop when asked to."""
        if self.progress:
            self.progress(self.start + part * self.width, self.words)

    def file_fault(self, file, message, sheet=None, severity=ERROR):
        """Tell a fault of a whole file."""
        self.faults.append(Fault(file, sheet, None, None, message, severity))

    def all_faults(self):
        """Return every Fault: of files, then sheet by sheet in the order of rows."""
        told = list(self.faults)
        for table in self.tables:
            told += sorted(table.faults, key=lambda fault: fault.row or 0)
        return told

    def has_errors(self):
        return any(fault.severity == ERROR for fault in self.all_faults())

    # ------------------------------------------------------------------
    # Why a reference may be missing
    # ------------------------------------------------------------------
    def reject(self, model, text, place):
        """Remember that a row that brings ``text`` (the key of ``model``) has an error."""
        self._rejected.setdefault((model, text), place)

    def rejected_place(self, model, text):
        return self._rejected.get((model, text))

    def mark_unreadable(self, models):
        """Remember that a file of this import that brings ``models`` could not be read."""
        self._unreadable.update(models)

    def is_unreadable(self, model):
        return model in self._unreadable
