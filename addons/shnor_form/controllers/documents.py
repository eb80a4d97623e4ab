from odoo import http
from odoo.exceptions import MissingError
from odoo.http import content_disposition, request

from .portal import MAX_UPLOAD, FormPortal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FormDocuments(FormPortal):
    """The form as a file: Excel there and back, paper, the receipt."""

    @http.route("/my/forms/<int:sheet_id>/pdf", type="http", auth="public")
    def form_pdf(self, sheet_id, empty=None, token=None):
        """Send the form as a PDF, filled or empty."""
        found = self._find_or_none(sheet_id, token)
        if not found:
            raise request.not_found()
        sheet, access = found
        content = sheet._form_pdf(empty=empty == "1", sections=access["sections"])
        return self._file(content, "application/pdf", self._file_name(sheet, "pdf"))

    @http.route(
        "/my/forms/<int:sheet_id>/receipt/<int:receipt_id>",
        type="http",
        auth="user",
        website=True,
    )
    def form_receipt(self, sheet_id, receipt_id):
        """Show a receipt."""
        receipt = self._receipt(sheet_id, receipt_id)
        if not receipt:
            raise request.not_found()
        values = {
            "sheet": receipt.sheet_id,
            "receipt": receipt,
            "shown": receipt._form_facts(),
            "holds": receipt._verify(),
            "newer": receipt.sheet_id.form_receipt_ids[:1] - receipt,
            "page_name": "shnor_form_receipt",
        }
        return request.render("shnor_form.form_receipt_page", values)

    @http.route("/my/forms/<int:sheet_id>/receipt/<int:receipt_id>/pdf", type="http", auth="user")
    def form_receipt_pdf(self, sheet_id, receipt_id):
        """Send the form as it was handed in."""
        receipt = self._receipt(sheet_id, receipt_id)
        if not receipt:
            raise request.not_found()
        return self._file(receipt._pdf(), "application/pdf", f"{receipt.number}.pdf")

    @http.route("/my/forms/<int:sheet_id>/xlsx", type="http", auth="public", methods=["GET"])
    def form_xlsx(self, sheet_id, token=None):
        """Send the form as a workbook to be filled without a line."""
        found = self._find_or_none(sheet_id, token)
        if not found:
            raise request.not_found()
        sheet, access = found
        sheet._form_prefill()
        return self._file(sheet._form_xlsx(access), XLSX, self._file_name(sheet, "xlsx"))

    @http.route(
        "/my/forms/<int:sheet_id>/xlsx",
        type="http",
        auth="public",
        methods=["POST"],
        max_content_length=MAX_UPLOAD,
    )
    def form_xlsx_upload(self, sheet_id, ufile=None, token=None, only_good=None):
        """Take a filled workbook; with a mistake in a cell nothing is saved unless asked for."""
        sheet, access = self._find(sheet_id, token)
        content = ufile.read() if hasattr(ufile, "read") else b""
        result = self._told(sheet._form_take_xlsx, content, access, only_good == "1")
        return request.make_json_response(result)

    def _find_or_none(self, sheet_id, token):
        try:
            return self._find(sheet_id, token)
        except MissingError:
            return None

    def _receipt(self, sheet_id, receipt_id):
        """Return a receipt of a sheet that is the caller's, or None; delegates have none."""
        found = self._find_or_none(sheet_id, None)
        if not found or found[1]["role"] == "delegate":
            return None
        return found[0].form_receipt_ids.filtered(lambda one: one.id == receipt_id)

    def _file(self, content, mimetype, name):
        headers = [
            ("Content-Type", mimetype),
            ("Content-Disposition", content_disposition(name)),
            ("Content-Length", len(content)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)

    def _file_name(self, sheet, extension):
        words = " ".join(filter(None, (sheet.survey_id.title, sheet.form_title)))
        return f"{sheet._form_file_name(words.replace('.', ' '))}.{extension}"
