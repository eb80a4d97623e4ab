from odoo import api, fields, models
from odoo.tools import SQL, format_date


class ShnorDiagnostic(models.Model):
    """A diagnosis of a teacher's professional deficits; voluntary, a refusal is lawful."""

    _name = "shnor.diagnostic"
    _description = "Diagnostic"
    _inherit = ["shnor.teacher.fact"]
    _order = "date desc, teacher_id, id"

    _guard_fields = ("teacher_id",)
    _guard_in_sql = True
    _log_fields = (
        "date",
        "kind",
        "subject_id",
        "organiser",
        "independent",
        "refused",
        "scored",
        "score",
        "maximum",
    )

    date = fields.Date(required=True, index=True, default=fields.Date.context_today)
    kind = fields.Selection(
        [("subject", "Subject knowledge"), ("method", "Teaching methods")],
        required=True,
        default="subject",
    )
    subject_id = fields.Many2one("shnor.subject", index="btree_not_null", ondelete="restrict")
    organiser = fields.Char()
    independent = fields.Boolean(
        help="Held by an organisation apart from the school; only such ones show dynamics."
    )
    refused = fields.Boolean(help="The teacher declined; a refusal has no score.")
    scored = fields.Boolean(
        string="Has a score",
        compute="_compute_scored",
        store=True,
        readonly=False,
        precompute=True,
        help="Whether score and maximum are given; 0 points is a score, too.",
    )
    score = fields.Float(digits=(12, 2), aggregator=None)
    maximum = fields.Float(digits=(12, 2), aggregator=None)

    # written by _sql_refresh_levels only: NULL, not 0, where there is no score
    percent = fields.Float(
        string="% of maximum", digits=(9, 2), readonly=True, copy=False, aggregator="avg"
    )
    level_line_id = fields.Many2one(
        "shnor.level.scale.line",
        string="Level",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="By the scale in force on the day of the diagnostic.",
    )
    level_rank = fields.Integer(string="Level number", readonly=True, copy=False, aggregator=None)

    _fact_uniq = models.UniqueIndex(
        "(teacher_id, date, kind, COALESCE(subject_id, 0), COALESCE(organiser, ''))",
        "This diagnostic of the teacher (date, kind, subject, organiser) is entered already.",
    )
    _score_check = models.Constraint(
        "CHECK (NOT scored OR (maximum > 0 AND score >= 0 AND score <= maximum))",
        "The score lies between 0 and the maximum, and the maximum is above 0. Check both numbers.",
    )
    _refused_check = models.Constraint(
        "CHECK (NOT (refused AND scored))", "Who declined the diagnostic has no score."
    )

    @api.depends("refused", "maximum")
    def _compute_scored(self):
        for diagnostic in self:
            diagnostic.scored = diagnostic.maximum > 0 and not diagnostic.refused

    @api.depends("teacher_id.code", "date", "kind", "subject_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for diagnostic in self:
            parts = (
                diagnostic.teacher_id.code,
                format_date(self.env, diagnostic.date) if diagnostic.date else "",
                kinds.get(diagnostic.kind, "").lower(),
                diagnostic.subject_id.name,
            )
            diagnostic.display_name = ", ".join(part for part in parts if part)

    @api.model_create_multi
    def create(self, vals_list):
        diagnostics = super().create(vals_list)
        diagnostics._refresh_own_levels()
        return diagnostics

    def write(self, vals):
        result = super().write(vals)
        if {"date", "refused", "scored", "score", "maximum"} & vals.keys():
            self._refresh_own_levels()
        return result

    def _refresh_own_levels(self):
        self._sql_refresh_levels([("id", "in", self.ids)])

    @api.model
    def _sql_refresh_levels(self, domain=None):
        """Set percent, level and rank of diagnostics in one UPDATE.

        The level is found by exact comparison (score × 100 ≥ lower bound × maximum) in the scale
        in force on the day of the diagnostic; ``percent`` is for reading, rounded half up. Rows
        that would not change are left alone. To be called after rows were inserted past the ORM.

        :param domain: which diagnostics; all when empty
        :return: int, number of rows changed
        """
        self.flush_model()
        self.env["shnor.level.scale"].flush_model()
        self.env["shnor.level.scale.line"].flush_model()
        where = SQL("TRUE")
        if domain:
            # sudo: levels are a matter of fact, not of the reader's rights
            query = self.sudo()._search(domain)
            where = SQL("d.id IN %s", query.subselect())
        self.env.cr.execute(
            SQL(
                """
                WITH scale AS (
                    SELECT id, date_from, LEAD(date_from) OVER (ORDER BY date_from) AS date_next
                      FROM shnor_level_scale
                ), band AS (
                    SELECT line.id, line.rank, line.min_percent, scale.date_from, scale.date_next,
                           LEAD(line.min_percent) OVER (
                               PARTITION BY line.scale_id ORDER BY line.min_percent
                           ) AS next_percent
                      FROM shnor_level_scale_line line
                      JOIN scale ON scale.id = line.scale_id
                ), fresh AS (
                    SELECT d.id, ROUND(d.score * 100 / d.maximum, 2) AS percent,
                           band.id AS line_id, band.rank
                      FROM shnor_diagnostic d
                      LEFT JOIN band
                        ON d.date >= band.date_from
                       AND (band.date_next IS NULL OR d.date < band.date_next)
                       AND d.score * 100 >= band.min_percent * d.maximum
                       AND (band.next_percent IS NULL
                            OR d.score * 100 < band.next_percent * d.maximum)
                     WHERE d.scored AND d.maximum > 0 AND %(where)s
                     UNION ALL
                    SELECT d.id, NULL, NULL, NULL
                      FROM shnor_diagnostic d
                     WHERE (d.scored IS NOT TRUE OR d.maximum IS NULL OR d.maximum <= 0)
                       AND %(where)s
                )
                UPDATE shnor_diagnostic d
                   SET percent = fresh.percent, level_line_id = fresh.line_id,
                       level_rank = fresh.rank
                  FROM fresh
                 WHERE fresh.id = d.id
                   AND (d.percent, d.level_line_id, d.level_rank)
                       IS DISTINCT FROM (fresh.percent, fresh.line_id, fresh.rank)
                """,
                where=where,
            )
        )
        changed = self.env.cr.rowcount
        self.invalidate_model(["percent", "level_line_id", "level_rank"], flush=False)
        return changed
