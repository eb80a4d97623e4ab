from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

LETTERS = "letters"
ANSWER_WITHIN = timedelta(days=3)
TEXT_LENGTH = 10000


class ShnorLetter(models.Model):
    """What the school does with its letter: opens, downloads, acknowledges, objects.

    Called by the routes of the portal, which find the letter among those of the visitor's schools,
    and therefore with ``sudo``. Nothing here depends on whether the campaign is still open.
    """

    _inherit = "shnor.letter"

    def _note_opened(self, partner):
        """Remember who opened the letter in the portal, the first time."""
        self.ensure_one()
        if not self.opened_at:
            self.write({"opened_at": fields.Datetime.now(), "opened_by_id": partner.id})
            self._tell_stage()

    def _note_downloaded(self, partner):
        """Remember that the PDF was fetched from the portal, the first time."""
        self._note_opened(partner)
        if not self.downloaded_at:
            self.downloaded_at = fields.Datetime.now()

    def _acknowledge(self, partner):
        """Note that the school knows its letter; a second time changes nothing.

        :param partner: res.partner, a director of the school
        """
        self.ensure_one()
        if self.state == "acknowledged":
            return
        self._note_opened(partner)
        self._check_transition("acknowledged")
        self._move_to(
            "acknowledged",
            acknowledged_at=fields.Datetime.now(),
            acknowledged_by_id=partner.id,
        )

    def _object(self, partner, text):
        """Take what the school does not agree to; the committee gets a task.

        :param partner: res.partner, a director of the school
        :param str text: what, in their words
        :return: shnor.letter.objection
        :raise UserError: there is no text, or the last objection waits for its answer
        """
        self.ensure_one()
        text = (text or "").replace("\x00", "").strip()
        if not text:
            raise UserError(self.env._("Write what you do not agree to."))
        if len(text) > TEXT_LENGTH:
            raise UserError(
                self.env._("Shorter, please: not more than %s characters.", TEXT_LENGTH)
            )
        self.lock_for_update(allow_referencing=True)
        waiting = self.objection_ids.filtered(lambda one: one.state == "open")
        if waiting:
            if waiting[0].text == text:
                return waiting[0]  # the button was pressed twice
            raise UserError(
                self.env._("Your last objection waits for an answer. Object again after it.")
            )
        self._note_opened(partner)
        objection = self.env["shnor.letter.objection"].create(
            {"letter_id": self.id, "author_id": partner.id, "text": text}
        )
        self._tell_committee(objection)
        return objection

    def _tell_committee(self, objection):
        """Give a task to who answers for the letters."""
        local = self.with_context(lang=self.env.company.partner_id.lang)
        local.activity_schedule(
            "shnor_monitoring.mail_activity_type_objection",
            summary=local.env._("Objection of %s", self.school_name),
            note=plaintext2html(objection.text),
            date_deadline=self.campaign_id._local_today() + ANSWER_WITHIN,
            user_id=local._who_answers().id,
        )

    def _who_answers(self):
        """Return who gets the objections: the responsible of the letters, else who made them."""
        stage = self.campaign_id._stage_of(LETTERS)
        people = stage.responsibility_ids.assignee_id | self.pack_id.create_uid
        people |= self.campaign_id._head()
        # a task that its owner cannot open is none
        return next(
            (user for user in people if user.active and self.with_user(user).has_access("read")),
            self.env.user,
        )


class ShnorLetterObjection(models.Model):
    """Answering."""

    _inherit = "shnor.letter.objection"

    def action_answer(self):
        """Ask for the answer.

        :return: dict, window action
        """
        self.ensure_one()
        self.check_access("read")
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "shnor_monitoring.shnor_letter_answer_action"
            ),
            "context": {"default_objection_id": self.id},
        }

    def _answer(self, text):
        """Answer an objection; the directors of the school are told by mail.

        :param str text: the answer
        :raise UserError: there is no text, or it is answered already
        :raise AccessError: the role or the territory does not allow it
        """
        self.ensure_one()
        self.check_access("read")
        self.letter_id.pack_id.check_access("write")
        text = (text or "").replace("\x00", "").strip()
        if not text:
            raise UserError(self.env._("Write the answer."))
        self._check_transition("answered")
        # sudo: objections are written by the system; who may was checked
        self.sudo()._move_to(
            "answered",
            answer=text,
            answered_at=fields.Datetime.now(),
            answered_by_id=self.env.uid,
        )
        letter = self.letter_id.sudo()
        letter.activity_feedback(["shnor_monitoring.mail_activity_type_objection"], feedback=text)
        self.sudo()._tell_school()

    def _tell_school(self):
        """Write the answer to the directors, else to the school."""
        letter = self.letter_id
        recipients = letter.participant_id._reminder_recipients()[letter.participant_id.id]
        sender = self.env.company.email_formatted or self.env.user.email_formatted
        for language, people in recipients.grouped("lang").items():
            local = self.with_context(lang=language or self.env.company.partner_id.lang)
            self.env["mail.mail"].create(
                {
                    "subject": local.env._(
                        "Answer to your objection: letter No. %s", letter.number
                    ),
                    "body_html": local.env["ir.qweb"]._render(
                        "shnor_monitoring.mail_letter_answer",
                        {
                            "letter": letter,
                            "objection": local,
                            "link": f"{self.get_base_url()}/my/letters/{letter.id}",
                            "company": self.env.company.name,
                        },
                    ),
                    "email_from": sender,
                    "reply_to": sender,
                    "recipient_ids": [(6, 0, people.ids)],
                    "auto_delete": True,
                }
            )
        if recipients:
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
