from odoo import api, models
from odoo.exceptions import UserError


class ShnorMeetingPart(models.AbstractModel):
    """What belongs to a meeting freezes with its signed minutes, and with its campaign."""

    _name = "shnor.meeting.part"
    _description = "Part of a meeting"
    _inherit = "shnor.guarded.mixin"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.meeting_id._check_not_minuted()
        return parts

    def write(self, vals):
        self.meeting_id._check_not_minuted()
        result = super().write(vals)
        if "meeting_id" in vals:
            raise UserError(self.env._("What belongs to a meeting is not moved to another one."))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_minuted(self):
        self.meeting_id._check_not_minuted()
