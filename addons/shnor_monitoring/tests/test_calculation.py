from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MonitoringCase


@tagged("post_install", "-at_install")
@freeze_time("2026-07-20 03:00:00")
class TestCalculation(MonitoringCase):
    """Two schools in two villages; in the first a teacher of both, in the second one of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.both, cls.one = cls.env["shnor.teacher"].create(
            [{"code": "Т-1", "name": "Первый"}, {"code": "Т-2", "name": "Вторая"}]
        )
        cls.env["shnor.employment"].create(
            [
                {"teacher_id": teacher.id, "school_id": school.id, "date_from": "2020-09-01"}
                for teacher, school in (
                    (cls.both, cls.school),
                    (cls.both, cls.second_school),
                    (cls.one, cls.second_school),
                )
            ]
        )
        cls.env["shnor.diagnostic"].create({"teacher_id": cls.both.id, "date": "2026-03-01"})
        cls.campaign = cls._sign(cls._make_order())

    def _calculate(self, user="specialist"):
        self.campaign.with_user(self.users[user]).action_calculate()
        return {
            (result.indicator_id.code, result.dimension, result.label): result.share
            for result in self.campaign.run_id.with_context(lang="en_US").result_ids
        }

    def _result(self, code):
        return self.campaign.result_ids.filtered(lambda result: result.indicator_id.code == code)

    def test_a_teacher_of_two_schools_counts_once_in_total_and_once_in_each(self):
        shares = self._calculate()
        names = {key[1:]: share for key, share in shares.items() if key[0] == "I2"}
        self.assertEqual(names.pop(("overall", self._result("I2").label)), "1 of 2")
        self.assertEqual(
            names,
            {
                ("school_id", "Школа 900001"): "1 of 1",
                ("school_id", "Школа 900002"): "1 of 2",
                ("territory_id", "Село"): "1 of 1",
                ("territory_id", "Хутор"): "1 of 2",
            },
        )

    def test_a_part_opens_the_names_of_that_part_only(self):
        self._calculate()
        part = self.campaign.run_id.result_ids.filtered(
            lambda result: result.indicator_id.code == "I2" and result.school_id == self.school
        )
        rows = self.env["shnor.indicator.evidence"].search(part._evidence_domain())
        self.assertEqual(rows.mapped("unit_label"), ["Т-1"])
        self.assertEqual(rows.school_ids, self.school + self.second_school)
        self.assertEqual(rows.place, "Школа 900001; Школа 900002")

    def test_who_was_dismissed_on_the_last_day_is_not_counted(self):
        self.one.employment_ids.date_to = "2026-06-30"
        self._calculate()
        self.assertEqual(self._result("I2").unit_count, 1)
        self.one.employment_ids.date_to = "2026-07-01"
        self._calculate()
        self.assertEqual(self._result("I2").unit_count, 2)

    def test_the_participants_count_whatever_their_status_became(self):
        self.school.status_ids.unlink()
        self.second_school.active = False
        self._calculate()
        self.assertEqual(self._result("I1").unit_count, 2)

    def test_evidence_names_teachers_by_code_only(self):
        self._calculate()
        rows = self.campaign.run_id.evidence_ids.filtered(
            lambda row: row.unit_model == "shnor.teacher"
        )
        self.assertEqual(set(rows.mapped("unit_label")), {"Т-1", "Т-2"})
        texts = " ".join(f"{row.reason} {row.fact_name}" for row in rows)
        self.assertNotIn("Перв", texts)

    def test_calculating_again_leaves_one_draft(self):
        self._calculate()
        first = self.campaign.run_id
        self._calculate()
        self.assertFalse(first.exists())
        self.assertEqual(len(self.campaign.result_ids), len(self._indicators()))

    def _indicators(self):
        return self.env["shnor.indicator"].search([])

    def test_a_seventh_indicator_appears_in_the_campaign(self):
        author = self.users["specialist"]
        indicator = (
            self.env["shnor.indicator"]
            .with_user(author)
            .create(
                {
                    "code": "I7",
                    "name": "Доля школ с быстрым Интернетом",
                    "unit_model": "shnor.school",
                    "condition_kind": "domain",
                    "domain": "[('internet_mbps', '>=', 100)]",
                }
            )
        )
        self.school.internet_mbps = 100
        preview = self.env["shnor.indicator.run"].browse(
            indicator.with_context(lang="en_US").action_preview()["res_id"]
        )
        self.assertEqual(preview.with_user(author).overall_ids.yes_count, 1)
        shares = self._calculate()
        self.assertEqual(shares["I7", "overall", "Доля школ с быстрым Интернетом"], "1 of 2")

    def test_a_preview_counts_what_its_author_may_see(self):
        """The author answers for another district: its schools with a status are none."""
        indicator = self._indicators().filtered(lambda indicator: indicator.code == "I1")
        stranger = self.users["foreign_specialist"]
        run_id = indicator.with_user(stranger).action_preview()["res_id"]
        run = self.env["shnor.indicator.run"].browse(run_id)
        self.assertEqual(run.with_user(stranger).overall_ids.unit_count, 0)

    # ------------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------------
    def _close(self):
        self._calculate()
        self.campaign.with_user(self.users["specialist"]).action_close()

    def test_closing_needs_a_calculation(self):
        with self.assertRaisesRegex(UserError, "Calculate it"):
            self.campaign.with_context(lang="en_US").action_close()

    def test_readers_and_strangers_neither_calculate_nor_close(self):
        self._calculate()
        for role in ("working_group", "keeper", "foreign_specialist", "director", "portal"):
            campaign = self.campaign.with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                campaign.action_calculate()
            with self.subTest(role), self.assertRaises(AccessError):
                campaign.action_close()

    def test_a_closed_campaign_is_frozen_for_everybody(self):
        self._close()
        for user in (self.env.ref("base.user_root"), self.users["administrator"]):
            campaign = self.campaign.with_user(user)
            parts = (
                campaign,
                campaign.run_id,
                campaign.result_ids[0],
                campaign.run_id.evidence_ids[0],
                campaign.participant_ids[0],
                campaign.stage_ids[0],
            )
            for part in parts:
                with self.subTest(part._name), self.assertRaises(UserError):
                    part.write({"create_date": "2020-01-01"} if part._log_access else {"rule": ""})
                with self.subTest(part._name), self.assertRaises(UserError):
                    part.unlink()
        self.assertTrue(self.campaign.run_id._is_intact())

    def test_closing_ends_the_tasks_of_the_stages(self):
        tasks = self.campaign.responsibility_ids.activity_ids
        self.assertTrue(tasks)
        self._close()
        self.assertFalse(tasks.exists().filtered("active"))

    def test_facts_that_change_after_closing_show_beside_the_approved_numbers(self):
        self._close()
        approved = self.campaign.run_id
        self.env["shnor.diagnostic"].create({"teacher_id": self.one.id, "date": "2026-05-01"})
        self.campaign.with_user(self.users["specialist"]).action_calculate()
        self.assertEqual(self.campaign.run_id, approved)
        today = self.campaign.comparison_run_id.overall_ids.filtered(
            lambda result: result.indicator_id.code == "I2"
        )
        self.assertEqual((today.yes_count, today.previous_yes_count), (2, 1))
        self.assertAlmostEqual(today.delta, 50)
        self.assertTrue(approved._is_intact())

    def test_the_next_campaign_shows_the_change_to_this_one(self):
        self._close()
        self.env["shnor.diagnostic"].create({"teacher_id": self.one.id, "date": "2026-05-01"})
        december = self._sign(self._make_next_order())
        december.action_calculate()
        result = december.result_ids.filtered(lambda result: result.indicator_id.code == "I2")
        self.assertEqual(december.previous_campaign_id, self.campaign)
        self.assertEqual((result.previous_yes_count, result.previous_unit_count), (1, 2))
        self.assertAlmostEqual(result.delta, 50)

    def test_an_earlier_campaign_is_calculated_again_after_a_later_one(self):
        self._calculate()
        first = self.campaign.run_id
        later = self._make_order(number="8-о", date_begin="2026-07-02")
        later.stage_ids[0].date_from = "2026-07-02"
        later = self._sign(later)
        later.action_calculate()
        self.assertEqual(later.run_id.previous_run_id, first)
        self._calculate()
        self.assertFalse(first.exists())
        later_result = later.result_ids.filtered(lambda result: result.indicator_id.code == "I2")
        self.assertEqual(later_result.previous_unit_count, 2)

    def test_an_indicator_with_approved_results_keeps_what_it_counts(self):
        self._close()
        indicator = self._result("I2").indicator_id
        with self.assertRaisesRegex(UserError, "Copy it"):
            indicator.with_context(lang="en_US").write({"unit_model": "shnor.school"})
        indicator.write({"window_years": 5})

    def test_the_working_group_reads_how_an_indicator_is_counted(self):
        self._calculate()
        result = self._result("I3").with_user(self.users["working_group"])
        [row] = result.indicator_id.web_read({"rule": {}, "name": {}, "method": {}})
        self.assertTrue(row["rule"])
        evidence = self.env["shnor.indicator.evidence"].with_user(self.users["working_group"])
        rows = evidence.search([("indicator_id", "=", result.indicator_id.id)])
        self.assertEqual(rows[0].action_open_facts()["res_model"], "shnor.diagnostic")

    # ------------------------------------------------------------------
    # Who sees what
    # ------------------------------------------------------------------
    def test_names_are_seen_by_whose_territory_they_lie_in(self):
        self._calculate()
        villager = self._make_user("villager", "shnor_registry.group_working_group", self.village)
        evidence = self.env["shnor.indicator.evidence"].with_user(villager)
        seen = evidence.search([("unit_model", "=", "shnor.teacher")])
        self.assertEqual(set(seen.mapped("unit_label")), {"Т-1"})
        self.assertEqual(
            set(evidence.search([("unit_model", "=", "shnor.school")]).mapped("unit_label")),
            {"Школа 900001"},
        )
        results = self.env["shnor.indicator.result"].with_user(villager)
        labels = set(results.search([("dimension", "!=", "overall")]).mapped("label"))
        self.assertEqual(labels, {"Школа 900001", "Село"})

    def test_a_stranger_sees_nothing_of_the_campaign(self):
        self._calculate()
        for role in ("foreign_specialist",):
            for model in ("run", "result", "evidence", "member"):
                records = self.env[f"shnor.indicator.{model}"].with_user(self.users[role])
                self.assertFalse(records.search([]), model)
        for role in ("director", "portal", "public", "employee"):
            for model in ("run", "result", "evidence", "member"):
                records = self.env[f"shnor.indicator.{model}"].with_user(self.users[role])
                with self.subTest(role=role, model=model), self.assertRaises(AccessError):
                    records.search([])

    def test_the_number_of_statements_does_not_grow_with_the_schools(self):
        few = self._statements()
        schools = self._make_schools(*((f"91{i:04}", self.village) for i in range(40)))
        teachers = self.env["shnor.teacher"].create([{"code": f"У-{i}"} for i in range(40)])
        self.env["shnor.employment"].create(
            [
                {"teacher_id": teacher.id, "school_id": school.id, "date_from": "2020-09-01"}
                for teacher, school in zip(teachers, schools, strict=True)
            ]
        )
        self.campaign = self._sign(self._make_order(schools, number="9-о"))
        self.assertLessEqual(self._statements(), few)
        self.assertEqual(self._result("I2").unit_count, 40)

    def _statements(self):
        self._calculate()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.campaign.action_calculate()
        return self.env.cr.sql_log_count - before
