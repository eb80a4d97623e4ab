from odoo import api, fields, models
from odoo.fields import Domain


class ShnorCampaign(models.Model):
    """What the working group has for the user today."""

    _inherit = "shnor.campaign"

    @api.model
    def _home_cards(self):
        return [*super()._home_cards(), *self._home_meetings()]

    def _home_meetings(self):
        today = fields.Date.context_today(self)
        mine = Domain("user_id", "=", self.env.uid) & Domain("state", "=", "open")
        late = Domain("date_due", "<", today)
        yield self._home_card(
            "danger",
            "shnor_decision_action_mine",
            mine & late,
            title=self.env._("Tasks of the working group that I am late with"),
        )
        yield self._home_card(
            "warning",
            "shnor_decision_action_mine",
            mine & ~late,
            title=self.env._("Tasks that the working group gave me"),
        )
        if self._is_administrator():
            yield self._home_card(
                "danger",
                "shnor_decision_action",
                Domain("state", "=", "open") & late,
                title=self.env._("Decisions of the working group that are late"),
            )
        if self.env.user.has_group("shnor_registry.group_specialist"):
            yield self._home_card(
                "warning",
                "shnor_meeting_action",
                [("state", "=", "held"), ("campaign_id.state", "=", "open")],
                title=self.env._("Minutes to be signed"),
            )
