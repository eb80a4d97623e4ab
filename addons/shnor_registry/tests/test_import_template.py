import io
import zipfile

import openpyxl

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..imports.check_report import write_check
from ..imports.template import write_template
from .import_common import TEACHERS, ImportCase, workbook

FILLED = {
    "Школы": {
        "Код ОО": "990003",
        "Наименование": "Средняя школа № 3",
        "Краткое наименование": "СОШ № 3",
        "Территория": "Приозёрный район",
        "Населённый пункт": "с. Тихое",
        "Тип": "СОШ",
        "Обучающихся": 100,
        "Интернет, Мбит/с": 2.5,
        "Директор": "Ким Вера",
        "Лидер": "да",
    },
    "Статусы": {"Код ОО": "990003", "Статус": "ШНОР", "С даты": "01.09.2025"},
    "Педагоги": {
        "Код педагога": "Т-1",
        "ФИО": "Иванова Анна",
        "Код ОО": "990003",
        "Предметы": "Физика; Химия",
        "Категория": "первая",
        "Стаж, лет": 5,
        "Принят": "01.09.2020",
    },
    "Диагностика": {
        "Код педагога": "Т-1",
        "Дата": "25.05.2026",
        "Вид": "предметная",
        "Предмет": "Физика",
        "Независимая": "да",
        "Балл": 57,
        "Максимум": 100,
    },
    "Результаты": {
        "Код ОО": "990003",
        "Учебный год": "2025/2026",
        "Процедура": "ВПР",
        "Предмет": "Физика",
        "Класс": 7,
        "Участников": 10,
    },
}


@tagged("post_install", "-at_install")
class TestImportTemplate(ImportCase):
    """Workbooks that go out: templates to be filled in, and checks to be read."""

    def test_every_kind_has_a_template_with_help_that_its_own_check_accepts(self):
        for kind, model in self.env["shnor.import.kind"]._all_kinds().items():
            with self.subTest(kind=kind):
                content = write_template(model)
                book = openpyxl.load_workbook(io.BytesIO(content))
                sheets = model._kind_sheets()
                self.assertEqual(book.sheetnames, [*(sheet.title for sheet in sheets), "Справка"])
                for sheet in sheets:
                    header = [cell.value for cell in book[sheet.title][1]]
                    self.assertEqual(header, [column.header for column in sheet.columns])
                explained = {row[1].value for row in book["Справка"].iter_rows(min_row=4)}
                self.assertEqual(
                    explained, {column.header for sheet in sheets for column in sheet.columns}
                )
                run, _done = self.load_files({f"{kind}.xlsx": content}, apply=False)
                # an order has to have a row; nothing else is wrong with an empty template
                severities = {fault.severity for fault in run.all_faults()}
                self.assertTrue(severities - {"error"}, run.all_faults())

    def test_templates_filled_in_come_back(self):
        files = {}
        for kind in ("schools", "teachers", "diagnostics", "results"):
            model = self.env["shnor.import.kind"]._all_kinds()[kind]
            book = openpyxl.load_workbook(io.BytesIO(write_template(model)))
            for sheet in model._kind_sheets():
                page = book[sheet.title]
                for cell in page[1]:
                    page.cell(2, cell.column, FILLED[sheet.title].get(cell.value))
            stream = io.BytesIO()
            book.save(stream)
            files[f"{kind}.xlsx"] = stream.getvalue()
        run, done = self.load_files(files)
        self.assert_loaded(run, done)
        self.assertEqual([table.counts()["new"] for table in run.tables], [1, 1, 1, 1, 1])

    def test_choices_are_drop_down_lists_and_dates_and_codes_are_formatted(self):
        kinds = self.env["shnor.import.kind"]._all_kinds()
        book = openpyxl.load_workbook(io.BytesIO(write_template(kinds["teachers"])))
        page = book["Педагоги"]
        rules = {rule.formula1 for rule in page.data_validations.dataValidation}
        self.assertIn('"высшая,первая,соответствие,без категории"', rules)
        self.assertEqual(page.column_dimensions["H"].width > 10, True)

    def _check_book(self, **sheets):
        record = self.imports.create(
            {
                "attachment_ids": [
                    (0, 0, {"name": "teachers.xlsx", "raw": workbook(**sheets)}),
                ]
            }
        )
        record.action_check()
        content = write_check(record)
        return record, content, openpyxl.load_workbook(io.BytesIO(content))

    def test_the_check_shows_each_row_with_its_verdict(self):
        good = ["Т-1", "Иванова", "990001", "", "Учитель", "", 3, "01.09.2020", ""]
        bad = ["Т-2", "Петрова", "990001", "", "Учитель", "", 3, "31.02.2020", ""]
        rows = [["Педагоги школы"], [*TEACHERS, "Примечание"], good, bad]
        _record, _content, book = self._check_book(Педагоги=rows)
        self.assertEqual(book.sheetnames, ["Итог", "teachers, Педагоги"])
        page = list(book["teachers, Педагоги"].values)
        self.assertEqual(
            page[0][:5], ("Строка", "Вывод", "Причина и что делать", "Изменения", "Код педагога")
        )
        self.assertEqual(page[1][:5], (3, "Новая", "", "", "Т-1"))
        self.assertEqual(page[2][:2], (4, "Ошибка"))
        self.assertIn("31.02.2020", page[2][2])
        self.assertEqual(page[2][11], "31.02.2020")
        summary = list(book["Итог"].values)
        self.assertEqual(summary[1][:6], ("teachers.xlsx", "Педагоги", 1, 0, 0, 1))
        self.assertEqual(
            summary[2][5:7], ("Замечание", "«Примечание»: столбец незнаком и пропущен.")
        )

    def test_text_that_looks_like_a_formula_goes_out_as_text(self):
        row = ["Т-1", "=cmd|' /C calc'!A0", "990001", "", "@SUM(1)", "", 3, "01.09.2020", ""]
        _record, content, book = self._check_book(Педагоги=[TEACHERS, row])
        page = book["teachers, Педагоги"]
        for cell in next(page.iter_rows(min_row=2, max_row=2)):
            self.assertNotEqual(cell.data_type, "f", cell.value)
        self.assertIn("=cmd|' /C calc'!A0", [cell.value for cell in page[2]])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/"):
                    self.assertNotIn(b"<f>", archive.read(name))


@tagged("post_install", "-at_install")
class TestImportDownload(HttpCase):
    """The routes give workbooks to those who may import, and to nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login, group in (
            ("import_http_keeper", "shnor_registry.group_keeper"),
            ("import_http_other", "shnor_registry.group_keeper"),
            ("import_http_reader", "shnor_registry.group_working_group"),
        ):
            new_test_user(cls.env, login=login, groups=group)

    @mute_logger("odoo.http")
    def test_templates_are_for_keepers(self):
        self.authenticate("import_http_keeper", "import_http_keeper")
        answer = self.url_open("/shnor/import/template/teachers.xlsx")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Педагоги", openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames)
        self.assertEqual(self.url_open("/shnor/import/template/nothing.xlsx").status_code, 404)
        self.authenticate("import_http_reader", "import_http_reader")
        self.assertEqual(self.url_open("/shnor/import/template/teachers.xlsx").status_code, 403)

    @mute_logger("odoo.http")
    def test_a_check_is_for_its_author(self):
        keeper = self.env["res.users"].search([("login", "=", "import_http_keeper")])
        record = self.env["shnor.import"].with_user(keeper).create({})
        path = f"/shnor/import/{record.id}/check.xlsx"
        self.authenticate("import_http_keeper", "import_http_keeper")
        self.assertEqual(self.url_open(path).status_code, 200)
        self.assertEqual(self.url_open("/shnor/import/999999/check.xlsx").status_code, 404)
        for login in ("import_http_other", "import_http_reader"):
            self.authenticate(login, login)
            self.assertEqual(self.url_open(path).status_code, 403)
