"""Reading the workbook of a form back: what was changed in it, and what is wrong cell by cell."""

import io
import re
import zipfile
import zlib

from xlsxwriter.utility import xl_rowcol_to_cell

from odoo.addons.shnor_registry.imports.workbook import FileError, Workbook, is_blank, text_of
from odoo.addons.shnor_registry.tools.text import key

from ..engine import values
from .form_cells import (
    ANSWER,
    CODE,
    COMMENT,
    CONFIRM,
    MAIN,
    MARKS,
    SIGN,
    TABLE_CODES,
    TABLE_ROWS,
    digest,
    sheet_titles,
    text_in,
    value_of,
)

MAX_BYTES = 5 * 2**20
# a workbook of ours unpacks to less than two megabytes
MAX_UNPACKED = 50 * 2**20
CHUNK = 2**20
# One cell at the far end of a sheet would make the reader take memory for all before it.
FAR_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["'](?:[A-Za-z]{3,}\d+|[A-Za-z]+\d{5,})["']""")
# so much of a chunk is looked at again with the next one, in which a cell may end
OVERLAP = 200
MAX_WORDS = 200


def read_form(env, content, form):
    """Return what a workbook changes in a form.

    :param bytes content: the file
    :param dict form: as in ``form_xlsx.write_form``
    :return: (saves, errors): saves are dicts ``{"seq", "code", "value", "comment", "confirmed"}``
        as ``_form_save`` takes them, errors dicts ``{"cell", "code", "message"}``
    :raise FileError: it is no workbook of this form, with the reason in words
    """
    if len(content) > MAX_BYTES:
        raise FileError(
            env._(
                "The file is larger than %s MB, so it is not the workbook of this form. Download "
                "it anew and copy your answers into it.",
                MAX_BYTES // 2**20,
            )
        )
    _check_archive(env, content)
    reader = _Reader(env, Workbook(env, content), form)
    reader.run()
    return reader.saves, reader.errors


def _check_archive(env, content):
    """Refuse what would fill the memory when it is unpacked, or cannot be unpacked."""
    if not content.startswith(b"PK"):
        return  # Workbook says what it is instead
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                rest = b""
                with archive.open(member) as stream:
                    while chunk := stream.read(CHUNK):
                        unpacked += len(chunk)
                        if unpacked > MAX_UNPACKED or FAR_CELL.search(rest + chunk):
                            raise _too_large(env)
                        rest = chunk[-OVERLAP:]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
        raise FileError(
            env._("The file is damaged (not loaded completely). Get it anew and load it once more.")
        )
    except RuntimeError:  # zipfile says so of an archive with a password
        raise FileError(
            env._(
                "The file is protected by a password. Remove the password in Excel and load the "
                "file again."
            )
        )


def _too_large(env):
    return FileError(
        env._(
            "The workbook has far more cells than this form. Download it anew and copy your "
            "answers into it."
        )
    )


class _Reader:
    def __init__(self, env, book, form):
        self.env, self.book, self.form = env, book, form
        self.schema = form["schema"]
        self.titles = sheet_titles(self.schema)
        self.saves, self.errors = [], []
        # {code: digests of the answer and of the explanation that were in the workbook}
        self.sent = {}

    def run(self):
        self._read_marks()
        seen = set()
        for number, row in enumerate(self.book.rows(MAIN)):
            code = text_of(_cell(row, CODE))
            if code not in self.sent:
                continue
            if code in seen:
                message = self.env._("The question stands in the sheet twice. Keep one of them.")
                self._error(MAIN, number, CODE, code, message)
                continue
            seen.add(code)
            self._read_question(number, row, self.schema["questions"].get(code), code)
        if not seen:
            raise self._foreign()

    # ------------------------------------------------------------------
    # Is it ours
    # ------------------------------------------------------------------
    def _read_marks(self):
        rows = self.book.rows(MARKS) if key(MARKS) in self.book.titles else []
        marks = [text_of(cell) for cell in rows[0]] if rows else []
        if len(marks) < 5 or marks[0] != SIGN or key(MAIN) not in self.book.titles:
            raise self._foreign()
        sheet, form_code, version, _revision = map(str, self.form["marks"])
        if marks[2:4] != [form_code, version]:
            raise FileError(
                self.env._(
                    "The workbook is of another form, or of another version of it. Download this "
                    "one and copy your answers into it."
                )
            )
        if marks[1] != sheet:
            raise FileError(
                self.env._(
                    "The workbook is of another organisation or another monitoring. Download this "
                    "one and copy your answers into it."
                )
            )
        for row in rows[1:]:
            code = text_of(_cell(row, 0))
            self.sent[code] = (text_of(_cell(row, 1)), text_of(_cell(row, 2)))

    def _foreign(self):
        return FileError(
            self.env._(
                "This is not the workbook of the form, or a sheet of it is missing. Download it on "
                "the page of the form, fill it in and load that file."
            )
        )

    # ------------------------------------------------------------------
    # Answers
    # ------------------------------------------------------------------
    def _read_question(self, number, row, question, code):
        if question is None:
            message = self.env._("This question was not given to you.")
            self._error(MAIN, number, CODE, code, message)
            return
        if question["type"] == "computed":
            return
        before = len(self.errors)
        value = self._read_value(number, row, question)
        comment = self._read_comment(number, row, code)
        if len(self.errors) > before:
            return
        save = self._changes(number, row, question, value, comment)
        if save and code not in self.form["open"]:
            message = self.env._("The form takes no answer to this question now.")
            self._error(MAIN, number, ANSWER, code, message)
        elif save:
            self.saves.append(save)

    def _read_value(self, number, row, question):
        if question["type"] == "table":
            return self._read_table(question)
        try:
            return value_of(self.env, question, _cell(row, ANSWER))
        except values.ValueProblem as problem:
            return self._error(MAIN, number, ANSWER, question["code"], str(problem))

    def _read_comment(self, number, row, code):
        try:
            return values.read(self.env, {"type": "text"}, text_in(_cell(row, COMMENT)))
        except values.ValueProblem as problem:
            return self._error(MAIN, number, COMMENT, code, str(problem))

    def _changes(self, number, row, question, value, comment):
        """Return what to save of a question, None when the workbook changed nothing in it.

        What somebody changed on the page since the workbook was downloaded stays; where the
        workbook has yet another answer, whoever loads it decides.
        """
        code = question["code"]
        line = self.form["answers"].get(code) or {"value": None, "comment": "", "confirmed": True}
        sent_value, sent_comment = self.sent[code]
        present, present_comment = line["value"], line["comment"] or None
        new, new_comment = present, present_comment
        if digest(value) != sent_value and value != present:
            if digest(present) != sent_value:
                return self._conflict(number, ANSWER, question, line)
            new = value
        if digest(comment) != sent_comment and comment != present_comment:
            if digest(present_comment) != sent_comment:
                return self._conflict(number, COMMENT, question, line)
            new_comment = comment
        said = not is_blank(_cell(row, CONFIRM)) or digest(value) != sent_value
        # what was confirmed is what the workbook shows
        confirmed = line["confirmed"] or new is None or (said and new == value)
        if (new, new_comment, confirmed) == (present, present_comment, line["confirmed"]):
            return None
        return {
            "seq": None,
            "code": code,
            "value": new,
            "comment": new_comment or "",
            "confirmed": confirmed,
        }

    def _conflict(self, number, column, question, line):
        if column == ANSWER:
            words = values.words(self.env, question, line["value"]) or self.env._("no answer")
        else:
            words = line["comment"] or self.env._("no explanation")
        message = self.env._(
            "Meanwhile it was changed on the page (%(who)s): %(words)s. Download the workbook "
            "anew, or correct the answer on the page.",
            who=line.get("by") or self.env._("somebody else"),
            words=words if len(words) <= MAX_WORDS else f"{words[:MAX_WORDS]}…",
        )
        return self._error(MAIN, number, column, question["code"], message)

    # ------------------------------------------------------------------
    # Tables
    # ------------------------------------------------------------------
    def _read_table(self, question):
        title = self.titles[question["code"]]
        if key(title) not in self.book.titles:
            raise self._foreign()
        rows = self.book.rows(title)
        heads = [text_of(cell) for cell in rows[TABLE_CODES]] if len(rows) > TABLE_CODES else []
        columns = {column["code"]: column for column in question["columns"]}
        places = {place: columns[head] for place, head in enumerate(heads) if head in columns}
        if len(places) != len(columns):
            message = self.env._("A column of the table is missing. Download the workbook anew.")
            return self._error(title, TABLE_CODES, 1, question["code"], message)
        table, before = [], len(self.errors)
        for number, row in enumerate(rows[TABLE_ROWS:], TABLE_ROWS):
            mark = text_of(_cell(row, 0))
            if mark.startswith("#"):
                continue
            cells = self._read_cells(title, number, row, question["code"], places)
            if cells:
                table.append({"row": mark, **cells} if mark else cells)
        if len(self.errors) > before:
            return None
        try:
            return values.read(self.env, question, table)
        except values.ValueProblem as problem:
            return self._error(title, TABLE_ROWS, 1, question["code"], str(problem))

    def _read_cells(self, title, number, row, code, places):
        cells = {}
        for place, column in places.items():
            try:
                cell = value_of(self.env, column, _cell(row, place))
            except values.ValueProblem as problem:
                self._error(title, number, place, code, str(problem))
                continue
            if cell is not None:
                cells[column["code"]] = cell
        return cells

    def _error(self, title, row, column, code, message):
        cell = f"{title}!{xl_rowcol_to_cell(row, column)}"
        self.errors.append({"cell": cell, "code": code, "message": message})


def _cell(row, place):
    return row[place] if place < len(row) else None
