from odoo import models

from ..report.form_pdf import render_form


class SurveyUserInput(models.Model):
    """The form on paper: empty, to be filled by hand, or with what was answered."""

    _inherit = "survey.user_input"

    def _form_pdf(self, empty=False, receipt=None, sections=None):
        """Return the form as a PDF (constant number of queries).

        :param bool empty: to be filled by hand
        :param receipt: shnor.form.receipt: the answers as they were handed in then
        :param list sections: ids of the sections that may be seen, or None for all
        :return: bytes
        :raise UserError: this server cannot make PDFs
        """
        self.ensure_one()
        twin = self._form_twin(sections)
        known = twin["schema"]["questions"]
        twin.update(
            {
                "empty": empty,
                "organisation": self.form_organisation_id.name or "",
                "issuer": self.env.company.name or "",
            }
        )
        if empty:
            twin["note"] = self._form_pdf_deadline()
        if receipt:
            twin.update(self._form_pdf_receipt(receipt, known))
        else:
            twin.update(
                {
                    "evidence": self._form_evidence_payload(known),
                    "queries": [
                        query._as_dict() for query in self.form_query_ids if query.code in known
                    ],
                    "return_reason": self.form_return_reason or "",
                    # a colleague who fills a part has nothing to do with the receipt
                    "receipt": None if empty or sections else self._form_valid_receipt(),
                }
            )
        return render_form(self.env, twin)

    def _form_pdf_deadline(self):
        if not self.deadline:
            return ""
        return self.env._("To be handed in not later than: %s", self._form_deadline_text())

    def _form_pdf_receipt(self, receipt, known):
        """Return what a copy for a receipt has instead of what is in the form now."""
        lines = {
            code: {**line, "confirmed": True}
            for code, line in (receipt.snapshot or {}).items()
            if code in known
        }
        return {
            "answers": lines,
            # as they were handed in: a formula is not worked out again
            "computed": {code: line["value"] for code, line in lines.items()},
            "visible": self._form_reckon(lines).visible,
            "previous": {},
            "evidence": receipt._form_evidence(),
            "queries": [],
            "return_reason": "",
            "note": "",
            "receipt": {**receipt._form_facts(), "changed": False, "copy": True},
        }

    def _form_valid_receipt(self):
        """Return the receipt under which the form is in, and whether its answers are those of now;
        None when the form is not in."""
        receipt = self.form_receipt_ids[:1]
        if not receipt or self.form_state not in ("submitted", "accepted"):
            return None
        checksum = receipt._checksum_of(self._form_snapshots()[self.id])
        return {
            **receipt._form_facts(),
            "changed": checksum != receipt.checksum,
            "copy": False,
        }
