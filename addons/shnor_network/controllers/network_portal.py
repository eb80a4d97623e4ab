from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class NetworkPortal(CustomerPortal):
    """“Partners”: agreements and joint activities, seen by either side."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "shnor_partner_count" in counters:
            values["shnor_partner_count"] = request.env["shnor.network.portal"]._count_schools()
        return values

    @http.route("/my/partners", type="http", auth="user", website=True, readonly=True)
    def my_partners(self, told=None):
        """Show the agreements in which the visitor's schools take part."""
        known = ("proposed", "confirmed", "declined", "reported")
        return self._render_partners(told=told if told in known else None)

    @http.route(
        "/my/partners/<int:agreement_id>/propose",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def propose_activity(self, agreement_id, **values):
        """Take an activity that the visitor proposes, or reports as held.

        :raise NotFound: there is no such agreement, or it is a stranger's (which is not told)
        """
        portal = request.env["shnor.network.portal"]
        agreement = portal._my_agreement(agreement_id)
        if not agreement:
            raise NotFound()
        school = portal._my_side(agreement)
        return self._do(
            "proposed",
            lambda me: request.env["shnor.joint.activity"]._propose(agreement, school, values, me),
            problem_at=f"agreement{agreement.id}",
            typed=values,
        )

    @http.route(
        "/my/partners/activities/<int:activity_id>/confirm",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def confirm_activity(self, activity_id):
        """Confirm what the other side proposed or reported.

        :raise NotFound: there is no such activity, or it is a stranger's (which is not told)
        """
        return self._answer("confirmed", activity_id, lambda activity, me: activity._confirm(me))

    @http.route(
        "/my/partners/activities/<int:activity_id>/decline",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def decline_activity(self, activity_id, reason=""):
        """Decline what the other side proposed or reported.

        :raise NotFound: see ``confirm_activity``
        """
        return self._answer(
            "declined", activity_id, lambda activity, me: activity._decline(reason, me)
        )

    @http.route(
        "/my/partners/activities/<int:activity_id>/report",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def report_activity(
        self, activity_id, confirmation="", teacher_count="", student_count="", result=""
    ):
        """Take the word of one side that what was planned was held.

        :raise NotFound: see ``confirm_activity``
        """
        activity = self._my_activity(activity_id)
        school = request.env["shnor.network.portal"]._my_side(activity.agreement_id)
        values = {
            "confirmation": confirmation,
            "teacher_count": teacher_count,
            "student_count": student_count,
            "result": result,
        }
        return self._do(
            "reported",
            lambda me: activity._report(school, values, me),
            problem_at=f"activity{activity.id}",
            typed=values,
        )

    def _my_activity(self, activity_id):
        activity = request.env["shnor.network.portal"]._my_activity(activity_id)
        if not activity:
            raise NotFound()
        return activity

    def _answer(self, told, activity_id, say):
        """Take the word of the other side; whoever proposed it, has none."""
        activity = self._my_activity(activity_id)
        portal = request.env["shnor.network.portal"]
        if not portal._may_confirm(activity, portal._my_schools()):
            problem = request.env._(
                "This does not wait for your word: the other side confirms what your school "
                "proposed, or somebody has answered already."
            )
            return self._render_partners(problem=problem, problem_at="top")
        return self._do(told, lambda me: say(activity, me), f"activity{activity.id}")

    def _do(self, told, step, problem_at, typed=None):
        """Do one step and go back to the page, with the problem beside its form if any."""
        try:
            with request.env.cr.savepoint():
                step(request.env.user.partner_id)
        except UserError as error:
            return self._render_partners(
                problem=str(error), problem_at=problem_at, typed=typed or {}
            )
        return request.redirect(f"/my/partners?told={told}")

    def _render_partners(self, **told):
        values = {
            "problem": None,
            "problem_at": None,
            "typed": {},
            "told": None,
            **self._prepare_portal_layout_values(),
            **request.env["shnor.network.portal"]._network_page(),
            **told,
            "page_name": "shnor_partners",
        }
        return request.render("shnor_network.portal_my_partners", values)
