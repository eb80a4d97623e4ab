from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .import_common import DIAGNOSTICS, RESULTS, SCHOOLS, STATUSES, TEACHERS, ImportCase


@tagged("post_install", "-at_install")
class TestImportRights(ImportCase):
    """The import is no way round the rights of whoever imports, though it writes by SQL."""

    def school_rows(self, *row):
        return {"Школы": [SCHOOLS, row], "Статусы": [STATUSES]}

    def test_a_keeper_loads_the_schools_of_the_own_territory(self):
        row = ("990001", "Школа № 1", "Первая", "Приозёрный район", "Ким Вера", "")
        run, done = self.load("schools.xlsx", self.keeper, **self.school_rows(*row))
        self.assert_loaded(run, done)
        self.assertEqual(self.school.short_name, "Первая")
        self.assertEqual(self.school.director_ids.name, "Ким Вера")

    def test_a_keeper_changes_no_school_of_a_foreign_territory(self):
        row = ("990002", "Захвачена", "Чужая", "Заречный район", "", "")
        run, done = self.load("schools.xlsx", self.keeper, **self.school_rows(*row))
        self.assert_refused(run, done, 2, "Код ОО", "вне ваших территорий", "администратора")
        self.assertEqual(self.foreign_school.name, "Чужая школа")

    def test_a_keeper_takes_no_school_over_by_writing_the_own_territory(self):
        row = ("990002", "Чужая школа", "Чужая", "Приозёрный район", "", "")
        run, done = self.load("schools.xlsx", self.keeper, **self.school_rows(*row))
        self.assert_refused(run, done, 2, "Код ОО", "вне ваших территорий")
        self.assertEqual(self.foreign_school.territory_id, self.foreign)

    def test_a_keeper_gives_no_school_away_nor_registers_one_abroad(self):
        for code in ("990001", "990007"):
            with self.subTest(code=code):
                row = (code, "Школа № 1", "СОШ № 1", "Заречный район", "", "")
                run, done = self.load("schools.xlsx", self.keeper, **self.school_rows(*row))
                self.assert_refused(run, done, 2, "Код ОО", "вне ваших территорий")
        self.assertEqual(self.school.territory_id, self.own)
        self.assertFalse(self.env["shnor.school"].search([("code", "=", "990007")]))

    def test_an_unchanged_foreign_school_is_no_fault(self):
        row = ("990002", "Чужая школа", "Чужая", "Заречный район", "", "")
        self.assert_loaded(*self.load("schools.xlsx", self.keeper, **self.school_rows(*row)))

    def test_facts_of_a_foreign_school_are_refused_row_by_row(self):
        rows = [
            RESULTS,
            ["990001", "2025/2026", "ВПР", "Физика", 7, 10, 1, 2, 3.5, ""],
            ["990002", "2025/2026", "ВПР", "Физика", 7, 10, 1, 2, 3.5, ""],
        ]
        run, done = self.load("results.xlsx", self.keeper, Результаты=rows)
        self.assert_refused(run, done, 3, "Код ОО", "990002", "не относится к вашим территориям")
        self.assertFalse(self.env["shnor.assessment"].search([]))

    def test_a_status_of_a_foreign_school_is_refused(self):
        statuses = [STATUSES, ["990002", "ШНОР", "01.09.2025", "", ""]]
        run, done = self.load("schools.xlsx", self.keeper, Школы=[SCHOOLS], Статусы=statuses)
        self.assert_refused(run, done, 2, "Код ОО", "не относится к вашим территориям")

    def test_a_foreign_teacher_may_be_employed_but_not_renamed(self):
        post = ["Т-1", "Иванова Анна", "990002", "", "Учитель", "", 3, "01.09.2020", ""]
        self.assert_loaded(*self.load("teachers.xlsx", Педагоги=[TEACHERS, post]))
        own = ["Т-1", "Другая Анна", "990001", "", "Учитель", "", 3, "01.09.2020", ""]
        run, done = self.load("teachers.xlsx", self.keeper, Педагоги=[TEACHERS, own])
        self.assert_refused(run, done, 2, "Код педагога", "вне ваших территорий")
        own[1] = "Иванова Анна"
        self.assert_loaded(*self.load("teachers.xlsx", self.keeper, Педагоги=[TEACHERS, own]))
        teacher = self.env["shnor.teacher"].search([("code", "=", "Т-1")])
        self.assertEqual(teacher.name, "Иванова Анна")
        self.assertEqual(teacher.employment_ids.school_id, self.school | self.foreign_school)

    def test_a_diagnosis_of_a_foreign_teacher_is_refused(self):
        post = ["Т-1", "Иванова Анна", "990002", "", "Учитель", "", 3, "01.09.2020", ""]
        self.assert_loaded(*self.load("teachers.xlsx", Педагоги=[TEACHERS, post]))
        row = ["Т-1", "25.05.2026", "предметная", "", "ЦНППМ", "да", 50, 100, ""]
        run, done = self.load("diagnostics.xlsx", self.keeper, Диагностика=[DIAGNOSTICS, row])
        self.assert_refused(run, done, 2, "Код педагога", "не относится к вашим территориям")

    def test_new_territories_become_parts_of_the_keepers_own(self):
        row = ("990005", "Новая", "Новая", "Посёлок Новый", "", "")
        self.assert_loaded(*self.load("schools.xlsx", self.keeper, **self.school_rows(*row)))
        school = self.env["shnor.school"].search([("code", "=", "990005")])
        self.assertEqual(school.territory_id.parent_id, self.own)

    def test_a_keeper_of_two_territories_is_asked_to_add_the_new_one(self):
        self.keeper.shnor_territory_ids |= self.foreign
        row = ("990005", "Новая", "Новая", "Посёлок Новый", "", "")
        run, done = self.load("schools.xlsx", self.keeper, **self.school_rows(*row))
        self.assertFalse(done)
        self.assertEqual(self.messages(run)[0][:2], (2, "Территория"))

    def test_of_two_territories_of_a_name_the_keepers_own_is_meant(self):
        territory = self.env["shnor.territory"]
        mine = territory.create({"name": "Посёлок", "parent_id": self.own.id})
        territory.create({"name": "посёлок", "parent_id": self.foreign.id})
        row = ("990001", "Школа № 1", "СОШ № 1", "Поселок", "", "")
        self.assert_loaded(*self.load("schools.xlsx", self.keeper, **self.school_rows(*row)))
        self.assertEqual(self.school.territory_id, mine)
        run, done = self.load("schools.xlsx", **self.school_rows(*row))
        self.assert_refused(run, done, 2, "Территория", "несколько")

    def test_the_working_group_imports_nothing(self):
        reader = new_test_user(
            self.env, login="import_reader", groups="shnor_registry.group_working_group"
        )
        with self.assertRaises(AccessError):
            self.imports.with_user(reader).create({})
        row = ["990001", "2025/2026", "ВПР", "Физика", 7, 10, 1, 2, 3.5, ""]
        run, done = self.load("results.xlsx", reader, Результаты=[RESULTS, row])
        self.assertFalse(done)
        self.assertTrue(run.has_errors())
        self.assertFalse(self.env["shnor.subject"].search([("key", "=", "физика")]))

    def test_an_import_is_seen_by_its_author_and_administrators(self):
        other = new_test_user(
            self.env, login="import_other", groups="shnor_registry.group_specialist"
        )
        administrator = new_test_user(
            self.env, login="import_admin", groups="shnor_registry.group_administrator"
        )
        record = self.imports.with_user(self.keeper).create({})
        record._keep_result(self.load_files(self.july(), apply=False)[0])
        for model, records in (
            ("shnor.import", record),
            ("shnor.import.line", record.line_ids),
            ("shnor.import.sheet", record.sheet_ids),
        ):
            with self.subTest(model=model):
                self.assertTrue(records)
                self.assertTrue(records.with_user(self.keeper).has_access("read"))
                self.assertTrue(records.with_user(administrator).has_access("read"))
                self.assertFalse(records.with_user(other)[0].has_access("read"))
                self.assertFalse(self.env[model].with_user(other).search([]) & records)

    def test_verdicts_cannot_be_forged(self):
        record = self.imports.with_user(self.keeper).create({})
        record._keep_result(self.load_files(self.july(), apply=False)[0])
        with self.assertRaises(AccessError):
            record.line_ids[0].write({"verdict": "new"})
        with self.assertRaises(AccessError):
            record.sheet_ids[0].write({"error_count": 0})
        with self.assertRaises(AccessError):
            record.write({"state": "checked", "has_errors": False})

    def test_nobody_adopts_the_file_of_another(self):
        file = self.env["ir.attachment"].create({"name": "secret.xlsx", "raw": b"secret"})
        with self.assertRaises(AccessError):
            self.imports.with_user(self.keeper).create({"attachment_ids": [(4, file.id)]})
