from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import MonitoringCase


@tagged("post_install", "-at_install")
class TestOrder(MonitoringCase):
    """An administrator prepares, signs and repeals the order of a wave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.administrator = cls.users["administrator"]
        cls.order = cls._make_order().with_user(cls.administrator)

    def assert_refused(self, *messages):
        """Signing is refused, the refusal says all of `messages`, and the order stays a draft."""
        with self.assertRaises(ValidationError) as caught:
            self.order.action_sign()
        for message in messages:
            self.assertIn(message, str(caught.exception))
            self.assertIn(message, self.order.problems)
        self.assertEqual(self.order.state, "draft")
        self.assertFalse(self.order.campaign_ids)

    # What keeps an order from being signed

    def test_an_order_without_participants_is_refused(self):
        self.order.participant_ids.unlink()
        self.assert_refused("add schools on the page “Participants”")

    def test_a_school_listed_twice_is_named(self):
        self.order.participant_ids = [(0, 0, {"school_id": self.school.id})]
        self.assert_refused("“Школа 900001” stands on the page “Participants” more than once")

    def test_a_period_that_ends_before_it_begins_is_refused(self):
        self.order.write({"period_from": "2026-07-01"})
        self.assert_refused("ends on 30.06.2026, before it begins (01.07.2026)")

    def test_a_monitoring_that_ends_before_it_begins_is_refused(self):
        self.order.write({"date_end": "2026-06-01"})
        self.assert_refused("The monitoring ends on 01.06.2026, before it begins (01.07.2026)")

    def test_number_and_dates_must_be_filled_in(self):
        self.order.write({"number": False, "date": False, "period_to": False, "date_begin": False})
        self.assert_refused(
            "fill in “Number”",
            "fill in “Date”",
            "The observation period is missing",
            "fill in “Begin” and “End”",
        )

    def test_a_stage_that_ends_before_it_begins_is_refused(self):
        self.order.stage_ids[0].date_to = "2026-06-30"
        self.assert_refused(
            "Stage “Self-evaluation” ends on 30.06.2026, before it begins (01.07.2026)"
        )

    def test_a_stage_outside_the_monitoring_is_refused(self):
        self.order.stage_ids[0].date_from = "2026-06-30"
        self.order.stage_ids[1].date_to = "2026-07-25"
        self.assert_refused(
            "Stage “Self-evaluation” begins on 30.06.2026, before the monitoring (01.07.2026)",
            "Stage “Check” ends on 25.07.2026; the last day that it may take is 24.07.2026",
        )

    def test_the_working_group_has_fourteen_days_after_the_end_and_no_more(self):
        self.order.stage_ids[2].date_to = "2026-08-08"
        self.assert_refused(
            "Stage “Working group meeting” ends on 08.08.2026; "
            "the last day that it may take is 07.08.2026"
        )

    def test_a_stage_without_a_responsible_is_named(self):
        self.order.responsible_ids[1].unlink()
        self.assert_refused("Stage “Check” has nobody responsible")

    def test_a_responsible_for_a_stage_that_is_not_there_is_named(self):
        self.order.stage_ids[1].unlink()
        self.assert_refused("answers for the stage “Check”, which the order does not have")

    def test_stages_and_their_dates_must_be_there(self):
        self.order.stage_ids[0].date_from = False
        self.order.stage_ids = [
            (0, 0, {"stage_type_id": self._stage_type("check").id, "date_from": "2026-07-11"})
        ]
        self.assert_refused(
            "Stage “Self-evaluation” has no dates",
            "Stage “Check” stands on the page “Stages” more than once",
        )
        self.order.stage_ids.unlink()
        self.order.responsible_ids.unlink()
        self.assert_refused("No stages: add them")

    # Signing

    def test_signing_opens_a_campaign_with_what_the_order_says(self):
        action = self.order.action_sign()
        campaign = self.order.campaign_ids
        self.assertEqual((action["res_model"], action["res_id"]), (campaign._name, campaign.id))
        self.assertEqual(self.order.state, "signed")
        self.assertEqual(campaign.state, "open")
        self.assertEqual(campaign.territory_id, self.district)
        self.assertEqual(str(campaign.working_group_deadline), "2026-08-07")
        self.assertEqual(campaign.academic_year_name, "2025/2026")
        self.assertEqual(
            campaign.participant_ids.mapped(lambda line: (line.school_code, line.category)),
            [("900001", "low_results"), ("900002", "both")],
        )
        self.assertEqual(campaign.participant_ids[0].basis, "ШНОР")
        self.assertEqual(campaign.participant_ids[0].status_basis, "Приказ № 1")
        self.assertEqual(
            campaign.stage_ids.mapped(lambda stage: (stage.stage_type_id.code, str(stage.date_to))),
            [
                ("self_evaluation", "2026-07-10"),
                ("check", "2026-07-24"),
                ("working_group", "2026-08-07"),
            ],
        )

    def test_a_status_that_ended_is_not_frozen_with_the_participant(self):
        self.second_school.status_ids.filtered(
            lambda status: status.category == "adverse"
        ).date_to = "2026-06-30"
        self._make_status(self.school, "adverse", date_from="2026-07-02")
        campaign = self._sign(self.order)
        self.assertEqual(
            campaign.participant_ids.mapped("category"), ["low_results", "low_results"]
        )

    def test_a_school_without_a_status_takes_part_and_is_marked(self):
        self.order.participant_ids = [(0, 0, {"school_id": self.leader.id, "basis": "ШНОР"})]
        campaign = self._sign(self.order)
        self.assertEqual(
            campaign.participant_ids.filtered(lambda line: line.category == "none").school_id,
            self.leader,
        )

    def test_each_responsible_gets_a_task_a_stage(self):
        campaign = self._sign(self.order)
        tasks = campaign.responsibility_ids.activity_ids
        self.assertEqual(tasks.user_id, self.users["specialist"])
        self.assertEqual(
            sorted(tasks.mapped(lambda task: (task.summary, str(task.date_deadline)))),
            [
                ("Check", "2026-07-24"),
                ("Self-evaluation", "2026-07-10"),
                ("Working group meeting", "2026-08-07"),
            ],
        )

    def test_who_has_no_account_is_named_to_the_person_who_signs(self):
        self.order.responsible_ids[0].write({"name": "Новенькая Вера", "email": "new@example.org"})
        self.order.responsible_ids[1].write({"name": "Безадресная Анна", "email": False})
        self._sign(self.order)
        tasks = self.order.campaign_ids.responsibility_ids.activity_ids
        mine = tasks.filtered(lambda task: task.user_id == self.administrator)
        self.assertEqual(sorted(mine.mapped("summary")), ["Check", "Self-evaluation"])
        self.assertIn("Новенькая Вера, Методист, new@example.org", str(mine[0].note))
        self.assertIn("make a user with this e-mail", str(mine[0].note))
        self.assertEqual(self.order.responsible_ids[0].partner_id.email, "new@example.org")
        self.assertEqual(self.order.responsible_ids[1].partner_id.name, "Безадресная Анна")

    def test_who_may_not_see_the_campaign_gets_no_task_there(self):
        self.order.responsible_ids[0].email = "foreign_specialist@example.org"
        self._sign(self.order)
        mine = self.order.campaign_ids.responsibility_ids.activity_ids.filtered(
            lambda task: task.user_id == self.administrator
        )
        self.assertEqual(mine.summary, "Self-evaluation")
        self.assertIn("may not see the campaign", str(mine.note))

    def test_one_person_with_several_stages_becomes_one_contact(self):
        self.order.responsible_ids.write({"name": "Новенькая Вера", "email": "New@Example.org"})
        self._sign(self.order)
        self.assertEqual(len(self.order.responsible_ids.partner_id), 1)

    def test_the_number_of_queries_does_not_depend_on_the_number_of_schools(self):
        """Ten times as many participants are a few more batches of INSERT, not more questions."""

        def sign(count, number):
            schools = self._make_schools(
                *((f"9{number}{index:03}", self.village) for index in range(count))
            )
            for school in schools:
                self._make_status(school, "low_results")
            order = self._make_order(schools, number=str(number)).with_user(self.administrator)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            order.action_sign()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        sign(1, 1)  # caches of the registry
        # what a cache happens to have dropped is no matter of the number of schools
        few = min(sign(8, 2), sign(8, 4))
        many = min(sign(80, 3), sign(80, 5))
        self.assertEqual(few, many)

    def test_signing_twice_is_refused(self):
        self._sign(self.order)
        with self.assertRaisesRegex(UserError, "No. 7-о of 22.06.2026 is signed already"):
            self.order.action_sign()
        self.assertEqual(len(self.order.campaign_ids), 1)

    def test_only_an_administrator_signs(self):
        with self.assertRaises(AccessError):
            self.order.with_user(self.users["specialist"]).action_sign()

    # After signing

    def test_a_signed_order_is_read_only_even_for_the_superuser(self):
        self._sign(self.order)
        order = self.order.sudo()
        attempts = [
            lambda: order.write({"date_end": "2026-07-25"}),
            lambda: order.write({"state": "draft"}),
            lambda: order.with_context(shnor_transition=True).write({"state": "draft"}),
            lambda: order.participant_ids[0].write({"basis": "ШНСУ"}),
            lambda: order.participant_ids[0].unlink(),
            lambda: order.stage_ids[0].write({"date_to": "2026-07-11"}),
            lambda: order.responsible_ids[0].unlink(),
            lambda: self.env["shnor.order.participant"].create(
                {"order_id": order.id, "school_id": self.leader.id}
            ),
            order.unlink,
        ]
        for attempt in attempts:
            with self.assertRaisesRegex(UserError, "is signed and cannot be changed"):
                attempt()

    def test_a_draft_is_not_signed_by_writing_its_state(self):
        with self.assertRaisesRegex(UserError, "by the buttons"):
            self.order.sudo().write({"state": "signed"})

    def test_the_scan_is_added_to_the_signed_order_once(self):
        self._sign(self.order)
        self.order.write({"scan": "c2Nhbg==", "scan_filename": "112-о.pdf"})
        with self.assertRaisesRegex(UserError, "is signed and cannot be changed"):
            self.order.write({"scan": "b3RoZXI=", "scan_filename": "other.pdf"})

    def test_repealing_cancels_the_campaign_and_its_tasks(self):
        campaign = self._sign(self.order)
        self.order.action_repeal()
        self.assertEqual(self.order.state, "repealed")
        self.assertEqual(campaign.state, "cancelled")
        self.assertFalse(campaign.responsibility_ids.activity_ids)
        with self.assertRaisesRegex(UserError, "is repealed and stays as it was"):
            self.order.write({"title": "Иное"})
        with self.assertRaisesRegex(UserError, "cannot become"):
            self.order.action_sign()

    def test_a_copy_of_an_order_is_a_draft_without_number(self):
        self._sign(self.order)
        copy = self.order.copy()
        self.assertEqual((copy.state, copy.number, copy.date), ("draft", False, False))
        self.assertEqual(copy.participant_ids.school_id, self.order.participant_ids.school_id)
        self.assertEqual(len(copy.stage_ids), 3)

    def test_the_chatter_tells_who_signed(self):
        self.cr.flush()  # what creating the order left for the end of its transaction
        order = self.order.with_context(tracking_disable=False)
        order.action_sign()
        self.env.flush_all()
        self.cr.flush()
        order.invalidate_recordset(["message_ids"])
        message = order.message_ids[0]
        self.assertEqual(message.author_id, self.administrator.partner_id)
        self.assertEqual(message.sudo().tracking_value_ids.new_value_char, "Signed")
