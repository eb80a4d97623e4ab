from odoo import models

MEASURES = ("мероприятие", "мероприятия", "мероприятий")
# What indicators 4 to 6 count. Measures go on after the day on which they were taken down, so what
# was taken down counts, and not they.
FACTS = {
    "shnor.support": "school_id = ANY(%(schools)s)",
    "shnor.agreement": "school_id = ANY(%(schools)s)",
    "shnor.joint.activity": "school_id = ANY(%(schools)s)",
    "shnor.measure.snapshot": "campaign_id = %(campaign)s",
}


class ShnorAnalysis(models.Model):
    """The note names what the indicators of this addon count; newer facts ask to count anew."""

    _inherit = "shnor.analysis"

    def _unit_words(self):
        return {**super()._unit_words(), "shnor.measure.snapshot": MEASURES}

    def _fact_tables(self):
        return {**super()._fact_tables(), **FACTS}
