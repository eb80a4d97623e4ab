from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class ShnorTeacher(models.Model):
    """A teacher is a unit, known by the code: employed in the schools on the period's last day."""

    _name = "shnor.teacher"
    _inherit = ["shnor.teacher", "shnor.indicator.unit"]

    @api.model
    def _indicator_population(self, run):
        employed = self.env["shnor.employment"]._employed_domain(run.date_to)
        return Domain(
            "employment_ids", "any", employed & Domain("school_id", "any", run._schools_domain())
        )

    @api.model
    def _indicator_membership(self, run):
        employments = self.env["shnor.employment"]
        jobs = employments._search(employments._employed_domain(run.date_to))
        return SQL(
            "SELECT job.unit_id, place.school_id, place.territory_id FROM (%s) job"
            " JOIN (%s) place USING (school_id)",
            jobs.select(
                SQL("%s AS unit_id", SQL.identifier(jobs.table, "teacher_id")),
                SQL("%s AS school_id", SQL.identifier(jobs.table, "school_id")),
            ),
            run._places(),
        )
