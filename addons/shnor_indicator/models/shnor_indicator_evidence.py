from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.words import ReasonWords

VERDICTS = [("yes", "Yes"), ("no", "No"), ("no_data", "No data")]


class ShnorIndicatorEvidence(models.Model):
    """Why one unit was counted as it was, in one indicator of one run.

    The row holds numbers and links, not sentences: the words are made for the reader.
    """

    _name = "shnor.indicator.evidence"
    _description = "Evidence of an indicator"
    _inherit = "shnor.indicator.outcome"
    _log_access = False
    _order = "indicator_id, unit_label, id"
    _rec_name = "unit_label"

    run_id = fields.Many2one("shnor.indicator.run", required=True, ondelete="restrict")
    indicator_id = fields.Many2one("shnor.indicator", required=True, ondelete="restrict")
    unit_model = fields.Char(required=True)
    unit_id = fields.Many2oneReference(model_field="unit_model", required=True)
    unit_label = fields.Char(string="Name", help="As it was when the run was calculated.")
    verdict = fields.Selection(VERDICTS, required=True)
    fact_model = fields.Char()
    fact_id = fields.Many2oneReference(string="Deciding fact", model_field="fact_model")
    details = fields.Json()
    reason = fields.Char(compute="_compute_reason")
    pairs = fields.Text(compute="_compute_pairs", help="What was compared, pair by pair.")
    fact_name = fields.Char(string="Fact", compute="_compute_fact_name")

    # serves the lists behind a result, and the foreign keys of run and indicator
    _result_idx = models.Index("(run_id, indicator_id, verdict)")

    @api.depends("verdict", "details")
    @api.depends_context("lang")
    def _compute_reason(self):
        words = ReasonWords(self.env)
        for evidence in self:
            evidence.reason = words.text(evidence.verdict, evidence.details)

    @api.depends("details")
    @api.depends_context("lang")
    def _compute_pairs(self):
        words = ReasonWords(self.env)
        for indicator, rows in self.grouped("indicator_id").items():
            lines = words.pairs(indicator, rows.mapped(lambda row: row.details or {}))
            for row, pairs in zip(rows, lines, strict=True):
                row.pairs = "\n".join(sorted(pairs)) or False

    @api.depends("fact_model", "fact_id")
    @api.depends_context("lang", "uid")
    def _compute_fact_name(self):
        for model_name, rows in self.grouped("fact_model").items():
            facts = self.env.get(model_name)
            if facts is None:
                for row in rows:
                    row.fact_name = row.fact_id and self.env._("removed with its addon")
                continue
            ids = {row.fact_id for row in rows if row.fact_id}
            # sudo: whoever may read the evidence may read which fact decided
            found = facts.sudo().with_context(active_test=False).browse(ids).exists()
            names = {fact.id: fact.display_name for fact in found}
            for row in rows:
                row.fact_name = names.get(row.fact_id) or (
                    self.env._("deleted since") if row.fact_id else False
                )

    @api.model
    def _search_members(self, field, operator, value):
        """Search evidence by the part that its unit belonged to; for fields of addons above.

        :param str field: a dimension of ``shnor.indicator.member``
        :return: Domain
        """
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        # sudo: who belongs where is no secret of its own; the caller's rules limit the evidence
        members = self.env["shnor.indicator.member"].sudo()._search([(field, operator, value)])
        key = ("run_id", "unit_model", "unit_id")
        inside = members.subselect(*(SQL.identifier(members.table, name) for name in key))

        def to_sql(_model, alias, _query):
            columns = SQL(", ").join(SQL.identifier(alias, name) for name in key)
            return SQL("(%s) IN %s", columns, inside)

        return Domain.custom(to_sql=to_sql)

    # ------------------------------------------------------------------
    # From the row to what it is about
    # ------------------------------------------------------------------
    def action_open_unit(self):
        """Open the card of the unit.

        :return: dict, window action
        :raise UserError: it was deleted since
        """
        self.ensure_one()
        return self._open(self.unit_model, self.unit_id)

    def action_open_fact(self):
        """Open the fact that decided.

        :return: dict, window action
        :raise UserError: there is none, or it was deleted since
        """
        self.ensure_one()
        return self._open(self.fact_model, self.fact_id)

    def action_open_facts(self):
        """Open all facts of the unit, also those that did not count.

        :return: dict, window action
        """
        self.ensure_one()
        field = self.indicator_id.fact_field_id.sudo()  # names of fields are no secret
        if not field or field.relation not in self.env:
            raise UserError(self.env._("This indicator looks at the unit itself, not at facts."))
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.unit_label}: {field.field_description}",
            "res_model": field.relation,
            "view_mode": "list,form",
            "domain": [(field.relation_field, "=", self.unit_id)],
            "context": {"create": False},
        }

    def _open(self, model_name, record_id):
        record = model_name and model_name in self.env and record_id
        if not record:
            raise UserError(self.env._("There is no fact to open."))
        record = self.env[model_name].browse(record_id).exists()
        if not record:
            raise UserError(self.env._("The record was deleted after the calculation."))
        return record._get_records_action()
