from odoo import models

from .shnor_participant import ROADMAP


class ShnorStageSchool(models.Model):
    """Reminders of the roadmap stage lead to the roadmap."""

    _inherit = "shnor.stage.school"

    def _portal_path(self):
        if self.stage_id.code == ROADMAP:
            return "/my/roadmap"
        return super()._portal_path()
