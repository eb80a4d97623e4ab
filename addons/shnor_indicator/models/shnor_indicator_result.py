from odoo import api, fields, models
from odoo.tools import SQL, formatLang


class ShnorIndicatorResult(models.Model):
    """k of n for one indicator in one run: in total, or for one part (a school, a territory)."""

    _name = "shnor.indicator.result"
    _description = "Result of an indicator"
    _inherit = "shnor.indicator.outcome"
    _log_access = False
    # never by the per cent: this is no league table
    _order = "run_id desc, sequence, indicator_id, dimension, label, id"
    _rec_name = "label"

    run_id = fields.Many2one("shnor.indicator.run", required=True, ondelete="restrict")
    indicator_id = fields.Many2one(
        "shnor.indicator", required=True, index=True, ondelete="restrict"
    )
    group_id = fields.Many2one(related="indicator_id.group_id")
    sequence = fields.Integer()
    dimension = fields.Selection(
        [("overall", "In total")],
        string="Of",
        required=True,
        default="overall",
        help="In total, or for each part.",
    )
    label = fields.Char(string="Name", help="As it was when the run was calculated.")
    unit_count = fields.Integer(string="Of all (n)")
    yes_count = fields.Integer(string="Yes (k)")
    no_count = fields.Integer(string="No")
    no_data_count = fields.Integer(string="No data")
    percent = fields.Float(
        string="%", digits=(5, 1), aggregator="avg", help="k of n; those without data stay in n."
    )
    percent_with_data = fields.Float(string="% of those with data", digits=(5, 1), aggregator=None)
    percent_low = fields.Float(
        string="% at least", digits=(5, 1), aggregator=None, help="If all without data are a no."
    )
    percent_high = fields.Float(
        string="% at most", digits=(5, 1), aggregator=None, help="If all without data are a yes."
    )
    previous_unit_count = fields.Integer(string="n before", aggregator=None)
    previous_yes_count = fields.Integer(string="k before", aggregator=None)
    previous_percent = fields.Float(string="% before", digits=(5, 1), aggregator=None)
    delta = fields.Float(
        string="Change",
        digits=(5, 1),
        aggregator=None,
        help="In percentage points, to the previous calculation.",
    )
    target = fields.Float(string="Target, %", digits=(5, 1), aggregator=None)
    rule = fields.Text(help="The condition with the settings of the day of the calculation.")

    share = fields.Char(string="k of n", compute="_compute_words")
    percent_words = fields.Char(
        string="Share",
        compute="_compute_words",
        help="Of all units; “no data” when there are none.",
    )
    interval = fields.Char(
        compute="_compute_words",
        help="What the share may become once all data are in.",
    )
    previous_share = fields.Char(string="Before", compute="_compute_words")
    target_state = fields.Selection(
        [("reached", "Reached"), ("missed", "Not reached"), ("none", "No target")],
        compute="_compute_target_state",
    )

    # serves the lists of a run and its foreign key
    _run_idx = models.Index("(run_id, indicator_id, dimension)")

    @api.depends("yes_count", "unit_count", "percent", "percent_low", "percent_high")
    @api.depends_context("lang")
    def _compute_words(self):
        for result in self:
            result.share = self._share_words(result.yes_count, result.unit_count)
            result.previous_share = (
                self._share_words(result.previous_yes_count, result.previous_unit_count)
                if result.previous_unit_count
                else False
            )
            low, high = result._in_words("percent_low"), result._in_words("percent_high")
            if not result.unit_count:
                result.percent_words = result.interval = self.env._("no data")
            else:
                result.percent_words = f"{result._in_words('percent')} %"
                result.interval = f"{low} %" if low == high else f"{low}–{high} %"

    @api.model
    def _share_words(self, count, total):
        return self.env._("%(count)s of %(total)s", count=count, total=total)

    def _in_words(self, name):
        return formatLang(self.env, self[name], digits=1)

    @api.depends("yes_count", "target", "unit_count")
    def _compute_target_state(self):
        for result in self:
            if not result.target or not result.unit_count:
                result.target_state = "none"
            else:
                reached = result.yes_count * 100 >= result.target * result.unit_count
                result.target_state = "reached" if reached else "missed"

    def _read_group_select(self, aggregate_spec, query):
        # the share of several results is the share of their units, not the mean of shares
        if aggregate_spec == "percent:avg":
            return SQL(
                "ROUND(SUM(%s) * 100.0 / NULLIF(SUM(%s), 0), 1)",
                self._field_to_sql(self._table, "yes_count", query),
                self._field_to_sql(self._table, "unit_count", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    # ------------------------------------------------------------------
    # From the number to the names
    # ------------------------------------------------------------------
    def action_open_yes(self):
        """Open the units that counted.

        :return: dict, window action
        """
        return self._open_evidence("yes")

    def action_open_no(self):
        """Open the units that did not count.

        :return: dict, window action
        """
        return self._open_evidence("no")

    def action_open_no_data(self):
        """Open the units without data.

        :return: dict, window action
        """
        return self._open_evidence("no_data")

    def action_open_evidence(self):
        """Open all units that the result is made of, grouped by verdict.

        :return: dict, window action
        """
        return self._open_evidence()

    def _open_evidence(self, verdict=None):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_indicator.shnor_indicator_evidence_action"
        )
        action["domain"] = self._evidence_domain()
        action["context"] = {
            f"search_default_{verdict or 'group_verdict'}": True,
            "one_indicator": True,
            "compares": self.indicator_id.condition_kind == "dynamics",
        }
        action["display_name"] = " · ".join(
            [self.indicator_id.code, *([] if self.dimension == "overall" else [self.label])]
        )
        return action

    def _evidence_domain(self):
        """Return the evidence behind the result, as a plain list that the web client understands.

        An addon above narrows it to the result's part.
        """
        return [("run_id", "=", self.run_id.id), ("indicator_id", "=", self.indicator_id.id)]
