from datetime import date, datetime

from odoo.tests import tagged

from ..imports.columns import CellError, Choice, Code, Date, Decimal, Integer, Text, YesNo
from .import_common import DIAGNOSTICS, RESULTS, SCHOOLS, STATUSES, TEACHERS, ImportCase


@tagged("post_install", "-at_install")
class TestImportReading(ImportCase):
    """Files are taken as people keep them; none of this is a fault."""

    def test_the_july_files_come_in_as_they_lie_there(self):
        run, done = self.load_files(self.july(), self.keeper)
        self.assert_loaded(run, done)
        counts = {table.sheet.title: table.counts()["new"] for table in run.tables}
        self.assertEqual(
            counts,
            {"Школы": 18, "Статусы": 13, "Педагоги": 291, "Диагностика": 400, "Результаты": 347},
        )
        teacher = self.env["shnor.teacher"].search([("code", "=", "П-0179")])
        self.assertEqual(teacher.name, "Филатова Маргарита Владимировна")
        self.assertEqual(teacher.employment_ids.date_from, date(2008, 3, 25))
        self.assertEqual(teacher.employment_ids.subject_ids.name, "Начальные классы")
        # one teacher, two schools, Ё here and Е there
        teacher = self.env["shnor.teacher"].search([("code", "=", "П-0255")])
        self.assertEqual(len(teacher.employment_ids), 2)
        self.assertEqual(teacher.name, "Муравьёва Алёна Петровна")
        school = self.env["shnor.school"].search([("code", "=", "270806")])
        self.assertEqual(school.director_ids.parent_id, school.partner_id)
        self.assertEqual(school.director_ids.function, "Директор")
        self.assertEqual(school.territory_id.name, "Сельское поселение «Мостовое-на-Манге»")
        self.assertEqual(school.territory_id.parent_id, self.own)

    def test_titles_spaces_and_unknown_columns_do_no_harm(self):
        rows = [
            ["Результаты оценочных процедур"],
            [],
            [
                "\xa0Код\xa0ОО ",
                "учебный год",
                "ПРОЦЕДУРА",
                "Предмет (любой)",
                "Класс",
                "Участников",
                "Примечание",
            ],
            [" 990001\xa0", " 2025/2026 ", "впр ", " русский  ЯЗЫК", "5", "17 ", "x"],
            ["", " ", "\xa0", "", "", "", ""],
        ]
        run, done = self.load("results.xlsx", Результаты=rows)
        self.assert_loaded(run, done)
        result = self.env["shnor.assessment"].search([("school_id", "=", self.school.id)])
        self.assertEqual(
            (result.academic_year, result.procedure, result.grade, result.participant_count),
            (2026, "vpr", 5, 17),
        )
        self.assertEqual(result.subject_id.key, "русский язык")
        self.assertIn((3, "Примечание", "столбец незнаком и пропущен."), self.messages(run, "note"))

    def test_a_missing_column_leaves_its_values_alone(self):
        row = ["990001", "2025/2026", "ВПР", "Физика", 7, 10, 1, 2, 3.5, "да"]
        self.assert_loaded(*self.load("results.xlsx", Результаты=[RESULTS, row]))
        short = [RESULTS[:6], [*row[:5], 12]]
        run, done = self.load("results.xlsx", Результаты=short)
        self.assert_loaded(run, done)
        result = self.env["shnor.assessment"].search([("school_id", "=", self.school.id)])
        self.assertEqual(
            (result.participant_count, result.below_count, result.biased), (12, 1, True)
        )

    def test_a_lone_sheet_may_be_called_anything_and_the_file_too(self):
        row = ["990001", "2025/2026", "ВПР", "Физика", 7, 10]
        run, done = self.load("ВПР весна.xlsx", Лист1=[RESULTS[:6], row])
        self.assert_loaded(run, done)
        self.assertEqual(run.tables[0].counts()["new"], 1)

    def test_file_names_with_numbers_and_dates_are_recognised(self):
        kinds = self.env["shnor.import.kind"]
        for name in (
            "results.xlsx",
            "Results (2).XLSX",
            "results_2026-07-01.xlsx",
            "results.xlsx ",
        ):
            with self.subTest(name=name):
                model = kinds._kind_of(name)
                self.assertEqual(model._kind, "results")
        self.assertIsNone(kinds._kind_of("resultsheet.xlsx"))

    def test_one_teacher_of_two_schools_is_one_teacher(self):
        rows = [
            TEACHERS,
            [
                "Т-7",
                "Ёлкина Алёна",
                "990001",
                "Физика; химия;",
                "Учитель",
                "Высшая",
                "12",
                "1.9.2020",
                "01.09.2023",
            ],
            [
                "Т-7",
                "Елкина Алена",
                990002,
                "ХИМИЯ",
                "учитель",
                "нет",
                12.0,
                date(2023, 9, 1),
                None,
            ],
        ]
        self.assert_loaded(*self.load("teachers.xlsx", Педагоги=rows))
        teacher = self.env["shnor.teacher"].search([("code", "=", "Т-7")])
        self.assertEqual(teacher.name, "Ёлкина Алёна")
        first, second = teacher.employment_ids.sorted("date_from")
        self.assertEqual(first.subject_ids.mapped("key"), ["физика", "химия"])
        self.assertEqual(second.subject_ids, first.subject_ids[1])
        self.assertEqual((first.category, second.category), ("highest", "none"))

    def test_a_refusal_and_a_missing_score_are_no_faults(self):
        self.env["shnor.teacher"].create({"code": "Т-1"})
        rows = [
            DIAGNOSTICS,
            ["Т-1", "25.05.2026", "предметная", "", "ЦНППМ", "да", "", "", "да"],
            ["Т-1", "26.05.2026", "Методическая", "", "ЦНППМ", "да", "", 100, ""],
            ["Т-1", "27.05.2026", "предметная", "", "ЦНППМ", "да", 0, 100, ""],
        ]
        self.assert_loaded(*self.load("diagnostics.xlsx", Диагностика=rows))
        facts = (
            self.env["shnor.diagnostic"].search([("teacher_id.code", "=", "Т-1")]).sorted("date")
        )
        self.assertEqual(facts.mapped("scored"), [False, False, True])
        self.assertEqual(facts.mapped("refused"), [True, False, False])
        self.assertEqual(facts.mapped("level_rank"), [0, 0, 1])

    def test_an_empty_cell_clears_but_never_the_director_or_the_address(self):
        rows = [SCHOOLS, ["990001", "Школа", "Ш1", "", "Петров Пётр", "a@example.org"]]
        self.assert_loaded(*self.load("schools.xlsx", Школы=rows, Статусы=[STATUSES]))
        self.assertFalse(self.school.territory_id)
        rows = [SCHOOLS, ["990001", "Школа", "", "", "", ""]]
        self.assert_loaded(*self.load("schools.xlsx", Школы=rows, Статусы=[STATUSES]))
        self.assertFalse(self.school.short_name)
        self.assertEqual(self.school.director_ids.name, "Петров Пётр")
        self.assertEqual(self.school.email, "a@example.org")

    def test_a_new_director_takes_the_place_of_the_former_one(self):
        for name in ("Петров Пётр", "Сидорова Анна", "сидорова  анна"):
            rows = [SCHOOLS, ["990001", "Школа № 1", "СОШ № 1", "Приозёрный район", name, ""]]
            run, done = self.load("schools.xlsx", Школы=rows, Статусы=[STATUSES])
            self.assert_loaded(run, done)
        self.assertEqual(self.school.director_ids.name, "Сидорова Анна")
        self.assertEqual(run.tables[0].counts()["unchanged"], 1)


@tagged("post_install", "-at_install")
class TestImportCells(ImportCase):
    """One cell at a time."""

    def _value(self, column, cell):
        return column.read_cell(self.env, cell)

    def test_numbers_as_people_type_them(self):
        for cell, value in (
            ("12,5", 12.5),
            ("1 234,50", 1234.5),
            (".5", 0.5),
            (3.456, 3.46),
            ("3,445", 3.45),
            ("1\xa0000", 1000.0),
        ):
            with self.subTest(cell=cell):
                self.assertEqual(self._value(Decimal("x"), cell), value)
        self.assertEqual(self._value(Integer("x"), "12 "), 12)
        self.assertEqual(self._value(Integer("x"), "12,0"), 12)
        self.assertEqual(self._value(Integer("x", minimum=None), "−3"), -3)
        for cell in ("двенадцать", "12 чел.", "1,2,3", "1e5", "nan", "٣"):
            with self.subTest(cell=cell), self.assertRaises(CellError):
                self._value(Decimal("x"), cell)

    def test_dates_as_people_type_them(self):
        day = date(2026, 2, 3)
        for cell in (
            "03.02.2026",
            "3.2.2026",
            " 03.02.2026 г.",
            "03.02.2026 10:15",
            "2026-02-03",
            datetime(2026, 2, 3, 23, 59),
            day,
            46056.0,
        ):
            with self.subTest(cell=cell):
                self.assertEqual(self._value(Date("x"), cell), day)
        for cell in ("31.02.2026", "03.02.26", "вчера", 5.0, "03.02.0026", datetime(1, 1, 1)):
            with self.subTest(cell=cell), self.assertRaises(CellError):
                self._value(Date("x"), cell)

    def test_codes_and_words(self):
        self.assertEqual(self._value(Code("x"), 270801.0), "270801")
        self.assertEqual(self._value(Code("x"), " 007 "), "007")
        self.assertEqual(self._value(Choice("x", words={"Учёт": 1}), "УЧЕТ\xa0"), 1)
        self.assertEqual(self._value(YesNo("x"), "ДА "), True)
        self.assertEqual(self._value(YesNo("x"), 0.0), False)
        self.assertEqual(YesNo("x").blank(), False)

    def test_texts_are_tidied_and_measured(self):
        self.assertEqual(self._value(Text("x"), " a\xa0 b\n c\x00 "), "a b c")
        self.assertEqual(self._value(Text("x", multiline=True), " a \r\n\r\n b "), "a\n\nb")
        self.assertEqual(len(self._value(Text("x"), "я" * 2000)), 2000)
        with self.assertRaises(CellError):
            self._value(Text("x"), "я" * 2001)
