from odoo import api, http
from odoo.http import Response, content_disposition, request


class DossierFile(http.Controller):
    """The ZIP of a dossier, written while it is sent."""

    @http.route("/shnor/dossier/<int:dossier_id>.zip", type="http", auth="user", readonly=True)
    def dossier(self, dossier_id):
        """Send the dossier.

        :raise AccessError: it is not for the reader, or not all of its schools are
        :raise NotFound: there is none, or it is not ready
        """
        dossier = request.env["shnor.dossier"].browse(dossier_id)
        dossier.check_access("read")
        if not dossier.exists() or dossier.state != "done":
            raise request.not_found()
        dossier.campaign_id._check_dossier()
        headers = [
            ("Content-Type", "application/zip"),
            ("Content-Disposition", content_disposition(dossier._file_name())),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return Response(self._pieces(dossier), headers=headers, direct_passthrough=True)

    def _pieces(self, dossier):
        """Yield the ZIP in a transaction of its own: the request's is over by then."""
        env = dossier.env
        with env.registry.cursor(readonly=True) as cr:
            yield from dossier.with_env(api.Environment(cr, env.uid, env.context))._zip()
