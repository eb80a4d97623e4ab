from odoo import http
from odoo.http import content_disposition, request

from ..models.shnor_document_mixin import EXTENSIONS, safe_file_name

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


class DocumentFiles(http.Controller):
    """Documents and their templates as files; who may is what the records say."""

    @http.route(
        "/shnor/document/<string:document>/<string:numbers>.<string:extension>",
        type="http",
        auth="user",
        readonly=True,
    )
    def document(self, document, numbers, extension):
        """Send documents: of one record the file, of several a ZIP.

        :param str document: kind of the documents
        :param str numbers: ids of the records, separated by commas
        :param str extension: ``docx`` or ``pdf``
        :raise AccessError: a record is not for the reader
        :raise NotFound: there is no such kind or record
        """
        model = request.env["shnor.document.template"]._kinds().get(document, (None,))[0]
        ids = numbers.split(",")
        if not model or extension not in EXTENSIONS or not all(one.isdecimal() for one in ids):
            raise request.not_found()
        # in the order in which they were chosen, each once
        records = request.env[model].browse(dict.fromkeys(int(one) for one in ids))
        records.check_access("read")
        if len(records.exists()) != len(records):
            raise request.not_found()
        return self._file(*records._render_documents(extension))

    @http.route(
        "/shnor/document/template/<int:template_id>/<string:what>.<string:extension>",
        type="http",
        auth="user",
        readonly=True,
    )
    def template(self, template_id, what, extension):
        """Send a template: as it is edited (``template.docx``), or filled in (``preview.…``).

        :raise AccessError: templates are not for the reader
        :raise NotFound: there is no such template
        """
        template = request.env["shnor.document.template"].browse(template_id)
        template.check_access("read")
        if not template.exists() or extension not in EXTENSIONS:
            raise request.not_found()
        if (what, extension) == ("template", "docx"):
            name = template._file_name().removesuffix(".docx")
            return self._file(f"{safe_file_name(name)}.docx", template._content())
        if what != "preview":
            raise request.not_found()
        return self._file(*template._preview(extension))

    def _file(self, name, content):
        mimetype = TYPES[name.rpartition(".")[2]]
        headers = [
            ("Content-Type", mimetype),
            ("Content-Disposition", content_disposition(name)),
            ("Content-Length", len(content)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers)
