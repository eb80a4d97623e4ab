from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class SchoolPortal(CustomerPortal):
    """“My school”: what a director may know without asking the committee."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "shnor_school_count" in counters:
            values["shnor_school_count"] = len(self._my_schools())
        return values

    @http.route("/my/school", type="http", auth="user", website=True, readonly=True)
    def my_schools(self):
        """Show the only school of the director, or the list to choose from."""
        schools = self._my_schools()
        if len(schools) == 1:
            return self._render_school(schools, several=False)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "shnor_school",
            "schools": schools,
        }
        return request.render("shnor_monitoring.portal_my_schools", values)

    @http.route("/my/school/<int:school_id>", type="http", auth="user", website=True, readonly=True)
    def my_school(self, school_id, reported=None):
        """Show one of the director's own schools.

        :raise NotFound: there is no such school, or it is somebody else's (which is not told)
        """
        school, several = self._my_school(school_id)
        return self._render_school(school, several, reported=bool(reported))

    @http.route(
        "/my/school/<int:school_id>/mistake",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def report_mistake(self, school_id, about="", text=""):
        """Take what the director says is wrong in the registry.

        :raise NotFound: there is no such school, or it is somebody else's (which is not told)
        """
        school, several = self._my_school(school_id)
        author = request.env.user.partner_id
        try:
            request.env["shnor.registry.mistake"]._report(school, about, text, author)
        except UserError as error:
            return self._render_school(school, several, problem=str(error), about=about, text=text)
        return request.redirect(f"/my/school/{school.id}?reported=1#mistakes")

    def _my_school(self, school_id):
        """Return (one of the director's own schools, whether there are several).

        :raise NotFound: there is no such school, or it is somebody else's (which is not told)
        """
        schools = self._my_schools()
        school = schools.filtered(lambda own: own.id == school_id)
        if not school:
            raise NotFound()
        return school, len(schools) > 1

    def _my_schools(self):
        return request.env["shnor.portal"]._my_schools()

    def _render_school(self, school, several, **told):
        mistakes = request.env["shnor.registry.mistake"]
        values = {
            **told,
            "mistakes": mistakes.search([("school_id", "=", school.id)])._cards(),
            "mistake_kinds": mistakes._about_labels(),
            **self._prepare_portal_layout_values(),
            "page_name": "shnor_school",
            "school": school,
            "several": several,
            "statuses": school.status_ids,
            "participants": self._open_participations(school),
        }
        return request.render("shnor_monitoring.portal_my_school", values)

    def _open_participations(self, school):
        # sudo: directors have no access to campaigns; the page shows dates and stages of those
        # in which their own school takes part, and nothing else
        return (
            request.env["shnor.participant"]
            .sudo()
            .search(
                Domain("school_id", "=", school.id) & Domain("campaign_id.state", "=", "open"),
                order="id desc",
            )
        )
