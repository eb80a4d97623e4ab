from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.validation import Answers
from .survey_user_input import FILLING


class SurveyUserInput(models.Model):
    """Handing the form in: checked, received, told by a receipt."""

    _inherit = "survey.user_input"

    def _form_submit(self, key=None, warning_comments=None, access=None):
        """Submit the sheet; a second time with the same key, or when it is in, changes nothing.

        :param str key: made by the browser once for each submit
        :param dict warning_comments: {check id: comment} for checks that only warn
        :param dict access: see ``_form_find``; None for the server's own
        :return: dict: ``{"receipt": …}``, or ``{"problems": […]}`` when something is missing
        :raise AccessError: the form is somebody else's to submit
        :raise UserError: it is closed
        """
        self.ensure_one()
        self._form_lock()
        if receipt := self._form_receipt_of(key):
            return {"receipt": receipt._as_dict()}
        if access and access["role"] == "delegate":
            raise AccessError(self.env._("Only the owner of the form submits it."))
        if not self._form_may_fill(access):
            raise AccessError(self.env._("You may read this form, not submit it."))
        if reason := self._form_closed_reason(grace=True):
            raise UserError(reason)
        comments = self._form_keep_warning_comments(warning_comments)
        if found := self._form_blocking(comments):
            return {"problems": found}
        return {"receipt": self._form_mark_submitted(access, key)._as_dict()}

    def _form_receipt_of(self, key):
        """Return the receipt of a submit that was done already, possibly empty."""
        receipts = self.form_receipt_ids
        if key and (same := receipts.filtered(lambda receipt: receipt.key == key)):
            return same[:1]
        return receipts[:1] if self.form_state in ("submitted", "accepted") else receipts[:0]

    def _form_keep_warning_comments(self, comments):
        """Remember the comments to warnings, so that a refused submit does not lose them."""
        kept = dict(self.form_warning_comments or {})
        for check in self.survey_id._form_schema()["checks"]:
            text = (comments or {}).get(str(check["id"]))
            if isinstance(text, str):
                kept[str(check["id"])] = text.replace("\x00", "").strip()[:2000]
        if kept != (self.form_warning_comments or {}):
            self.form_warning_comments = kept
        return kept

    def _form_blocking(self, comments):
        """Return the problems that stand in the way: errors, and warnings without a comment."""
        return [
            problem
            for problem in self._form_problems()
            if problem["severity"] == "error" or not comments.get(str(problem["check"]))
        ]

    def _form_mark_submitted(self, access, key=None):
        """Move sheets to “submitted” and write the receipts (constant number of statements).

        :return: shnor.form.receipt, one a sheet
        """
        self._check_transition("submitted")
        self._form_store_computed()
        now = fields.Datetime.now()
        self._move_to(
            "submitted",
            state="done",
            end_datetime=now,
            form_submitted_at=now,
            form_return_reason=False,
        )
        partner = access["partner"] if access else self.env.user.partner_id
        return self._form_make_receipts(partner, key, now)

    def _form_mark_submitted_by_staff(self):
        """Take forms as handed in that came on paper or in Excel (checks are the officer's).

        :return: shnor.form.receipt, one a sheet that was not in yet
        """
        return self.filtered(lambda one: one.form_state in FILLING)._form_mark_submitted(None)

    def _form_store_computed(self):
        """Keep what formulas say now as answers, so that everybody reads the same number."""
        lines = self._form_all_lines()
        raw = {sheet_id: {} for sheet_id in self.ids}
        for (sheet_id, _question), line in lines.items():
            raw[sheet_id][line["code"]] = line["value"]
        rows = []
        for sheet in self:
            rows += sheet._form_computed_rows(lines, raw[sheet.id])
        self._form_write_rows(rows)

    def _form_computed_rows(self, lines, raw):
        """Return the rows of computed answers that differ from what is stored."""
        schema = self.survey_id._form_schema()
        answers = Answers(schema, raw, self._form_constants())
        rows, revision = [], self.form_revision
        for question in schema["questions"].values():
            if question["type"] != "computed":
                continue
            line = lines.get((self.id, question["id"]))
            value = answers.values.get(question["code"])
            if (line["value"] if line else None) == value:
                continue
            revision += 1
            save = {
                "question": question,
                "value": value,
                "comment": None,
                "confirmed": True,
                "seq": None,
            }
            rows.append(self._form_row(save, line, None, None, revision, "computed"))
        return rows

    def _form_make_receipts(self, partner, key, now):
        snapshots = self._form_snapshots()
        before = dict(
            self.env["shnor.form.receipt"]
            .sudo()
            ._read_group([("sheet_id", "in", self.ids)], ["sheet_id"], ["__count"])
        )
        # sudo: a receipt is made by submitting only
        receipts = self.env["shnor.form.receipt"].sudo()
        return receipts.create(
            [
                {
                    "sheet_id": sheet.id,
                    # year, form, and how many times it was handed in: unique without a counter
                    # that hundreds would wait for in the last minute
                    "number": f"{now:%Y}-{sheet.id:06d}-{before.get(sheet.sudo(), 0) + 1}",
                    "date": now,
                    "author_id": partner.id,
                    "key": key,
                    "snapshot": snapshots[sheet.id],
                    "checksum": receipts._checksum_of(snapshots[sheet.id]),
                }
                for sheet in self
            ]
        )

    def _form_snapshots(self):
        """Return {sheet id: {code: {"value", "comment"}}} of everything answered."""
        return {
            sheet_id: {
                code: {"value": line["value"], "comment": line["comment"]}
                for code, line in sorted(answers.items())
                if line["value"] is not None or line["comment"]
            }
            for sheet_id, answers in self._form_answers().items()
        }
