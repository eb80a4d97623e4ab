from odoo import fields, models

from odoo.addons.shnor_form.models.survey_user_input import FILLING

from .survey_user_input import INTERVIEW, SELF_EVALUATION

OFFICER = "shnor_form.group_officer"


class SurveyUserInput(models.Model):
    """Form B is filled by the committee, with the director's answers (form A) beside it."""

    _inherit = "survey.user_input"

    open_difference_count = fields.Integer(related="participant_id.open_difference_count")
    interview_ids = fields.One2many("shnor.interview", "sheet_id", string="Interviews")

    def _form_may_fill(self, access):
        """Form B is filled by officers, and by nobody else (extension point)."""
        if self.form_code != INTERVIEW or access is None:
            return super()._form_may_fill(access)
        return access["role"] == "staff" and self.env.user.has_group(OFFICER)

    def _form_closed_reason(self, grace=False):
        """An interview that was cancelled has no record (extension point)."""
        reason = super()._form_closed_reason(grace)
        if reason is None and self.form_code == INTERVIEW and not self._form_live_interviews():
            return self.env._("The interview is not planned, or it is cancelled.")
        return reason

    def _form_live_interviews(self):
        # sudo: asked by whoever opens the form, whom the engine has let in
        return self.sudo().interview_ids.filtered(lambda one: one.state != "cancelled")

    def _form_mark_submitted(self, access, key=None):
        """Form B is submitted: the interview was held (extension point)."""
        receipts = super()._form_mark_submitted(access, key)
        held = self.filtered(lambda sheet: sheet.form_code == INTERVIEW)
        if held:
            held._form_live_interviews().sudo(self.env.su)._note_held()
            held.participant_id.campaign_id._refresh_differences(held.participant_id)
        return receipts

    def action_form_return(self, reason):
        """Send forms back; the director's word about form B does not stand any more then.

        :param str reason: told to whoever corrects
        :raise UserError: there is no reason, or a form is not in
        """
        result = super().action_form_return(reason)
        self._form_interviews()._note_corrected()
        return result

    def _form_reopen(self, reason, applicant, until, questions=None):
        documents = super()._form_reopen(reason, applicant, until, questions)
        self._form_interviews()._note_corrected()
        return documents

    def action_form_accept(self):
        """Accept forms; form B only when the director has agreed, and the interview closes.

        :raise UserError: one of them may not be accepted yet, with the reason
        """
        interviews = self._form_interviews()
        interviews._check_may_close()
        result = super().action_form_accept()
        interviews._note_accepted()
        return result

    def _form_interviews(self):
        sheets = self.filtered(lambda sheet: sheet.form_code == INTERVIEW)
        return sheets.interview_ids.filtered(lambda interview: interview.state != "cancelled")

    def _form_payload(self, access):
        """Add the director's answers beside the questions of form B (extension point)."""
        payload = super()._form_payload(access)
        if self.form_code == INTERVIEW and access["role"] == "staff":
            payload["beside"] = self._form_beside()
        return payload

    def _form_beside(self):
        """Return {code: {"label", "words"}}: what the other form says about the same."""
        return {
            code: {"label": other["label"], "words": other["words"]}
            for code, other in self._form_compared().items()
        }

    def _form_other(self):
        """The interview is compared with the self-evaluation, and the other way (extension point).

        :return: (sheet of the same participant, label)
        """
        codes = {
            INTERVIEW: (SELF_EVALUATION, self.env._("Self-evaluation")),
            SELF_EVALUATION: (INTERVIEW, self.env._("Interview")),
        }
        if self.form_code not in codes or not self.participant_id:
            return super()._form_other()
        code, label = codes[self.form_code]
        others = self.search(
            [("participant_id", "=", self.participant_id.id), ("form_code", "=", code)], limit=1
        )
        # an interview that has not been held says nothing yet
        if code == INTERVIEW:
            others = others.filtered(lambda sheet: sheet.form_state != "draft")
        return others, label

    def _days_late(self):
        """Return how many days the form is overdue: its time is over and it is still being filled.

        :return: int, 0 when it is not
        """
        self.ensure_one()
        if self.form_locked or self.form_state not in FILLING or not self.deadline:
            return 0
        if self.deadline >= fields.Datetime.now():
            return 0
        last = fields.Datetime.context_timestamp(self, self.deadline).date()
        return max((fields.Date.context_today(self) - last).days, 1)

    # ------------------------------------------------------------------
    # Ways from the check
    # ------------------------------------------------------------------
    def action_open_participant(self):
        """Open the card of the participant.

        :return: dict, window action
        """
        return self.participant_id._get_records_action()

    def action_open_participant_differences(self):
        """Open the differences between the participant's sources.

        :return: dict, window action
        """
        return self.participant_id.action_open_differences()

    def action_open_other_form(self):
        """Open the interview of a self-evaluation, or the other way round.

        :return: dict, window action
        """
        self.ensure_one()
        other = {SELF_EVALUATION: INTERVIEW}.get(self.form_code, SELF_EVALUATION)
        sheets = self.participant_id._sheet(other)
        if sheets and (other != INTERVIEW or sheets.form_state != "draft"):
            return sheets.action_open_form_check()
        return self.participant_id.action_open_interviews()
