from odoo.exceptions import UserError
from odoo.tests import tagged

from .form_common import FormsCase


@tagged("post_install", "-at_install")
class TestFormMails(FormsCase):
    """Who is written to, when, and what about: once, and only who still has something to do."""

    def setUp(self):
        super().setUp()
        self._today("2026-07-01 01:00:00")
        self.second_school.director_ids = self.users["portal"].partner_id
        self.env["shnor.campaign"]._cron_launch()
        self.invitations = self._mails()
        rules = self.env["shnor.reminder.rule"].search([("audience", "!=", "school")])
        rules.active = False

    def _remind(self, moment):
        """Let the daily job run at this moment (UTC); return what it queued."""
        self._today(moment)
        known = self._mails()
        self.env["shnor.campaign"]._cron_stages()
        self.env["shnor.reminder"]._cron_send()
        return self._mails() - known

    def _manual(self, participants, role="specialist"):
        action = participants.with_user(self.users[role]).action_remind_directors()
        return action["params"]["message"]

    # Invitations

    def test_an_invitation_says_who_what_until_when_and_whom_to_ask(self):
        mail = self.invitations.filtered(
            lambda one: one.recipient_ids == self.users["director"].partner_id
        )
        self.assertIn("Школа 900001", mail.subject)
        for words in (
            "Школа 900001",
            self.campaign.name,
            "№ 7-о",
            f"/my/forms/{self._sheet(self.own).id}",
            "23:59",
            "specialist@example.org",
        ):
            self.assertIn(words, mail.body_html)
        self.assertEqual(mail.body_html.count("<a "), 1)

    def test_mails_are_queued_and_not_sent_in_the_request(self):
        self.assertEqual(len(self.invitations), 2)
        self.assertEqual(set(self.invitations.mapped("state")), {"outgoing"})

    def test_several_directors_get_one_mail(self):
        third = self.env["res.partner"].create({"name": "Зам", "email": "z@example.org"})
        silent = self.env["res.partner"].create({"name": "Без почты"})
        self.school.director_ids += third | silent
        self.env["shnor.campaign"]._cron_launch()
        mail = (self._mails() - self.invitations).ensure_one()
        self.assertEqual(mail.recipient_ids, self.users["director"].partner_id | third)

    def test_the_mail_is_in_the_language_of_the_director(self):
        for language in ("ru_RU", "en_US"):
            self.env["res.lang"]._activate_lang(language)
        for language, day in (("ru_RU", "июля"), ("en_US", "July")):
            with self.subTest(language):
                self.users["director"].lang = language
                self.own.invited_at = False
                known = self._mails()
                self.env["shnor.campaign"]._cron_launch()
                self.assertIn(f"10 {day}", (self._mails() - known).body_html)

    # Reminders

    def test_reminders_come_before_on_and_after_the_last_day(self):
        queued = [len(self._remind(f"2026-07-{day:02} 03:00:00")) for day in range(2, 15)]
        # 2 to 14 July: three days before, on the day, a day after; 11 July is a Saturday
        self.assertEqual(queued, [0, 0, 0, 0, 0, 2, 0, 0, 2, 0, 0, 2, 0])

    def test_the_day_is_that_of_the_committee(self):
        # 10 July begins in Vladivostok at 14:00 of 9 July
        self.assertEqual(len(self._remind("2026-07-07 03:00:00")), 2)
        self.assertFalse(self._remind("2026-07-09 13:00:00"))
        [own, _other] = self._remind("2026-07-09 15:00:00")
        self.assertIn("23:59", own.body_html)

    def test_never_twice_on_one_day(self):
        self.assertEqual(len(self._remind("2026-07-07 03:00:00")), 2)
        self.assertFalse(self._remind("2026-07-07 09:00:00"))

    def test_a_day_that_a_standing_server_missed_is_caught_up(self):
        self.assertEqual(len(self._remind("2026-07-08 03:00:00")), 2)
        self.assertFalse(self._remind("2026-07-09 03:00:00"))
        self.assertEqual(len(self._remind("2026-07-10 03:00:00")), 2)

    def test_who_has_handed_in_is_left_alone(self):
        self._submit(self._sheet(self.own))
        mail = self._remind("2026-07-07 03:00:00")
        self.assertEqual(mail.recipient_ids, self.users["portal"].partner_id)

    def test_what_was_returned_is_to_be_handed_in_again(self):
        sheet = self._submit(self._sheet(self.own))
        sheet.with_user(self.users["specialist"]).action_form_return("Пересчитайте ставки")
        mails = self._remind("2026-07-07 03:00:00")
        self.assertEqual(len(mails), 2)
        self.assertTrue(any("Пересчитайте ставки" in mail.body_html for mail in mails))

    def test_who_got_the_form_today_is_not_reminded_today(self):
        self.env.cr.execute("UPDATE shnor_participant SET invited_at = NULL")
        self.env.invalidate_all()
        self._today("2026-07-07 02:00:00")
        self.env["shnor.campaign"]._cron_launch()
        self.assertFalse(self._remind("2026-07-07 03:00:00"))
        self.assertEqual(len(self._remind("2026-07-10 03:00:00")), 2)

    def test_a_form_that_is_open_for_longer_is_reminded_by_its_own_day(self):
        sheet = self._sheet(self.own)
        sheet.deadline = "2026-07-20 13:59:59"
        self.assertEqual(len(self._remind("2026-07-10 03:00:00")), 1)
        mail = self._remind("2026-07-17 03:00:00")
        self.assertEqual(mail.recipient_ids, self.users["director"].partner_id)

    def test_a_stopped_or_closed_campaign_is_quiet(self):
        self.campaign.with_user(self.users["specialist"]).action_stop_sending()
        self.assertFalse(self._remind("2026-07-07 03:00:00"))
        self.campaign.sending = "auto"
        self.campaign.order_id.with_user(self.users["administrator"]).action_repeal()
        self.assertFalse(self._remind("2026-07-07 03:00:00"))

    def test_the_days_are_settings(self):
        rules = self.env["shnor.reminder.rule"].search([])
        rules[0].days = -5
        rules[1:].active = False
        queued = [len(self._remind(f"2026-07-{day:02} 03:00:00")) for day in range(4, 13)]
        self.assertEqual(queued, [0, 2, 0, 0, 0, 0, 0, 0, 0])

    def test_the_statements_do_not_depend_on_the_number_of_schools(self):
        counts = []
        for index, size in enumerate((3, 3, 60)):
            schools = self._make_schools(
                *((f"94{index}{one:03}", self.village) for one in range(size))
            )
            for school in schools:
                school.director_ids = self.env["res.partner"].create(
                    {"name": "Директор", "email": f"d{school.code}@example.org"}
                )
            campaign = self._sign(self._make_order(schools, number=f"9{index}-о"))
            self._today("2026-07-01 01:00:00")
            campaign._launch_batch()
            self._today("2026-07-07 03:00:00")

            def remind(campaign=campaign, size=size):
                reminders = self.env["shnor.reminder"]
                due = reminders._matters(campaign, self.env["shnor.reminder.rule"].search([]))
                self.assertEqual(len(due), size)
                reminders._send(campaign, due)

            counts.append(self._count_statements(remind))
        self.assertEqual(counts[1], counts[2])

    # By hand

    def test_a_specialist_reminds_by_hand_and_is_told_how_many(self):
        self.second_school.director_ids = False
        message = self._manual(self.own | self.second)
        self.assertRegex(message, r"\D*1\D+1\D+0")
        self.assertRegex(self._manual(self.own), r"\D*0\D+1\D+0")
        self._submit(self._sheet(self.own))
        self.assertRegex(self._manual(self.own), r"\D*0\D+0\D+1")
        self.assertEqual(len(self._mails() - self.invitations), 1)

    def test_a_reminder_by_hand_counts_as_that_days(self):
        self._today("2026-07-07 01:00:00")
        self._manual(self.own)
        mail = self._remind("2026-07-07 03:00:00")
        self.assertEqual(mail.recipient_ids, self.users["portal"].partner_id)

    def test_others_do_not_remind(self):
        for role in ("keeper", "working_group", "foreign_specialist", "director", "employee"):
            with self.subTest(role), self.assertRaises(UserError):
                self._manual(self.own, role)
        self.assertEqual(self._mails(), self.invitations)
