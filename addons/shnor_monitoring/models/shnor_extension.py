from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .survey_user_input import FILLING, SELF_EVALUATION

FROZEN = ("name", "participant_id", "stage_id", "date_until", "reason", "applicant")


class ShnorExtension(models.Model):
    """A document by which one school has more time at one stage. It is kept for ever."""

    _name = "shnor.extension"
    _description = "Extension for a school"
    _inherit = ["mail.thread", "mail.activity.mixin", "shnor.campaign.part", "shnor.state.mixin"]
    _order = "id desc"
    _guard_fields = ("participant_id",)

    _transitions = {
        ("draft", "granted"): "shnor_registry.group_administrator",
        ("draft", "refused"): "shnor_registry.group_administrator",
    }

    name = fields.Char(string="Number", readonly=True, copy=False, default="")
    participant_id = fields.Many2one(
        "shnor.participant", string="School", required=True, index=True, ondelete="restrict"
    )
    campaign_id = fields.Many2one(
        related="participant_id.campaign_id", store=True, index=True, precompute=True
    )
    territory_id = fields.Many2one(
        related="participant_id.territory_id", store=True, index=True, precompute=True
    )
    stage_id = fields.Many2one(
        "shnor.stage",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('campaign_id', '=', campaign_id), ('stage_type_id.per_school', '=', True)]",
    )
    date_to = fields.Date(related="stage_id.date_to", string="Last day by the order")
    date_until = fields.Date(string="More time until", required=True, tracking=True)
    reason = fields.Text(required=True, tracking=True)
    applicant = fields.Char(
        required=True, tracking=True, help="Who asked for it, and by which letter."
    )
    decision = fields.Text(string="Words of the decision", tracking=True)
    decided_by_id = fields.Many2one(
        "res.users", string="Decided by", readonly=True, copy=False, ondelete="restrict"
    )
    decided_on = fields.Date(string="Decided on", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Asked for"), ("granted", "Granted"), ("refused", "Refused")],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
    )
    impact_words = fields.Text(string="What follows from it", compute="_compute_impact_words")

    _pending_uniq = models.UniqueIndex(
        "(participant_id, stage_id) WHERE state = 'draft'",
        "The school waits for a decision on this stage already: decide on that one.",
    )

    @api.depends("name", "participant_id", "stage_id", "date_until")
    def _compute_display_name(self):
        for one in self:
            one.display_name = self.env._(
                "Extension %(number)s: %(school)s, %(stage)s until %(day)s",
                number=one.name or "",
                school=one.participant_id.school_name or "",
                stage=one.stage_id.stage_type_id.name or "",
                day=format_date(self.env, one.date_until) if one.date_until else "…",
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            # sudo: who makes a document need not be allowed to read counters
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code(self._name) or ""
        extensions = super().create(vals_list)
        extensions._check_sense()
        extensions.check_access("read")
        return extensions

    def _check_write(self, vals):
        decided = self.filtered(lambda one: one.state != "draft")
        if decided and not vals.keys().isdisjoint({*FROZEN, "decision"}):
            raise UserError(
                self.env._(
                    "%s was decided on and stays as it is. Make another one if needed.",
                    decided[0].display_name,
                )
            )
        return super()._check_write(vals)

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(FROZEN):
            self._check_sense()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if self.filtered(lambda one: one.state != "draft"):
            raise UserError(self.env._("A decided extension is kept for ever."))

    def _check_sense(self):
        for one in self:
            campaign, stage = one.campaign_id, one.stage_id
            if stage.campaign_id != campaign or not stage.stage_type_id.per_school:
                raise UserError(
                    self.env._(
                        "“%s” is no stage at which each school of this monitoring has a term.",
                        stage.display_name,
                    )
                )
            if not one.participant_id.active:
                raise UserError(
                    self.env._("%s takes part no longer.", one.participant_id.school_name)
                )
            if one.date_until <= stage.date_to:
                raise UserError(
                    self.env._(
                        "%(day)s is not later than the order gives already (%(limit)s): choose "
                        "a later day.",
                        day=format_date(self.env, one.date_until),
                        limit=format_date(self.env, stage.date_to),
                    )
                )
            if one.date_until > campaign.working_group_deadline:
                raise UserError(
                    self.env._(
                        "%(day)s is after the last day of the working group (%(limit)s): what "
                        "comes then cannot be looked at any more.",
                        day=format_date(self.env, one.date_until),
                        limit=format_date(self.env, campaign.working_group_deadline),
                    )
                )

    # ------------------------------------------------------------------
    # What follows
    # ------------------------------------------------------------------
    @api.depends("participant_id", "stage_id", "date_until", "state")
    @api.depends_context("lang")
    def _compute_impact_words(self):
        for one in self:
            ready = one.state == "draft" and one.participant_id and one.stage_id and one.date_until
            one.impact_words = "\n".join(one._word_impact()) if ready else False

    def _word_impact(self):
        campaign, stage, until = self.campaign_id, self.stage_id, self.date_until
        day = format_date(self.env, until)
        sheet = self.participant_id._sheet(SELF_EVALUATION)
        if stage.code == SELF_EVALUATION:
            if sheet and sheet.form_state in FILLING:
                yield self.env._("Form: its last day moves to %s.", day)
            elif sheet:
                yield self.env._("Form: it is handed in already; nothing changes in it.")
            else:
                yield self.env._("Form: it will be given out with the last day %s.", day)
        tasks = stage.responsibility_ids.filtered(
            lambda task: task.participant_id == self.participant_id
        )
        if tasks:
            yield self.env._(
                "Tasks: the deadline of %(people)s moves to %(day)s.",
                people=", ".join(tasks.mapped("name")),
                day=day,
            )
        else:
            yield self.env._("Tasks: those for the stage as a whole keep their deadline.")
        if until > campaign.date_end:
            yield self.env._(
                "Indicators: the school may report after the end of the monitoring (%(end)s); "
                "until then it counts as “no data”. The working group meets by %(limit)s.",
                end=format_date(self.env, campaign.date_end),
                limit=format_date(self.env, campaign.working_group_deadline),
            )
        else:
            yield self.env._("Indicators: nothing changes, the monitoring ends later.")
        later = campaign.stage_ids.filtered(
            lambda one: one != stage and one.date_from <= until and one.date_from > stage.date_to
        )
        if later:
            yield self.env._(
                "Stages that will have begun by then: %s.",
                ", ".join(later.stage_type_id.mapped("name")),
            )

    def action_grant(self):
        """Grant the extensions: the terms of the schools move, and the log tells it.

        :raise UserError: it was decided on already, or the campaign is over
        """
        self._decide("granted")
        # sudo: forms are not edited by hand; who may grant was checked by the transition
        for one in self.sudo():
            sheet = one.participant_id._sheet(SELF_EVALUATION)
            if one.stage_id.code == SELF_EVALUATION and sheet.form_state in FILLING:
                end = one.campaign_id._end_of_day(one.date_until)
                if not sheet.deadline or sheet.deadline < end:
                    sheet.deadline = end
        self._refresh_terms()

    def action_refuse(self):
        """Refuse the extensions; the words of the decision tell why.

        :raise UserError: there are no words, it was decided on already, the campaign is over
        """
        if silent := self.filtered(lambda one: not (one.decision or "").strip())[:1]:
            raise UserError(
                self.env._("%s: write why in “Words of the decision”.", silent.display_name)
            )
        self._decide("refused")

    def _decide(self, target):
        self.campaign_id._check_open()
        self._check_transition(target)
        self._check_sense()
        for campaign, extensions in self.grouped("campaign_id").items():
            extensions._move_to(
                target, decided_by_id=self.env.uid, decided_on=campaign._local_today()
            )
            labels = dict(self._fields["state"]._description_selection(self.env))
            for one in extensions:
                campaign._log(
                    "extension",
                    self.env._(
                        "%(what)s: %(decision)s. %(reason)s",
                        what=one.display_name,
                        decision=labels[target].lower(),
                        reason=one.decision or one.reason,
                    ),
                    document=one,
                    participants=[one.participant_id],
                )
        # sudo: the tasks about the request are over
        self.sudo().activity_unlink(["shnor_monitoring.mail_activity_type_extension"])

    def _refresh_terms(self):
        campaigns = self.campaign_id
        campaigns._refresh_rows(self.participant_id)
        self.env["shnor.responsibility"]._refresh(campaigns)
