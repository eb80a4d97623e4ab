from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from ..imports.check_report import write_check
from ..imports.export import TooManyRowsError, write_export
from ..imports.template import write_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ShnorImportController(http.Controller):
    """Workbooks to download: templates to fill in, and what the check said."""

    @http.route(
        "/shnor/import/template/<string:kind>.xlsx", type="http", auth="user", readonly=True
    )
    def download_template(self, kind):
        """Return the empty workbook of a kind; keepers only."""
        request.env["shnor.import"].check_access("create")
        model = request.env["shnor.import.kind"]._all_kinds().get(kind)
        if model is None:
            raise NotFound
        return self._workbook(write_template(model), f"{kind}.xlsx")

    @http.route("/shnor/import/export/<string:kind>.xlsx", type="http", auth="user", readonly=True)
    def download_export(self, kind):
        """Return what the keeper may see of a kind, to be corrected and loaded again."""
        request.env["shnor.import"].check_access("create")
        model = request.env["shnor.import.kind"]._exported_kinds().get(kind)
        if model is None:
            raise NotFound
        try:
            return self._workbook(write_export(model), f"{kind}.xlsx")
        except TooManyRowsError:
            raise UserError(
                request.env._(
                    "There are more rows than Excel can hold. Export a part of them from the list "
                    "of records."
                )
            )

    @http.route("/shnor/import/<int:import_id>/check.xlsx", type="http", auth="user", readonly=True)
    def download_check(self, import_id):
        """Return the verdicts of an import beside the original cells; by the user's own rights."""
        record = request.env["shnor.import"].browse(import_id).exists()
        if not record:
            raise NotFound
        record.check_access("read")
        name = request.env._("Check of import %s", record.id)
        return self._workbook(write_check(record), f"{name}.xlsx")

    def _workbook(self, content, name):
        return request.make_response(
            content,
            [
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )
