from odoo import api, fields, models

from .shnor_measure import LEVELS


class ShnorRoadmapTemplate(models.Model):
    """A roadmap to begin with: measures with dates counted from a first day."""

    _name = "shnor.roadmap.template"
    _description = "Template of a roadmap"
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    level = fields.Selection(LEVELS, required=True, default="school")
    project = fields.Char(help="Of the measures that are made; the template's name when empty.")
    note = fields.Text(string="For whom and when")
    line_ids = fields.One2many(
        "shnor.roadmap.template.line", "template_id", string="Measures", copy=True
    )
    line_count = fields.Integer(string="Number of measures", compute="_compute_line_count")

    @api.depends("line_ids")
    def _compute_line_count(self):
        for template in self:
            template.line_count = len(template.line_ids)

    def _prepare_measures(self, schools, first_day):
        """Return the values of the measures of all schools.

        :param schools: shnor.school
        :param date first_day: the day 0 of the template
        :return: list of dict
        """
        return [
            {"school_id": school.id, **line._prepare_measure(first_day)}
            for line in self.line_ids
            for school in schools
        ]
