from odoo import models

MEASURES = ("мероприятие", "мероприятия", "мероприятий")


class ShnorAnalysis(models.Model):
    """The note names what the indicators of this addon count."""

    _inherit = "shnor.analysis"

    def _unit_words(self):
        return {**super()._unit_words(), "shnor.measure.snapshot": MEASURES}
