from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .shnor_measure import LEVELS, STATES
from .shnor_measure_report import REPORT_STATES

# taken over from the measure as they stand
TAKEN_OVER = (
    "name",
    "level",
    "project",
    "task",
    "date_from",
    "date_to",
    "moved_from",
    "done_date",
    "responsible",
    "indicator",
    "indicator_unit",
    "indicator_base",
    "indicator_plan",
    "indicator_fact",
    "result",
    "state",
    "state_reason",
    "percent",
    "report_state",
)


class ShnorMeasureSnapshot(models.Model):
    """A measure of a participant as it was on the day of the campaign's roadmap stage.

    Indicators and the note speak of this, whatever becomes of the measure afterwards. Nobody
    changes it, the superuser included.
    """

    _name = "shnor.measure.snapshot"
    _description = "Measure on the day of the roadmap stage"
    _inherit = ["shnor.indicator.outcome", "shnor.indicator.unit"]
    _order = "campaign_id desc, school_id, date_to, id"

    campaign_id = fields.Many2one("shnor.campaign", required=True, index=True, ondelete="restrict")
    participant_id = fields.Many2one(
        "shnor.participant", required=True, index=True, ondelete="restrict"
    )
    school_id = fields.Many2one("shnor.school", required=True, index=True, ondelete="restrict")
    territory_id = fields.Many2one("shnor.territory", index=True, ondelete="restrict")
    measure_id = fields.Many2one(
        "shnor.measure",
        string="As of today",
        required=True,
        index=True,
        ondelete="restrict",
    )
    day = fields.Date(string="As of", required=True)
    name = fields.Char(string="Measure", required=True)
    code = fields.Char(compute="_compute_code", help="School and measure, in lists of names.")
    level = fields.Selection(LEVELS)
    project = fields.Char()
    task = fields.Char()
    date_from = fields.Date(string="Start")
    date_to = fields.Date(string="Due")
    moved_from = fields.Date(string="First due")
    done_date = fields.Date(string="Done on")
    responsible = fields.Char()
    indicator = fields.Char(string="Measured by")
    indicator_unit = fields.Char(string="Unit of measurement")
    indicator_base = fields.Char(string="Base")
    indicator_plan = fields.Char(string="Plan")
    indicator_fact = fields.Char(string="Fact")
    result = fields.Text()
    state = fields.Selection(STATES, string="Status", required=True)
    state_reason = fields.Text(string="Reason")
    percent = fields.Integer(string="Per cent", aggregator="avg")
    report_state = fields.Selection(REPORT_STATES, string="Report")
    timeliness = fields.Selection(
        [
            ("in_time", "done in time"),
            ("late", "done late"),
            ("not_done", "due and not done"),
            ("ahead", "not due yet"),
            ("unknown", "not known when it was due or done"),
        ],
        required=True,
        index=True,
    )
    late_days = fields.Integer(string="Days late", aggregator=None)

    _measure_once = models.Constraint(
        "UNIQUE (campaign_id, measure_id)", "The measure is in the snapshot already."
    )

    @api.depends("school_id", "name")
    def _compute_code(self):
        for snapshot in self:
            # sudo: the code of a school is no secret from who sees its measure
            snapshot.code = f"{snapshot.school_id.sudo().code}: {snapshot.name}"

    # ------------------------------------------------------------------
    # Taken once, never changed
    # ------------------------------------------------------------------
    @api.model
    def _refusal(self):
        return self.env._(
            "How the roadmaps stood on the day of their stage is taken by the campaign, and nobody "
            "changes it."
        )

    @api.model
    def _take(self, campaign, day):
        """Take the state of the measures of all participants (one statement).

        A measure that is there already stays as it is.

        :param campaign: shnor.campaign
        :param date day: of the stage
        :return: int, how many measures were taken
        """
        # sudo: the whole campaign is taken, whatever the rights of who presses the button
        participants = self.env["shnor.participant"].sudo()
        found = (
            self.env["shnor.measure"]
            .sudo()
            ._search(
                participants._measures_domain(campaign)
                & Domain("school_id", "in", campaign.sudo().participant_ids.school_id.ids)
            )
        )
        self.env.flush_all()
        copied = SQL(", ").join(map(SQL.identifier, TAKEN_OVER))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO shnor_measure_snapshot (
                    campaign_id, participant_id, school_id, territory_id, measure_id, day,
                    timeliness, late_days, %(copied)s,
                    create_uid, create_date, write_uid, write_date
                )
                SELECT participant.campaign_id, participant.id, participant.school_id,
                       participant.territory_id, measure.id, %(day)s, %(timeliness)s, %(late)s,
                       %(measured)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM (%(found)s) found
                  JOIN shnor_measure measure ON measure.id = found.id
                  JOIN shnor_participant participant
                    ON participant.school_id = measure.school_id
                   AND participant.campaign_id = %(campaign)s
                 ORDER BY measure.id
                    ON CONFLICT (campaign_id, measure_id) DO NOTHING
                """,
                copied=copied,
                measured=SQL(", ").join(SQL.identifier("measure", name) for name in TAKEN_OVER),
                timeliness=self._timeliness(day),
                late=self._late(day),
                day=day,
                uid=self.env.uid,
                now=self.env.cr.now(),
                found=found.select(),
                campaign=campaign.id,
            )
        )
        taken = self.env.cr.rowcount
        self.env.invalidate_all()
        return taken

    @api.model
    def _timeliness(self, day):
        """Return the SQL of whether a measure is done in time, as of the end of ``day``."""
        return SQL(
            """
            CASE WHEN measure.date_to IS NULL THEN 'unknown'
                 WHEN measure.state = 'failed' THEN 'not_done'
                 WHEN measure.state <> 'done' AND measure.date_to > %(day)s THEN 'ahead'
                 WHEN measure.state <> 'done' THEN 'not_done'
                 WHEN measure.done_date > measure.date_to THEN 'late'
                 WHEN measure.done_date <= measure.date_to OR measure.date_to >= %(day)s
                 THEN 'in_time'
                 ELSE 'unknown' END
            """,
            day=day,
        )

    @api.model
    def _late(self, day):
        """Return the SQL of the days by which a measure is late, or was done late."""
        return SQL(
            """
            CASE WHEN measure.state = 'done'
                 THEN GREATEST(COALESCE(measure.done_date - measure.date_to, 0), 0)
                 WHEN measure.state = 'failed' THEN 0
                 ELSE GREATEST(COALESCE(%(day)s - measure.date_to, 0), 0) END
            """,
            day=day,
        )

    # ------------------------------------------------------------------
    # A unit that indicators count
    # ------------------------------------------------------------------
    @api.model
    def _indicator_population(self, run):
        campaign = run.campaign_id
        if not campaign:
            # a trial looks at the latest snapshot that its author may see
            campaign = self.env["shnor.campaign"].search(
                [("roadmap_snapshot_at", "!=", False), ("date_begin", "<=", run.date_to)],
                order="date_begin desc, id desc",
                limit=1,
            )
        return Domain("campaign_id", "=", campaign.id)

    @api.model
    def _indicator_membership(self, run):
        query = self._search(self._indicator_population(run))
        return query.select(
            SQL("%s AS unit_id", SQL.identifier(query.table, "id")),
            SQL("%s AS school_id", SQL.identifier(query.table, "school_id")),
            SQL("%s AS territory_id", SQL.identifier(query.table, "territory_id")),
        )

    def action_open_measure(self):
        """Open the measure as it is today.

        :return: dict, window action
        """
        self.ensure_one()
        return self.measure_id._get_records_action()
