from odoo import fields, models


class ShnorIndicatorResult(models.Model):
    """Results in total, by school and by territory."""

    _name = "shnor.indicator.result"
    _inherit = ["shnor.indicator.result", "shnor.guarded.mixin"]
    _guard_in_sql = True

    dimension = fields.Selection(
        selection_add=[("school_id", "School"), ("territory_id", "Territory")],
        ondelete={"school_id": "set default", "territory_id": "set default"},
    )
    school_id = fields.Many2one("shnor.school", index="btree_not_null", ondelete="restrict")
    territory_id = fields.Many2one("shnor.territory", index="btree_not_null", ondelete="restrict")
    campaign_id = fields.Many2one(related="run_id.campaign_id", string="Campaign")

    def _open_evidence(self, verdict=None):
        action = super()._open_evidence(verdict)
        # a column with the school of a school is no use
        action["context"]["of_schools"] = self.indicator_id.unit_model == "shnor.school"
        return action

    def _evidence_domain(self):
        domain = super()._evidence_domain()
        if self.dimension == "school_id":
            domain.append(("school_ids", "in", self.school_id.ids))
        elif self.dimension == "territory_id":
            domain.append(("territory_ids", "in", self.territory_id.ids))
        return domain
