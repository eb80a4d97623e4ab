from odoo import http
from odoo.http import request

from odoo.addons.shnor_monitoring.controllers.publications import Publications

# what a program may fetch by its address; Word is for those who edit
EXTENSIONS = ("json", "csv", "xlsx", "pdf", "html")
TYPES = {
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
}
# a version never changes; which one is the public one does
LATEST_SECONDS, VERSION_SECONDS = 300, 86400


class Monitoring(Publications):
    """The files of what the committee publishes; its pages are pages of the site (``ir.http``)."""

    @http.route(
        [
            "/monitoring/<string:slug>/data.<string:extension>",
            "/monitoring/<string:slug>/v<int:version>/data.<string:extension>",
        ],
        type="http",
        auth="public",
        website=True,
        readonly=True,
        multilang=False,
        sitemap=False,
    )
    def monitoring_file(self, slug, extension, version=None):
        """Send a file of a published version; who has it already gets “not modified”.

        :raise NotFound: there is no such file
        """
        publication = request.env["shnor.publication"]._find_public(slug, version)
        if extension not in EXTENSIONS or not publication:
            if extension in EXTENSIONS and publication._is_gone(slug, version):
                return request.make_response("Версия снята с публикации.", status=410)
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(
            publication,
            f"file_{extension}",
            filename=publication._file_name(extension),
            mimetype=TYPES[extension],
        )
        stream.public = True
        return stream.get_response(
            as_attachment=extension not in ("json", "pdf", "html"),
            max_age=VERSION_SECONDS if version else LATEST_SECONDS,
            content_security_policy="default-src 'none'; style-src 'unsafe-inline'",
        )

    # the same address in the frame of the site
    @http.route(website=True)
    def preview(self, publication_id):
        return super().preview(publication_id)

    def _preview_page(self, publication):
        values = publication._site_values(publication._content())
        return request.env["ir.ui.view"]._render_template(
            "shnor_website.publication", {**values, "preview": publication._preview_head()}
        )
