import io

import openpyxl

from odoo.tests import HttpCase, tagged

from odoo.addons.shnor_registry.imports.export import write_export

from .test_import import JULY, KINDS
from .test_import_columns import ColumnsCase


@tagged("post_install", "-at_install")
class TestExport(ColumnsCase):
    """What is in the system comes out as the files by which it came in."""

    def export(self, kind, role="keeper"):
        env = self.env(user=self.users[role].id, context={"lang": "ru_RU"})
        self.env.flush_all()
        return write_export(env["shnor.import.kind"]._all_kinds()[kind])

    def rows(self, kind, title, role="keeper"):
        page = openpyxl.load_workbook(io.BytesIO(self.export(kind, role)))[title]
        head, *rows = page.iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    def assert_unchanged(self, role="keeper"):
        files = {f"{kind}.xlsx": self.export(kind, role) for kind in KINDS}
        run = self.assert_loaded(self.load(files, role))
        for table in run.tables:
            counts = table.counts()
            self.assertEqual(
                (counts["new"], counts["changed"]), (0, 0), (table.sheet.title, table.changes)
            )
            self.assertTrue(counts["unchanged"], table.sheet.title)

    def test_what_was_entered_by_hand_comes_back_unchanged(self):
        self._make_support(
            targeted=True,
            deficit="  Чтение  и письмо ",
            deficit_id=False,
            provider=False,
            result="Первая строка\n\nтретья  строка ",
            teacher_ids=[(6, 0, self.teacher.ids)],
            teacher_count=3,
            hours=1.5,
            recipient="=1+1",
        )._rate("5", "Очень полезно", self.users["director"].partner_id)
        event = self.env["shnor.support.event"].create(
            {
                "territory_id": self.territory.id,
                "date": "2026-04-01",
                "kind_id": self.seminar.id,
                "topic": "Семинар района",
                "level": "municipal",
                "hours": 3,
                "school_ids": [(6, 0, (self.school + self.leader).ids)],
            }
        )
        event.support_ids[0].state = "cancelled"
        activity = self._make_activity(
            teacher_ids=[(6, 0, (self.teacher + self.stranger).ids)],
            teacher_count=4,
            deficit_id=self.deficit.id,
            result="План\nуроков",
        )
        activity.copy({"topic": "Предложение", "state": "proposed", "date": "2026-05-01"})
        ended = self._make_agreement(
            number="8/26", termination_reason="Переезд", terminated_date="2026-03-01"
        )
        ended.action_terminate()
        self._make_measure(state="done", result="x" * 3000, indicator_plan="15", comment="Да")
        self._make_measure(name="Без начала", date_from=False, project=False)
        self.assert_unchanged()

    def test_july_comes_out_as_it_went_in(self):
        names = ("schools", "teachers", "support", "network", "roadmaps")
        files = {f"{name}.xlsx": (JULY / f"{name}.xlsx").read_bytes() for name in names}
        self.assert_loaded(self.load(files, "administrator"))
        self.users["administrator"].shnor_territory_ids = [(5,)]
        self.assert_unchanged("administrator")

    def test_a_reader_gets_what_is_theirs(self):
        self._make_support()
        self._make_support(school_id=self.foreign_school.id, topic="Чужое")
        title = "Методическая помощь"
        topics = [row["Тема"] for row in self.rows("support", title)]
        self.assertEqual(topics, ["Подготовка к ОГЭ"])
        topics = [row["Тема"] for row in self.rows("support", title, "foreign_keeper")]
        self.assertEqual(topics, ["Чужое"])

    def test_the_number_of_queries_does_not_depend_on_that_of_rows(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            for kind in KINDS:
                self.export(kind)
            return self.cr.sql_log_count - before

        self._make_support(
            teacher_ids=[(6, 0, self.teacher.ids)], teacher_count=1, deficit_id=self.deficit.id
        )
        self._make_activity()
        self._make_measure()
        count()
        few = min(count() for _time in range(2))
        for number in range(15):
            self._make_support(topic=f"Тема {number}", deficit_id=self.deficit.id)
            self._make_activity(topic=f"Тема {number}", agreement_id=self.agreement.id)
            self._make_measure(name=f"Дело {number}")
        self.assertEqual(min(count() for _time in range(2)), few)


@tagged("post_install", "-at_install")
class TestExportRoute(ColumnsCase, HttpCase):
    def test_keepers_load_the_files_down(self):
        self._make_support()
        self.authenticate("network_keeper", "network_keeper")
        answer = self.url_open("/shnor/import/export/support.xlsx")
        self.assertEqual(answer.status_code, 200)
        page = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        self.assertEqual((page.title, page.max_row), ("Методическая помощь", 2))
        self.assertEqual(self.url_open("/shnor/import/export/other.xlsx").status_code, 404)
        links = self.env["shnor.import"].with_user(self.users["keeper"]).new({}).export_links
        self.assertIn("/shnor/import/export/network.xlsx", links)
