import io
import json
from pathlib import Path

import xlsxwriter

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import SQL

from ..imports.run import Source

ROOT = Path(__file__).resolve().parents[3]
JULY = ROOT / "addons" / "shnor_monitoring" / "demo" / "july2026"
BROKEN = ROOT / "tests" / "data" / "broken"
FAULTS = json.loads((BROKEN / "faults.json").read_text(encoding="utf-8"))
KINDS = ("schools", "teachers", "diagnostics", "results")
TEACHERS = (
    "Код педагога",
    "ФИО",
    "Код ОО",
    "Предметы",
    "Должность",
    "Категория",
    "Стаж, лет",
    "Принят",
    "Уволен",
)
SCHOOLS = ("Код ОО", "Наименование", "Краткое наименование", "Территория", "Директор", "E-mail")
STATUSES = ("Код ОО", "Статус", "С даты", "По дату", "Основание")
RESULTS = (
    "Код ОО",
    "Учебный год",
    "Процедура",
    "Предмет",
    "Класс",
    "Участников",
    "Ниже минимума",
    "На «4» и «5»",
    "Средний балл",
    "Необъективность",
)
DIAGNOSTICS = (
    "Код педагога",
    "Дата",
    "Вид",
    "Предмет",
    "Организатор",
    "Независимая",
    "Балл",
    "Максимум",
    "Отказ",
)


def workbook(**sheets):
    """Return an xlsx (bytes): {title: rows}; text stays text, dates become dates."""
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "default_date_format": "dd.mm.yyyy",
    }
    with xlsxwriter.Workbook(stream, options) as book:
        for title, rows in sheets.items():
            page = book.add_worksheet(title)
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return stream.getvalue()


class ImportCase(TransactionCase):
    """A district of two territories, and files to load into it; messages in Russian."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")
        cls.env = cls.env(context={**cls.env.context, "lang": "ru_RU", "tracking_disable": True})
        territory = cls.env["shnor.territory"]
        cls.own = territory.create({"name": "Приозёрный район", "kind": "municipality"})
        cls.foreign = territory.create({"name": "Заречный район", "kind": "municipality"})
        cls.school, cls.foreign_school = cls.env["shnor.school"].create(
            [
                {
                    "code": "990001",
                    "name": "Школа № 1",
                    "short_name": "СОШ № 1",
                    "territory_id": cls.own.id,
                },
                {
                    "code": "990002",
                    "name": "Чужая школа",
                    "short_name": "Чужая",
                    "territory_id": cls.foreign.id,
                },
            ]
        )
        cls.keeper = new_test_user(
            cls.env,
            login="import_keeper",
            groups="shnor_registry.group_keeper",
            lang="ru_RU",
            shnor_territory_ids=[Command.set(cls.own.ids)],
        )
        cls.imports = cls.env["shnor.import"]

    def load(self, name, user=None, apply=True, **sheets):
        """Load one made-up file; return (Run, whether it is in)."""
        return self.load_files({name: workbook(**sheets)}, user, apply)

    def load_files(self, files, user=None, apply=True):
        """Load files {name: bytes} as ``user``, as the superuser by default."""
        imports = self.imports.with_user(user).with_context(lang="ru_RU") if user else self.imports
        sources = [Source(name, content) for name, content in files.items()]
        return imports._attempt(sources, apply)

    def july(self, **replaced):
        """Return the files of july2026 of this addon's kinds, some replaced by broken ones."""
        return {
            f"{kind}.xlsx": (
                BROKEN / replaced[kind] if kind in replaced else JULY / f"{kind}.xlsx"
            ).read_bytes()
            for kind in KINDS
        }

    def contents(self):
        """Return all rows of the tables that imports write, for comparing before and after."""
        self.env.flush_all()
        tables = (
            "shnor_school",
            "shnor_school_status",
            "shnor_school_director_rel",
            "shnor_teacher",
            "shnor_employment",
            "shnor_employment_subject_rel",
            "shnor_diagnostic",
            "shnor_assessment",
            "shnor_subject",
            "shnor_territory",
            "res_partner",
        )
        result = {}
        for table in tables:
            self.env.cr.execute(SQL("SELECT * FROM %s ORDER BY 1, 2", SQL.identifier(table)))
            result[table] = self.env.cr.fetchall()
        return result

    def messages(self, run, severity="error"):
        return [
            (fault.row, fault.column, fault.message)
            for fault in run.all_faults()
            if fault.severity == severity
        ]

    def assert_loaded(self, run, done):
        self.assertEqual(self.messages(run), [])
        self.assertTrue(done)

    def assert_refused(self, run, done, row, column, *words):
        """Assert that one error is told, of this place and with these words."""
        self.assertFalse(done)
        told = self.messages(run)
        self.assertEqual([(number, header) for number, header, _text in told], [(row, column)])
        for word in words:
            self.assertIn(word, told[0][2])
