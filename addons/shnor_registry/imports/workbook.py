"""Opening what people call an Excel file, and saying in their words why it cannot be opened."""

import io
import zipfile
import zlib
from datetime import date, datetime

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from ..tools.text import key

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# what a password makes of a workbook: an OLE file with this stream
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WORKBOOK, WORD = "xl/workbook.xml", "word/document.xml"
# What a sheet of a million cells unpacks to; more is a mistake or an attack.
MAX_UNPACKED = 600 * 2**20


class FileError(Exception):
    """The file cannot be read; the message says why and what to do, in the reader's language."""


class Workbook:
    """The sheets of a file, in memory.

    :param env: environment, for the language of messages
    :param bytes content: the file
    :raise FileError: it is no workbook, or cannot be opened
    """

    def __init__(self, env, content):
        self.env = env
        self._check_content(content)
        self._book = self._guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)))
        self.titles = {key(title): title for title in self._book.sheet_names}

    def rows(self, title):
        """Return the rows of the sheet ``title``: lists of cells, the first being Excel's row 1.

        A cell is a str (empty when blank), float, date or datetime.
        """
        sheet = self._guarded(lambda: self._book.get_sheet_by_name(self.titles[key(title)]))
        rows = self._guarded(lambda: sheet.to_python(skip_empty_area=False))
        return [self._without_booleans(row) for row in rows]

    def _without_booleans(self, row):
        # True == 1.0 in Python, so logical cells would be taken for numbers
        if any(cell.__class__ is bool for cell in row):
            return [("да" if cell else "нет") if cell.__class__ is bool else cell for cell in row]
        return row

    def _check_content(self, content):
        if not content:
            raise FileError(
                self.env._(
                    "The file is empty (0 bytes). Save it in Excel again and load it once more."
                )
            )
        if content.startswith(OLE):
            if ENCRYPTED in content:
                raise self._protected()
            return  # a format of old, which calamine reads
        if not content.startswith(ZIP):
            raise FileError(
                self.env._(
                    "This is no Excel workbook but a file of another kind with the extension xlsx. "
                    "Open it and save it as “Excel workbook (.xlsx)”."
                )
            )
        self._check_archive(content)

    def _check_archive(self, content):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                members = archive.infolist()
        except zipfile.BadZipFile:
            raise self._damaged()
        names = {member.filename for member in members}
        if WORD in names:
            raise FileError(
                self.env._(
                    "This is no Excel workbook (a Word document is inside). Choose an .xlsx file."
                )
            )
        if WORKBOOK not in names:
            raise FileError(self.env._("This is no Excel workbook. Choose an .xlsx file."))
        if sum(member.file_size for member in members) > MAX_UNPACKED:
            raise FileError(
                self.env._("The file is too large to be read at once. Divide it into parts.")
            )

    def _guarded(self, read):
        try:
            return read()
        except PasswordError:
            raise self._protected()
        except CalamineError:
            raise self._damaged()
        except BaseException as error:  # a panic of the Rust library is no Exception
            if type(error).__name__ != "PanicException":
                raise
            raise self._damaged()

    def _protected(self):
        return FileError(
            self.env._(
                "The file is protected by a password. Remove the password in Excel and load "
                "the file again."
            )
        )

    def _damaged(self):
        return FileError(
            self.env._(
                "The file is damaged (not loaded completely). Get it anew and load it once more."
            )
        )


def is_blank(cell):
    """Tell whether nothing is in the cell; spaces, no-break ones too, are nothing."""
    return cell is None or (cell.__class__ is str and not cell.strip())


def text_of(cell):
    """Return what a person sees in the cell, on one line.

    :param cell: as ``Workbook.rows`` gives it
    :return: str; whole numbers without “.0”, dates as дд.мм.гггг
    """
    if cell is None:
        return ""
    if cell.__class__ is str:
        return " ".join(cell.split())
    if cell.__class__ is float:
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", ",")
    if isinstance(cell, (date, datetime)):
        return cell.strftime("%d.%m.%Y")
    return str(cell)


def count_rows(content):
    """Return about how many rows the file has, quickly; 0 when it is no workbook.

    :param bytes content: the file
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [m for m in archive.infolist() if m.filename.startswith("xl/worksheets/")]
            if sum(member.file_size for member in members) > MAX_UNPACKED:
                return 0
            return sum(archive.read(member).count(b"<row") for member in members)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
        return 0  # whoever reads the file says what is wrong with it
