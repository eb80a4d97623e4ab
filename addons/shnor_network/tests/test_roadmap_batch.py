from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from .common import NetworkCase


@tagged("post_install", "-at_install")
class TestRoadmapBatch(NetworkCase):
    """Roadmaps of many schools at once: from templates, an earlier year, recommendations."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.template = cls.env["shnor.roadmap.template"].create(
            {
                "name": "Программа",
                "level": "municipal",
                "line_ids": [
                    (0, 0, {"task": "Риск", "name": "Начать", "duration": 30}),
                    (
                        0,
                        0,
                        {
                            "task": "Риск",
                            "name": "Закончить",
                            "start_day": 30,
                            "duration": 10,
                            "indicator": "Охват",
                            "indicator_plan": "70",
                            "responsible": "Директор",
                        },
                    ),
                ],
            }
        )

    def _fill(self, schools, role="keeper", **values):
        wizard = self.env["shnor.roadmap.fill"].with_user(self.users[role])
        return wizard.create(
            {
                "school_ids": [(6, 0, schools.ids)],
                "template_id": self.template.id,
                "first_day": "2026-09-01",
                **values,
            }
        )

    def _measures(self, school=None):
        return self.env["shnor.measure"].search([("school_id", "=", (school or self.school).id)])

    # Templates

    def test_a_template_becomes_measures_of_many_schools(self):
        wizard = self._fill(self.school | self.leader)
        self.assertEqual(wizard.count, 4)
        action = wizard.action_fill()
        created = self.env["shnor.measure"].search(action["domain"])
        self.assertEqual(len(created), 4)
        begin, end = self._measures(self.leader).sorted("date_from")
        self.assertEqual(
            (begin.date_from, begin.date_to, end.date_from, end.date_to),
            tuple(
                map(Date.to_date, ("2026-09-01", "2026-09-30", "2026-10-01", "2026-10-10")),
            ),
        )
        self.assertEqual(
            (end.project, end.level, end.task, end.indicator_plan, end.responsible, end.state),
            ("Программа", "municipal", "Риск", "70", "Директор", "not_started"),
        )

    def test_a_second_time_only_what_is_missing_is_made(self):
        self._fill(self.school).action_fill()
        with self.assertRaisesRegex(UserError, "already"):
            self._fill(self.school).action_fill()
        self._fill(self.school | self.leader).action_fill()
        self.assertEqual((len(self._measures()), len(self._measures(self.leader))), (2, 2))

    def test_foreign_schools_are_refused(self):
        with self.assertRaises(AccessError):
            self._fill(self.foreign_school).action_fill()
        with self.assertRaises(AccessError):
            self._fill(self.school, role="working_group")

    def test_the_templates_that_come_with_it_make_measures(self):
        for name in ("antirisk", "objectivity", "municipal"):
            with self.subTest(name):
                template = self.env.ref(f"shnor_network.roadmap_template_{name}")
                self._fill(self.school, template_id=template.id).action_fill()
                made = self._measures().filtered_domain([("project", "=", template.project)])
                self.assertEqual(len(made), len(template.line_ids))

    def test_as_many_statements_for_many_schools(self):
        schools = self.env["shnor.school"].create(
            [
                {"code": f"91{n:04}", "name": f"Школа {n}", "territory_id": self.territory.id}
                for n in range(60)
            ]
        )

        def count(some):
            wizard = self._fill(some)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wizard.action_fill()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(self.school)  # users, rules and settings are remembered from here on
        few, many = count(schools[:3]), count(schools[3:])
        self.assertAlmostEqual(few, many, delta=3)

    # An earlier year

    @freeze_time("2026-09-10")
    def test_last_years_roadmap_is_taken_over_with_shifted_dates(self):
        done = self._make_measure(
            indicator="Охват",
            indicator_base="40",
            indicator_plan="70",
            indicator_fact="65",
            date_from="2025-09-30",
            date_to="2026-02-28",
        )
        done.write({"state": "done", "result": "Есть"})
        self._make_measure(name="Старое", date_from="2024-01-01", date_to="2024-02-01")
        wizard = self._fill(self.school, source="year", template_id=False)
        self.assertEqual(
            (wizard.year_from, wizard.year_to),
            (Date.to_date("2025-09-01"), Date.to_date("2026-08-31")),
        )
        self.assertEqual(wizard.count, 1)
        [new] = self.env["shnor.measure"].search(wizard.action_fill()["domain"])
        self.assertEqual(
            (new.name, new.date_from, new.date_to, new.indicator_base, new.indicator_fact),
            (done.name, Date.to_date("2026-09-30"), Date.to_date("2027-02-28"), "65", False),
        )
        self.assertEqual((new.state, new.percent, new.result), ("not_started", 0, False))

    def test_what_was_moved_is_taken_with_the_date_that_was_planned(self):
        measure = self._make_measure()
        measure.write({"state": "moved", "date_to": "2026-08-15", "state_reason": "Ремонт"})
        wizard = self._fill(
            self.school, source="year", year_from="2025-09-01", year_to="2026-08-31"
        )
        [new] = self.env["shnor.measure"].search(wizard.action_fill()["domain"])
        self.assertEqual(new.date_to, Date.to_date("2027-06-30"))

    def test_only_what_was_not_finished(self):
        self._make_measure().write({"state": "done", "result": "Есть"})
        open_one = self._make_measure(name="Не начато")
        wizard = self._fill(
            self.school,
            source="year",
            year_from="2025-09-01",
            year_to="2026-08-31",
            unfinished_only=True,
        )
        [new] = self.env["shnor.measure"].search(wizard.action_fill()["domain"])
        self.assertEqual(new.name, open_one.name)

    def test_nothing_to_make_is_told(self):
        with self.assertRaisesRegex(UserError, "nothing"):
            self._fill(self.school, source="year").action_fill()
        with self.assertRaisesRegex(UserError, "month"):
            self._fill(self.school, source="year", months=0).action_fill()

    # Recommendations

    def _recommend(self, role="keeper", **values):
        measures = self.env["shnor.measure"].with_user(self.users[role])
        return measures._create_from_recommendations(
            [
                {
                    "school_id": school.id,
                    "name": "Провести диагностику педагогов",
                    "date_to": "2026-12-01",
                    "responsible": "Директор",
                    "basis": "Индикатор 2: 3 из 10",
                    **values,
                }
                for school in (self.school, self.leader)
            ]
        )

    @freeze_time("2026-08-05")
    def test_recommendations_become_measures_once(self):
        measures = self._recommend(task="Компетенции")
        self.assertEqual(measures.school_id, self.school | self.leader)
        self.assertEqual(measures[0].school_id, self.school)
        self.assertEqual(
            (measures[0].basis, measures[0].task, measures[0].responsible, measures[0].date_from),
            ("Индикатор 2: 3 из 10", "Компетенции", "Директор", Date.to_date("2026-08-05")),
        )
        with freeze_time("2026-08-20"):
            self.assertEqual(self._recommend(task="Компетенции"), measures)
            self.assertFalse(self._recommend(date_to="2027-03-01") & measures)

    @freeze_time("2026-12-10")
    def test_a_deadline_in_the_past_does_not_hinder(self):
        self.assertEqual(self._recommend()[0].date_from, Date.to_date("2026-12-01"))

    def test_a_recommendation_without_a_date_or_basis_is_taken(self):
        measure = self.env["shnor.measure"]._create_from_recommendations(
            [{"school_id": self.school.id, "name": "Дело"}]
        )
        self.assertTrue(measure.basis)
        self.assertFalse(measure.date_to)

    def test_none_is_none(self):
        self.assertFalse(self.env["shnor.measure"]._create_from_recommendations([]))

    def test_the_rights_are_the_callers(self):
        for role in ("working_group", "foreign_keeper", "director"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._recommend(role=role)
