from odoo import models

from ..engine import values
from ..engine.validation import Answers
from ..report.form_pdf import write_pdf

EMPTY_ROWS = 4


class SurveyUserInput(models.Model):
    """The form on paper: empty, to be filled by hand, or with what was answered."""

    _inherit = "survey.user_input"

    def _form_pdf(self, empty=False, receipt=None, sections=None):
        """Return the form as a PDF (constant number of queries).

        :param bool empty: to be filled by hand
        :param receipt: shnor.form.receipt: the answers as they were handed in then
        :param list sections: ids of the sections that may be seen, or None for all
        :return: bytes
        """
        self.ensure_one()
        html = self.env["ir.qweb"]._render(
            "shnor_form.form_pdf",
            {
                "sheet": self,
                "schema": self.survey_id._form_schema(),
                "sections": self._form_pdf_sections(empty, receipt, sections),
                "receipt": receipt or (self.form_receipt_ids[:1] if not empty else None),
                "empty": empty,
            },
        )
        return write_pdf(str(html))

    def _form_pdf_sections(self, empty, receipt, only):
        """Return what the template prints: sections with rows of plain words."""
        schema = self.survey_id._form_schema()
        answers = {} if empty else self._form_pdf_answers(receipt)
        raw = {code: line["value"] for code, line in answers.items()}
        known = Answers(schema, raw, self._form_constants())
        files = {} if empty else self._form_evidence_payload()
        sections = []
        for section in schema["sections"]:
            if only is not None and section["id"] not in only:
                continue
            rows = [
                self._form_pdf_row(schema["questions"][code], known, answers.get(code), empty)
                | {"files": ", ".join(file["name"] for file in files.get(code, ()))}
                for code in section["codes"]
                if empty or code in known.visible
            ]
            sections.append({"title": section["title"], "help": section["help"], "rows": rows})
        return sections

    def _form_pdf_answers(self, receipt):
        if receipt:
            return receipt.snapshot or {}
        return self._form_answers()[self.id]

    def _form_pdf_row(self, question, known, line, empty):
        value = known.values.get(question["code"])
        if line and question["type"] == "computed" and value is None:
            value = line["value"]
        row = {
            "question": question,
            "code": question["code"],
            "title": question["title"],
            "help": question["help"] if empty else "",
            "unit": question["unit"],
            "words": values.words(self.env, question, value),
            "comment": (line or {}).get("comment") or "",
            "table": None,
        }
        if question["type"] == "table":
            row["table"] = self._form_pdf_table(question, value, empty)
        return row

    def _form_pdf_table(self, question, value, empty):
        """Return the cells of a table in words: fixed rows first, empty ones to write into."""
        by_row = {row.get("row"): row for row in value or [] if row.get("row")}
        lines = [(row["label"], by_row.get(row["code"], {})) for row in question["rows"]] + [
            ("", row) for row in value or [] if not row.get("row")
        ]
        if empty and question["grow"]:
            lines += [("", {})] * EMPTY_ROWS
        return [
            [label]
            + [
                values.words(self.env, column, cells.get(column["code"]))
                for column in question["columns"]
            ]
            for label, cells in lines
        ]
