import hashlib
import re
from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import shnor_letter_document
from ..models.shnor_letter_send import ShnorLetterPack
from .letter_common import LetterCase

REFUSED = ("school2@example.org",)


class KilledError(Exception):
    """The process ends here."""


@tagged("post_install", "-at_install")
class TestLetterSend(LetterCase):
    """Sending in the background, and what the mail server makes of it."""

    def setUp(self):
        super().setUp()
        batches = patch.object(ShnorLetterPack, "_send_limit", 1)
        batches.start()
        self.addCleanup(batches.stop)

    def test_the_button_only_begins(self):
        pack = self._make()
        pack.with_user(self.specialist).action_send()
        self.assertEqual((pack.state, pack.sent_count), ("sending", 0))
        self._work()
        self.assertEqual((pack.state, pack.sent_count, pack.sent_percent), ("sent", 2, 100))

    def test_a_letter_that_went_out_is_kept_with_its_checksum(self):
        self._send()
        letter = self._letter()
        self.assertEqual(hashlib.sha256(letter.pdf_id.raw).hexdigest(), letter.sha256)
        self.assertTrue(letter.pdf_id.raw.startswith(b"%PDF-"))
        self.assertTrue(letter.docx_id.raw.startswith(b"PK"))
        self.assertEqual(letter._render_documents("pdf")[1], letter.pdf_id.raw)
        letter.pdf_id.raw = b"%PDF-other"
        with self.assertRaisesRegex(UserError, "не совпадает с отправленным"):
            letter._render_documents("pdf")

    def test_stopped_and_gone_on_with(self):
        pack = self._make().with_user(self.specialist)
        pack.action_send()
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda cron, *args, **values: 0
        ):
            self.env["shnor.letter.pack"]._cron_send()
        self.assertEqual((pack.state, pack.sent_count), ("sending", 1))
        pack.action_stop()
        self._work()
        self.assertEqual((pack.state, pack.sent_count), ("stopped", 1))
        pack.action_send()
        self._work()
        self.assertEqual((pack.state, pack.sent_count), ("sent", 2))

    def test_a_killed_job_goes_on_and_writes_to_nobody_twice(self):
        pack = self._make()
        pack.action_send()
        printed = []

        def killed_at_the_second(env, content):
            printed.append(content)
            if len(printed) == 2:
                raise KilledError
            return b"%PDF-"

        with (
            patch.object(shnor_letter_document, "render_pdf", killed_at_the_second),
            # that of the tests would take back what the job has committed
            suppress(KilledError),
        ):
            self._work()
        self.assertEqual(len(printed), 2)
        self.env.invalidate_all()
        self.assertEqual(pack.letter_ids.mapped("state"), ["sent", "prepared"])
        self.assertFalse(self._letter(self.second).dispatch_ids)
        self._work()
        self.assertEqual((pack.state, set(pack.letter_ids.mapped("state"))), ("sent", {"sent"}))
        addresses = pack.letter_ids.dispatch_ids.mapped("address")
        self.assertEqual(
            sorted(addresses),
            ["director@example.org", "school1@example.org", "school2@example.org"],
        )

    def test_a_broken_template_is_told_and_stops_the_job(self):
        pack = self._make()
        pack.action_send()
        self._break_template()
        with mute_logger("odoo.addons.shnor_monitoring.models.shnor_letter_send"):
            self._work()
        self.assertEqual((pack.state, pack.sent_count), ("stopped", 0))
        self.assertTrue(pack.problem)
        self.env.ref("shnor_monitoring.document_template_letter").action_restore()
        # no letter has gone out: what stands in them can be corrected still
        mine = pack.with_user(self.specialist)
        mine.signer = "Петрова Анна Ивановна"
        mine.action_refresh()
        pack.action_send()
        with self.assertRaisesRegex(UserError, "gone out"):
            mine.action_refresh()
        self._work()
        self.assertEqual((pack.state, pack.problem), ("sent", False))
        with self.assertRaisesRegex(UserError, "does not change any more"):
            mine.signer = "Петров"

    def test_without_a_template_nothing_begins(self):
        pack = self._make()
        template = self.env.ref("shnor_monitoring.document_template_letter")
        template.in_use = False
        with self.assertRaisesRegex(UserError, "There is no template"):
            pack.action_send()
        self.assertEqual(pack.state, "prepared")

    def test_who_sends(self):
        pack = self._make()
        for role in ("working_group", "keeper", "foreign_specialist", "director"):
            with self.subTest(role), self.assertRaises(AccessError):
                pack.with_user(self.users[role]).action_send()

    # What the mail server says

    def test_half_of_the_letters_are_refused_and_the_register_says_which_and_why(self):
        pack = self._send()
        self.assertEqual(set(pack.letter_ids.mapped("delivery")), {"queued"})
        self._deliver(*REFUSED)
        self.assertEqual(pack.letter_ids.mapped("delivery"), ["sent", "failed"])
        self.assertEqual(pack.failed_count, 1)
        note = self._letter(self.second).delivery_note
        self.assertIn("school2@example.org", note)
        self.assertIn("550 no such mailbox", note)
        self.assertFalse(self.campaign._stage_of("letters").done_on)
        # one click, after the mailbox was mended
        pack.with_user(self.specialist).action_resend_failed()
        self.assertEqual(self._letter(self.second).delivery, "queued")
        delivered = self._deliver()
        self.assertEqual([addresses for addresses, _one in delivered], [["school2@example.org"]])
        self.assertEqual(set(pack.letter_ids.mapped("delivery")), {"sent"})
        self.assertEqual(self._letter(self.second).dispatch_ids.attempts, 2)
        self.assertTrue(self.campaign._stage_of("letters").done_on)

    def test_a_corrected_address_takes_the_place_of_the_wrong_one(self):
        pack = self._send()
        self._deliver(*REFUSED)
        self.second_school.email = "new@example.org"
        pack.with_user(self.specialist).action_resend_failed()
        self.assertEqual([to for to, _one in self._deliver()], [["new@example.org"]])
        letter = self._letter(self.second)
        self.assertEqual(letter.delivery, "sent")
        self.assertEqual(letter.dispatch_ids.mapped("state"), ["replaced", "sent"])

    def test_one_of_two_addresses(self):
        self._send()
        self._deliver("school1@example.org")
        self.assertEqual(self._letter().delivery, "partly")

    def test_what_is_tried_again_by_itself_goes_where_the_register_says(self):
        self._send()
        letter = self._letter(self.second)
        letter.dispatch_ids.mail_id.write(
            {"state": "exception", "failure_reason": "(451, b'try later')"}
        )
        self._work()
        self.second_school.email = "new@example.org"
        self._later(minutes=31)
        self._work()
        self.assertEqual(
            [(one.address, one.state) for one in letter.dispatch_ids.sorted("id")],
            [("school2@example.org", "replaced"), ("new@example.org", "queued")],
        )

    def test_what_was_refused_for_the_moment_is_tried_again_by_itself(self):
        self._send()
        mails = self._letter(self.second).dispatch_ids.mail_id
        mails.write({"state": "exception", "failure_reason": "(451, b'try later')"})
        self._work()
        dispatch = self._letter(self.second).dispatch_ids
        self.assertEqual((dispatch.state, dispatch.attempts), ("failed", 1))
        self._later(minutes=31)
        self._work()
        self.assertEqual((dispatch.state, dispatch.attempts), ("queued", 2))
        # a mailbox that there is not is not asked again
        mails.write({"state": "exception", "failure_reason": "(550, b'no such mailbox')"})
        self._work()
        self._later(hours=5)
        self._work()
        self.assertEqual((dispatch.state, dispatch.attempts), ("failed", 2))

    def test_a_letter_that_comes_back(self):
        self._send()
        [message] = [one for to, one in self._deliver() if to == ["school2@example.org"]]
        bounce = "\n".join(
            (
                "From: MAILER-DAEMON@example.org",
                "To: edu@example.org",
                "Subject: Undelivered Mail Returned to Sender",
                "Message-Id: <bounce-1@example.org>",
                'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
                "",
                "--b",
                "Content-Type: text/plain",
                "",
                "mailbox full",
                "--b",
                "Content-Type: message/delivery-status",
                "",
                "Reporting-MTA: dns; example.org",
                "",
                "Final-Recipient: rfc822; school2@example.org",
                "Action: failed",
                "Status: 5.2.2",
                "",
                "--b",
                "Content-Type: text/rfc822-headers",
                "",
                f"Message-Id: {message['Message-Id']}",
                "Subject: x",
                "",
                "--b--",
                "",
            )
        )
        self.env["mail.thread"].message_process(None, bounce)
        letter = self._letter(self.second)
        self.assertEqual((letter.dispatch_ids.state, letter.delivery), ("bounced", "failed"))

    def test_a_school_without_an_address(self):
        self.second_school.email = False
        pack = self._send()
        letter = self._letter(self.second)
        self.assertEqual(letter.delivery, "nobody")
        self.assertFalse(self.campaign._stage_of("letters").done_on)
        with self.assertRaisesRegex(UserError, "no address"):
            letter.with_user(self.specialist).action_resend()
        letter.with_user(self.specialist).action_hand_over()
        self.assertEqual(letter.delivery, "sent")
        self.assertEqual(letter.dispatch_ids.channel, "paper")
        self.assertEqual(pack.failed_count, 0)
        self.assertTrue(self.campaign._stage_of("letters").done_on)

    def test_a_director_with_an_account_and_no_address_reads_it_in_the_portal(self):
        self.school.email = False
        self.director.email = False
        self._send()
        self.assertEqual(self._letter().delivery, "portal")

    # Whose it is

    def test_no_letter_tells_of_another_school_or_of_a_teacher(self):
        schools = self._crowd("95", 4)
        campaign = self._campaign(schools, number="95-о")
        self.env["shnor.employment"].create(
            {
                "teacher_id": self.teacher.id,
                "school_id": schools[0].id,
                "date_from": "2024-09-01",
            }
        )
        self._send(campaign)
        delivered = self._deliver()
        self.assertEqual(len(delivered), 4)
        for addresses, message in delivered:
            [own] = [one for one in schools if one.director_ids.email in addresses]
            said = self._said(message)
            self.assertIn(own.name, said)
            for other in schools - own:
                with self.subTest(own.code, other=other.code):
                    for secret in (other.code, other.name, other.director_ids.name):
                        self.assertNotIn(secret, said)
            for secret in (self.teacher.code, self.teacher.name, "Тайная"):
                self.assertNotIn(secret, said)

    def _said(self, message):
        """Return everything that a letter says: head, body, the names of its files, the PDF."""
        parts = [str(message["Subject"])]
        for part in message.walk():
            if part.get_content_maintype() == "text":
                parts.append(part.get_content())
            elif part.get_filename():
                parts.append(part.get_filename())
                parts += self._pages(part.get_content())
        # a line of a page may end within a name
        return re.sub(r"\s+", " ", " ".join(parts))

    # What may not go out any more

    def test_a_cancelled_campaign_sends_nothing(self):
        pack = self._make()
        self.campaign._move_to("cancelled")
        with self.assertRaisesRegex(UserError, "is cancelled"):
            pack.with_user(self.specialist).action_send()
        self.assertEqual(pack.state, "prepared")

    def test_what_was_cancelled_while_it_was_being_sent_stops(self):
        pack = self._make()
        pack.with_user(self.specialist).action_send()
        self.campaign._move_to("cancelled")
        with self.assertLogs("odoo.addons.shnor_monitoring.models.shnor_letter_send", "WARNING"):
            self._work()
        self.assertEqual((pack.state, pack.sent_count), ("stopped", 0))
        self.assertIn(self.campaign.name, pack.problem)

    def test_an_analysis_that_was_changed_past_the_system_is_not_sent(self):
        pack = self._make()
        self.env.cr.execute(
            "UPDATE shnor_recommendation SET text = 'Другое.' WHERE campaign_id = %s",
            [self.campaign.id],
        )
        with self.assertRaisesRegex(UserError, "not those that were approved"):
            pack.with_user(self.specialist).action_send()
        self.assertEqual(pack.state, "prepared")

    # How much it takes

    def test_the_register_and_the_pack_take_as_much_for_20_as_for_2(self):
        counts = []
        for index, size in enumerate((2, 20)):
            campaign = self._campaign(self._crowd(f"94{index}", size), number=f"94{index}-о")
            pack = self._make(campaign)
            specification = {
                name: {}
                for name in ("number", "school_name", "delivery", "delivery_note", "is_overdue")
            }
            letters = self.env["shnor.letter"].with_user(self.specialist)
            domain = [("pack_id", "=", pack.id)]

            def read(letters=letters, domain=domain, specification=specification, pack=pack):
                letters.web_search_read(domain, specification)
                pack.read(["display_name", "sent_count", "failed_count", "objected_count"])

            counts.append(min(self._count_statements(read) for _again in range(3)))
        self.assertEqual(*counts)
