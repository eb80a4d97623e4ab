from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class MonitoringsPortal(CustomerPortal):
    """“My monitorings”: what is due, what was handed in, what came of it."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "shnor_due_count" in counters:
            values["shnor_due_count"] = request.env["shnor.portal"]._count_due()
        return values

    @http.route("/my/monitorings", type="http", auth="user", website=True, readonly=True)
    def my_monitorings(self):
        """Show what the visitor has to do, and what was done."""
        values = {
            **self._prepare_portal_layout_values(),
            **request.env["shnor.portal"]._my_monitorings(),
            "page_name": "shnor_monitorings",
        }
        return request.render("shnor_monitoring.portal_my_monitorings", values)

    @http.route(
        "/my/interviews/<int:interview_id>", type="http", auth="user", website=True, readonly=True
    )
    def my_interview(self, interview_id):
        """Show the record of an interview, for the director to agree or object.

        :raise NotFound: there is none to read, or it is another school's (which is not told)
        """
        return self._render_interview(self._my_interview(interview_id))

    @http.route(
        "/my/interviews/<int:interview_id>/agree",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def agree_interview(self, interview_id):
        """Take the director's word that the record is right.

        :raise NotFound: see ``my_interview``
        """
        return self._say(interview_id, lambda interview, me: interview._agree(me))

    @http.route(
        "/my/interviews/<int:interview_id>/object",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def object_interview(self, interview_id, text=""):
        """Take what the director does not agree to.

        :raise NotFound: see ``my_interview``
        """
        return self._say(interview_id, lambda interview, me: interview._object(me, text), text)

    def _my_interview(self, interview_id):
        interview = request.env["shnor.portal"]._my_record(interview_id)
        if not interview:
            raise NotFound()
        return interview

    def _say(self, interview_id, say, text=""):
        interview = self._my_interview(interview_id)
        try:
            with request.env.cr.savepoint():
                say(interview, request.env.user.partner_id)
        except UserError as error:
            return self._render_interview(interview, problem=str(error), text=text)
        return request.redirect(f"/my/interviews/{interview.id}")

    def _render_interview(self, interview, **told):
        values = {
            **told,
            **self._prepare_portal_layout_values(),
            "page_name": "shnor_interview",
            "card": request.env["shnor.portal"]._interview_card(interview),
            "record": interview._record(),
            "is_open": interview.campaign_id.state == "open",
        }
        return request.render("shnor_monitoring.portal_my_interview", values)
