from odoo import api, models
from odoo.tools import SQL


class ShnorSchool(models.Model):
    """A school is a unit: campaigns count those that the order lists."""

    _name = "shnor.school"
    _inherit = ["shnor.school", "shnor.indicator.unit"]

    @api.model
    def _indicator_population(self, run):
        return run._schools_domain()

    @api.model
    def _indicator_label(self, query):
        short_name = self._field_to_sql(query.table, "short_name", query)
        return SQL(
            "COALESCE(NULLIF(%s, ''), %s)",
            short_name,
            self._field_to_sql(query.table, "name", query),
        )

    @api.model
    def _indicator_membership(self, run):
        return SQL(
            "SELECT school_id AS unit_id, school_id, territory_id FROM (%s) place", run._places()
        )
