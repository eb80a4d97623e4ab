import hashlib
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from .shnor_letter_pack import SPECIALIST

# what the mail server refuses for the moment is tried again by itself, so often and not sooner
ATTEMPTS = 3
PAUSE = timedelta(minutes=30)
# what a mail server said, as Python's library tells it: (550, b'no such mailbox')
SAID = re.compile(r"\((\d{3}), b?'([^']*)'\)")
PERMANENT = re.compile(r"(?<!\d)5\d\d(?!\d)")
UNDELIVERED = ("partly", "failed", "nobody")
NOT_TAKEN = ("failed", "bounced")


class ShnorLetter(models.Model):
    """The way of a letter out of the house: files, mails, portal; and again where it failed."""

    _inherit = "shnor.letter"

    @api.model
    def _undelivered(self):
        """Return the domain of the letters that did not reach every address."""
        return Domain("delivery", "in", UNDELIVERED)

    def _has_reached(self):
        """Return whether the letter is out, as far as it is known."""
        self.ensure_one()
        if self.opened_at or self.state == "acknowledged":
            return True
        return self.state == "sent" and self.delivery not in ("failed", "nobody")

    # ------------------------------------------------------------------
    # The first time
    # ------------------------------------------------------------------
    def _send(self):
        """Print the letters, queue their mails and open them in the portal.

        :raise UserError: the template is missing or broken, or this server makes no PDFs
        """
        if not self:
            return
        files = self._render_files()
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "raw": content,
                    "mimetype": mimetype,
                    "res_model": self._name,
                    "res_id": letter.id,
                }
                for letter, rendered in files.items()
                for name, content, mimetype in rendered
            ]
        )
        accounts = self._with_account()
        for index, (letter, rendered) in enumerate(files.items()):
            letter._check_transition("sent")
            letter._move_to(
                "sent",
                pdf_id=attachments[2 * index].id,
                docx_id=attachments[2 * index + 1].id,
                sha256=hashlib.sha256(rendered[0][1]).hexdigest(),
                sent_at=fields.Datetime.now(),
                has_account=letter in accounts,
            )
        self._dispatch()

    def _with_account(self):
        """Return the letters that somebody can read in the portal."""
        return self.filtered(lambda one: any(one.school_id.director_ids.mapped("user_ids")))

    def _addressees(self):
        """Return {letter: contacts that get it}: directors and school, each address once."""
        schools = self.school_id
        (schools.director_ids | schools.partner_id).fetch(["email_normalized", "lang", "name"])
        found = {}
        for letter in self:
            people = letter.school_id.director_ids | letter.school_id.partner_id
            by_address = {}
            for one in people.filtered("email_normalized"):
                by_address.setdefault(one.email_normalized, one)
            found[letter] = list(by_address.values())
        return found

    def _dispatch(self, only=None):
        """Queue a mail of its own to each address of the letters.

        :param only: {letter: contacts}, if not all of them
        :return: shnor.letter.dispatch
        """
        pairs = [
            (letter, contact)
            for letter, contacts in (only or self._addressees()).items()
            for contact in contacts
        ]
        dispatches = self.env["shnor.letter.dispatch"].create(
            [
                {
                    "letter_id": letter.id,
                    "partner_id": contact.id,
                    "address": contact.email_normalized,
                }
                for letter, contact in pairs
            ]
        )
        dispatches._queue_mails()
        return dispatches

    # ------------------------------------------------------------------
    # Again, or by other means
    # ------------------------------------------------------------------
    def action_resend(self):
        """Send the letters again to the addresses that did not take them, and to new ones.

        An address that was corrected in the card of the school takes the place of the wrong one.

        :return: dict, notification that tells how many
        """
        self._check_may_send()
        # sudo: the register is written by the system; who may was checked
        letters = self.sudo().filtered(lambda one: one.state != "prepared")
        count = sum(len(letter._resend()) for letter in letters)
        if not count:
            raise UserError(
                self.env._(
                    "There is no address to send it to again: name a director with an e-mail in "
                    "the card of the school, or hand the letter over on paper."
                )
            )
        return self.env["shnor.campaign"]._notification(
            self.env._("Mails in the queue: %s.", count), "success"
        )

    def _resend(self):
        """Queue again what was not taken, and what is new.

        :return: shnor.letter.dispatch
        """
        self.ensure_one()
        mails = self.dispatch_ids.filtered(lambda one: one.channel == "mail")
        wanted = {one.email_normalized: one for one in self._addressees()[self]}
        again = mails.filtered(lambda one: one.state in NOT_TAKEN and one.address in wanted)
        again._queue_again()
        # an address that was corrected is not waited for any more
        mails.filtered(lambda one: one.state in NOT_TAKEN and one.address not in wanted)._give_up()
        new = [one for address, one in wanted.items() if address not in mails.mapped("address")]
        return again | (self._dispatch({self: new}) if new else mails.browse())

    def action_hand_over(self):
        """Note that the letters were handed over on paper.

        :raise UserError: a letter has not been printed yet
        """
        self._check_may_send()
        for letter in self:
            if letter.state == "prepared":
                raise UserError(
                    self.env._("“%s” has not been sent yet: send the pack.", letter.display_name)
                )
        # sudo: see action_resend
        letters = self.sudo()
        letters.dispatch_ids.filtered(lambda one: one.state in NOT_TAKEN)._give_up()
        self.env["shnor.letter.dispatch"].sudo().create(
            [
                {
                    "letter_id": letter.id,
                    "channel": "paper",
                    "address": self.env._("handed over by %s", self.env.user.name),
                    "state": "sent",
                    "done_at": fields.Datetime.now(),
                }
                for letter in letters
            ]
        )
        letters._tell_stage()

    def _check_may_send(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(SPECIALIST):
            raise UserError(self.env._("Letters are sent by specialists of the committee."))
        self.pack_id.check_access("write")

    def _tell_stage(self):
        """Let the stage know that letters arrived, or did not."""
        for campaign in self.campaign_id.filtered(lambda one: one.state == "open"):
            campaign._refresh_stages(self.env["shnor.stage"])

    def _message_receive_bounce(self, email, partner):
        """Note that a letter came back (called by Odoo's mail gateway)."""
        result = super()._message_receive_bounce(email, partner)
        address = email_normalize(email) or email
        # sudo: the gateway works for nobody in particular
        found = self.sudo().dispatch_ids.filtered(lambda one: one.address == address)
        found.write(
            {
                "state": "bounced",
                "reason": self.env._(
                    "The mail came back: there is no such mailbox, or it is full."
                ),
                "done_at": fields.Datetime.now(),
            }
        )
        found.letter_id._tell_stage()
        return result


class ShnorLetterDispatch(models.Model):
    """The mails behind the register."""

    _inherit = "shnor.letter.dispatch"

    def _queue_mails(self):
        """Queue the mails; the queue of Odoo sends them."""
        by_language = {}
        for one in self:
            language = one.partner_id.lang or self.env.company.partner_id.lang
            by_language.setdefault(language, []).append(one.id)
        for language, ids in by_language.items():
            local = self.with_context(lang=language).browse(ids)
            mails = self.env["mail.mail"].create([one._prepare_mail() for one in local])
            for one, mail in zip(local, mails, strict=True):
                one.mail_id = mail
        if self:
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _prepare_mail(self):
        letter = self.letter_id
        sender = self.env.company.email_formatted or self.env.user.email_formatted
        body = self.env["ir.qweb"]._render(
            "shnor_monitoring.mail_letter",
            {
                "letter": letter,
                "until": self.env["shnor.portal"]._day(letter.acknowledge_until),
                "link": f"{self.get_base_url()}/my/letters/{letter.id}",
                "company": self.env.company.name,
            },
        )
        return {
            "subject": self.env._(
                "Letter No. %(number)s to %(school)s: results of the monitoring",
                number=letter.number,
                school=letter.school_name,
            ),
            "body_html": body,
            # what the chatter shows
            "body": self.env._("Sent to %s", self.address),
            "email_from": sender,
            "reply_to": sender,
            "recipient_ids": [(6, 0, self.partner_id.ids)],
            "attachment_ids": [(6, 0, letter.pdf_id.ids)],
            # the message is kept: a mail that comes back is recognised by it
            "model": letter._name,
            "res_id": letter.id,
            "auto_delete": False,
        }

    def _queue_again(self):
        """Let the queue try once more."""
        gone = self.filtered(lambda one: not one.mail_id)
        self.mail_id.write({"state": "outgoing", "failure_type": False, "failure_reason": False})
        for one in self:
            one.write(
                {
                    "state": "queued",
                    "attempts": one.attempts + 1,
                    "queued_at": fields.Datetime.now(),
                    "done_at": False,
                    "reason": False,
                }
            )
        gone._queue_mails()
        if self:
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    def _give_up(self):
        """Take addresses out of the register that are replaced; the chatter keeps why."""
        for one in self:
            one.letter_id._message_log(
                body=self.env._(
                    "Not delivered to %(address)s: %(reason)s",
                    address=one.address,
                    reason=one.reason or "",
                )
            )
        self.write({"state": "replaced"})

    # ------------------------------------------------------------------
    # What the mail server said
    # ------------------------------------------------------------------
    @api.model
    def _mails_processed(self, mails):
        """Take over what became of mails.

        :param mails: mail.mail, just processed by the queue
        """
        # sudo: the queue works for nobody in particular
        found = self.sudo().search([("mail_id", "in", mails.ids), ("state", "=", "queued")])
        now = fields.Datetime.now()
        # the queue has no language; the committee reads the register
        local = self.with_context(lang=self.env.company.partner_id.lang)
        for one in found:
            mail = one.mail_id
            if mail.state == "sent":
                one.write({"state": "sent", "done_at": now, "reason": False})
            elif mail.state in ("exception", "cancel"):
                one.write(
                    {
                        "state": "failed",
                        "done_at": now,
                        "reason": local._reason(mail),
                    }
                )
        changed = found.filtered(lambda one: one.state == "failed" or one.attempts > 1)
        changed.letter_id._tell_stage()

    @api.model
    def _reason(self, mail):
        """Return why a mail did not go out: what the mail server said, without the rest."""
        if mail.state == "cancel":
            return self.env._("The mail was taken out of the queue.")
        lines = (mail.failure_reason or "").strip().splitlines()
        if said := SAID.search(mail.failure_reason or ""):
            return self.env._("The mail server refused: %s", " ".join(said.groups()))
        return self.env._("The mail server could not be reached: %s", lines[-1] if lines else "")

    @api.model
    def _cron_retry(self):
        """Try again what was refused for the moment; called by the job of the letters."""
        queued = self.search([("state", "=", "queued"), ("mail_id.state", "!=", "outgoing")])
        self._mails_processed(queued.mail_id)
        due = self.search(
            [
                ("state", "=", "failed"),
                ("attempts", "<", ATTEMPTS),
                ("done_at", "<=", fields.Datetime.now() - PAUSE),
            ]
        ).filtered(lambda one: not PERMANENT.search(one.reason or ""))
        # a mail goes to the address that the contact has now: where it is another one than the
        # register names, the register gets a line for it, as with the button
        moved = due.filtered(lambda one: one.partner_id.email_normalized != one.address)
        (due - moved)._queue_again()
        for letter in moved.letter_id:
            letter._resend()
        self.env["ir.cron"]._commit_progress(len(due))
