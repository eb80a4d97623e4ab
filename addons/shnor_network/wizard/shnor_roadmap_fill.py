from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.shnor_measure import OPEN

# what a measure of another year has in common with the one before it
TAKEN_OVER = (
    "level",
    "project",
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


class ShnorRoadmapFill(models.TransientModel):
    """Fill the roadmaps of many schools: from a template, or from an earlier year."""

    _name = "shnor.roadmap.fill"
    _description = "Fill roadmaps"

    source = fields.Selection(
        [("template", "From a template"), ("year", "From an earlier year")],
        required=True,
        default="template",
    )
    school_ids = fields.Many2many("shnor.school", string="Schools", required=True)
    template_id = fields.Many2one("shnor.roadmap.template")
    first_day = fields.Date(
        string="First day",
        default=lambda self: fields.Date.context_today(self),
        help="From which the days of the template are counted.",
    )
    year_from = fields.Date(
        string="Due from", default=lambda self: self._school_year()[0], help="Measures due then …"
    )
    year_to = fields.Date(string="Due to", default=lambda self: self._school_year()[1])
    months = fields.Integer(
        string="Shift, months", default=12, help="By how much their dates are shifted."
    )
    unfinished_only = fields.Boolean(
        string="Only what was not finished", help="Leave out what is done or has failed."
    )
    count = fields.Integer(string="Measures", compute="_compute_count")

    @api.model
    def _school_year(self):
        """Return the first and the last day of the school year before the present one."""
        today = fields.Date.context_today(self)
        begin = today.replace(month=9, day=1)
        if today < begin:
            begin -= relativedelta(years=1)
        return begin - relativedelta(years=1), begin - relativedelta(days=1)

    @api.depends(
        "source",
        "school_ids",
        "template_id",
        "first_day",
        "year_from",
        "year_to",
        "months",
        "unfinished_only",
    )
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard._prepare_measures())

    def _prepare_measures(self):
        """Return the values of the measures that the wizard stands for."""
        schools = self.school_ids._origin
        if self.source == "template":
            if not self.template_id or not self.first_day:
                return []
            return self.template_id._prepare_measures(schools, self.first_day)
        if not self.year_from or not self.year_to:
            return []
        return [self._shifted(measure) for measure in self._earlier(schools)]

    def _earlier(self, schools):
        domain = (
            Domain("school_id", "in", schools.ids)
            & Domain("date_to", ">=", self.year_from)
            & Domain("date_to", "<=", self.year_to)
        )
        if self.unfinished_only:
            domain &= Domain("state", "in", OPEN)
        return self.env["shnor.measure"].search(domain, order="school_id, date_to, id")

    def _shifted(self, measure):
        shift = relativedelta(months=self.months)
        # the date that was planned, not the one that it was moved to
        due = measure.moved_from or measure.date_to
        return {
            **{name: measure[name] for name in TAKEN_OVER},
            "school_id": measure.school_id.id,
            "concerned_school_ids": [(6, 0, measure.concerned_school_ids.ids)],
            "date_from": measure.date_from and measure.date_from + shift,
            "date_to": due + shift,
            # the year before ended with this
            "indicator_base": measure.indicator_fact or measure.indicator_base,
        }

    def action_fill(self):
        """Make the measures that the schools do not have yet.

        :return: dict, window action of the new measures
        :raise UserError: there is nothing to make, or everything is there already
        """
        self.ensure_one()
        if self.source == "year" and self.months <= 0:
            raise UserError(self.env._("Shift the dates by one month at least."))
        vals_list = self._prepare_measures()
        if not vals_list:
            raise UserError(
                self.env._("There is nothing to make measures of: choose schools and the source.")
            )
        created = self.env["shnor.measure"]._create_missing(vals_list)
        if not created:
            raise UserError(self.env._("The schools have all these measures already."))
        action = self.env["ir.actions.actions"]._for_xml_id("shnor_network.shnor_measure_action")
        return {
            **action,
            "domain": [("id", "in", created.ids)],
            "context": {"search_default_by_school": True},
        }
