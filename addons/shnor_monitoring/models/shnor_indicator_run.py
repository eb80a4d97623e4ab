from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ShnorIndicatorRun(models.Model):
    """A run of a campaign counts its participants; a preview, the schools with a status today."""

    _name = "shnor.indicator.run"
    _inherit = ["shnor.indicator.run", "shnor.guarded.mixin"]
    _guard_in_sql = True

    campaign_id = fields.Many2one("shnor.campaign", index="btree_not_null", ondelete="restrict")

    _preview_check = models.Constraint(
        "CHECK (NOT is_preview OR campaign_id IS NULL)",
        "A trial belongs to no campaign.",
    )

    def _schools_domain(self):
        """Return which schools the run looks at.

        :return: Domain on shnor.school
        """
        self.ensure_one()
        if not self.campaign_id:
            return self.env["shnor.school"]._status_domain(self.date_to)
        return Domain("id", "in", self._participants().subselect("school_id"))

    def _places(self):
        """Return the schools of the run and where they lie, as frozen by the campaign.

        :return: SQL, SELECT of ``school_id`` and ``territory_id``
        """
        self.ensure_one()
        if self.campaign_id:
            query = self._participants()
            school = SQL.identifier(query.table, "school_id")
        else:
            query = self.env["shnor.school"]._search(self._schools_domain(), active_test=False)
            school = SQL.identifier(query.table, "id")
        return query.select(
            SQL("%s AS school_id", school),
            SQL("%s AS territory_id", SQL.identifier(query.table, "territory_id")),
        )

    def _participants(self):
        return self.env["shnor.participant"]._search(
            [("campaign_id", "=", self.campaign_id.id), ("active", "=", True)]
        )
