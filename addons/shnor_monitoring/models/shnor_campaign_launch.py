from datetime import datetime, time
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .survey_user_input import SELF_EVALUATION


class ShnorCampaign(models.Model):
    """Giving the self-evaluation out: a form for each participant, and the mails about it.

    What is left to do is asked of the data each time (participants without a form, forms nobody
    was written about), so whatever interrupts the work, the next run goes on where it ended.
    """

    _inherit = "shnor.campaign"

    # so many schools at a time: after each batch the work is committed and may be stopped
    _launch_limit = 500

    sending = fields.Selection(
        [
            ("auto", "When the self-evaluation begins"),
            ("now", "Begun by a specialist"),
            ("stopped", "Stopped by a specialist"),
        ],
        string="Forms are sent out",
        required=True,
        readonly=True,
        default="auto",
        copy=False,
    )
    sent_count = fields.Integer(
        string="Forms sent out", compute="_compute_sending", help="Schools that were written to."
    )
    unreachable_count = fields.Integer(
        string="Nobody to write to",
        compute="_compute_sending",
        help="Schools without a director, or whose director has no e-mail.",
    )
    sending_left = fields.Boolean(string="Forms are left to be sent", compute="_compute_sending")

    @api.depends("participant_ids.invited_at")
    def _compute_sending(self):
        sent = self._count_participants(Domain("invited_at", "!=", False))
        waiting = Domain("invited_at", "=", False)
        unreachable = self._count_participants(waiting & self._unreachable())
        formless = self._count_participants(
            ~Domain("id", "in", self._self_evaluations().subselect("participant_id"))
        )
        for campaign in self:
            total = campaign.participant_count
            campaign.sent_count = sent.get(campaign._origin, 0)
            campaign.unreachable_count = unreachable.get(campaign._origin, 0)
            campaign.sending_left = bool(formless.get(campaign._origin)) or (
                campaign.sent_count + campaign.unreachable_count < total
            )

    def _count_participants(self, domain):
        """Return {campaign: number of its participants that ``domain`` finds} (one query)."""
        return dict(
            self.env["shnor.participant"]._read_group(
                Domain("campaign_id", "in", self.ids) & domain, ["campaign_id"], ["__count"]
            )
        )

    @api.model
    def _unreachable(self):
        return Domain("reachable", "in", ["nobody", "no_email"])

    def _self_evaluations(self, domain=Domain.TRUE):
        """Return the query of the self-evaluations of the campaigns."""
        # sudo: that a participant has a form is no secret from who sees the participant
        return (
            self.env["survey.user_input"]
            .sudo()
            ._search(
                Domain("campaign_id", "in", self.ids)
                & Domain("form_code", "=", SELF_EVALUATION)
                & domain
            )
        )

    # ------------------------------------------------------------------
    # Dates
    # ------------------------------------------------------------------
    def _stage_of(self, code):
        """Return the stage of this kind, possibly empty.

        :param str code: of the kind of stage
        """
        return self.stage_ids.filtered(lambda stage: stage.stage_type_id.code == code)[:1]

    def _tz(self):
        """Return the time zone in which the days of the order begin and end.

        It is the committee's; where the company does not say, that of whoever answers for the
        self-evaluation.
        """
        # sudo: accounts of responsibles, of which the time zone only is taken
        users = self.sudo()._stage_of(SELF_EVALUATION).responsible_ids.user_id
        zones = [self.env.company.partner_id.tz, *users.mapped("tz")]
        return next(filter(None, zones), "UTC")

    def _local_today(self):
        return fields.Date.context_today(self.with_context(tz=self._tz()))

    def _end_of_day(self, day):
        """Return the last second of a day of the order, in UTC as the database keeps it."""
        end = datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo(self._tz()))
        return end.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_send_forms(self):
        """Give the self-evaluation out now, or go on with it; many schools go in the background.

        :return: dict, notification
        :raise UserError: the campaign is over, or there is no form to give out
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        self._self_evaluation_form()
        # sudo: a campaign is not edited by hand; who may send was checked above
        campaign = self.sudo()
        campaign.sending = "now"
        if campaign._launch_left() <= self._launch_limit:
            campaign._launch_batch()
            return self._notify_sent()
        self.env.ref("shnor_monitoring.ir_cron_launch").sudo()._trigger()
        return self._notification(
            self.env._("The forms are being sent out. Reload the page to see how far it is.")
        )

    def action_stop_sending(self):
        """Send no more forms, invitations and reminders; what was sent stays.

        :raise UserError: the campaign is over
        """
        self.check_access("write")
        self._check_open()
        # sudo: see action_send_forms
        self.sudo().sending = "stopped"

    def action_open_unreachable(self):
        """Open the participants that there is nobody to write to.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.action_open_participants()
        action["context"] = {"search_default_unreachable": True}
        return action

    def _notify_sent(self):
        if self.unreachable_count:
            return self._notification(
                self.env._(
                    "Schools written to: %(sent)s of %(total)s. At %(unreachable)s there is nobody "
                    "to write to: name a director with an e-mail in the card of the school, the "
                    "mail then goes out by itself.",
                    sent=self.sent_count,
                    total=self.participant_count,
                    unreachable=self.unreachable_count,
                ),
                "warning",
            )
        return self._notification(
            self.env._(
                "Schools written to: %(sent)s of %(total)s.",
                sent=self.sent_count,
                total=self.participant_count,
            ),
            "success",
        )

    def _notification(self, message, kind="info"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": kind,
                "sticky": kind == "warning",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # ------------------------------------------------------------------
    # In the background
    # ------------------------------------------------------------------
    @api.model
    def _cron_launch(self):
        """Give out what is due. Called by ``ir.cron`` only: it commits after each batch."""
        for campaign in self._to_launch():
            while campaign._goes_on() and (done := campaign._launch_batch()):
                remaining = campaign._launch_left()
                if not self.env["ir.cron"]._commit_progress(done, remaining=remaining):
                    return

    @api.model
    def _to_launch(self):
        """Return the campaigns whose self-evaluation is under way, or was begun by hand."""
        campaigns = self.search([("state", "=", "open"), ("sending", "!=", "stopped")])
        if not self.env["survey.survey"].sudo()._form_latest(SELF_EVALUATION):
            return campaigns.browse()
        return campaigns.filtered(lambda one: one.sending == "now" or one._is_evaluating())

    def _is_evaluating(self):
        stage = self._stage_of(SELF_EVALUATION)
        return bool(stage) and stage.date_from <= self._local_today() <= stage.date_to

    def _goes_on(self):
        """Ask the database anew whether somebody stopped or closed it since the last batch."""
        self.invalidate_recordset(["sending", "state"])
        return self.state == "open" and self.sending != "stopped"

    def _launch_left(self):
        """Return how many participants have no form yet, or were not written to."""
        return self.env["shnor.participant"].search_count(
            Domain.OR([self._formless(), self._uninvited()])
        )

    def _formless(self):
        return Domain("campaign_id", "=", self.id) & ~Domain(
            "id", "in", self._self_evaluations().subselect("participant_id")
        )

    def _uninvited(self):
        """Return the domain of the participants that are to be written to, and can be."""
        open_forms = self._self_evaluations(
            Domain("form_state", "in", ["draft", "returned"])
            & (Domain("deadline", "=", False) | Domain("deadline", ">", fields.Datetime.now()))
        )
        return (
            Domain("campaign_id", "=", self.id)
            & Domain("invited_at", "=", False)
            & ~self._unreachable()
            & Domain("id", "in", open_forms.subselect("participant_id"))
        )

    def _launch_batch(self, limit=None):
        """Make the forms of some participants and queue the mails about them.

        A constant number of statements (the ORM inserts a hundred rows at a time).

        :param int limit: how many participants at most, if not the usual number
        :return: int, number of forms made and schools written to; 0 when nothing is left
        """
        self.ensure_one()
        limit = limit or self._launch_limit
        # one at a time: two would make the same form
        self.lock_for_update(allow_referencing=True)
        # sudo: nobody makes forms by hand; the callers are the cron and checked buttons
        participants = self.env["shnor.participant"].sudo()
        formless = participants.search(self._formless(), limit=limit, order="id")
        formless._make_self_evaluations(self._self_evaluation_form())
        # looking through all participants costs more than making the forms: the last runs do it
        those = Domain("id", "in", formless.ids) if formless else Domain.TRUE
        uninvited = participants.search(self._uninvited() & those, limit=limit, order="id")
        uninvited._invite()
        return len(formless) + len(uninvited)

    @api.model
    def _self_evaluation_form(self):
        # sudo: which form is used is a matter of fact
        form = self.env["survey.survey"].sudo()._form_latest(SELF_EVALUATION)
        if not form:
            raise UserError(
                self.env._(
                    "There is no form with the code “%s” to be given out. Write one in "
                    "“Surveys”, or take an archived version out of the archive.",
                    SELF_EVALUATION,
                )
            )
        return form
