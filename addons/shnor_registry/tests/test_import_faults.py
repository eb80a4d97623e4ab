import re

from .import_common import (
    DIAGNOSTICS,
    FAULTS,
    KINDS,
    RESULTS,
    SCHOOLS,
    STATUSES,
    TEACHERS,
    ImportCase,
)

# digits and words that a message must share with the one that faults.json asks for
TELLING = re.compile(r"[а-яё]{5,}|\d+")


class TestImportFaults(ImportCase):
    """What is wrong is told with file, sheet, row, column and remedy, and nothing is written."""

    def test_every_fault_of_the_broken_files_is_told_and_nothing_is_written(self):
        before = self.contents()
        files = {fault["file"] for fault in FAULTS if fault["severity"] == "error"}
        mine = sorted(file for file in files if file.split("_")[0] in KINDS)
        self.assertGreaterEqual(len(mine), 13)
        for file in mine:
            with self.subTest(file=file):
                kind = file.split("_")[0]
                run, done = self.load_files(self.july(**{kind: file}))
                self.assertFalse(done)
                faults = [f for f in run.all_faults() if f.severity == "error"]
                for wanted in FAULTS:
                    if wanted["file"] == file:
                        self.assert_told(wanted, kind, faults)
                self.assertEqual(self.contents(), before)

    def assert_told(self, wanted, kind, faults):
        place = (f"{kind}.xlsx", wanted["sheet"], wanted["row"], wanted["column"])
        told = [f for f in faults if (f.file, f.sheet, f.row, f.column) == place]
        self.assertEqual(len(told), 1, f"{place} in {[f.words(self.env) for f in faults[:9]]}")
        line = told[0].words(self.env)
        # the message may be worded otherwise, but speaks of the same and is Russian
        wanted_words = set(TELLING.findall(wanted["message"].lower()))
        shared = wanted_words & set(TELLING.findall(line.lower()))
        self.assertGreaterEqual(len(shared), len(wanted_words) // 3, (line, wanted["message"]))
        self.assertRegex(told[0].message, "[а-яё]{3}")

    def test_one_broken_row_tells_one_fault(self):
        for file, count in (
            ("results_unknown_school.xlsx", 1),
            ("results_duplicate_row.xlsx", 1),
            ("results_several_faults.xlsx", 6),
            ("teachers_impossible_date.xlsx", 1),
            ("schools_status_end_before_start.xlsx", 1),
        ):
            with self.subTest(file=file):
                run, _done = self.load_files(self.july(**{file.split("_")[0]: file}))
                self.assertEqual(len(self.messages(run)), count, self.messages(run))

    def test_an_unreadable_file_does_not_flood_the_others_with_faults(self):
        run, done = self.load_files(self.july(schools="schools_not_xlsx.xlsx"))
        self.assertFalse(done)
        # one of the file itself, one for each column that refers to schools or teachers
        self.assertEqual(len(self.messages(run)), 4)

    def test_references_to_a_refused_row_name_it(self):
        files = self.july(teachers="teachers_impossible_date.xlsx")
        run, _done = self.load_files(files)
        code = next(t for t in run.tables if t.sheet.title == "Педагоги").values["code"][11]
        told = [message for _row, _column, message in self.messages(run) if code in message]
        for message in told:
            self.assertIn("строка 14", message)

    def test_text_that_looks_like_a_formula_is_stored_as_text(self):
        run, done = self.load_files(self.july(teachers="teachers_formula_injection.xlsx"))
        self.assert_loaded(run, done)
        teacher = self.env["shnor.teacher"].search([("code", "=", "П-0182")])
        self.assertEqual(teacher.name, "=cmd|' /C calc'!A0")

    def test_a_sheet_without_rows_is_a_warning(self):
        run, done = self.load("results.xlsx", Результаты=[["Результаты"], RESULTS])
        self.assert_loaded(run, done)
        self.assertEqual(
            self.messages(run, "warning"),
            [(2, None, "на листе «Результаты» нет ни одной строки данных.")],
        )

    def test_a_sheet_without_header_lists_the_columns(self):
        run, done = self.load("results.xlsx", Результаты=[["что-то"], ["другое"]])
        self.assert_refused(run, done, 1, None, "заголовками", "Код ОО")

    def test_a_missing_sheet_is_named(self):
        run, done = self.load("schools.xlsx", Школы=[SCHOOLS], Прочее=[["x"]])
        self.assert_refused(run, done, None, None, "Статусы")

    def test_a_column_that_is_there_twice_is_refused(self):
        run, done = self.load("results.xlsx", Результаты=[[*RESULTS, "Класс"], []])
        self.assertIn((1, "Класс"), [(row, column) for row, column, _text in self.messages(run)])
        self.assertFalse(done)

    def test_a_file_that_nobody_knows_is_refused_with_the_names_that_are_known(self):
        run, done = self.load("отчёт.xlsx", Лист1=[["Что", "Где"], ["a", "b"]])
        self.assert_refused(run, done, None, None, "schools.xlsx", "results.xlsx")

    def test_long_cells_large_numbers_and_strange_years_are_refused(self):
        row = ["990001", "2025/2026", "ВПР", "Физика", 7, 10, 1, 2, 3.5, ""]
        for place, value, words in (
            (3, "Ф" * 201, "201"),
            (4, 13, "12"),
            (4, 0, "1"),
            (5, 10**12, "больше"),
            (5, 2.5, "2,5"),
            (8, -1, "отрицательным"),
            (9, "может быть", "ни да, ни нет"),
            (1, "2025/2027", "2025/2026"),
        ):
            with self.subTest(column=RESULTS[place], value=value):
                cells = [*row[:place], value, *row[place + 1 :]]
                run, done = self.load("results.xlsx", Результаты=[RESULTS, cells])
                self.assert_refused(run, done, 2, RESULTS[place], words)

    def test_the_sum_of_counts_may_not_exceed_the_participants(self):
        row = ["990001", "2025/2026", "ВПР", "Физика", 7, 10, 6, 5, 3.5, ""]
        run, done = self.load("results.xlsx", Результаты=[RESULTS, row])
        self.assert_refused(run, done, 2, "На «4» и «5»", "10")

    def test_an_overlapping_status_names_the_other_one(self):
        self.env["shnor.school.status"].create(
            {
                "school_id": self.school.id,
                "category": "low_results",
                "date_from": "2024-09-01",
                "date_to": "2025-08-31",
            }
        )
        rows = [STATUSES, ["990001", "ШНОР", "01.05.2025", "", ""]]
        run, done = self.load("schools.xlsx", Школы=[SCHOOLS], Статусы=rows)
        self.assert_refused(run, done, 2, "С даты", "01.09.2024", "31.08.2025")

    def test_a_status_may_take_the_place_of_one_that_the_file_closes(self):
        status = self.env["shnor.school.status"].create(
            {"school_id": self.school.id, "category": "low_results", "date_from": "2024-09-01"}
        )
        rows = [
            STATUSES,
            ["990001", "ШНОР", "01.09.2024", "31.08.2025", ""],
            ["990001", "ШНОР", "01.09.2025", "", ""],
        ]
        run, done = self.load("schools.xlsx", Школы=[SCHOOLS], Статусы=rows)
        self.assert_loaded(run, done)
        self.assertEqual(str(status.date_to), "2025-08-31")

    def test_overlapping_posts_are_refused_within_the_file_and_against_the_registry(self):
        post = ["Т-1", "Иванова И. И.", "990001", "", "Учитель", "", 3]
        rows = [TEACHERS, [*post, "01.09.2020", ""], [*post, "01.09.2022", ""]]
        run, done = self.load("teachers.xlsx", Педагоги=rows)
        self.assert_refused(run, done, 3, "Принят", "01.09.2020", "строка 2")
        self.assert_loaded(*self.load("teachers.xlsx", Педагоги=rows[:2]))
        run, done = self.load("teachers.xlsx", Педагоги=[rows[0], rows[2]])
        self.assert_refused(run, done, 2, "Принят", "01.09.2020")

    def test_scores_of_diagnostics_are_checked(self):
        self.env["shnor.teacher"].create({"code": "Т-1"})
        row = ["Т-1", "25.05.2026", "предметная", "", "ЦНППМ", "да"]
        for tail, column, words in (
            ((50, "", ""), "Максимум", "максимума"),
            ((101, 100, ""), "Балл", "101"),
            ((50, 100, "да"), "Отказ", "50"),
        ):
            with self.subTest(tail=tail):
                run, done = self.load("diagnostics.xlsx", Диагностика=[DIAGNOSTICS, [*row, *tail]])
                self.assert_refused(run, done, 2, column, words)
