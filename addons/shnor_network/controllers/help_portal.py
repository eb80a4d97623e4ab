from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class HelpPortal(CustomerPortal):
    """“Methodical help”: what a school received, its rating, and requests for more."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "shnor_help_count" in counters:
            values["shnor_help_count"] = request.env["shnor.network.portal"]._count_schools()
        return values

    @http.route("/my/help", type="http", auth="user", website=True, readonly=True)
    def my_help(self, told=None):
        """Show the help that the visitor's schools received, and what they asked for."""
        return self._render_help(told=told if told in ("rated", "asked") else None)

    @http.route(
        "/my/help/<int:support_id>/rate",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def rate_help(self, support_id, usefulness="", remark=""):
        """Take the school's rating of help that it received.

        :raise NotFound: there is no such help, or it is another school's (which is not told)
        """
        support = request.env["shnor.network.portal"]._my_supports(Domain("id", "=", support_id))
        if not support:
            raise NotFound()
        try:
            with request.env.cr.savepoint():
                support._rate(usefulness, remark, request.env.user.partner_id)
        except UserError as error:
            return self._render_help(
                problem=str(error), problem_at=support.id, typed={"remark": remark}
            )
        return request.redirect("/my/help?told=rated")

    @http.route("/my/help/ask", type="http", auth="user", website=True, methods=["POST"])
    def ask_for_help(self, school_id="", **values):
        """Put a request for help into the committee's queue.

        :raise NotFound: the school is none of the visitor's (which is not told)
        """
        schools = request.env["shnor.network.portal"]._my_schools()
        school = schools.filtered(lambda own: str(own.id) == school_id)
        if not school:
            raise NotFound()
        try:
            with request.env.cr.savepoint():
                request.env["shnor.support.request"]._ask(
                    school, values, request.env.user.partner_id
                )
        except UserError as error:
            return self._render_help(problem=str(error), problem_at="ask", typed=values)
        return request.redirect("/my/help?told=asked#requests")

    def _render_help(self, **told):
        values = {
            "problem": None,
            "problem_at": None,
            "typed": {},
            "told": None,
            **self._prepare_portal_layout_values(),
            **request.env["shnor.network.portal"]._help_page(),
            **told,
            "page_name": "shnor_help",
        }
        return request.render("shnor_network.portal_my_help", values)
