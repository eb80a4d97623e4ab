from odoo import models
from odoo.exceptions import AccessError

from odoo.addons.shnor_monitoring.models.shnor_participant import HANDED_IN
from odoo.addons.shnor_monitoring.models.survey_user_input import SELF_EVALUATION


class ShnorCampaign(models.Model):
    """The requests for help of a monitoring, out of its self-evaluations."""

    _inherit = "shnor.campaign"

    def action_take_requests(self):
        """Put into the queue what the self-evaluations that are in ask for, and open it.

        Pressed twice, it adds nothing.

        :return: dict, window action: the requests that come from these monitorings
        """
        self.check_access("read")
        if not self.env.user.has_group("shnor_registry.group_keeper"):
            raise AccessError(self.env._("Requests are answered by keepers of the registry."))
        sheets = self.env["survey.user_input"].search(
            [
                ("campaign_id", "in", self.ids),
                ("form_code", "=", SELF_EVALUATION),
                ("form_state", "in", HANDED_IN),
            ]
        )
        self.env["shnor.support.request"]._take_from_sheets(sheets)
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_network.shnor_support_request_action"
        )
        return {
            **action,
            "domain": [("sheet_id.campaign_id", "in", self.ids)],
            "context": {},
        }
