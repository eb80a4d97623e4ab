from odoo import api, fields, models
from odoo.fields import Domain

from .shnor_participant_launch import DIRECTOR_ACTIVITY
from .survey_user_input import SELF_EVALUATION


class ShnorParticipant(models.Model):
    """Whom the mails about the self-evaluation go to, and which went."""

    _inherit = "shnor.participant"

    invited_at = fields.Datetime(string="Form sent out", readonly=True, copy=False)
    reminded_on = fields.Date(
        string="Last reminder", readonly=True, copy=False, help="Never two on one day."
    )
    reachable = fields.Selection(
        [
            ("nobody", "No director is named"),
            ("no_email", "Neither the director nor the school has an e-mail"),
            ("no_account", "The director has no portal account yet"),
            ("ready", "Can be written to"),
        ],
        string="Director",
        compute="_compute_reachable",
        search="_search_reachable",
        help="Whether an invitation reaches somebody, and whether that person can log in.",
    )

    @api.depends("school_id.director_ids.email_normalized", "school_id.email_normalized")
    def _compute_reachable(self):
        for participant in self:
            # sudo: whether a director has an account, nothing else of it
            directors = participant.school_id.sudo().director_ids
            own = [one for one in directors if one.email_normalized]
            # the committee's spreadsheets know the school's address only
            written = own or (directors if participant.school_id.sudo().email_normalized else [])
            # one by one, not filtered: so the accounts of all are read at once
            accounts = [bool(one.user_ids) for one in written]
            if not directors:
                participant.reachable = "nobody"
            elif not accounts:
                participant.reachable = "no_email"
            else:
                participant.reachable = "ready" if any(accounts) else "no_account"

    def _search_reachable(self, operator, value):
        if operator != "in":
            return NotImplemented
        named = Domain("director_ids", "!=", False)
        written = Domain("email_normalized", "!=", False)
        account = Domain("user_ids.active", "=", True)
        own = Domain("director_ids", "any", written)
        by_school = named & ~own & Domain("partner_id.email_normalized", "!=", False)
        with_mail = own | by_school
        with_account = Domain("director_ids", "any", written & account) | (
            by_school & Domain("director_ids", "any", account)
        )
        kinds = {
            "nobody": ~named,
            "no_email": named & ~with_mail,
            "no_account": with_mail & ~with_account,
            "ready": with_account,
        }
        # sudo: see _compute_reachable
        schools = (
            self.env["shnor.school"]
            .sudo()
            .with_context(active_test=False)
            ._search(Domain.OR(kinds[kind] for kind in value if kind in kinds))
        )
        return Domain("school_id", "in", schools)

    # ------------------------------------------------------------------
    # Invitations
    # ------------------------------------------------------------------
    def _invite(self):
        """Queue the mails that tell the directors of their forms, a constant number of statements.

        :return: mail.mail
        """
        if not self:
            return self.env["mail.mail"]
        sheets = self._self_evaluation_sheets()
        mails = sheets._queue_mails("shnor_monitoring.mail_invitation", self._invitation_subject)
        self.write({"invited_at": fields.Datetime.now()})
        self.school_id.activity_unlink([DIRECTOR_ACTIVITY])
        return mails

    def _self_evaluation_sheets(self):
        # sudo: the callers answer for whom they write to
        return (
            self.env["survey.user_input"]
            .sudo()
            .search([("participant_id", "in", self.ids), ("form_code", "=", SELF_EVALUATION)])
        )

    @api.model
    def _invitation_subject(self, sheet):
        return sheet.env._(
            "Self-evaluation of %(school)s: fill in until %(day)s",
            school=sheet.participant_id.school_name,
            day=sheet._deadline_day_words(),
        )

    # ------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------
    def action_remind_directors(self):
        """Remind the directors of schools that have not handed in their form.

        :return: dict, notification that tells how many were and why the others were not
        :raise UserError: the campaign is over, or the caller is no specialist
        """
        self.check_access("read")
        rows = self.row_ids.filtered(lambda row: row.stage_id.code == SELF_EVALUATION)
        return rows.action_remind()

    def _reminder_recipients(self):
        """Return whom mails about these schools go to: directors, else the school's own address.

        :return: dict {participant id: res.partner}
        """
        # sudo: contacts of directors, to be written to
        schools = self.sudo().school_id
        schools.director_ids.fetch(["email_normalized"])
        recipients = {}
        for participant in self:
            school = participant.sudo().school_id
            own = school.director_ids.filtered("email_normalized")
            if not own and school.director_ids:
                own = school.partner_id.filtered("email_normalized")
            recipients[participant.id] = own
        return recipients
