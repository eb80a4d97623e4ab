from odoo import http
from odoo.http import request


class Publications(http.Controller):
    """A publication before it is public, for the committee."""

    @http.route(
        "/shnor/publication/<int:publication_id>/preview",
        type="http",
        auth="user",
        readonly=True,
    )
    def preview(self, publication_id):
        """Show the page as it will be, with what is hidden and why above it.

        :raise AccessError: the publication is not for the reader
        :raise NotFound: there is no such publication
        """
        publication = request.env["shnor.publication"].browse(publication_id)
        publication.check_access("read")
        if not publication.exists():
            raise request.not_found()
        response = request.make_response(self._preview_page(publication))
        response.headers["Cache-Control"] = "no-store"
        return response

    def _preview_page(self, publication):
        """Return the page (extension point: a site shows it in its own frame)."""
        return publication._page(publication._content(), preview=publication._preview_head())
