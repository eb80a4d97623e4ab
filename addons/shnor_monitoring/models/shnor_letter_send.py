import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class ShnorLetterPack(models.Model):
    """Sending the pack: a background job that may be stopped, killed and gone on with.

    What is left to do is asked of the letters each time (those not sent yet), so whatever
    interrupts the work, the next run goes on where it ended. A letter is printed, put into the
    queue of mails and opened in the portal in one transaction with the others of its batch.
    """

    _inherit = "shnor.letter.pack"

    # so many letters are printed between two commits: what a kill may cost, and what memory holds
    _send_limit = 10

    letter_count = fields.Integer(string="Number of letters", compute="_compute_counts")
    sent_count = fields.Integer(string="Of them sent", compute="_compute_counts")
    sent_percent = fields.Float(string="Progress", compute="_compute_counts")
    queued_count = fields.Integer(string="In the queue of mails", compute="_compute_counts")
    failed_count = fields.Integer(
        string="Not delivered",
        compute="_compute_counts",
        help="All or some addresses refused the letter, or there is nobody to send it to.",
    )
    opened_count = fields.Integer(string="Of them opened", compute="_compute_counts")
    acknowledged_count = fields.Integer(string="Of them acknowledged", compute="_compute_counts")
    objected_count = fields.Integer(string="Open objections", compute="_compute_counts")

    @api.depends(
        "letter_ids.state",
        "letter_ids.delivery",
        "letter_ids.opened_at",
        "letter_ids.objection_state",
    )
    def _compute_counts(self):
        """Count the letters of all packs (a constant number of statements)."""
        names = {
            "letter_count": Domain.TRUE,
            "sent_count": Domain("state", "!=", "prepared"),
            "queued_count": Domain("delivery", "=", "queued"),
            "failed_count": self.env["shnor.letter"]._undelivered(),
            "opened_count": Domain("opened_at", "!=", False),
            "acknowledged_count": Domain("state", "=", "acknowledged"),
            "objected_count": Domain("objection_state", "=", "open"),
        }
        counts = {
            name: dict(
                self.env["shnor.letter"]._read_group(
                    Domain("pack_id", "in", self.ids) & domain, ["pack_id"], ["__count"]
                )
            )
            for name, domain in names.items()
        }
        for pack in self:
            for name, found in counts.items():
                pack[name] = found.get(pack._origin, 0)
            pack.sent_percent = (
                100 * pack.sent_count / pack.letter_count if pack.letter_count else 0
            )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_send(self):
        """Send the letters, or go on with it, in the background.

        :return: dict, notification
        :raise UserError: no letter is left to be sent, or there is no template
        """
        self.ensure_one()
        self.check_access("write")
        self._check_transition("sending")
        if not self._send_left():
            raise UserError(self.env._("All letters of this pack are sent."))
        self.campaign_id._check_may_write_letters()
        # a template that is missing or broken is told now, and not by a job at night
        self.env["shnor.document.template"]._in_use("letter")._check_content()
        self._move_to("sending", problem=False)
        # sudo: only wakes the job; who may send was checked
        self.env.ref("shnor_monitoring.ir_cron_letters").sudo()._trigger()
        return self.campaign_id._notification(
            self.env._("The letters are being sent. Reload the page to see how far it is.")
        )

    def action_stop(self):
        """Print and send no more letters; what was sent stays.

        :raise UserError: nothing is being sent
        """
        self.check_access("write")
        self._check_transition("stopped")
        self._move_to("stopped")

    def action_resend_failed(self):
        """Send the letters again to the addresses that did not take them.

        :return: dict, notification that tells how many
        """
        self.ensure_one()
        self.check_access("write")
        return self.letter_ids.filtered_domain(self.letter_ids._undelivered()).action_resend()

    def action_refresh(self):
        """Take the data of the letters anew, as long as none has gone out.

        :raise UserError: a letter has gone out
        """
        self.ensure_one()
        self.check_access("write")
        if self._has_gone_out():
            raise UserError(self.env._("Letters have gone out already: what stands in them stays."))
        # sudo: letters are written by the system; who may was checked
        pack = self.sudo()
        pack.campaign_id._check_may_write_letters()
        participants = pack.letter_ids.participant_id
        pack.campaign_id._check_all_advised(participants)
        contents = pack._letter_contents(participants)
        for letter in pack.letter_ids:
            letter.content = contents[letter.participant_id.id]

    def action_open_register(self):
        """Open the register of the pack.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("shnor_monitoring.shnor_letter_action")
        action["domain"] = [("pack_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_open_waiting(self):
        """Open the letters that nobody has acknowledged.

        :return: dict, window action
        """
        action = self.action_open_register()
        action["context"] = {"search_default_not_acknowledged": True}
        return action

    # ------------------------------------------------------------------
    # In the background
    # ------------------------------------------------------------------
    @api.model
    def _cron_send(self):
        """Send what is being sent. Called by ``ir.cron`` only: it commits after each batch."""
        # the log is in the committee's language, the letters are in Russian
        local = self.with_context(lang=self.env.company.partner_id.lang)
        for pack in local.search([("state", "=", "sending")], order="id"):
            if not pack._run_sending():
                return
        local.env["shnor.letter.dispatch"]._cron_retry()

    def _run_sending(self):
        """Send the letters of one pack, batch by batch.

        :return: bool, whether it came to the end: the time of the job may be over
        """
        checked = False
        while self._goes_on():
            try:
                with self.env.cr.savepoint():
                    # it may have been cancelled or changed since the button was pressed
                    checked = checked or self._check_sendable()
                    done = self._send_batch()
            except UserError as error:
                # what no repetition mends; a database that was busy is tried again by the cron
                self._stop_for(error)
                self.env["ir.cron"]._commit_progress(0)
                return True
            if not done:
                self._finish_sending()
            left = self._send_left()
            in_time = self.env["ir.cron"]._commit_progress(len(done), remaining=left)
            # letters and files of a batch are not needed any more: the memory stays flat
            self.env.invalidate_all()
            if not in_time:
                return False
        return True

    def _goes_on(self):
        """Ask the database anew whether somebody stopped it since the last batch."""
        self.invalidate_recordset(["state"])
        return self.state == "sending"

    def _check_sendable(self):
        """Refuse to send what may not be sent any more.

        :return: True
        :raise UserError: see ``_check_may_write_letters``
        """
        self.campaign_id._check_may_write_letters()
        return True

    def _send_left(self):
        # sudo: what is left is asked for the whole pack
        return self.env["shnor.letter"].sudo().search_count(self._unsent())

    def _unsent(self):
        return Domain("pack_id", "=", self.id) & Domain("state", "=", "prepared")

    def _send_batch(self):
        """Print some letters, queue their mails and open them in the portal.

        :return: shnor.letter, those that were sent; empty when none is left
        """
        self.ensure_one()
        # sudo: nobody writes letters by hand; the job and checked buttons do
        letters = self.env["shnor.letter"].sudo()
        batch = letters.search(self._unsent(), limit=self._send_limit, order="sequence, id")
        batch._send()
        return batch

    def _finish_sending(self):
        self._check_transition("sent")
        self._move_to("sent")
        campaign = self.campaign_id
        campaign._log(
            "letter",
            self.env._("Letters sent: %s.", self.letter_count),
            document=campaign.order_id,
        )
        campaign._refresh_stages(self.env["shnor.stage"])

    def _stop_for(self, error):
        _logger.warning("letters of pack %s stopped: %s", self.id, error)
        self._check_transition("stopped")
        self._move_to("stopped", problem=str(error))
