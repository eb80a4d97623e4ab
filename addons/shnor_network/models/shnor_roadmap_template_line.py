from datetime import timedelta

from odoo import fields, models

# what a measure takes over as it stands
TAKEN_OVER = (
    "task",
    "name",
    "responsible",
    "participants",
    "indicator",
    "indicator_unit",
    "indicator_plan",
    "expected_result",
    "document",
)


class ShnorRoadmapTemplateLine(models.Model):
    """A measure in a template."""

    _name = "shnor.roadmap.template.line"
    _description = "Measure in a template of a roadmap"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "shnor.roadmap.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    task = fields.Char(help="The task or risk that the measure answers.")
    name = fields.Char(string="Measure", required=True)
    start_day = fields.Integer(
        string="Starts, day", help="Days after the first day of the roadmap.", aggregator=None
    )
    duration = fields.Integer(string="Lasts, days", default=30, required=True, aggregator=None)
    responsible = fields.Char(help="Who as a rule: the director, a deputy.")
    participants = fields.Char()
    indicator = fields.Char(string="Measured by")
    indicator_unit = fields.Char(string="Unit of measurement")
    indicator_plan = fields.Char(string="Plan")
    expected_result = fields.Text()
    document = fields.Char(string="Supporting document")

    _days_check = models.Constraint(
        "CHECK (start_day >= 0 AND duration >= 1 AND start_day <= 3660 AND duration <= 3660)",
        "A measure starts on day 0 or later and lasts at least one day, ten years at most.",
    )

    def _prepare_measure(self, first_day):
        begin = first_day + timedelta(days=self.start_day)
        return {
            **{name: self[name] for name in TAKEN_OVER},
            "level": self.template_id.level,
            "project": self.template_id.project or self.template_id.name,
            "date_from": begin,
            "date_to": begin + timedelta(days=self.duration - 1),
        }
