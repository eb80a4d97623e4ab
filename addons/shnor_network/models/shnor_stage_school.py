from odoo import api, fields, models

from .shnor_participant import ROADMAP


class ShnorStageSchool(models.Model):
    """Rows of the roadmap stage: reminders lead to the roadmap, and no measures are told."""

    _inherit = "shnor.stage.school"

    has_no_measures = fields.Boolean(
        string="No measures",
        compute="_compute_has_no_measures",
        help="The school has no measures in the observation period of the campaign.",
    )

    @api.depends("stage_id", "participant_id")
    def _compute_has_no_measures(self):
        self.has_no_measures = False
        # sudo: whether a school has a roadmap is a fact of the campaign
        roadmaps = self.sudo().filtered(lambda row: row.stage_id.code == ROADMAP)
        for campaign, rows in roadmaps.grouped("campaign_id").items():
            counts = rows.participant_id._roadmap_counts(campaign)
            for row in rows:
                row.has_no_measures = row.participant_id.school_id.id not in counts

    @api.depends("has_no_measures")
    def _compute_words(self):
        result = super()._compute_words()
        for row in self:
            if row.has_no_measures and row.state in ("open", "late"):
                row.words = self.env._("%s, no measures", row.words)
            elif row.has_no_measures and row.state in ("done", "done_late"):
                row.words = self.env._("Not required")
        return result

    def _may_remind(self, due_on):
        # a school without measures has nothing to report: that is for the curator to settle
        return super()._may_remind(due_on) and not self.has_no_measures

    def _portal_path(self):
        if self.stage_id.code == ROADMAP:
            return "/my/roadmap"
        return super()._portal_path()
