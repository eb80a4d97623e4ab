import base64

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import file_open

from ..report import public_files

STYLE = "shnor_monitoring/static/src/publication/publication.css"
EXTENSIONS = ("json", "csv", "xlsx", "html", "pdf", "docx")


class ShnorPublication(models.Model):
    """The files of a version: made once, when it is published, and kept."""

    _name = "shnor.publication"
    _inherit = ["shnor.publication", "shnor.document.mixin"]

    file_json = fields.Binary(string="JSON", attachment=True, readonly=True, copy=False)
    file_csv = fields.Binary(string="CSV", attachment=True, readonly=True, copy=False)
    file_xlsx = fields.Binary(string="Excel", attachment=True, readonly=True, copy=False)
    file_html = fields.Binary(string="Page in one file", attachment=True, readonly=True, copy=False)
    file_pdf = fields.Binary(string="PDF", attachment=True, readonly=True, copy=False)
    file_docx = fields.Binary(string="Word", attachment=True, readonly=True, copy=False)

    def _make_files(self):
        """Make all files of a version that has just been frozen."""
        self.ensure_one()
        self._keep(
            **{f"file_{name}": base64.b64encode(self._make_file(name)) for name in EXTENSIONS}
        )

    def _make_file(self, extension):
        """Return one file of the frozen data; of a draft, as it would be today.

        :param str extension: one of EXTENSIONS
        :return: bytes
        """
        content = self._content()
        if extension in ("pdf", "docx"):
            record = self._in_russian(self)
            return record._render_document(extension)[1]
        if extension == "html":
            return self._page(content).encode()
        return getattr(public_files, f"write_{extension}")(
            {**content, "sha256": self._digest_of(content)}
        )

    def _page(self, content, **values):
        """Return the public page as one HTML file that needs nothing else.

        :param dict content: public data
        :return: str
        """
        record = self._in_russian(self)
        with file_open(STYLE) as style:
            values = {**record._page_values(content), "style": style.read(), **values}
        page = record.env["ir.qweb"]._render("shnor_monitoring.publication_page", values)
        return f"<!DOCTYPE html>\n{page}"

    def _page_values(self, content):
        """Return what the templates of the page need; the site adds its addresses."""
        successor = self._successor()
        return {
            "content": content,
            "words": public_files.Words(),
            "digest": self.digest,
            "successor": successor.content or None,
            "files": [],
            "versions": [],
        }

    def _file_name(self, extension):
        """Return the name under which a file is downloaded."""
        return f"monitoring-{self.slug}-v{self.version}.{extension}"

    def action_download(self):
        """Send the file of the version that the button names (``extension`` in the context).

        :return: dict, action
        """
        self.ensure_one()
        extension = self.env.context.get("extension", "html")
        self.check_access("read")
        if extension not in EXTENSIONS or not self[f"file_{extension}"]:
            raise UserError(self.env._("The version is not published yet, it has no files."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/shnor.publication/{self.id}/file_{extension}"
            f"/{self._file_name(extension)}?download=true",
            "target": "download",
        }
