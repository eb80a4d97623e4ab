from odoo import api, models
from odoo.exceptions import UserError


class ShnorIndicatorOutcome(models.AbstractModel):
    """What a calculation writes and nobody else: not by form, import or RPC, not as superuser."""

    _name = "shnor.indicator.outcome"
    _description = "Outcome of a calculation"

    @api.model_create_multi
    def create(self, vals_list):
        if vals_list:
            raise UserError(self._refusal())
        return super().create(vals_list)

    def write(self, vals):
        if self:
            raise UserError(self._refusal())
        return super().write(vals)

    @api.ondelete(at_uninstall=True)
    def _unlink_never(self):
        raise UserError(self._refusal())

    @api.model
    def _refusal(self):
        return self.env._(
            "Results and evidence are written by a calculation only and cannot be edited. "
            "Correct the facts and calculate again."
        )
