from odoo import api, models

# of these it depends whether a school has reported on a measure of the period
TOLD = ("state", "school_id", "date_from", "date_to")
# set by who changes many measures by several writes and tells the board once
LATER = "shnor_roadmap_later"


class ShnorMeasure(models.Model):
    """The campaign's board follows what happens to measures."""

    _inherit = "shnor.measure"

    @api.model_create_multi
    def create(self, vals_list):
        measures = super().create(vals_list)
        measures.school_id._roadmap_work_changed()
        return measures

    def write(self, vals):
        if self.env.context.get(LATER) or vals.keys().isdisjoint(TOLD):
            return super().write(vals)
        schools = self.school_id
        result = super().write(vals)
        (schools | self.school_id)._roadmap_work_changed()
        return result

    def unlink(self):
        schools = self.school_id
        result = super().unlink()
        schools._roadmap_work_changed()
        return result
