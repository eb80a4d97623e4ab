from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from odoo import fields, models
from odoo.tests import tagged
from odoo.tools import SQL

from ..imports import bulk
from .import_common import DIAGNOSTICS, KINDS, RESULTS, SCHOOLS, STATUSES, TEACHERS, ImportCase

# what SQL does not write and another statement fills in, by model
REFRESHED = {"shnor.diagnostic": {"percent", "level_line_id", "level_rank", "scored"}}


@tagged("post_install", "-at_install")
class TestImportWriting(ImportCase):
    """What is written, and what is not."""

    def test_a_second_import_changes_nothing(self):
        self.assert_loaded(*self.load_files(self.july()))
        before = self.contents()
        run, done = self.load_files(self.july())
        self.assert_loaded(run, done)
        for table in run.tables:
            self.assertEqual(table.counts()["unchanged"], len(table.rows), table.sheet.title)
        self.assertEqual(self.contents(), before)

    def test_a_check_writes_nothing(self):
        before = self.contents()
        run, done = self.load_files(self.july(), apply=False)
        self.assertFalse(done)
        self.assertFalse(run.has_errors())
        self.assertEqual(sum(table.counts()["new"] for table in run.tables), 1069)
        self.assertEqual(self.contents(), before)

    def test_a_check_leaves_no_mail_to_be_sent(self):
        hooks = list(self.env.cr.postcommit._funcs)
        self.load_files(self.july(), apply=False)
        self.assertEqual(list(self.env.cr.postcommit._funcs), hooks)

    def test_one_error_in_one_file_keeps_all_files_out(self):
        before = self.contents()
        good = ["990001", "2025/2026", "ВПР", "Физика", 7, 10, 1, 2, 3.5, ""]
        bad = [*good[:4], 8, "много", *good[6:]]
        run, done = self.load("results.xlsx", Результаты=[RESULTS, good, bad])
        self.assertFalse(done)
        self.assertEqual(
            run.tables[0].counts(), {"new": 1, "changed": 0, "unchanged": 0, "error": 1}
        )
        self.assertEqual(self.contents(), before)

    def test_changes_are_told_old_and_new_and_written(self):
        row = ["Т-1", "Иванова Анна", "990001", "Физика", "Учитель", "первая", 5, "01.09.2020", ""]
        self.assert_loaded(*self.load("teachers.xlsx", Педагоги=[TEACHERS, row]))
        job = self.env["shnor.employment"].search([("teacher_id.code", "=", "Т-1")])
        stamp = job.write_date
        row = [
            "Т-1",
            "Петрова Анна",
            "990001",
            "Физика; Химия",
            "Учитель",
            "",
            6,
            "01.09.2020",
            "25.06.2026",
        ]
        run, done = self.load("teachers.xlsx", Педагоги=[TEACHERS, row])
        self.assert_loaded(run, done)
        self.assertEqual(
            run.tables[0].changes[0],
            [
                ("ФИО", "Иванова Анна", "Петрова Анна"),
                ("Предметы", "Физика", "Физика; Химия"),
                ("Категория", "первая", ""),
                ("Стаж, лет", "5", "6"),
                ("Уволен", "", "25.06.2026"),
            ],
        )
        self.assertEqual(job.teacher_id.name, "Петрова Анна")
        self.assertEqual(job.subject_ids.mapped("name"), ["Физика", "Химия"])
        self.assertEqual(
            (job.category, job.experience_years, job.date_to), (False, 6, date(2026, 6, 25))
        )
        self.assertGreaterEqual(job.write_date, stamp)
        self.assertEqual(len(job.teacher_id.employment_ids), 1)

    def test_what_sql_writes_is_what_the_orm_writes(self):
        self.assert_loaded(*self.load_files(self.july()))
        for model, count in (
            ("shnor.employment", 291),
            ("shnor.assessment", 347),
            ("shnor.diagnostic", 400),
            ("shnor.school.status", 13),
        ):
            records = self.env[model].search([], limit=60, order="id desc")
            self.assertEqual(self.env[model].search_count([]), count)
            loaded = self._rows(records)
            values = [self._values(record) for record in records]
            records.unlink()
            created = self.env[model].create(values)
            self.assertEqual(self._rows(created), loaded, model)

    def _rows(self, records):
        """Return the columns of the records as they are in the database, NULL and 0 told apart."""
        self.env.flush_all()
        skip = ("id", "create_date", "write_date")
        names = [
            name
            for name, field in records._fields.items()
            if field.store and field.column_type and name not in skip
        ]
        self.env.cr.execute(
            SQL(
                "SELECT %s FROM %s WHERE id = ANY(%s) ORDER BY array_position(%s, id)",
                SQL(", ").join(map(SQL.identifier, names)),
                SQL.identifier(records._table),
                records.ids,
                records.ids,
            )
        )
        return [dict(zip(names, row, strict=True)) for row in self.env.cr.fetchall()]

    def _values(self, record):
        names = [
            name
            for name, field in record._fields.items()
            if field.store
            and name not in models.MAGIC_COLUMNS
            and not field.readonly
            and name != "scored"
        ]
        values = record.read(names, load=None)[0]
        del values["id"]
        return {
            name: [fields.Command.set(value)] if record._fields[name].type == "many2many" else value
            for name, value in values.items()
        }

    def test_no_stored_field_depends_on_what_sql_writes_but_those_refreshed(self):
        for name, kind in self.env["shnor.import.kind"]._all_kinds().items():
            # the kinds of addons above are their own tests' matter
            for sheet in kind._kind_sheets() if name in KINDS else ():
                for target in sheet.targets:
                    if target.bulk:
                        self._check_dependents(sheet, target)

    def _check_dependents(self, sheet, target):
        model = self.env[target.model]
        last = sheet.targets[-1].model
        written = {
            column.field for column in sheet.columns if (column.target or last) == model._name
        }
        written |= set(target.key)
        for name in written & set(model._fields):
            for field in self.env.registry.get_dependent_fields(model._fields[name]):
                if field.store and field.compute:
                    self.assertIn(
                        field.name,
                        REFRESHED.get(field.model_name, ()),
                        f"{field} depends on {target.model}.{name}, which is written by SQL",
                    )

    def test_constraints_hold_after_a_bulk_load(self):
        self.assert_loaded(*self.load_files(self.july()))
        for model in (
            "shnor.employment",
            "shnor.school.status",
            "shnor.assessment",
            "shnor.diagnostic",
            "shnor.teacher",
        ):
            records = self.env[model].search([])
            self.assertTrue(records)
            records._validate_fields(records._fields)

    def test_levels_are_computed_by_the_scale_of_the_day(self):
        self.env["shnor.teacher"].create({"code": "Т-1"})
        row = ["Т-1", "25.05.2026", "предметная", "", "ЦНППМ", "да", "59,99", 100, ""]
        self.assert_loaded(*self.load("diagnostics.xlsx", Диагностика=[DIAGNOSTICS, row]))
        fact = self.env["shnor.diagnostic"].search([("teacher_id.code", "=", "Т-1")])
        self.assertEqual((fact.percent, fact.level_rank), (59.99, 2))
        row[6] = 60
        self.assert_loaded(*self.load("diagnostics.xlsx", Диагностика=[DIAGNOSTICS, row]))
        self.assertEqual((fact.percent, fact.level_rank), (60, 3))
        row[6] = row[7] = ""
        self.assert_loaded(*self.load("diagnostics.xlsx", Диагностика=[DIAGNOSTICS, row]))
        self.assertEqual((fact.scored, fact.level_rank), (False, 0))

    def test_text_with_tabs_backslashes_and_formula_signs_survives_copy(self):
        for number, text in enumerate(
            ("=1+1", "+7 999", "-5", "@SUM(A1)", "a\\b\\N", "\\.", "кавычки \"и' ;", "%s %(x)s"), 1
        ):
            with self.subTest(text=text):
                row = [f"Т-{number}", text, "990001", "", text, "", "", "01.09.2020", ""]
                self.assert_loaded(*self.load("teachers.xlsx", Педагоги=[TEACHERS, row]))
                teacher = self.env["shnor.teacher"].search([("code", "=", f"Т-{number}")])
                self.assertEqual((teacher.name, teacher.employment_ids.position), (text, text))

    def test_copy_keeps_line_feeds_and_tabs(self):
        text = "a\tb\nc\r\\\\n"
        ids = bulk.insert(self.env["shnor.teacher"], ["code", "name"], [["Т-1", text]])
        self.assertEqual(self.env["shnor.teacher"].browse(ids).name, text)

    def test_the_number_of_queries_does_not_grow_with_the_rows(self):
        counts = {}
        for size in (100, 1000):
            rows = [
                [
                    f"Т-{size}-{n}",
                    f"Учитель {n}",
                    "990001",
                    f"Предмет {n % 7}",
                    "Учитель",
                    "первая",
                    n % 40,
                    "01.09.2020",
                    "",
                ]
                for n in range(size)
            ]
            content = {"teachers.xlsx": [TEACHERS, *rows]}
            new = self._queries(content)
            unchanged = self._queries(content)
            for row in rows:
                row[6] += 1
            counts[size] = (new, unchanged, self._queries(content))
        # the first run adds the seven subjects, the second finds them: so much may be saved
        self.assertLessEqual(counts[1000][0], counts[100][0])
        self.assertEqual(counts[1000][1:], counts[100][1:])

    def _queries(self, content):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assert_loaded(*self.load("teachers.xlsx", Педагоги=content["teachers.xlsx"]))
        return self.env.cr.sql_log_count - before

    def test_a_school_is_created_with_its_contact_and_the_directors(self):
        rows = [
            SCHOOLS,
            ["990009", "Новая школа", "НШ", "Приозёрный район", "Ким Вера", "new@example.org"],
        ]
        statuses = [STATUSES, ["990009", "ШНОР", "01.09.2025", "", "Приказ"]]
        self.assert_loaded(*self.load("schools.xlsx", Школы=rows, Статусы=statuses))
        school = self.env["shnor.school"].search([("code", "=", "990009")])
        self.assertTrue(school.partner_id.is_company)
        self.assertEqual(school.partner_id.email, "new@example.org")
        self.assertEqual(school.territory_id, self.own)
        self.assertEqual(school.director_ids.name, "Ким Вера")
        self.assertEqual(school.status_ids.category, "low_results")

    def test_a_folder_is_loaded_and_told(self):
        folder = Path(self.enterContext(TemporaryDirectory()))
        for name, content in self.july().items():
            (folder / name).write_bytes(content)
        told, faults, done = self.imports._run_folder(folder)
        self.assertTrue(done)
        self.assertEqual(faults, [])
        self.assertTrue(any("Педагоги: новых 291" in line for line in told), told)
        protocol = self.imports.search([], limit=1)
        self.assertEqual((protocol.state, protocol.new_count), ("done", 1069))
        told, faults, done = self.imports._run_folder(folder / "no such folder")
        self.assertEqual((told, done, len(faults)), ([], False, 1))
