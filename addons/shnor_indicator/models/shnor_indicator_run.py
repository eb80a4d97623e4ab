from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..engine.computation import Computation

# Passed by identity in the context: no caller from outside (RPC, import) can forge it.
_FREEZING = object()
# In the order in which they may be deleted.
OUTCOMES = ("shnor.indicator.evidence", "shnor.indicator.result", "shnor.indicator.member")


class ShnorIndicatorRun(models.Model):
    """One calculation: which indicators, for which period, and what came out.

    A draft may be calculated again or thrown away; a frozen one stays as approved, for everybody.
    """

    _name = "shnor.indicator.run"
    _description = "Calculation of indicators"
    _order = "id desc"

    name = fields.Char(required=True)
    date_from = fields.Date(string="Observation period from", required=True)
    date_to = fields.Date(
        string="Observation period to", required=True, help="The last day, inclusive."
    )
    year = fields.Integer(
        compute="_compute_year",
        store=True,
        readonly=False,
        aggregator=None,
        help="The year that yearly facts are compared with earlier ones.",
    )
    indicator_ids = fields.Many2many(
        "shnor.indicator",
        "shnor_indicator_run_rel",
        "run_id",
        "indicator_id",
        context={"active_test": False},
    )
    previous_run_id = fields.Many2one(
        "shnor.indicator.run",
        string="Compared with",
        index="btree_not_null",
        # its values were copied into the results, which a thrown-away draft need not hold up
        ondelete="set null",
        help="The calculation to which changes are shown.",
    )
    is_preview = fields.Boolean(string="Preview", help="Thrown away after a day.")
    state = fields.Selection(
        [("draft", "Draft"), ("frozen", "Frozen")], required=True, default="draft", readonly=True
    )
    calculated_at = fields.Datetime(readonly=True)
    checksum = fields.Char(
        readonly=True,
        help="SHA-256 over the results and the evidence: whoever changes a row past the system "
        "changes this number.",
    )
    result_ids = fields.One2many("shnor.indicator.result", "run_id", string="All results")
    overall_ids = fields.One2many(
        "shnor.indicator.result",
        "run_id",
        string="Results",
        domain=[("dimension", "=", "overall")],
    )
    evidence_ids = fields.One2many("shnor.indicator.evidence", "run_id")

    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)",
        "The observation period ends before it begins. Exchange the dates.",
    )

    @api.depends("date_to")
    def _compute_year(self):
        for run in self:
            run.year = run.date_to.year if run.date_to else 0

    @api.constrains("previous_run_id")
    def _check_previous(self):
        if self._has_cycle("previous_run_id"):
            raise ValidationError(self.env._("A calculation cannot be compared with itself."))

    # ------------------------------------------------------------------
    # Calculating
    # ------------------------------------------------------------------
    def _calculate(self):
        """Count all indicators of the draft runs anew, with the rights of the environment.

        :raise UserError: a run is frozen, or has no indicators
        """
        self._check_draft()
        for run in self:
            if not run.indicator_ids:
                raise UserError(self.env._("“%s” has no indicators to calculate.", run.name))
            # the addon that a condition speaks of may be gone by now
            run.indicator_ids._check_definition()
            run._delete_outcomes()
            Computation(run).execute()
        # sudo: nobody edits a calculation; that it was made is noted here
        self.sudo().calculated_at = fields.Datetime.now()

    def _delete_outcomes(self):
        self.env.flush_all()
        for model_name in OUTCOMES:
            table = SQL.identifier(self.env[model_name]._table)
            self.env.cr.execute(SQL("DELETE FROM %s WHERE run_id = ANY(%s)", table, self.ids))
        self.env.invalidate_all(flush=False)

    # ------------------------------------------------------------------
    # Frozen means frozen
    # ------------------------------------------------------------------
    def _freeze(self):
        """Freeze the runs with their checksums; there is no way back.

        :raise UserError: a run has not been calculated
        """
        for run in self:
            if not run.calculated_at:
                raise UserError(self.env._("“%s” has not been calculated yet.", run.name))
            run.with_context(shnor_freezing=_FREEZING).write(
                {"state": "frozen", "checksum": run._checksum_of_rows()}
            )

    def _checksum_of_rows(self):
        """Return the SHA-256 over the rows of results and evidence, as they lie in the database."""
        self.ensure_one()
        self.env.flush_all()
        parts = SQL("").join(
            SQL(", %s", SQL.identifier(name))
            for name in self.env["shnor.indicator.member"]._dimensions()
        )
        # a digest a row first: the text of a million rows would not fit into one value
        [[checksum]] = self.env.execute_query(
            SQL(
                """
                SELECT encode(sha256(convert_to(string_agg(digest, '' ORDER BY kind, id), 'UTF8')),
                              'hex')
                  FROM (SELECT 0 AS kind, id,
                               md5((name, date_from, date_to, year)::text) AS digest
                          FROM shnor_indicator_run WHERE id = %(run)s
                         UNION ALL
                        SELECT 1, id,
                               md5((indicator_id, dimension, label, unit_count, yes_count,
                                    no_count, no_data_count, percent, percent_with_data,
                                    percent_low, percent_high, previous_unit_count,
                                    previous_yes_count, previous_percent, delta, target,
                                    rule%(parts)s)::text)
                          FROM shnor_indicator_result WHERE run_id = %(run)s
                         UNION ALL
                        SELECT 2, id,
                               md5((indicator_id, unit_model, unit_id, unit_label, verdict,
                                    fact_id, details)::text)
                          FROM shnor_indicator_evidence WHERE run_id = %(run)s
                         UNION ALL
                        SELECT 3, id, md5((unit_model, unit_id%(parts)s)::text)
                          FROM shnor_indicator_member WHERE run_id = %(run)s) rows
                """,
                run=self.id,
                parts=parts,
            )
        )
        return checksum

    def _is_intact(self):
        """Return whether a frozen run is still what was approved.

        :return: bool; False when a row was changed, added or deleted past the system
        """
        self.ensure_one()
        return self.state != "frozen" or self.checksum == self._checksum_of_rows()

    def action_check_intact(self):
        """Count the checksum anew and tell whether it is the approved one.

        :return: dict, client action that shows the answer
        """
        intact = self._is_intact()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if intact else "danger",
                "sticky": not intact,
                "message": self.env._("The results are as they were frozen.")
                if intact
                else self.env._("The results were changed past the system!"),
            },
        }

    def write(self, vals):
        if self.env.context.get("shnor_freezing") is not _FREEZING:
            self._check_draft()
            if "state" in vals or "checksum" in vals:
                raise UserError(self.env._("Calculations are frozen by closing, not by editing."))
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("state", "draft") != "draft" or vals.get("checksum") for vals in vals_list):
            raise UserError(self.env._("Calculations are frozen by closing, not by editing."))
        if not self.env.su and not all(
            vals.get("is_preview") and not vals.get("previous_run_id") for vals in vals_list
        ):
            raise AccessError(
                self.env._("Calculate a campaign by its button; on your own, try an indicator out.")
            )
        return super().create(vals_list)

    def unlink(self):
        self._check_draft()
        self.check_access("unlink")
        self._delete_outcomes()
        return super().unlink()

    def _check_draft(self):
        """Refuse changes of frozen runs for everybody, the superuser included."""
        # sudo: that a run is frozen is told to whoever tries to change it
        for run in self.sudo():
            if run.state == "frozen":
                raise UserError(
                    self.env._(
                        "“%s” is frozen: its results are approved and do not change any more.",
                        run.name,
                    )
                )

    @api.autovacuum
    def _gc_previews(self):
        limit = fields.Datetime.now() - timedelta(days=1)
        domain = [("is_preview", "=", True), ("state", "=", "draft"), ("create_date", "<", limit)]
        previews = self.search(domain, limit=1000)
        previews.unlink()
        return len(previews), len(previews) == 1000

    def action_open_results(self):
        """Open the results of the run with its parts, as a pivot.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_indicator.shnor_indicator_result_action"
        )
        action["domain"] = [("run_id", "=", self.id)]
        action["display_name"] = self.name
        return action
