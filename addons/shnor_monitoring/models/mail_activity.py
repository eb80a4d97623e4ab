from odoo import api, models
from odoo.exceptions import UserError

from .shnor_decision_work import DECISION_ACTIVITY
from .shnor_responsibility import _TASK, STAGE_ACTIVITY


class MailActivity(models.Model):
    """The tasks follow from the order, the minutes and the work, never from a click."""

    _inherit = "mail.activity"

    def _stage_tasks(self):
        if self.env.context.get("shnor_stage_task") is _TASK:
            return self.browse()
        kinds = {
            "shnor.responsibility": self.env.ref(STAGE_ACTIVITY, False),
            "shnor.decision": self.env.ref(DECISION_ACTIVITY, False),
        }
        return self.filtered(
            # sudo: the kind of a task is no secret
            lambda one: (
                one.res_model in kinds and one.sudo().activity_type_id == kinds[one.res_model]
            )
        )

    def _stage_record(self):
        """Return what the first of the tasks follows from."""
        return self.env[self[0].res_model].browse(self[0].res_id)

    def write(self, vals):
        if not vals.keys().isdisjoint({"user_id", "date_deadline", "active", "activity_type_id"}):
            tasks = self._stage_tasks()
            if tasks:
                raise UserError(tasks._stage_record()._not_moved_by_hand())
        return super().write(vals)

    def _action_done(self, feedback=False, attachment_ids=None):
        if tasks := self._stage_tasks():
            raise UserError(tasks._stage_record()._not_by_hand())
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_stage_tasks(self):
        if tasks := self._stage_tasks().filtered("active"):
            raise UserError(tasks._stage_record()._not_by_hand())
