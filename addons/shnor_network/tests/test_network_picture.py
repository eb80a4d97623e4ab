from io import BytesIO

from python_calamine import CalamineWorkbook

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from .common import NetworkCase


@freeze_time("2026-04-20")
class TestPicture(NetworkCase):
    """Who works with whom: one set of data for graph, table and workbook."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls._make_activity()
        cls._make_activity(date="2026-02-10", topic="Раньше")
        cls._make_activity(topic="План", state="planned")
        cls._make_agreement(
            number="8/26", partner_school_id=False, partner_name="Артель", partner_kind="enterprise"
        )
        cls._make_agreement(number="9/26", state="draft", partner_school_id=cls.foreign_school.id)
        cls._make_agreement(number="10/26", school_id=cls.foreign_school.id)
        cls._make_support(provider_school_id=cls.leader.id)
        cls.env["shnor.school.status"].create(
            [
                {"school_id": school.id, "category": "adverse", "date_from": "2025-09-01"}
                for school in (cls.school, cls.foreign_school, cls._lonely())
            ]
        )
        cls.env.flush_all()

    @classmethod
    def _lonely(cls):
        cls.lonely = cls.env["shnor.school"].create(
            {"code": "900010", "name": "Одинокая школа", "territory_id": cls.territory.id}
        )
        return cls.lonely

    def _picture(self, role="keeper", **filters):
        picture = self.env["shnor.network.picture"].with_user(self.users[role])
        return picture.get_picture(**filters)

    def _labels(self, picture, **wanted):
        return {
            node["label"]
            for node in picture["nodes"]
            if all(node[name] == value for name, value in wanted.items())
        }

    def test_links_and_how_active_they_are(self):
        picture = self._picture()
        names = {node["id"]: node["label"] for node in picture["nodes"]}
        edges = {names[edge["target"]]: edge for edge in picture["edges"]}
        self.assertEqual(set(edges), {"Школа-лидер", "Артель"})
        edge = edges["Школа-лидер"]
        self.assertEqual(
            [edge[name] for name in ("agreements", "in_force", "held", "help", "last")],
            [1, 1, 2, 1, "2026-03-10"],
        )
        self.assertEqual(edges["Артель"]["held"], 0)
        self.assertEqual(self._labels(picture, lonely=True), {"Одинокая школа"})

    def test_the_days_limit_what_counts(self):
        picture = self._picture(date_from="2026-03-01", date_to="2026-03-31")
        self.assertEqual([edge["held"] for edge in picture["edges"]], [1, 0])
        self.assertFalse(self._picture(date_to="2026-01-01", lonely=False)["edges"])

    def test_the_territory_limits_the_schools(self):
        foreign = self.foreign_territory.id
        self.assertFalse(self._picture(territory_id=foreign)["nodes"])
        administrator = self._picture("administrator", territory_id=foreign)
        self.assertIn("Школа степи", self._labels(administrator))

    def test_each_sees_the_own_territories(self):
        self.assertNotIn("Школа степи", self._labels(self._picture()))
        foreign = self._picture("foreign_keeper")
        self.assertEqual(self._labels(foreign), {"Школа степи", "Школа-лидер"})
        # of a partner elsewhere nothing is told but what the agreement says
        (leader,) = [node for node in foreign["nodes"] if node["label"] == "Школа-лидер"]
        self.assertEqual(leader["place"], "")

    def test_outsiders_see_nothing(self):
        for role in ("director", "portal", "public", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._picture(role)

    def test_the_workbook_has_the_same(self):
        report = self.env["report.shnor_network.network_picture_xlsx"]
        content, _kind = report.with_user(self.users["keeper"]).create_xlsx_report([], {})
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        links, alone = (workbook.get_sheet_by_index(number).to_python() for number in range(2))
        self.assertEqual(links[1][0], "Школа села")
        self.assertEqual(links[1][4:8], [1, 1, 2, 1])
        self.assertEqual(len(links), 3)
        self.assertEqual([row[0] for row in alone[1:]], ["Одинокая школа"])

    def test_many_links_cost_as_much_as_few(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._picture("administrator")
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        schools = self.env["shnor.school"].create(
            [
                {"code": f"картина{n}", "name": f"Картина {n}", "territory_id": self.territory.id}
                for n in range(30)
            ]
        )
        for school in schools:
            self._make_agreement(number=f"картина {school.id}", school_id=school.id)
        self.assertEqual(queries(), few)
