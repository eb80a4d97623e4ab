from odoo import api, models


class ShnorCampaignPart(models.AbstractModel):
    """What belongs to a campaign freezes with it, for everybody, the superuser included.

    What the working group approves (``_freezes_with_approval``) freezes earlier: when the analysis
    is approved.
    """

    _name = "shnor.campaign.part"
    _description = "Part of a campaign"
    _inherit = "shnor.guarded.mixin"

    _freezes_with_approval = False

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.campaign_id._check_open()
        parts._check_part_not_approved(parts.campaign_id)
        return parts

    def write(self, vals):
        before = self.campaign_id
        before._check_open()
        self._check_part_not_approved(before)
        result = super().write(vals)
        after = self.campaign_id
        after._check_open()
        # its own campaign may have been approved by this very write: the analysis is a part, too
        self._check_part_not_approved(after - before)
        return result

    def _check_part_not_approved(self, campaigns):
        if self._freezes_with_approval:
            campaigns._check_not_approved()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.campaign_id._check_open()
        self._check_part_not_approved(self.campaign_id)
