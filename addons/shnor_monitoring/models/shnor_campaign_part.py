from odoo import api, models


class ShnorCampaignPart(models.AbstractModel):
    """What belongs to a campaign freezes with it, for everybody, the superuser included."""

    _name = "shnor.campaign.part"
    _description = "Part of a campaign"
    _inherit = "shnor.guarded.mixin"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts.campaign_id._check_open()
        return parts

    def write(self, vals):
        self.campaign_id._check_open()
        result = super().write(vals)
        self.campaign_id._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self.campaign_id._check_open()
