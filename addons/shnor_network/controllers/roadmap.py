from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal

# more than the files may have, so that who sends too much is told so in words
MAX_UPLOAD = 40 * 1024 * 1024
SAID = ("state", "percent", "fact", "remark", "new_date")


class RoadmapPortal(CustomerPortal):
    """“Our roadmap”: what the school has promised, and what it says of it."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "shnor_roadmap_count" in counters:
            values["shnor_roadmap_count"] = request.env["shnor.portal"]._count_roadmap()
        return values

    @http.route("/my/roadmap", type="http", auth="user", website=True, readonly=True)
    def my_roadmap(self, show=None):
        """Show the measures of the visitor's schools, by task."""
        values = {
            **self._prepare_portal_layout_values(),
            **request.env["shnor.portal"]._my_roadmap(show),
            "page_name": "shnor_roadmap",
        }
        return request.render("shnor_network.portal_my_roadmap", values)

    @http.route(
        "/my/roadmap/<int:measure_id>", type="http", auth="user", website=True, readonly=True
    )
    def my_measure(self, measure_id, reported=None):
        """Show a measure and what was reported on it.

        :raise NotFound: there is none, or it is another school's (which is not told)
        """
        return self._render_measure(self._my_measure(measure_id), reported=bool(reported))

    @http.route(
        "/my/roadmap/<int:measure_id>/report",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=MAX_UPLOAD,
    )
    def report_measure(self, measure_id, **post):
        """Take what the school says of a measure, with files that prove it.

        :raise NotFound: see ``my_measure``
        """
        measure = self._my_measure(measure_id)
        said = {name: post[name] for name in SAID if isinstance(post.get(name), str)}
        files = [
            (file.filename, file.read())
            for file in request.httprequest.files.getlist("files")
            if file.filename
        ]
        try:
            with request.env.cr.savepoint():
                request.env["shnor.measure.report"]._report(
                    measure,
                    {**said, "submission": post.get("submission")},
                    files,
                    request.env.user.partner_id,
                )
        except UserError as error:
            return self._render_measure(
                measure, said=said, problem=str(error), files_lost=bool(files)
            )
        return request.redirect(f"/my/roadmap/{measure.id}?reported=1#reports")

    @http.route(
        "/my/roadmap/<int:measure_id>/evidence/<int:file_id>",
        type="http",
        auth="user",
        readonly=True,
    )
    def measure_evidence(self, measure_id, file_id):
        """Send a file of a report, to be kept and not shown by the browser.

        :raise NotFound: see ``my_measure``; or the measure has no such file
        """
        evidence = self._my_measure(measure_id).evidence_ids.filtered(lambda one: one.id == file_id)
        if not evidence:
            raise NotFound()
        headers = [
            ("Content-Type", evidence.mimetype),
            ("Content-Disposition", content_disposition(evidence.name)),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'"),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(evidence._content(), headers)

    def _my_measure(self, measure_id):
        measure = request.env["shnor.portal"]._my_measure(measure_id)
        if not measure:
            raise NotFound()
        return measure

    def _render_measure(self, measure, said=None, **told):
        values = {
            "reported": False,
            "problem": "",
            "files_lost": False,
            **told,
            **self._prepare_portal_layout_values(),
            **request.env["shnor.portal"]._measure_page(measure, said),
            "page_name": "shnor_measure",
        }
        return request.render("shnor_network.portal_my_measure", values)
