import json

from odoo import http
from odoo.http import request
from odoo.tools import file_open

WORKER = "shnor_form/static/src/worker/worker.js"


class FillingAssets(http.Controller):
    """What lets the filling page open without a line."""

    @http.route("/my/forms/worker.js", type="http", auth="public", sitemap=False)
    def worker(self):
        """Return the service worker, which a browser takes from inside its scope only."""
        words = {
            "lang": (request.env.lang or "en_US").replace("_", "-"),
            "title": request.env._("No connection"),
            "text": request.env._(
                "This form was not opened on this device before, so it cannot be shown without a "
                "connection. Answers that you gave here earlier are kept and will be sent."
            ),
            "again": request.env._("Try again"),
        }
        with file_open(WORKER) as file:
            script = f"const WORDS = {json.dumps(words)};\n{file.read()}"
        headers = [
            ("Content-Type", "text/javascript; charset=utf-8"),
            ("Cache-Control", "no-cache"),
            ("Service-Worker-Allowed", "/my/forms/"),
        ]
        return request.make_response(script, headers)
