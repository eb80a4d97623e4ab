from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from odoo.addons.shnor_monitoring.tests.common import MonitoringCase


class SnapshotCase(MonitoringCase):
    """A campaign of July 2026 whose roadmap stage ends on 24 July."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.campaign = cls._sign(cls._make_roadmap_order())
        cls.done = cls._measure("Сделано в срок", state="done", done_date="2026-06-01")
        cls.open = cls._measure("Не начато")

    @classmethod
    def _make_roadmap_order(cls, *args, **values):
        order = cls._make_order(*args, **values)
        roadmap = cls._stage_type("roadmap")
        order.stage_ids[1].stage_type_id = roadmap
        order.responsible_ids[1].stage_type_id = roadmap
        return order

    @classmethod
    def _measure(cls, name, school=None, **values):
        return cls.env["shnor.measure"].create(
            {
                "school_id": (school or cls.school).id,
                "name": name,
                "result": "Есть",
                "date_from": "2026-02-01",
                "date_to": "2026-06-30",
                **values,
            }
        )

    def snapshot(self, measure=None):
        domain = [("campaign_id", "=", self.campaign.id)]
        if measure:
            domain.append(("measure_id", "=", measure.id))
        return self.env["shnor.measure.snapshot"].search(domain)

    def take(self, role="specialist"):
        return self.campaign.with_user(self.users[role]).action_take_roadmap_snapshot()


@tagged("post_install", "-at_install")
class TestRoadmapSnapshot(SnapshotCase):
    """On the day of its roadmap stage a campaign takes down how the measures stand, for ever."""

    @freeze_time("2026-07-24 03:00")
    def test_what_is_taken_stays_whatever_becomes_of_the_measure(self):
        self.take()
        self.open.write({"state": "in_progress", "percent": 30, "name": "Переименовано"})
        row = self.snapshot(self.open)
        self.assertEqual(
            (row.state, row.percent, row.name, row.day),
            ("not_started", 0, "Не начато", Date.to_date("2026-07-24")),
        )
        self.assertEqual((row.school_id, row.territory_id), (self.school, self.village))
        self.assertEqual(
            (self.campaign.roadmap_done_count, self.campaign.roadmap_measure_count), (1, 2)
        )

    @freeze_time("2026-07-24 03:00")
    def test_nobody_changes_it(self):
        self.take()
        row = self.snapshot(self.open)
        for attempt in (
            lambda: row.write({"state": "done"}),
            lambda: row.create([{"name": "x"}]),
            lambda: row.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "nobody changes it"):
                attempt()
        with self.assertRaises(UserError):
            row.with_user(self.users["administrator"]).write({"state": "done"})

    def test_measures_of_the_period_and_of_participants_only(self):
        others = [
            self._measure("Давно", date_from="2025-01-01", date_to="2025-03-01"),
            self._measure("Не участник", school=self.leader),
            self._measure("Чужой район", school=self.foreign_school),
        ]
        endless = self._measure("Без сроков", date_from=False, date_to=False)
        with freeze_time("2026-07-25 03:00"):
            self.take()
        self.assertEqual(self.snapshot().measure_id, self.done | self.open | endless)
        for measure in others:
            self.assertFalse(self.snapshot(measure))

    def test_too_early_and_twice_are_refused(self):
        with freeze_time("2026-07-23 03:00"), self.assertRaisesRegex(UserError, "until"):
            self.take()
        with freeze_time("2026-07-24 03:00"):
            self.take()
            with self.assertRaisesRegex(UserError, "stays as it is"):
                self.take()

    def test_who_may_take_it(self):
        with freeze_time("2026-07-25 03:00"):
            for role in ("working_group", "keeper", "foreign_specialist", "director"):
                with self.subTest(role), self.assertRaises(AccessError):
                    self.take(role)

    def test_without_a_roadmap_stage_it_is_the_end_of_the_monitoring(self):
        campaign = self._sign(self._make_order(number="9-о"))
        self.assertEqual(campaign._roadmap_day(), campaign.date_end)

    # The cron

    def cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("shnor_network.ir_cron_roadmap_snapshot").method_direct_trigger()

    def test_it_happens_by_itself_after_the_stage_and_once(self):
        with freeze_time("2026-07-24 03:00"):
            self.cron()
            self.assertFalse(self.campaign.roadmap_snapshot_at)
        with freeze_time("2026-07-25 03:00"):
            self.cron()
            self.campaign.invalidate_recordset()
            taken_at = self.campaign.roadmap_snapshot_at
            self.assertTrue(taken_at)
            self.assertEqual(len(self.snapshot()), 2)
        late = self._measure("Введено позже")
        with freeze_time("2026-07-27 03:00"):
            self.cron()
            self.campaign.invalidate_recordset()
            self.assertEqual(self.campaign.roadmap_snapshot_at, taken_at)
            self.assertFalse(self.snapshot(late))

    def test_taking_twice_adds_nothing(self):
        snapshots = self.env["shnor.measure.snapshot"]
        day = self.campaign._roadmap_day()
        self.assertEqual(snapshots._take(self.campaign, day), 2)
        self.assertEqual(snapshots._take(self.campaign, day), 0)

    def test_a_cancelled_campaign_takes_nothing(self):
        self.campaign.order_id.with_user(self.users["administrator"]).action_repeal()
        with freeze_time("2026-07-25 03:00"):
            self.assertFalse(self.campaign._take_roadmap_snapshot())
            with self.assertRaises(UserError):
                self.take()

    def test_as_many_statements_for_many_measures(self):
        second = self._sign(self._make_roadmap_order(number="9-о"))

        def count(campaign):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            campaign._take_roadmap_snapshot()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = count(self.campaign)
        self.env["shnor.measure"].create(
            [
                {"school_id": self.second_school.id, "name": f"Дело {n}", "date_to": "2026-06-30"}
                for n in range(300)
            ]
        )
        self.assertAlmostEqual(count(second), few, delta=1)

    # In time or not

    def test_timeliness(self):
        cases = {
            "in_time": [
                {"state": "done", "done_date": "2026-06-30"},
                {"state": "done", "done_date": False, "date_to": "2026-07-24"},
            ],
            "late": [{"state": "done", "done_date": "2026-07-01"}],
            "not_done": [
                {"state": "in_progress"},
                {"state": "failed", "state_reason": "Нет", "date_to": "2026-12-01"},
                {"state": "not_started", "date_to": "2026-07-24"},
            ],
            "ahead": [{"state": "in_progress", "date_to": "2026-07-25"}],
            "unknown": [{"state": "in_progress", "date_to": False, "date_from": False}],
        }
        made = {}
        for verdict, rows in cases.items():
            for number, values in enumerate(rows):
                measure = self._measure(f"{verdict} {number}", **values)
                if values.get("done_date") is False:
                    measure.done_date = False
                made[measure] = verdict
        # as an import leaves it: done, and nobody knows when
        unknown = self._measure("unknown done", state="done")
        unknown.done_date = False
        made[unknown] = "unknown"
        self.campaign._take_roadmap_snapshot()
        for measure, verdict in made.items():
            with self.subTest(measure.name):
                self.assertEqual(self.snapshot(measure).timeliness, verdict)
        row = self.snapshot(self.open)
        self.assertEqual(row.late_days, 24)

    # The matrix and the indicator

    def test_the_matrix_tells_how_it_stood(self):
        participant = self.campaign.participant_ids.filtered(
            lambda one: one.school_id == self.school
        )
        self.assertEqual(participant.roadmap_words, "1 of 2 reported")
        self.campaign._take_roadmap_snapshot()
        self.open.write({"state": "done"})
        participant.invalidate_recordset()
        self.assertEqual(participant.roadmap_words, "2 of 2 reported; on 24.07 done: 1 of 2")

    # The campaign's board and reminders

    def _row(self, school):
        return self.campaign._stage_of("roadmap").school_ids.filtered(
            lambda row: row.participant_id.school_id == school
        )

    def test_the_board_sees_by_itself_that_the_roadmap_is_reported_on(self):
        self.assertFalse(self._stage_type("roadmap").is_manual)
        row, empty = self._row(self.school), self._row(self.second_school)
        self.assertFalse(row.done_on)
        self.assertFalse(empty.done_on, "nothing was done")
        self.assertEqual(row._portal_path(), "/my/roadmap")
        report = self.env["shnor.measure.report"]._report(
            self.open, {"state": "in_progress"}, [], self.users["director"].partner_id
        )
        self.assertTrue(row.done_on)
        report.with_user(self.users["keeper"])._return("Напишите подробнее")
        self.assertFalse(row.done_on)
        self.open.state = "in_progress"
        self.assertTrue(row.done_on)
        other = self._measure("Новое")
        self.assertFalse(row.done_on)
        other.unlink()
        self.assertTrue(row.done_on)

    def test_the_board_leads_to_the_measures_of_the_period(self):
        old = self._measure("Давно", date_from="2025-01-01", date_to="2025-03-01")
        participant = self._row(self.school).participant_id
        for action in (
            participant._open_stage_work("roadmap"),
            self.campaign._open_stage_work("roadmap"),
        ):
            found = self.env["shnor.measure"].search(action["domain"])
            self.assertLessEqual(self.done | self.open, found)
            self.assertNotIn(old, found)

    def test_a_report_that_waits_is_no_delay_of_the_school(self):
        participant = self.campaign.participant_ids.filtered(
            lambda one: one.school_id == self.school
        )
        late = self.env["shnor.participant"]
        with freeze_time("2026-07-26 03:00"):
            domain = [("campaign_id", "=", self.campaign.id), ("late_days", ">", 0)]
            self.assertEqual(participant.late_days, 2)
            # the other school has no measures, and nobody has said that it needs none
            self.assertIn(participant, late.search(domain))
            self.env["shnor.measure.report"]._report(
                self.open,
                {"state": "in_progress", "percent": "10"},
                [],
                self.users["director"].partner_id,
            )
            participant.invalidate_recordset()
            self.assertEqual(participant.late_days, 0)
            self.assertNotIn(participant, late.search(domain))

    def test_the_share_done_in_time(self):
        indicator = self.env.ref("shnor_network.indicator_roadmap_in_time")
        self._measure("Впереди", date_to="2026-12-01")
        self._measure("Сорвано", school=self.second_school, state="failed", state_reason="Нет")
        self._measure("Без срока", date_to=False)
        self.campaign.with_user(self.users["specialist"]).action_calculate()
        result = self.campaign.result_ids.filtered(lambda one: one.indicator_id == indicator)
        self.assertEqual(result.unit_count, 0)
        self.campaign._take_roadmap_snapshot()
        self.campaign.with_user(self.users["specialist"]).action_calculate()
        result = self.campaign.result_ids.filtered(lambda one: one.indicator_id == indicator)
        self.assertEqual((result.yes_count, result.unit_count, result.no_data_count), (1, 4, 1))
        schools = {
            part.school_id: (part.yes_count, part.unit_count)
            for part in self.campaign.run_id.result_ids
            if part.indicator_id == indicator and part.dimension == "school_id"
        }
        self.assertEqual(schools, {self.school: (1, 3), self.second_school: (0, 1)})
        exported = self.campaign._export_values()["indicators"]["M1"]
        self.assertEqual(exported["yes"], ["900001: Сделано в срок"])
        preview = indicator.with_user(self.users["specialist"])
        self.assertTrue(preview.rule)

    def test_the_report_in_excel_has_it_too(self):
        self.campaign._take_roadmap_snapshot()
        self.campaign.with_user(self.users["specialist"]).action_calculate()
        report = self.env.ref("shnor_monitoring.report_campaign_xlsx")
        content, kind = report._render_xlsx(report.report_name, self.campaign.ids, {})
        self.assertEqual(kind, "xlsx")
        self.assertTrue(content)
