from odoo import api, fields, models
from odoo.exceptions import UserError


class ShnorCampaign(models.Model):
    """Calculating a campaign, closing it, and telling what came out."""

    _inherit = "shnor.campaign"

    run_id = fields.Many2one(
        "shnor.indicator.run",
        string="Calculation",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="The current calculation; the approved one once the analysis is approved or the "
        "campaign is closed.",
    )
    calculated_at = fields.Datetime(related="run_id.calculated_at")
    result_ids = fields.One2many(related="run_id.overall_ids", string="Indicators")
    comparison_run_id = fields.Many2one(
        "shnor.indicator.run",
        string="As of today",
        compute="_compute_comparison_run_id",
        help="A calculation made after closing, to be compared with the approved one.",
    )

    @api.depends("run_id")
    def _compute_comparison_run_id(self):
        latest = dict(
            # sudo: whoever sees the campaign may know that there is a comparison
            self.env["shnor.indicator.run"]
            .sudo()
            ._read_group(
                [("campaign_id", "in", self.ids), ("state", "=", "draft")],
                ["campaign_id"],
                ["id:max"],
            )
        )
        for campaign in self:
            run_id = latest.get(campaign._origin.sudo(), False)
            campaign.comparison_run_id = run_id if run_id != campaign.run_id.id else False

    # ------------------------------------------------------------------
    # Calculating
    # ------------------------------------------------------------------
    def action_calculate(self):
        """Count all indicators anew; once approved or closed, as a draft to compare with.

        :raise UserError: the campaign is cancelled, or there are no indicators
        """
        self.check_access("write")
        for campaign in self:
            if campaign.state == "cancelled":
                campaign._check_open()
            campaign._calculate()

    def _calculate(self):
        # sudo: the whole campaign is counted, whatever the rights of who presses the button
        runs = self.env["shnor.indicator.run"].sudo()
        frozen = self._is_frozen()
        old = runs.search([("campaign_id", "=", self.id), ("state", "=", "draft")])
        run = runs.create(self._prepare_run())
        run._calculate()
        if not frozen:
            self.sudo().run_id = run
            self._log("campaign", self.env._("The indicators were calculated."))
            self._refresh_stages(self.env["shnor.stage"])
        old.unlink()

    def _prepare_run(self):
        indicators = self.env["shnor.indicator"].sudo().search([("active", "=", True)])
        compared = self if self._is_frozen() else self.previous_campaign_id
        return {
            "name": self.name,
            "campaign_id": self.id,
            "date_from": self.period_from,
            "date_to": self.period_to,
            "year": self.academic_year,
            "indicator_ids": [(6, 0, indicators.ids)],
            "previous_run_id": compared.sudo().run_id.id,
        }

    def _is_frozen(self):
        """Return whether the current calculation is approved: another one is to compare with."""
        self.ensure_one()
        return self.state == "closed" or self.is_approved

    def _ensure_calculated(self):
        """Make the results those of today's facts; what is approved stays as it was approved."""
        self.filtered(
            lambda campaign: campaign.state == "open" and not campaign.is_approved
        ).action_calculate()

    # ------------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------------
    def action_close(self):
        """Approve the results: the campaign and its calculation are frozen for everybody.

        :raise UserError: there is nothing to approve yet, or the campaign is not open
        :raise AccessError: the role does not allow it
        """
        self.check_access("write")
        self._check_transition("closed")
        for campaign in self:
            if not campaign.run_id:
                raise UserError(
                    self.env._(
                        "“%s” has not been calculated yet. Calculate it, look at the results, "
                        "then close.",
                        campaign.display_name,
                    )
                )
        # sudo: closing is allowed by the transition; nobody may freeze a calculation by hand. That
        # of an approved analysis is frozen already
        self.run_id.sudo().filtered(lambda run: run.state == "draft")._freeze()
        self._move_to("closed")

    # ------------------------------------------------------------------
    # What came out
    # ------------------------------------------------------------------
    def action_open_results(self):
        """Open the results by school and territory.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.run_id.action_open_results()
        action["context"] = {"search_default_by_school": True, "search_default_group_label": True}
        return action

    def action_open_comparison(self):
        """Open the calculation that was made after closing.

        :return: dict, window action
        """
        self.ensure_one()
        return self.comparison_run_id._get_records_action()

    def _export_values(self):
        """Return order, participants and indicators with their names, ready for JSON.

        The shape is that of ``tests/data/expected.json``: schools and teachers by their codes.

        :return: dict
        """
        self.ensure_one()
        order = self.order_id
        reported = self._reported_by_code()
        return {
            "order": {
                "number": order.number,
                "date": str(order.date),
                "period": [str(self.period_from), str(self.period_to)],
                "begin": str(self.date_begin),
                "end": str(self.date_end),
                "working_group_deadline": str(self.working_group_deadline),
            },
            "academic_year": self._academic_year_label(self.academic_year),
            "baseline_year": self._academic_year_label(self.academic_year - 1),
            "participants": sorted(self.participant_ids.school_id.mapped("code")),
            "not_reported": reported.get(False, []),
            "indicators": {
                result.indicator_id.code: self._export_indicator(result)
                for result in self.result_ids
            },
        }

    def _export_indicator(self, result):
        indicator = result.indicator_id
        evidence = self.env["shnor.indicator.evidence"].search(result._evidence_domain())
        units = self.env.get(indicator.unit_model)
        # the label is the code of a teacher, also of a card that was deleted since
        codes = {row.unit_id: row.unit_label for row in evidence}
        if units is not None and indicator.unit_model != "shnor.teacher" and "code" in units:
            found = units.with_context(active_test=False).browse(list(codes)).exists()
            codes.update({unit.id: unit.code for unit in found})
        names = evidence.grouped("verdict")
        values = self._export_counts(result)
        for key, verdict in (("yes", "yes"), ("no", "no"), ("no_data_units", "no_data")):
            rows = names.get(verdict, evidence.browse())
            values[key] = sorted(codes[row.unit_id] for row in rows)
        if indicator.unit_model == "shnor.teacher":
            parts = self.run_id.result_ids.filtered(
                lambda part: part.indicator_id == indicator and part.dimension == "school_id"
            )
            values["by_school"] = {
                part.school_id.code: self._export_counts(part)
                for part in parts.sorted(lambda part: part.school_id.code)
            }
        elif indicator.condition_kind == "dynamics":
            values["detail"] = {
                codes[row.unit_id]: {
                    "pairs": row.details["pairs"],
                    "improved": row.details["better"],
                    "critical": row.details["worse"],
                    "participants": row.details["size"],
                }
                for row in evidence.sorted(lambda row: codes[row.unit_id])
            }
        return values

    @api.model
    def _export_counts(self, result):
        known = result.unit_count > 0
        with_data = result.unit_count > result.no_data_count
        return {
            "k": result.yes_count,
            "n": result.unit_count,
            "no_data": result.no_data_count,
            "percent": round(result.percent, 1) if known else None,
            "percent_with_data": round(result.percent_with_data, 1) if with_data else None,
            "interval": [round(result.percent_low, 1), round(result.percent_high, 1)]
            if known
            else None,
        }
