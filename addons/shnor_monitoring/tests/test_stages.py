from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .form_common import FormsCase


@tagged("post_install", "-at_install")
class TestStages(FormsCase):
    """Schools at stages, tasks of responsibles, absences, extensions, the meeting, the log."""

    def setUp(self):
        super().setUp()
        self._today("2026-07-02 01:00:00")
        self.env["shnor.campaign"]._cron_launch()
        self.env["shnor.campaign"]._cron_stages()
        self.specialist = self.users["specialist"]
        self.administrator = self.users["administrator"]

    def _run(self, moment):
        self._today(moment)
        self.env["shnor.campaign"]._cron_stages()

    def _row(self, participant, code):
        stage = self.campaign._stage_of(code)
        return participant.row_ids.filtered(lambda row: row.stage_id == stage)

    def _task(self, code):
        return self.campaign._stage_of(code).responsibility_ids

    # Schools at stages

    def test_each_school_stands_at_each_stage_of_the_schools(self):
        self.assertEqual(
            sorted(self.own.row_ids.stage_id.mapped("code")), ["check", "self_evaluation"]
        )
        self.assertEqual(self._row(self.own, "self_evaluation").state, "open")
        self.assertEqual(self._row(self.own, "check").state, "ahead")

    def test_handing_in_is_seen_at_once(self):
        self._today("2026-07-05 01:00:00")
        self._submit(self._sheet(self.own))
        row = self._row(self.own, "self_evaluation")
        self.assertEqual((row.state, str(row.done_on)), ("done", "2026-07-05"))
        stage = row.stage_id
        self.assertEqual((stage.done_count, stage.row_count, stage.completeness), (1, 2, 50))
        self._sheet(self.own).with_user(self.specialist).action_form_return("Ещё раз")
        self.assertEqual(row.state, "open")

    def test_the_calendar_makes_late_and_the_deadline_night_is_the_committees(self):
        self._run("2026-07-10 13:00:00")  # 23:00 in Vladivostok
        row = self._row(self.own, "self_evaluation")
        self.assertEqual(row.state, "open")
        self._run("2026-07-10 15:00:00")  # 01:00 of 11 July
        self.assertEqual(row.state, "late")
        self.assertIn("1", row.words)
        self.assertEqual(self.campaign.late_count, 2)
        self.assertEqual(self.campaign.timeliness, 0)

    def test_a_run_twice_and_after_a_standstill_tells_each_thing_once(self):
        texts = lambda: self.campaign.event_ids.filtered(  # noqa: E731
            lambda one: one.kind == "stage"
        ).mapped("text")
        self._run("2026-07-15 03:00:00")
        told = texts()
        self.assertTrue(any("Проверка" in text or "Check" in text for text in told))
        self._run("2026-07-15 09:00:00")
        self.assertEqual(texts(), told)

    def test_signing_costs_the_same_statements_for_many_schools(self):
        def sign(size, number):
            schools = self._make_schools(
                *((f"95{number}{one:03}", self.village) for one in range(size))
            )
            order = self._make_order(schools, number=f"8{number}-о").with_user(self.administrator)
            signing = self._count_statements(order.action_sign)
            rows = order.campaign_ids.row_ids
            self.assertEqual(len(rows), 2 * size)
            return signing, self._count_statements(rows._refresh)

        sign(3, 0)
        # what a cache happens to have dropped is no matter of the number of schools
        few = map(min, zip(sign(3, 1), sign(3, 2), strict=True))
        many = map(min, zip(sign(40, 3), sign(40, 4), strict=True))
        self.assertEqual(list(few), list(many))

    # Tasks

    def test_a_task_is_done_when_the_work_is_and_not_by_hand(self):
        task = self._task("self_evaluation")
        activity = task.activity_ids
        self.assertEqual(activity.user_id, self.specialist)
        for attempt in (
            lambda: activity.with_user(self.specialist).action_feedback(),
            lambda: activity.with_user(self.specialist).unlink(),
            lambda: activity.with_user(self.specialist).action_reschedule_nextweek(),
            lambda: activity.sudo().write({"user_id": self.administrator.id}),
            lambda: activity.sudo().write({"active": False}),
        ):
            with self.assertRaises(UserError):
                attempt()
        self._submit(self._sheet(self.own))
        self.assertTrue(activity.active)
        self._submit(self._sheet(self.second))
        self.assertEqual(task.state, "done")
        self.assertFalse(activity.active)
        # and comes back with the work
        self._sheet(self.own).with_user(self.specialist).action_form_return("Ещё раз")
        self.assertEqual(task.state, "open")
        self.assertTrue(task.activity_ids)

    def test_a_calculation_and_a_meeting_end_their_tasks(self):
        order = self._make_order(self.school, number="77-о")
        kind = self._stage_type("calculation").id
        order.stage_ids = [
            (0, 0, {"stage_type_id": kind, "date_from": "2026-07-02", "date_to": "2026-07-24"})
        ]
        order.responsible_ids = [
            (0, 0, {"name": "Он", "stage_type_id": kind, "email": "keeper@example.org"})
        ]
        campaign = self._sign(order)
        task = campaign._stage_of("calculation").responsibility_ids
        self.assertEqual(task.activity_ids.user_id, self.users["keeper"])
        campaign.action_calculate()
        self.assertEqual(task.state, "done")
        self._today("2026-07-27 01:00:00")
        meeting = self._meeting(campaign, "2026-07-27 00:00:00")
        meeting.action_held()
        self.assertEqual(campaign._stage_of("working_group").responsibility_ids.state, "done")

    def test_one_person_for_some_schools_has_a_task_a_school(self):
        order = self._make_order(number="78-о")
        line = order.responsible_ids.filtered(lambda one: one.stage_type_id.code == "check")
        line.school_ids = self.second_school
        campaign = self._sign(order)
        task = campaign._stage_of("check").responsibility_ids
        second = campaign.participant_ids.filtered(lambda one: one.school_id == self.second_school)
        self.assertEqual(task.participant_id, second)
        self.assertEqual(len(task.activity_ids), 1)
        rows = campaign._stage_of("check").school_ids
        self.assertEqual(
            {row.participant_id: row.user_id for row in rows},
            {
                second: self.specialist,
                campaign.participant_ids - second: self.env["res.users"],
            },
        )

    def test_a_curator_has_the_own_schools(self):
        self.second_school.curator_id = self.users["keeper"]
        order = self._make_order(number="79-о")
        order.responsible_ids = [
            (
                0,
                0,
                {
                    "name": "Куратор",
                    "stage_type_id": self._stage_type("check").id,
                    "email": "keeper@example.org",
                },
            )
        ]
        rows = self._sign(order)._stage_of("check").school_ids
        self.assertEqual(
            {row.participant_id.school_id: row.user_id for row in rows},
            {self.school: self.specialist, self.second_school: self.users["keeper"]},
        )

    def test_work_that_the_system_does_not_see_is_told_by_its_owner(self):
        order = self._make_order(number="80-о", date_end="2026-07-24")
        # whatever addons are there: a stage that nobody has taught the system
        kind = (
            self.env["shnor.stage.type"]
            .create({"name": "Собрание", "code": "assembly", "days_after_end": 30})
            .id
        )
        order.stage_ids = [
            (0, 0, {"stage_type_id": kind, "date_from": "2026-07-20", "date_to": "2026-08-20"})
        ]
        order.responsible_ids = [
            (0, 0, {"name": "Она", "stage_type_id": kind, "email": "keeper@example.org"})
        ]
        campaign = self._sign(order)
        task = campaign._stage_of("assembly").responsibility_ids
        window = self.env["shnor.responsibility.done"]
        with self.assertRaises(AccessError):
            window.with_user(self.specialist).create(
                {"responsibility_id": task.id, "note": "Протокол № 1"}
            ).action_confirm()
        window.with_user(self.users["keeper"]).create(
            {"responsibility_id": task.id, "note": "Протокол № 1"}
        ).action_confirm()
        self.assertEqual((task.state, task.done_note), ("done", "Протокол № 1"))
        self.assertTrue(campaign._stage_of("assembly").done_on)
        seen = self._task("check")
        with self.assertRaisesRegex(UserError, "not ticked off by hand"):
            seen.with_user(self.specialist)._finish("так")

    # Absences

    def _absence(self, **values):
        return self.env["shnor.absence"].create(
            {
                "user_id": self.specialist.id,
                "deputy_id": self.users["keeper"].id,
                "date_from": "2026-07-05",
                "date_to": "2026-07-09",
                **values,
            }
        )

    def test_tasks_go_to_the_deputy_and_come_back(self):
        task = self._task("self_evaluation")
        self._absence()
        self.assertEqual(task.assignee_id, self.specialist)
        self._run("2026-07-06 01:00:00")
        self.assertEqual(task.activity_ids.user_id, self.users["keeper"])
        self.assertIn("stand in", str(task.activity_ids.note))
        self.assertEqual(self._row(self.own, "self_evaluation").user_id, self.users["keeper"])
        self._run("2026-07-10 01:00:00")
        self.assertEqual(task.activity_ids.user_id, self.specialist)
        self.assertTrue(self.campaign.event_ids.filtered(lambda one: one.kind == "responsible"))

    def test_an_absent_deputy_is_stood_in_for_and_a_circle_ends(self):
        keeper = self.users["keeper"]
        absences = self._absence(date_from="2026-07-01")
        absences |= self._absence(
            user_id=keeper.id, deputy_id=self.administrator.id, date_from="2026-07-01"
        )
        self.assertEqual(self.env["shnor.absence"]._deputies()[self.specialist], self.administrator)
        absences[1].deputy_id = self.specialist
        self.assertNotIn(self.specialist, self.env["shnor.absence"]._deputies())

    def test_absences_that_make_no_sense_are_refused(self):
        self._absence()
        with self.assertRaisesRegex(ValidationError, "already"):
            self._absence(date_from="2026-07-09", date_to="2026-07-12")
        own = self.env["shnor.absence"].with_user(self.specialist)
        with self.assertRaises(AccessError):
            own.create(
                {
                    "user_id": self.users["keeper"].id,
                    "deputy_id": self.specialist.id,
                    "date_from": "2026-07-20",
                    "date_to": "2026-07-21",
                }
            )

    # Extensions

    def _extension(self, **values):
        return (
            self.env["shnor.extension"]
            .with_user(self.specialist)
            .create(
                {
                    "participant_id": self.own.id,
                    "stage_id": self.campaign._stage_of("self_evaluation").id,
                    "date_until": "2026-07-16",
                    "reason": "Нет связи",
                    "applicant": "Директор, письмо № 12",
                    **values,
                }
            )
        )

    def test_an_extension_moves_one_school_and_is_kept(self):
        extension = self._extension()
        self.assertTrue(extension.name)
        self.assertIn("its last day moves", extension.impact_words)
        with self.assertRaises(AccessError):
            extension.action_grant()
        extension.with_user(self.administrator).action_grant()
        row = self._row(self.own, "self_evaluation")
        self.assertEqual((str(row.date_to), row.extension_id), ("2026-07-16", extension))
        self.assertEqual(str(self._sheet(self.own).deadline), "2026-07-16 13:59:59")
        self.assertEqual(str(self._sheet(self.second).deadline), "2026-07-10 13:59:59")
        self.assertEqual(extension.decided_by_id, self.administrator)
        event = self.campaign.event_ids.filtered(lambda one: one.kind == "extension")
        self.assertEqual(event.participant_id, self.own)
        for attempt in (
            lambda: extension.sudo().write({"date_until": "2026-07-20"}),
            extension.sudo().unlink,
            extension.with_user(self.administrator).action_grant,
        ):
            with self.assertRaises(UserError):
                attempt()
        self._run("2026-07-12 01:00:00")
        self.assertEqual(row.state, "open")
        self.assertEqual(self._row(self.second, "self_evaluation").state, "late")

    def test_a_form_that_is_given_out_later_has_the_longer_term(self):
        order = self._make_order(self.school, number="81-о")
        campaign = self._sign(order)
        self._extension(
            participant_id=campaign.participant_ids.id,
            stage_id=campaign._stage_of("self_evaluation").id,
        ).with_user(self.administrator).action_grant()
        campaign._launch_batch()
        self.assertEqual(str(self._sheet(campaign.participant_ids).deadline), "2026-07-16 13:59:59")

    def test_an_extension_without_sense_is_refused(self):
        for values, words in (
            ({"date_until": "2026-07-10"}, "not later than the order gives"),
            ({"date_until": "2026-08-08"}, "after the last day of the working group"),
            (
                {"stage_id": self.campaign._stage_of("working_group").id},
                "no stage at which each school",
            ),
        ):
            with (
                self.subTest(words),
                self.assertRaisesRegex(UserError, words),
                self.env.cr.savepoint(),
            ):
                self._extension(**values)
        with self.assertRaises(AccessError):
            self._extension().with_user(self.users["foreign_specialist"]).read(["name"])
        silent = self._extension(participant_id=self.second.id)
        with self.assertRaisesRegex(UserError, "write why"):
            silent.with_user(self.administrator).action_refuse()

    def test_nothing_is_extended_once_the_results_are_frozen(self):
        extension = self._extension()
        self.campaign.action_calculate()
        self.campaign.with_user(self.specialist).action_close()
        with self.assertRaisesRegex(UserError, "closed"):
            extension.with_user(self.administrator).action_grant()
        with self.assertRaisesRegex(UserError, "closed"):
            self._extension(participant_id=self.second.id)

    # The meeting, the clock

    def _meeting(self, campaign, start):
        return (
            self.env["shnor.meeting"]
            .with_user(self.specialist)
            .create({"campaign_id": campaign.id, "start": start, "place": "Зал"})
        )

    def test_the_clock_ticks_until_the_meeting_is_held(self):
        campaigns = self.env["shnor.campaign"].with_user(self.specialist)
        self.assertFalse(campaigns.working_group_clocks())
        self._today("2026-07-25 01:00:00")
        [clock] = campaigns.working_group_clocks()
        self.assertEqual((clock["id"], clock["state"]), (self.campaign.id, "calm"))
        self._today("2026-07-31 01:00:00")
        self.campaign.invalidate_recordset()
        [clock] = campaigns.working_group_clocks()
        self.assertEqual(clock["state"], "soon")  # half of it is gone, nobody has called it
        meeting = self._meeting(self.campaign, "2026-08-03 01:00:00")
        self.assertTrue(meeting.event_id)
        self.campaign.invalidate_recordset()
        [clock] = campaigns.working_group_clocks()
        self.assertEqual(clock["state"], "calm")
        with self.assertRaisesRegex(UserError, "has not begun"):
            meeting.action_held()
        self._today("2026-08-03 02:00:00")
        meeting.action_held()
        self.campaign.invalidate_recordset()
        self.assertFalse(campaigns.working_group_clocks())
        self.assertFalse(
            self.env["shnor.campaign"]
            .with_user(self.users["foreign_specialist"])
            .working_group_clocks()
        )

    def test_a_meeting_after_the_last_day_is_told(self):
        late = self._meeting(self.campaign, "2026-08-10 01:00:00")
        self.assertIn("08/07/2026", late.late_words.replace("07.08.2026", "08/07/2026"))
        early = self._meeting(self.campaign, "2026-07-20 01:00:00")
        self.assertIn("not all results", early.late_words)

    # The log

    def test_the_log_is_nobodys_to_edit(self):
        event = self.campaign.event_ids[0].sudo()
        with self.assertRaises(UserError):
            event.text = "Иное"
        with self.assertRaises(UserError):
            event.unlink()
        with self.assertRaises(AccessError):
            self.env["shnor.campaign.event"].with_user(self.administrator).create(
                {"campaign_id": self.campaign.id, "kind": "order", "text": "Выдумка"}
            )
