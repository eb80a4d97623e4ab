from unittest.mock import patch

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import shnor_campaign_stages
from .form_common import FormsCase


@tagged("post_install", "-at_install")
class TestReminderRule(FormsCase):
    """Reminders are data: who, when, what; one mail a person, nothing twice, nothing lost."""

    def setUp(self):
        super().setUp()
        self._today("2026-07-01 01:00:00")
        self.env["shnor.campaign"]._cron_launch()
        self.rules = self.env["shnor.reminder.rule"]
        self.rules.search([("active", "=", True)]).active = False

    def _rule(self, **values):
        return self.rules.create(
            {
                "name": "Правило",
                "stage_type_ids": [(6, 0, self._stage_type("self_evaluation").ids)],
                "subject": "{stage}: {school}",
                "body": "До {deadline}",
                **values,
            }
        )

    def _send(self, moment):
        self._today(moment)
        known = self._mails()
        self.env["shnor.campaign"]._cron_stages()
        self.env["shnor.reminder"]._cron_send()
        return self._mails() - known

    def test_words_that_cannot_be_filled_in_are_refused(self):
        for text, words in (
            ("{schol}", "schol"),
            ("{school.name}", "school.name"),
            ("{school!r}", "not known|lonely"),
            ("{", "lonely brace"),
            ("}", "lonely brace"),
            ("{}", "not known"),
        ):
            with self.subTest(text), self.assertRaisesRegex(ValidationError, words):
                self._rule(body=text)
        self.assertIn("10.07.2026", str(self._rule().preview))

    @mute_logger("odoo.sql_db")
    def test_rules_without_sense_are_refused(self):
        for values in ({"channel": "activity"}, {"anchor": "half"}):
            with self.subTest(values), self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self._rule(**values)

    def test_a_day_off_is_quiet_and_the_working_day_after_it_tells(self):
        self._rule(days=1)  # 11 July is a Saturday
        for moment, count in (
            ("2026-07-11 03:00:00", 0),
            ("2026-07-12 03:00:00", 0),
            ("2026-07-13 03:00:00", 1),
            ("2026-07-14 03:00:00", 0),
        ):
            with self.subTest(moment):
                self.assertEqual(len(self._send(moment)), count)

    def test_a_director_of_two_schools_gets_one_mail(self):
        director = self.users["director"].partner_id
        self.second_school.director_ids = director
        self.env["shnor.campaign"]._cron_launch()
        self._rule(days=-3)
        [mail] = self._send("2026-07-07 03:00:00")
        self.assertEqual(mail.recipient_ids, director)
        for school in ("Школа 900001", "Школа 900002"):
            self.assertIn(school, mail.body_html)
        self.assertEqual(mail.body_html.count("<a "), 2)
        self.assertEqual(
            len(self.env["shnor.reminder"].search([("campaign_id", "=", self.campaign.id)])), 2
        )

    def test_what_people_typed_is_text_in_a_mail(self):
        self.own.school_name = "<script>alert(1)</script>"
        self._rule(days=-3)
        mail = self._send("2026-07-07 03:00:00")
        self.assertNotIn("<script>", mail.body_html)
        self.assertIn("&lt;script&gt;", mail.body_html)

    def test_of_what_a_standstill_made_due_the_latest_counts(self):
        self._rule(days=-3, subject="Скоро")
        self._rule(days=0, subject="Сегодня")
        [mail] = self._send("2026-07-10 03:00:00")
        self.assertEqual(mail.subject, "Сегодня")

    def test_the_log_is_nobodys_to_edit(self):
        self._rule(days=-3)
        self._send("2026-07-07 03:00:00")
        sent = self.env["shnor.reminder"].search([("campaign_id", "=", self.campaign.id)])
        with self.assertRaises(UserError):
            sent.sudo().subject = "Иное"
        with self.assertRaises(UserError):
            sent.sudo().unlink()
        with self.assertRaises(AccessError):
            self.rules.with_user(self.users["specialist"]).create(
                {"name": "Чужое", "subject": "Тема", "body": "Текст"}
            )

    def test_a_night_that_was_killed_goes_on_where_it_was(self):
        self.env["shnor.campaign"]._cron_stages()
        self._today("2026-07-11 01:00:00")
        crons = type(self.env["ir.cron"])
        seen = []

        def commit(cron, processed=0, *, remaining=None, deactivate=False):
            seen.append(processed)
            return 0 if len(seen) == 2 else 60

        with (
            patch.object(shnor_campaign_stages, "ROW_BATCH", 1),
            patch.object(crons, "_commit_progress", commit),
        ):
            self.env["shnor.campaign"]._cron_stages()
        self.env.invalidate_all()
        self.assertEqual(self._seen_rows(), 1)  # one batch, then it was stopped
        self.assertEqual(str(self.campaign.stages_seen_on), "2026-07-01")
        self.env["shnor.campaign"]._cron_stages()
        self.env.invalidate_all()
        self.assertEqual(self._seen_rows(), 4)
        self.assertEqual(str(self.campaign.stages_seen_on), "2026-07-11")

    def _seen_rows(self):
        """Return how many schools at stages are as they are to be on 11 July."""
        states = {"self_evaluation": "late", "check": "open"}
        return len(
            self.campaign.row_ids.filtered(lambda row: row.state == states[row.stage_id.code])
        )
