from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

DIAGNOSED_YEARS = 3  # as indicator 2 looks back
YOUNG_YEARS = 3


class ShnorParticipant(models.Model):
    """What the register says of the school on the last day of the period: forms open with it."""

    _inherit = "shnor.participant"

    prefill_staff = fields.Integer(string="Teaching staff", compute="_compute_prefill")
    prefill_teachers = fields.Integer(string="Teachers of a subject", compute="_compute_prefill")
    prefill_young = fields.Integer(string="Up to 3 years of experience", compute="_compute_prefill")
    prefill_highest = fields.Integer(string="Highest category", compute="_compute_prefill")
    prefill_first = fields.Integer(string="First category", compute="_compute_prefill")
    prefill_diagnosed = fields.Integer(
        string="Diagnosed within 3 years", compute="_compute_prefill"
    )
    prefill_independent = fields.Integer(
        string="Diagnosed independently within 3 years", compute="_compute_prefill"
    )

    @api.depends("school_id", "campaign_id.period_to")
    def _compute_prefill(self):
        """Count teachers by the register: one query a date, whatever the number of schools."""
        names = [name for name in self._fields if name.startswith("prefill_")]
        for participant in self:
            participant.update(dict.fromkeys(names, 0))
        for day, participants in self.grouped(lambda one: one.campaign_id.period_to).items():
            if not day:
                continue
            counts = self._prefill_counts(participants.school_id, day)
            for participant in participants:
                participant.update(counts.get(participant.school_id.id, {}))

    @api.model
    def _prefill_counts(self, schools, day):
        """Return {school id: {field: number of teachers employed on ``day``}}."""
        self.env["shnor.employment"].flush_model()
        self.env["shnor.diagnostic"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH post AS (
                    SELECT school_id, teacher_id,
                           BOOL_OR(EXISTS (
                               SELECT 1 FROM shnor_employment_subject_rel subject
                                WHERE subject.employment_id = employment.id
                           )) AS teaches,
                           MAX(COALESCE(experience_years, 0)) AS years,
                           BOOL_OR(category = 'highest') AS highest,
                           BOOL_OR(category = 'first') AS first
                      FROM shnor_employment employment
                     WHERE school_id = ANY(%(schools)s) AND date_from <= %(day)s
                       AND (date_to IS NULL OR date_to > %(day)s)
                     GROUP BY school_id, teacher_id
                ), diagnosed AS (
                    SELECT teacher_id, BOOL_OR(COALESCE(independent, FALSE)) AS independent
                      FROM shnor_diagnostic
                     WHERE NOT COALESCE(refused, FALSE)
                       AND date > %(since)s AND date <= %(day)s
                     GROUP BY teacher_id
                )
                SELECT school_id, COUNT(*) AS prefill_staff,
                       COUNT(*) FILTER (WHERE teaches) AS prefill_teachers,
                       COUNT(*) FILTER (WHERE years <= %(young)s) AS prefill_young,
                       COUNT(*) FILTER (WHERE highest) AS prefill_highest,
                       COUNT(*) FILTER (WHERE first AND NOT COALESCE(highest, FALSE))
                           AS prefill_first,
                       COUNT(diagnosed.teacher_id) AS prefill_diagnosed,
                       COUNT(*) FILTER (WHERE independent) AS prefill_independent
                  FROM post
                  LEFT JOIN diagnosed ON diagnosed.teacher_id = post.teacher_id
                 GROUP BY school_id
                """,
                schools=schools.ids,
                day=day,
                since=day - relativedelta(years=DIAGNOSED_YEARS),
                young=YOUNG_YEARS,
            )
        )
        return {row.pop("school_id"): row for row in rows}
