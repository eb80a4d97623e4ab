from odoo import http
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
