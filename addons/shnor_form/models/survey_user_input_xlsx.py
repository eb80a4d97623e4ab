from odoo import models
from odoo.exceptions import UserError

from odoo.addons.shnor_registry.imports.workbook import FileError

from ..report.form_upload import read_form
from ..report.form_xlsx import write_form
from .survey_user_input_save import MAX_SAVES


class SurveyUserInput(models.Model):
    """The form in Excel: out with what is answered, in with a word about each wrong cell."""

    _inherit = "survey.user_input"

    def _form_xlsx(self, access):
        """Return the form as a workbook (constant number of queries).

        :param dict access: see ``_form_find``; a delegate gets the own sections
        :return: bytes
        """
        self.ensure_one()
        return write_form(self.env, self._form_twin(access["sections"], access))

    def _form_read_xlsx(self, content, access):
        """Return what a workbook that was downloaded and filled changes in the form.

        :param bytes content: the file
        :param dict access: see ``_form_find``
        :return: (saves, errors): saves as ``_form_save`` takes them, of what was changed only;
            errors are dicts ``{"cell": "Анкета!D15", "code", "message"}``
        :raise UserError: it is no workbook of this form, with the reason and the remedy
        """
        self.ensure_one()
        try:
            return read_form(self.env, content, self._form_twin(access["sections"], access))
        except FileError as error:
            raise UserError(str(error))

    def _form_take_xlsx(self, content, access, only_good=False):
        """Save what a workbook changes: all of it, or nothing while a cell is wrong.

        :param bytes content: the file
        :param dict access: see ``_form_find``
        :param bool only_good: save what is right although something is wrong
        :return: dict ``{"saved", "unchanged", "errors": [{"cell", "code", "message"}], "message"}``
        :raise UserError: the form is closed, or the file is no workbook of it
        """
        self.ensure_one()
        # nobody changes an answer between the look at it and the save
        self._form_lock()
        if not self._form_may_fill(access):
            raise UserError(self.env._("You may read this form, not fill it."))
        if reason := self._form_closed_reason(grace=True):
            raise UserError(reason)
        saves, errors = self._form_read_xlsx(content, access)
        asked = self._form_visible_schema(access)["questions"].values()
        fillable = sum(question["type"] != "computed" for question in asked)
        faulty = {error["code"] for error in errors}
        saved = 0 if errors and not only_good else self._form_save_excel(saves, access)
        return {
            "saved": saved,
            "unchanged": max(fillable - len(saves) - len(faulty), 0),
            "errors": errors,
            "message": self._form_taken_words(saved, saves, errors),
        }

    def _form_save_excel(self, saves, access):
        for start in range(0, len(saves), MAX_SAVES):
            part = saves[start : start + MAX_SAVES]
            result = self._form_save(part, access, None, self.form_revision, origin="excel")
            for ack in result["acks"]:
                if ack["status"] != "saved":
                    # its time ended between the look and the save: nothing of the file is kept
                    raise UserError(ack["message"])
        return len(saves)

    def _form_taken_words(self, saved, saves, errors):
        env = self.env
        if errors and saves and not saved:
            return env._(
                "Cells to be corrected: %(errors)s. Nothing is saved yet; answers that could be "
                "saved: %(good)s.",
                errors=len(errors),
                good=len(saves),
            )
        if errors and saved:
            return env._(
                "Answers saved: %(saved)s. Cells to be corrected: %(errors)s.",
                saved=saved,
                errors=len(errors),
            )
        if errors:
            return env._("Nothing is saved: correct the cells and load the file again.")
        if not saved:
            return env._("The workbook changes nothing: all its answers are here already.")
        return env._("Answers saved: %s.", saved)
