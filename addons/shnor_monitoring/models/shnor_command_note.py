from odoo import api, models
from odoo.exceptions import UserError


class ShnorCommand(models.AbstractModel):
    """The analytical note at a terminal."""

    _inherit = "shnor.command"

    @api.model
    def _find_document(self, kind, order):
        """Find the note, too: ``note``, or ``note_school`` of the first school by name."""
        if kind not in ("note", "note_school"):
            return super()._find_document(kind, order)
        campaign = order.campaign_ids[:1]
        if not campaign.analysis_id:
            raise UserError(self.env._("%s: no note has been drafted yet.", order.display_name))
        if kind == "note":
            return campaign.analysis_id
        told = campaign.participant_ids.filtered("reported")
        return (told or campaign.participant_ids)[:1]
