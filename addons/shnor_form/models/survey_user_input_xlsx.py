from datetime import date, datetime

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.shnor_registry.imports.workbook import FileError, Workbook, is_blank, text_of
from odoo.addons.shnor_registry.tools.text import key

from ..engine import values
from ..report.form_xlsx import (
    ANSWER,
    CODE,
    COMMENT,
    HEAD_ROW,
    HIDDEN,
    MAIN,
    TABLE_HEAD_ROW,
    FormWriter,
)
from .survey_user_input_save import MAX_SAVES

MAX_BYTES = 5 * 1024 * 1024
YES, NO = ("да", "yes", "1"), ("нет", "no", "0")


class SurveyUserInput(models.Model):
    """The form in Excel: out with what is answered, in with a word about each wrong cell."""

    _inherit = "survey.user_input"

    def _form_xlsx(self, access):
        """Return the form as a workbook (constant number of queries).

        :param dict access: see ``_form_find``; a delegate gets the own sections
        :return: bytes
        """
        self.ensure_one()
        return FormWriter(self.env, self._form_payload(access)).write()

    def _form_take_xlsx(self, content, access, only_good=False):
        """Save what a filled workbook changes.

        :param bytes content: the file
        :param dict access: see ``_form_find``
        :param bool only_good: save the good cells although others are wrong
        :return: dict ``{"saved", "unchanged", "errors": [{"cell", "code", "message"}], "message"}``
        :raise UserError: the file is no workbook of this form, or the form is closed
        """
        self.ensure_one()
        if reason := self._form_closed_reason(grace=True):
            raise UserError(reason)
        saves, errors = self._form_read_xlsx(content, access)
        stored = self._form_answers()[self.id]
        changed = [save for save in saves if self._form_is_change(save, stored)]
        unchanged = len(saves) - len(changed)
        if errors and not only_good:
            message = self.env._("Nothing is saved: correct the cells and load the file again.")
            return {"saved": 0, "unchanged": unchanged, "errors": errors, "message": message}
        saved = 0
        for start in range(0, len(changed), MAX_SAVES):
            part = changed[start : start + MAX_SAVES]
            result = self._form_save(part, access, origin="excel")
            for ack, save in zip(result["acks"], part, strict=True):
                if ack["status"] == "saved":
                    saved += 1
                else:
                    errors.append(
                        {"cell": save["cell"], "code": ack["code"], "message": ack["message"]}
                    )
        message = self.env._("Answers saved: %s.", saved)
        return {"saved": saved, "unchanged": unchanged, "errors": errors, "message": message}

    def _form_is_change(self, save, stored):
        line = stored.get(save["code"])
        if line is None:
            return True
        same_comment = "comment" not in save or save["comment"] == line["comment"]
        return line["value"] != save["value"] or not same_comment or not line["confirmed"]

    def _form_read_xlsx(self, content, access):
        """Read a filled workbook.

        :return: (saves as ``_form_save`` takes them, errors with their cells)
        :raise UserError: it is no workbook of this form
        """
        book = self._form_open_xlsx(content)
        questions = self._form_visible_schema(access)["questions"]
        saves, errors = [], []
        for number, row in enumerate(book.rows(MAIN), 1):
            code = text_of(row[CODE]) if row else ""
            question = questions.get(code)
            if number <= HEAD_ROW + 1 or question is None or question["type"] == "computed":
                continue
            cell = f"{MAIN}!{chr(65 + ANSWER)}{number}"
            try:
                value = self._form_xlsx_answer(book, question, row)
            except _CellError as problem:
                errors.append({"cell": problem.cell or cell, "code": code, "message": str(problem)})
                continue
            if value is None:
                continue
            save = {"code": code, "value": value, "cell": cell, "confirmed": True}
            if len(row) > COMMENT and not is_blank(row[COMMENT]):
                save["comment"] = str(row[COMMENT]).strip()
            saves.append(save)
        return saves, errors

    def _form_open_xlsx(self, content):
        if len(content) > MAX_BYTES:
            raise UserError(self.env._("The file is larger than %s MB.", MAX_BYTES // 1024 // 1024))
        try:
            book = Workbook(self.env, content)
            [mark] = book.rows(HIDDEN)[:1] if HIDDEN in book.titles else [[]]
        except FileError as error:
            raise UserError(str(error))
        if key(MAIN) not in book.titles or len(mark) < 3:
            raise UserError(
                self.env._("This is not the workbook of the form. Take it from this page anew.")
            )
        sheet_id, code, version = (text_of(cell) for cell in mark[:3])
        if sheet_id != str(self.id):
            raise UserError(
                self.env._("This workbook is of another form. Choose the file of this one.")
            )
        form = self.survey_id
        if (code, version) != (form.form_code or "", str(form.form_version)):
            raise UserError(
                self.env._("This workbook is of another version. Take it from this page anew.")
            )
        return book

    def _form_xlsx_answer(self, book, question, row):
        if question["type"] == "table":
            return self._form_xlsx_table(book, question)
        cell = row[ANSWER] if len(row) > ANSWER else None
        return self._form_xlsx_cell(question, cell)

    def _form_xlsx_cell(self, question, cell, place=None):
        """Return the answer in a cell, None when it is empty."""
        if is_blank(cell):
            return None
        try:
            return values.read(self.env, question, self._form_xlsx_plain(question, cell))
        except values.ValueProblem as problem:
            raise _CellError(str(problem), place)

    def _form_xlsx_plain(self, question, cell):
        """Return what a cell means, as a browser would have sent it."""
        kind = question["type"]
        if kind in ("number", "scale"):
            return cell if isinstance(cell, int | float) else text_of(cell)
        if kind == "date":
            return self._form_xlsx_date(cell)
        if kind == "yes_no":
            word = key(text_of(cell))
            if word not in YES + NO:
                raise values.ValueProblem(self.env._("Answer yes or no."))
            return word in YES
        if kind in ("choice", "choices"):
            labels = {key(option["label"]): option["code"] for option in question["options"]}
            words = text_of(cell).split(";") if kind == "choices" else [text_of(cell)]
            codes = [labels.get(key(word), word.strip()) for word in words if word.strip()]
            return codes if kind == "choices" else codes[0]
        return cell if isinstance(cell, str) else text_of(cell)

    def _form_xlsx_date(self, cell):
        if isinstance(cell, datetime):
            return cell.date().isoformat()
        if isinstance(cell, date):
            return cell.isoformat()
        try:
            return datetime.strptime(text_of(cell), "%d.%m.%Y").date().isoformat()
        except ValueError:
            return text_of(cell)

    def _form_xlsx_table(self, book, question):
        """Return the rows of a table's own sheet; None when nothing is in it."""
        if key(question["code"]) not in book.titles:
            raise _CellError(self.env._("The sheet of this table is missing."), None)
        codes = {key(line["label"]): line["code"] for line in question["rows"]}
        rows = []
        lines = book.rows(question["code"])
        last = TABLE_HEAD_ROW + 1
        for number, line in enumerate(lines[TABLE_HEAD_ROW + 1 :], TABLE_HEAD_ROW + 2):
            label = key(text_of(line[0])) if line else ""
            if not label:
                break  # what stands below is the total
            last = number
            cells = {}
            for index, column in enumerate(question["columns"], 1):
                place = f"{question['code']}!{chr(65 + index)}{number}"
                cell = line[index] if len(line) > index else None
                value = self._form_xlsx_cell(column, cell, place)
                if value is not None:
                    cells[column["code"]] = value
            if cells:
                rows.append({"row": codes[label], **cells} if label in codes else cells)
        try:
            return values.read(self.env, question, rows)
        except values.ValueProblem as problem:
            raise _CellError(str(problem), f"{question['code']}!A{last}")


class _CellError(Exception):
    def __init__(self, message, cell=None):
        super().__init__(message)
        self.cell = cell
