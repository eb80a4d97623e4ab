from odoo import api, models
from odoo.exceptions import UserError

from .shnor_responsibility import _TASK, STAGE_ACTIVITY


class MailActivity(models.Model):
    """The tasks of responsibles follow from the order and the work, never from a click."""

    _inherit = "mail.activity"

    def _stage_tasks(self):
        if self.env.context.get("shnor_stage_task") is _TASK:
            return self.browse()
        return self.filtered(
            lambda one: (
                one.res_model == "shnor.responsibility"
                # sudo: the kind of a task is no secret
                and one.sudo().activity_type_id == one.env.ref(STAGE_ACTIVITY, False)
            )
        )

    def _responsibilities(self):
        return self.env["shnor.responsibility"].browse(self.mapped("res_id"))

    def write(self, vals):
        if not vals.keys().isdisjoint({"user_id", "date_deadline", "active", "activity_type_id"}):
            tasks = self._stage_tasks()
            if tasks:
                raise UserError(
                    self.env._(
                        "The person and the date come from the order. Enter an absence, or issue "
                        "an amending order; the task follows."
                    )
                )
        return super().write(vals)

    def _action_done(self, feedback=False, attachment_ids=None):
        if tasks := self._stage_tasks():
            raise UserError(tasks._responsibilities()[0]._not_by_hand())
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_stage_tasks(self):
        if tasks := self._stage_tasks().filtered("active"):
            raise UserError(tasks._responsibilities()[0]._not_by_hand())
