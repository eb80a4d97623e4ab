from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class ClubPortal(CustomerPortal):
    """“Clubs”: what the registry knows of them, and how many pupils come."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "shnor_club_count" in counters:
            values["shnor_club_count"] = len(request.env["shnor.portal"]._my_schools())
        return values

    @http.route("/my/clubs", type="http", auth="user", website=True, readonly=True)
    def my_clubs(self, told=None):
        """Show the clubs of the visitor's schools."""
        return self._render_clubs(told=told == "pupils")

    @http.route(
        "/my/clubs/<int:club_id>/pupils",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def tell_pupils(self, club_id, pupils=""):
        """Take how many pupils come to a club.

        :raise NotFound: there is no such club, or it is another school's (which is not told)
        """
        club = request.env["shnor.club"]._mine().filtered(lambda one: one.id == club_id)
        if not club:
            raise NotFound()
        try:
            club._tell_pupils(pupils.strip())
        except UserError as error:
            return self._render_clubs(problem=str(error), problem_at=club, typed=pupils)
        return request.redirect("/my/clubs?told=pupils")

    def _render_clubs(self, **told):
        values = {
            "told": False,
            "problem": None,
            "problem_at": None,
            "typed": "",
            **self._prepare_portal_layout_values(),
            "clubs": request.env["shnor.club"]._mine(),
            **told,
            "page_name": "shnor_clubs",
        }
        return request.render("shnor_example_clubs.portal_my_clubs", values)
