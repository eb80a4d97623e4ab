from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from .survey_user_input import FILLING, SELF_EVALUATION

REMINDER_BATCH = 500
# a reminder that a standing server missed is sent so many days later, and no later
REMINDER_CATCH_UP = 2


class ShnorCampaign(models.Model):
    """Reminding the schools that have not handed in their form."""

    _inherit = "shnor.campaign"

    @api.model
    def _cron_remind(self):
        """Remind who has not handed in yet. Called by ``ir.cron`` only: it commits."""
        due = self.search([("state", "=", "open"), ("sending", "!=", "stopped")])._reminders_due()
        for begin in range(0, len(due), REMINDER_BATCH):
            batch = due[begin : begin + REMINDER_BATCH]
            batch._remind()
            left = max(len(due) - begin - REMINDER_BATCH, 0)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=left):
                return

    def _reminders_due(self):
        """Return the participants for whose deadline a reminder is due and was not sent yet.

        :return: shnor.participant
        """
        due = []
        for campaign in self:
            today = campaign._local_today()
            days = campaign._stage_of(SELF_EVALUATION).stage_type_id._reminder_days()
            due += [
                sheet.participant_id.id
                for sheet in campaign._sheets_to_remind(today, days)
                if sheet._is_reminder_due(today, days, REMINDER_CATCH_UP)
            ]
        return self.env["shnor.participant"].sudo().browse(due)

    def _sheets_to_remind(self, today, days):
        """Return the forms that are open, known to their directors, and near their last day."""
        # sudo: the reminders are the committee's, whoever's form it is
        sheets = self.env["survey.user_input"].sudo()
        if not days:
            return sheets
        # a day more on each side: the deadline is kept in UTC
        earliest = today - timedelta(days=max(days) + REMINDER_CATCH_UP + 1)
        latest = today - timedelta(days=min(days) - 2)
        return sheets.search(
            Domain("campaign_id", "=", self.id)
            & Domain("form_code", "=", SELF_EVALUATION)
            & Domain("form_state", "in", FILLING)
            & Domain("deadline", ">=", earliest)
            & Domain("deadline", "<", latest)
            & Domain(
                "participant_id", "any", Domain("invited_at", "!=", False) & ~self._unreachable()
            ),
            order="id",
        )
