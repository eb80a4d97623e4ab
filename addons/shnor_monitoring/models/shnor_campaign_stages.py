from odoo import api, fields, models
from odoo.fields import Domain

from .shnor_campaign import WORKING_GROUP

CALCULATION = "calculation"
ROW_BATCH = 1000


class ShnorCampaign(models.Model):
    """The stages of a campaign go on by the calendar and by the work that is done.

    Everything here may run again at any moment: it writes what differs from what is there, so
    days that a standing server missed are caught up by the next run.
    """

    _inherit = "shnor.campaign"

    row_ids = fields.One2many("shnor.stage.school", "campaign_id", string="Schools at stages")
    responsibility_ids = fields.One2many("shnor.responsibility", "campaign_id")
    extension_ids = fields.One2many("shnor.extension", "campaign_id", string="Extensions")
    late_count = fields.Integer(string="Late", compute="_compute_late_count")
    completeness = fields.Float(
        compute="_compute_late_count",
        help="Per cent of what the schools are to do at all stages that is done.",
    )
    timeliness = fields.Float(
        compute="_compute_late_count",
        help="Per cent of what is done or overdue that was done by its last day.",
    )
    stages_seen_on = fields.Date(
        readonly=True, copy=False, help="Up to which day the stages were opened and closed."
    )

    @api.depends("row_ids.state")
    def _compute_late_count(self):
        counts = {}
        for campaign, state, count in self.env["shnor.stage.school"]._read_group(
            [("campaign_id", "in", self.ids), ("participant_id.active", "=", True)],
            ["campaign_id", "state"],
            ["__count"],
        ):
            counts.setdefault(campaign.id, {})[state] = count
        for campaign in self:
            by_state = counts.get(campaign._origin.id, {})
            total = sum(by_state.values())
            in_time, late = by_state.get("done", 0), by_state.get("done_late", 0)
            overdue = by_state.get("late", 0)
            judged = in_time + late + overdue
            campaign.late_count = overdue
            campaign.completeness = 100 * (in_time + late) / total if total else 0
            campaign.timeliness = 100 * in_time / judged if judged else 0

    @api.model
    def _known_stages(self):
        """Return the codes of the stages whose work the system sees (extension point)."""
        return {"self_evaluation", "interview", "check", CALCULATION, WORKING_GROUP}

    def _stages_done_on(self):
        """Return when the work of the stages without schools was done (extension point).

        :return: dict {(campaign id, code of the stage): date}; missing: not done
        """
        done = {}
        for campaign in self:
            stage = campaign._stage_of(CALCULATION)
            calculated = campaign.run_id.calculated_at
            if stage and calculated:
                day = campaign._local_day(calculated)
                if day >= stage.date_from:
                    done[campaign.id, CALCULATION] = day
            if campaign.meeting_held_on:
                done[campaign.id, WORKING_GROUP] = campaign.meeting_held_on
        return done

    def _local_day(self, moment):
        """Return the day of a moment where the committee is."""
        local = self.with_context(tz=self._tz())
        return fields.Datetime.context_timestamp(local, moment).date()

    # ------------------------------------------------------------------
    # Bringing up to date
    # ------------------------------------------------------------------
    def _refresh_rows(self, participants=None):
        """Bring schools at stages, stages and responsibilities up to date.

        :param participants: shnor.participant, only these; None for all
        """
        domain = Domain("campaign_id", "in", self.filtered(_is_open).ids)
        domain &= Domain("stage_id.active", "=", True)
        if participants is not None:
            domain &= Domain("participant_id", "in", participants.ids)
        # sudo: the rows follow from facts, whoever causes them
        rows = self.env["shnor.stage.school"].sudo().search(domain)
        self._refresh_stages(rows._refresh())

    def _refresh_stages(self, stages):
        campaigns = self.sudo().filtered(_is_open)
        before = {stage: stage.done_on for stage in campaigns.stage_ids}
        campaigns.stage_ids._refresh_done()
        changed = stages | campaigns.stage_ids.filtered(lambda one: one.done_on != before[one])
        if changed:
            self.env["shnor.responsibility"]._refresh(changed.campaign_id)

    @api.model
    def _cron_stages(self):
        """Open and close stages by their dates. Called by ``ir.cron`` only: it commits.

        Batches of schools, each committed: a killed run goes on where it was.
        """
        self.env["shnor.order"]._cron_in_force()
        self.env["ir.cron"]._commit_progress(0)
        # the log is in the committee's language
        local = self.with_context(lang=self.env.company.partner_id.lang)
        for campaign in local.search([("state", "=", "open")]):
            today = campaign._local_today()
            if campaign.stages_seen_on == today:
                continue
            if not campaign._run_rows(today):
                return
            campaign._log_calendar(today)
            self.env["shnor.responsibility"]._refresh(campaign)
            campaign.stages_seen_on = today
            self.env["ir.cron"]._commit_progress(1)

    def _run_rows(self, today):
        """Bring all schools of one campaign up to date in batches.

        :return: bool, whether it came to the end
        """
        self.env["shnor.stage.school"]._create_missing(self)
        domain = [("campaign_id", "=", self.id), ("stage_id.active", "=", True)]
        rows = self.env["shnor.stage.school"].search(domain, order="id")
        for begin in range(0, len(rows), ROW_BATCH):
            batch = rows[begin : begin + ROW_BATCH]
            batch._refresh()
            left = max(len(rows) - begin - ROW_BATCH, 0) + 1
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=left):
                return False
        self.stage_ids._refresh_done()
        return True

    def _log_calendar(self, today):
        """Tell the log which stages began and ended since the last run."""
        since = self.stages_seen_on or min(self.stage_ids.mapped("date_from"), default=today)
        texts = []
        for stage in self.stage_ids:
            name = stage.stage_type_id.name
            # a first run of a campaign that is long under way does not retell its past
            if since < stage.date_from <= today or stage.date_from == today:
                texts.append(self.env._("Stage “%s” began.", name))
            if since <= stage.date_to < today:
                texts.append(
                    self.env._(
                        "The last day of the stage “%(stage)s” is over; schools that have not "
                        "done it: %(count)s.",
                        stage=name,
                        count=stage.row_count - stage.done_count,
                    )
                )
        if texts:
            self._log("stage", texts, document=self.order_id)

    def _head(self):
        """Return who controls the order, and is told what is late for long."""
        self.ensure_one()
        order = self.order_id._latest_in_chain()
        return order.controller_id or self.order_id._signing_user()

    def action_open_board(self):
        """Open the board of this campaign.

        :return: dict, client action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("shnor_monitoring.shnor_board_action")
        action["params"] = {"campaign_id": self.id}
        return action

    def action_open_progress(self):
        """Open the chart of what the schools did by which day.

        :return: dict, window action
        """
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_stage_school_action_progress"
        )
        action["domain"] = [("campaign_id", "in", self.ids)]
        action["context"] = {"search_default_done": 1}
        return action

    def _open_stage_work(self, code):
        """Open what is to be done at a stage (extension point).

        :param str code: of the kind of stage
        :return: dict, window action
        """
        self.ensure_one()
        if code == "interview":
            return self.action_open_interviews()
        if code in ("self_evaluation", "check"):
            return self.action_open_participants()
        return self._get_records_action()


def _is_open(campaign):
    return campaign.state == "open"
