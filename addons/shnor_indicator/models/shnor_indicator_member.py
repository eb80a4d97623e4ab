from odoo import api, fields, models


class ShnorIndicatorMember(models.Model):
    """To which parts a unit belonged when a run was calculated; frozen with the run."""

    _name = "shnor.indicator.member"
    _description = "Belonging of a unit in a calculation"
    _inherit = "shnor.indicator.outcome"
    _log_access = False
    _rec_name = "unit_id"

    run_id = fields.Many2one("shnor.indicator.run", required=True, ondelete="restrict")
    unit_model = fields.Char(required=True)
    unit_id = fields.Many2oneReference(model_field="unit_model", required=True)

    _unit_idx = models.Index("(run_id, unit_model, unit_id)")

    @api.model
    def _dimensions(self):
        """Return the parts by which results are told apart from the total.

        An addon above adds a Many2one to this model and, by the same name, to
        ``shnor.indicator.result``, and names it here.

        :return: tuple of field names
        """
        return ()
