from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .shnor_participant import ROADMAP

KEEPER = "shnor_registry.group_keeper"


class ShnorParticipant(models.Model):
    """A school without measures has done its part only when somebody says that it needs none."""

    _inherit = "shnor.participant"

    roadmap_waiver = fields.Text(string="Why no roadmap is required", readonly=True, copy=False)
    roadmap_waived_by_id = fields.Many2one(
        "res.users", string="No roadmap, decided by", readonly=True, copy=False, ondelete="restrict"
    )
    roadmap_waived_on = fields.Date(string="No roadmap, decided on", readonly=True, copy=False)
    roadmap_count = fields.Integer(
        string="Measures of the period", compute="_compute_roadmap_count"
    )

    def _compute_roadmap_count(self):
        for campaign, participants in self.grouped("campaign_id").items():
            counts = participants._roadmap_counts(campaign)
            for participant in participants:
                _reported, total = counts.get(participant.school_id.id, (0, 0))
                participant.roadmap_count = total

    def _check_waiver(self):
        if not self.env.su and not self.env.user.has_group(KEEPER):
            raise AccessError(self.env._("Whether a roadmap is required is said by curators."))
        self.check_access("read")
        self.campaign_id._check_open()

    def _waive_roadmaps(self, reason):
        """Say that these schools need no roadmap in their campaign.

        :param str reason: why
        :raise UserError: there is no reason, a school has measures, or the campaign is over
        :raise AccessError: the role or the territory does not allow it
        """
        self._check_waiver()
        reason = (reason or "").replace("\x00", "").strip()
        if not reason:
            raise UserError(self.env._("Write why no roadmap is required."))
        for participant in self:
            if participant.roadmap_count:
                raise UserError(
                    self.env._(
                        "%s has measures in this period: the stage is done when they are reported "
                        "on.",
                        participant.school_name,
                    )
                )
        self._write_waiver(
            {
                "roadmap_waiver": reason,
                "roadmap_waived_by_id": self.env.uid,
                "roadmap_waived_on": fields.Date.context_today(self),
            }
        )

    def _write_waiver(self, values):
        # sudo: participants are not edited by hand; who may say this was checked
        self.sudo().write(values)
        self.sudo()._stage_work_changed()

    def action_waive_roadmap(self):
        """Ask why these schools need no roadmap.

        :return: dict, window action
        """
        self._check_waiver()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "shnor_network.shnor_roadmap_waive_action"
            ),
            "context": {"default_participant_ids": self.ids},
        }

    def action_require_roadmap(self):
        """Take back that these schools need no roadmap.

        :raise UserError: the campaign is over
        :raise AccessError: the role or the territory does not allow it
        """
        self._check_waiver()
        self._write_waiver(
            {"roadmap_waiver": False, "roadmap_waived_by_id": False, "roadmap_waived_on": False}
        )

    def _open_stage_work(self, code):
        if code == ROADMAP and len(self) == 1 and not self.roadmap_count:
            # there is nothing to look at yet: the participant says so, and has the button
            return self._get_records_action()
        return super()._open_stage_work(code)
