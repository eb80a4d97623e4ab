from freezegun import freeze_time

from odoo.tests import tagged

from .common import NetworkCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 03:00")
class TestMeasureTimeline(NetworkCase):
    """Measures as bars along a school year, rolled up by school, task, project and territory."""

    def setUp(self):
        super().setUp()
        self._make_users()
        self.measure = self._make_measure()
        self.done = self._make_measure(name="Сделано", state="done", result="Есть")
        self.late = self._make_measure(
            name="Опоздало", date_from="2025-06-01", date_to="2025-12-31", task="Другая задача"
        )
        self._make_measure(name="Без дат", date_from=False, date_to=False)
        self._make_measure(name="Чужое", school_id=self.foreign_school.id)

    def data(self, role="keeper", **options):
        return self.env["shnor.measure"].with_user(self.users[role]).timeline_data(**options)

    def bars(self, **options):
        return {
            bar["name"]: bar for group in self.data(**options)["groups"] for bar in group["bars"]
        }

    def test_a_year_of_ones_own_measures(self):
        data = self.data()
        self.assertEqual((data["year"], data["title"]), (2025, "2025/2026"))
        self.assertEqual(data["counts"], {"open": 2, "late": 1, "all": 3})
        self.assertEqual((data["total"], data["shown"], data["dateless"]), (2, 2, 1))
        self.assertEqual(len(data["months"]), 12)
        self.assertAlmostEqual(data["today"], 100 * 182 / 365, delta=0.01)
        self.assertEqual(set(self.bars(show="late")), {"Опоздало"})
        self.assertEqual(set(self.bars(show="all", role="foreign_keeper")), {"Чужое"})
        self.assertEqual(set(self.bars(words="опоздал")), {"Опоздало"})
        self.assertEqual(self.data(year=2030)["groups"], [])

    def test_bars_lie_where_their_dates_are(self):
        bars = self.bars(show="all")
        bar = bars["Семейные встречи"]
        self.assertAlmostEqual(bar["left"], 100 * 153 / 365, delta=0.01)
        self.assertAlmostEqual(bar["width"], 100 * 150 / 365, delta=0.02)
        self.assertEqual((bar["before"], bar["after"]), (False, False))
        late = bars["Опоздало"]
        self.assertEqual((late["left"], late["before"], late["late"]), (0, True, 61))
        self.assertEqual(late["dates"], "01.06.2025 – 31.12.2025")
        self.assertAlmostEqual(late["right"], 100 * 183 / 365, delta=0.02)
        self.assertAlmostEqual(late["width"] + late["tail"], late["right"], delta=0.02)
        # what is late since last year goes on until today
        self.late.date_to = "2025-08-01"
        late = self.bars()["Опоздало"]
        self.assertEqual((late["width"], late["tail"]), (0, late["right"]))

    def test_progress_is_rolled_up(self):
        [school] = self.data(show="all")["groups"]
        self.assertEqual((school["done"], school["total"], school["percent"]), (1, 3, 33))
        names = [group["name"] for group in self.data(show="all", group="task")["groups"]]
        self.assertEqual(names, ["Вовлечь родителей", "Другая задача"])
        [project] = self.data(show="all", group="project")["groups"]
        self.assertEqual(project["name"], "Антирисковая программа")
        [territory] = self.data(show="all", group="territory")["groups"]
        self.assertEqual(territory["total"], 3)
        # what comes by RPC may be anything
        self.assertEqual(self.data(show="x", group="id", words=5, year="y")["year"], 2025)

    def test_as_many_queries_for_many_measures(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.data(show="all", group="territory")
            return self.env.cr.sql_log_count - before

        count()
        few = min(count(), count())
        for number in range(30):
            self._make_measure(name=f"Дело {number}")
        self.assertEqual(min(count(), count()), few)
