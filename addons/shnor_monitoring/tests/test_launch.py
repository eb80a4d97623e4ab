from contextlib import suppress
from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .form_common import FormsCase


@tagged("post_install", "-at_install")
class TestLaunch(FormsCase):
    """The stage begins, and every school has its form and its mail."""

    def setUp(self):
        super().setUp()
        self._today("2026-07-01 01:00:00")
        self.launch = self.env["shnor.campaign"]

    # What a school gets

    def test_every_participant_gets_its_form(self):
        self.launch._cron_launch()
        sheet = self._sheet(self.own)
        self.assertEqual(sheet.survey_id, self.form)
        self.assertEqual(sheet.form_state, "draft")
        self.assertEqual(sheet.school_id, self.school)
        self.assertEqual(sheet.form_owner_ids, self.school.director_ids)
        self.assertEqual(sheet.form_organisation_id, self.school.partner_id)
        self.assertEqual(sheet.form_record_id, self.own.id)
        self.assertIn("Школа 900001", sheet.form_title)
        self.assertIn(self.campaign.name, sheet.form_title)
        self.assertEqual(len(self._sheet(self.second)), 1)

    def test_the_deadline_is_the_end_of_the_last_day_where_the_committee_is(self):
        self.launch._cron_launch()
        # 10 July 23:59:59 in Vladivostok
        self.assertEqual(self._sheet(self.own).deadline, datetime(2026, 7, 10, 13, 59, 59))

    def test_without_a_zone_of_the_company_that_of_the_responsible_counts(self):
        self.env.company.partner_id.tz = False
        self.users["specialist"].tz = "Asia/Yekaterinburg"
        self.env.invalidate_all()
        self.assertEqual(self.campaign._tz(), "Asia/Yekaterinburg")
        self.users["specialist"].tz = False
        self.assertEqual(self.campaign._tz(), "UTC")

    def test_the_previous_form_is_that_of_the_latest_earlier_campaign(self):
        earlier = {}
        for number, year in (("1-о", 2024), ("2-о", 2025), ("3-о", 2027)):
            campaign = self._campaign_of(number, year)
            self._today(f"{year}-07-02 03:00:00")
            campaign._launch_batch()
            earlier[year] = {one.school_id: self._sheet(one) for one in campaign.participant_ids}
            self._submit(earlier[year][self.school])
            if year != 2025:  # of 2025 the second school's was never handed in
                self._submit(earlier[year][self.second_school])
        self._today("2026-07-01 01:00:00")
        self.launch._cron_launch()
        self.assertEqual(self._sheet(self.own).form_previous_id, earlier[2025][self.school])
        self.assertEqual(
            self._sheet(self.second).form_previous_id, earlier[2024][self.second_school]
        )

    # When

    def test_nothing_happens_before_the_stage_and_after_it(self):
        # in Vladivostok 1 July begins at 14:00 of 30 June, 11 July at 14:00 of 10 July
        for moment in ("2026-06-30 13:59:00", "2026-07-10 14:01:00"):
            with self.subTest(moment):
                self._today(moment)
                self.launch._cron_launch()
                self.assertFalse(self._sheet(self.own))
        self._today("2026-06-30 14:01:00")
        self.launch._cron_launch()
        self.assertTrue(self._sheet(self.own))

    def test_a_day_that_was_missed_is_caught_up(self):
        self._today("2026-07-09 03:00:00")
        self.launch._cron_launch()
        self.assertTrue(self._sheet(self.own))
        self.assertEqual(len(self._mails()), 1)

    def test_a_second_run_does_nothing(self):
        self.launch._cron_launch()
        sheets, mails = self._sheet(self.own) | self._sheet(self.second), self._mails()
        self.launch._cron_launch()
        self.campaign.action_send_forms()
        self.assertEqual(self._sheet(self.own) | self._sheet(self.second), sheets)
        self.assertEqual(self._mails(), mails)

    def test_a_specialist_sends_out_before_the_day(self):
        self._today("2026-06-25 03:00:00")
        action = self.campaign.with_user(self.users["specialist"]).action_send_forms()
        self.assertEqual(action["tag"], "display_notification")
        self.assertTrue(self._sheet(self.own))
        self.assertEqual(self.campaign.sent_count, 1)

    def test_nobody_else_sends_or_stops(self):
        for role in ("working_group", "keeper", "foreign_specialist", "director", "employee"):
            campaign = self.campaign.with_user(self.users[role])
            for method in ("action_send_forms", "action_stop_sending"):
                with self.subTest(role, method=method), self.assertRaises(AccessError):
                    getattr(campaign, method)()
        self.assertFalse(self._sheet(self.own))

    def test_a_closed_or_cancelled_campaign_sends_nothing(self):
        self.campaign.order_id.with_user(self.users["administrator"]).action_repeal()
        self.launch._cron_launch()
        with self.assertRaises(UserError):
            self.campaign.action_send_forms()
        self.assertFalse(self._sheet(self.own))

    def test_without_a_form_the_job_waits_and_the_button_tells(self):
        self.form.active = False
        self.launch._cron_launch()
        with self.assertRaisesRegex(UserError, "self_evaluation"):
            self.campaign.action_send_forms()

    # Many, interrupted, stopped

    def _crowd(self, count):
        schools = self._make_schools(*((f"92{index:04}", self.village) for index in range(count)))
        contacts = self.env["res.partner"].create(
            [{"name": f"Директор {s.code}", "email": f"d{s.code}@example.org"} for s in schools]
        )
        for school, contact in zip(schools, contacts, strict=True):
            school.director_ids = contact
        return schools

    def test_a_killed_run_is_gone_on_with(self):
        campaign = self._sign(self._make_order(self._crowd(10), number="8-о"))
        self.campaign.action_stop_sending()
        cron = type(self.env["ir.cron"])
        commit = cron._commit_progress

        def die(_cron, processed=0, *, remaining=None, deactivate=False):
            commit(_cron, processed, remaining=remaining)
            raise KeyboardInterrupt

        self.patch(type(self.env["shnor.campaign"]), "_launch_limit", 4)
        self.patch(cron, "_commit_progress", die)
        with suppress(KeyboardInterrupt):  # assertRaises would roll back what was done
            self.launch._cron_launch()
        self.assertEqual(self.commits, [(8, 6)])
        self.assertEqual(campaign.sent_count, 4)
        self.patch(cron, "_commit_progress", commit)
        self.launch._cron_launch()
        self.assertEqual(self.commits, [(8, 6), (8, 2), (4, 0)])
        self.assertEqual(campaign.sent_count, 10)
        self.assertEqual(len(self._mails()), 10)

    def test_batches_tell_how_far_they_are(self):
        campaign = self._sign(self._make_order(self._crowd(10), number="8-о"))
        done = [campaign._launch_batch(limit=4) for _time in range(4)]
        # a form and a mail each
        self.assertEqual(done, [8, 8, 4, 0])
        self.assertEqual(campaign.sent_count, 10)
        self.assertFalse(campaign.sending_left)
        self.assertEqual(len(self._mails()), 10)

    def test_stop_stops_between_two_batches(self):
        self.campaign.with_user(self.users["specialist"]).action_stop_sending()
        self.launch._cron_launch()
        self.assertFalse(self._sheet(self.own))
        self.assertFalse(self.commits)
        self.campaign.with_user(self.users["specialist"]).action_send_forms()
        self.assertTrue(self._sheet(self.own))

    def test_the_statements_do_not_depend_on_the_number_of_schools(self):
        few = self._sign(self._make_order(self._crowd(5), number="8-о"))
        few._launch_batch()  # caches
        counts = []
        for index, size in enumerate((5, 60)):
            schools = self._make_schools(
                *((f"93{index}{one:03}", self.village) for one in range(size))
            )
            for school in schools:
                school.director_ids = self.env["res.partner"].create(
                    {"name": "Директор", "email": f"d{school.code}@example.org"}
                )
            campaign = self._sign(self._make_order(schools, number=f"9{index}-о"))
            counts.append(self._count_statements(campaign._launch_batch))
            self.assertEqual(campaign.sent_count, size)
        self.assertEqual(counts[0], counts[1])
        self.assertLess(counts[0], 70)

    # Nobody to write to

    def test_who_cannot_be_written_to_is_listed_and_is_no_error(self):
        self.launch._cron_launch()
        self.assertEqual(self.second.reachable, "nobody")
        self.assertFalse(self.second.invited_at)
        self.assertEqual(self.campaign.unreachable_count, 1)
        participants = self.env["shnor.participant"]
        listed = participants.search(
            [("campaign_id", "=", self.campaign.id), ("reachable", "in", ["nobody", "no_email"])]
        )
        self.assertEqual(listed, self.second)
        action = self.campaign.action_open_unreachable()
        self.assertTrue(action["context"]["search_default_unreachable"])
        [task] = self.second_school.activity_ids
        self.assertEqual(task.user_id, self.users["specialist"])

    def test_every_kind_of_director_is_told_apart(self):
        contact = self.env["res.partner"].create({"name": "Директор"})
        participants = self.env["shnor.participant"]
        self.second_school.director_ids = contact
        for email, school, users, state in (
            (False, False, False, "no_email"),
            ("kaput", False, False, "no_email"),
            ("d@example.org", False, False, "no_account"),
            (False, "school@example.org", False, "no_account"),
            (False, "school@example.org", True, "ready"),
            ("d@example.org", False, True, "ready"),
        ):
            with self.subTest(state, email=email, school=school):
                contact.email = email
                self.second_school.email = school
                if users:
                    self.users["portal"].partner_id = contact
                    contact.email = email
                self.env.invalidate_all()
                self.assertEqual(self.second.reachable, state)
                for kind in ("nobody", "no_email", "no_account", "ready"):
                    found = participants.search([("reachable", "=", kind)])
                    self.assertEqual(self.second in found, kind == state)

    def test_the_school_is_written_to_where_no_director_has_an_address(self):
        contact = self.env["res.partner"].create({"name": "Директор"})
        self.second_school.write({"director_ids": contact, "email": "school@example.org"})
        self.launch._cron_launch()
        self.assertIn(self.second_school.partner_id, self._mails().recipient_ids)
        self.assertTrue(self.second.invited_at)

    def test_a_director_who_is_named_later_is_written_to_by_the_next_run(self):
        self.launch._cron_launch()
        self.second_school.director_ids = self.users["portal"].partner_id
        self.assertEqual(self._sheet(self.second).form_owner_ids, self.users["portal"].partner_id)
        self.launch._cron_launch()
        mail = self._mails()[-1]
        self.assertEqual(mail.recipient_ids, self.users["portal"].partner_id)
        self.assertFalse(self.second_school.activity_ids)

    # Directors come and go

    def test_the_form_follows_the_directors(self):
        self.launch._cron_launch()
        sheet = self._sheet(self.own)
        former, successor = self.users["director"].partner_id, self.users["portal"].partner_id
        self.school.director_ids = [(4, successor.id)]
        self.assertEqual(sheet.form_owner_ids, former | successor)
        self.school.director_ids = [(3, former.id)]
        self.assertEqual(sheet.form_owner_ids, successor)
        self.assertFalse(self.own.invited_at, "the successor has not been written to")
        self.launch._cron_launch()
        self.assertEqual(self._mails()[-1].recipient_ids, successor)

    def test_the_statements_of_a_change_do_not_depend_on_the_number_of_schools(self):
        schools = self._crowd(12)
        self._sign(self._make_order(schools, number="8-о"))._launch_batch()
        someone = self.users["portal"].partner_id
        schools[:2]._sync_form_owners()
        counts = []
        for some in (schools[:2], schools[2:]):
            self.env.cr.execute(
                "DELETE FROM shnor_school_director_rel WHERE school_id = ANY(%s)", [some.ids]
            )
            self.env.cr.execute(
                "INSERT INTO shnor_school_director_rel (school_id, partner_id) "
                "SELECT unnest(%s), %s",
                [some.ids, someone.id],
            )
            counts.append(self._count_statements(some._sync_form_owners))
        self.assertEqual(counts[0], counts[1])
        sheets = self.env["survey.user_input"].search([("school_id", "in", schools.ids)])
        self.assertEqual(sheets.form_owner_ids, someone)
