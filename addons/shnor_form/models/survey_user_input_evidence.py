import base64
import hashlib
import os
import re

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mimetypes import guess_mimetype

MAX_BYTES = 5 * 1024 * 1024
MAX_FILES = 10
# what a file may be called, and what its content may then be
FILE_TYPES = {
    ".pdf": {"application/pdf"},
    ".jpg": {"image/jpeg"},
    ".jpeg": {"image/jpeg"},
    ".png": {"image/png"},
    ".docx": {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/zip",
    },
    ".xlsx": {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/zip",
    },
    ".odt": {"application/vnd.oasis.opendocument.text", "application/zip"},
    ".ods": {"application/vnd.oasis.opendocument.spreadsheet", "application/zip"},
}


class SurveyUserInput(models.Model):
    """Files that prove answers."""

    _inherit = "survey.user_input"

    def _form_attach(self, code, name, content, access):
        """Attach a file to an answer.

        :param str code: of the question
        :param str name: of the file
        :param bytes content: of the file
        :param dict access: see ``_form_find``
        :return: shnor.form.evidence
        :raise UserError: the file is too large, of a wrong kind or empty, or the form is closed
        """
        self.ensure_one()
        self._form_lock()
        question = self._form_evidence_question(code, access)
        name = self._form_file_name(name)
        mimetype = self._form_check_file(name, content)
        if len(self.form_evidence_ids.filtered(lambda one: one.code == code)) >= MAX_FILES:
            raise UserError(
                self.env._("There are %s files already. Take one away first.", MAX_FILES)
            )
        # sudo: the person may fill this form, which was checked above
        return (
            self.env["shnor.form.evidence"]
            .sudo()
            .create(
                {
                    "sheet_id": self.id,
                    "question_id": question["id"],
                    "name": name,
                    "mimetype": mimetype,
                    "size": len(content),
                    "file": base64.b64encode(content),
                    "checksum": hashlib.sha256(content).hexdigest(),
                    "author_id": access["partner"].id,
                }
            )
        )

    def _form_detach(self, evidence_id, access):
        """Take a file away from an answer; the file itself is kept.

        :raise UserError: there is no such file on this form, or the form is closed
        """
        self.ensure_one()
        evidence = self.form_evidence_ids.filtered(lambda one: one.id == evidence_id)
        if not evidence:
            raise UserError(self.env._("There is no such file. Reload the page."))
        self._form_evidence_question(evidence.code, access)
        # sudo: see _form_attach
        evidence.sudo().active = False

    def _form_evidence_question(self, code, access):
        """Return the question whose files this person may change now.

        :raise UserError: the form is closed, the question takes no files or is not the person's
        """
        if not self._form_may_fill(access):
            raise AccessError(self.env._("You may read this form, not fill it."))
        if reason := self._form_closed_reason(grace=True):
            raise UserError(reason)
        question = self.survey_id._form_schema()["questions"].get(code)
        if question is None or question["evidence"] == "none":
            raise UserError(self.env._("This question takes no files."))
        if message := self._form_foreign_question(question, access):
            raise UserError(message)
        return question

    def _form_file_name(self, name):
        """Return a file's name without a path and what a file system would not like."""
        name = os.path.basename((name or "").replace("\\", "/"))
        name = re.sub(r"[\x00-\x1f<>:\"|?*]", "", name).strip(". ")
        stem, extension = os.path.splitext(name)
        return f"{stem[:100]}{extension[:10]}"

    def _form_check_file(self, name, content):
        """Return the type of a file's content.

        :raise UserError: the file is empty, too large, or not what its name says
        """
        extension = os.path.splitext(name)[1].lower()
        if not content:
            raise UserError(self.env._("“%s” is empty. Choose another file.", name))
        if len(content) > MAX_BYTES:
            raise UserError(
                self.env._(
                    "“%(name)s” is larger than %(limit)s MB. Send a smaller copy or a photo.",
                    name=name,
                    limit=MAX_BYTES // 1024 // 1024,
                )
            )
        mimetype = guess_mimetype(content)
        if extension not in FILE_TYPES:
            raise UserError(
                self.env._(
                    "“%(name)s”: files of these kinds are taken: %(kinds)s.",
                    name=name,
                    kinds=", ".join(sorted(kind[1:] for kind in FILE_TYPES)),
                )
            )
        if mimetype not in FILE_TYPES[extension]:
            raise UserError(
                self.env._(
                    "“%(name)s” is not what its name says. Open it, save it again and send that "
                    "file.",
                    name=name,
                )
            )
        return mimetype
