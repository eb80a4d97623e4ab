import hashlib

from odoo import models
from odoo.exceptions import UserError

from ..report.document_pdf import render_pdf
from .shnor_document_mixin import safe_file_name

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
PROJECT = "ПРОЕКТ"


class ShnorLetter(models.Model):
    """The letter on paper. Before it goes out it may be looked at; then the files are kept."""

    _name = "shnor.letter"
    _inherit = ["shnor.letter", "shnor.document.mixin"]

    def _document_kind(self):
        return "letter"

    def _document_name(self):
        return f"Письмо № {(self.number or '').replace('/', '-')} {self.school_name}"

    def _document_values(self):
        """Return the data of the letter: the snapshot under the head of the pack."""
        self.ensure_one()
        return {
            **self.pack_id._document_head(),
            "mark": PROJECT if self.state == "prepared" else "",
            "number": self.number,
            **self.content,
        }

    def _render_document(self, extension, template=None):
        """Return the letter; what has gone out comes as it went out."""
        kept = self.pdf_id if extension == "pdf" else self.docx_id
        if kept and not template:
            # sudo: whoever may read the letter may read its files
            return kept.sudo().name, self._kept_content(extension)
        return super()._render_document(extension, template)

    def _kept_content(self, extension):
        """Return a file that went out.

        :param str extension: ``pdf`` or ``docx``
        :return: bytes
        :raise UserError: the PDF is not the one that went out
        """
        self.ensure_one()
        kept = self.pdf_id if extension == "pdf" else self.docx_id
        # sudo: the callers have found the letter among those of the reader
        attachment = kept.sudo()
        if extension == "pdf" and not self._is_genuine():
            raise UserError(
                self.env._(
                    "“%s”: the kept PDF is not the one that went out. Tell the administrator.",
                    self.display_name,
                )
            )
        return attachment.raw

    def _is_genuine(self):
        """Return whether the kept PDF has the SHA-256 of the register."""
        # sudo: whoever may read the letter may know whether its file is genuine
        raw = self.pdf_id.sudo().raw or b""
        return hashlib.sha256(raw).hexdigest() == self.sha256

    def _render_files(self):
        """Return the files of some letters.

        The template is read once for all of them.

        :return: dict {letter: [(name, content, type) of the PDF, the same of the Word file]}
        """
        local = self._in_russian(self)
        template = self.env["shnor.document.template"]._in_use(self._document_kind())
        found = {}
        for letter, own in zip(self, local, strict=True):
            name = safe_file_name(own._document_name())
            word = template._render({**own._document_values(), "mark": ""})
            found[letter] = [
                (f"{name}.pdf", render_pdf(own.env, word), TYPES["pdf"]),
                (f"{name}.docx", word, TYPES["docx"]),
            ]
        return found


class ShnorLetterPack(models.Model):
    """The head that all letters of a pack have."""

    _inherit = "shnor.letter.pack"

    def _document_head(self):
        mixin = self.env["shnor.document.mixin"]
        return {
            **mixin._document_organisation(),
            "date": mixin._date_words(self.date, "г."),
            "date_short": mixin._date_numbers(self.date),
            "acknowledge_until": mixin._date_words(self.acknowledge_until),
            "introduction": self.introduction or "",
            "portal": self.get_base_url(),
            "signer": mixin._initials(self.signer),
            "signer_full": self.signer,
            "signer_position": self.signer_position or "",
            "executor": self.executor or "",
            "executor_phone": self.executor_phone or "",
        }
