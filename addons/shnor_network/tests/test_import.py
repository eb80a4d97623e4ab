import io
import json
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from odoo.addons.shnor_registry.imports.columns import Choice
from odoo.addons.shnor_registry.imports.run import Source

from .common import NetworkCase

ADDONS = Path(__file__).parents[2]
JULY = ADDONS / "shnor_monitoring" / "demo" / "july2026"
BROKEN = ADDONS.parent / "tests" / "data" / "broken"
KINDS = ("support", "network", "roadmaps")

SUPPORT = "Методическая помощь"
AGREEMENTS = "Соглашения"
ACTIVITIES = "Мероприятия"
ROADMAPS = "Дорожные карты"

# What a person must find in the message, by the kind of fault: the remedy, and what is wrong.
WORDS = {
    "negative_number": ("−3", "не может быть отрицательным", "Исправьте"),
    "unknown_choice": ("«проведенно»", "проведено, запланировано, отменено", "Выберите"),
    "long_cell": ("9999 знаков", "2000", "Сократите текст"),
    "unknown_partner": ("999998", "нет в реестре", "Исправьте код", "оставьте"),
    "unknown_agreement": ("С-999/25", "на листе «Соглашения»", "в системе", "Исправьте номер"),
    "missing_sheet": ("нет листа «Мероприятия»", "Добавьте лист"),
    "no_rows": ("«Методическая помощь»", "нет ни одной строки"),
    "empty_file": ("Файл пуст (0 байт)", "Сохраните"),
    "encrypted": ("защищён паролем", "Снимите пароль"),
}


class ImportCase(NetworkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        for user in cls.users.values():
            user.lang = "ru_RU"

    def load(self, files, role="keeper", apply=True):
        """Import ``files`` ({name: bytes or {sheet: rows}}) as ``role``.

        :return: (Run, bool whether the data are in)
        """
        sources = [
            Source(name, content if isinstance(content, bytes) else self.workbook(content))
            for name, content in files.items()
        ]
        env = self.env(user=self.users[role].id, context={"lang": "ru_RU"})
        return env["shnor.import.runner"]._attempt(sources, apply)

    @staticmethod
    def workbook(sheets):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"default_date_format": "dd.mm.yyyy"}) as book:
            for title, rows in sheets.items():
                page = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    page.write_row(number, 0, row)
        return stream.getvalue()

    def support(self, **cells):
        return {
            "Код ОО": "900001",
            "Дата": date(2026, 3, 12),
            "Вид": "семинар",
            "Адресная": "да",
            "Дефицит": "Решение задач",
            "Тема": "Разбор ВПР",
            "Исполнитель": "Методическая служба",
            "Статус": "проведено",
            "Результат": "План исправлен",
            **cells,
        }

    def agreement_row(self, **cells):
        return {
            "Номер": "С-1/26",
            "Код ОО": "900001",
            "Партнёр": "Школа-лидер",
            "Вид партнёра": "школа-лидер",
            "Код ОО партнёра": "900002",
            "С даты": date(2026, 1, 1),
            "По дату": date(2026, 6, 30),
            "Статус": "действует",
            **cells,
        }

    def activity(self, **cells):
        return {
            "Номер соглашения": "С-1/26",
            "Дата": date(2026, 3, 12),
            "Вид": "открытый урок",
            "Тема": "Наставничество",
            "Статус": "проведено",
            **cells,
        }

    def measure(self, **cells):
        return {
            "Код ОО": "900001",
            "Уровень": "школьный",
            "Проект": "Антирисковая программа",
            "Задача": "Снизить долю неуспешных",
            "Мероприятие": "Дополнительные занятия",
            "Начало": date(2026, 2, 1),
            "Срок": date(2026, 6, 30),
            "Статус": "в работе",
            "Процент": 40,
            "Результат": "Занятия идут",
            **cells,
        }

    @staticmethod
    def sheet(*rows):
        """Return rows of cells, the header first, from dicts {header: cell}."""
        return [list(rows[0]), *[list(row.values()) for row in rows]]

    def network(self, agreements=(), activities=()):
        return {
            "network.xlsx": {
                AGREEMENTS: self.sheet(*agreements) if agreements else [list(self.agreement_row())],
                ACTIVITIES: self.sheet(*activities) if activities else [list(self.activity())],
            }
        }

    def assert_loaded(self, result):
        run, done = result
        self.assertTrue(done, [fault.words(self.env) for fault in run.all_faults()])
        return run

    def assert_refused(self, result, row, column, *words):
        """The import is refused, and one fault is of that place and has ``words``."""
        run, done = result
        self.assertFalse(done)
        errors = [fault for fault in run.all_faults() if fault.severity == "error"]
        self.assertEqual([(fault.row, fault.column) for fault in errors], [(row, column)])
        for word in words:
            self.assertIn(word, errors[0].message)

    def counts(self, run):
        return {table.sheet.title: table.counts() for table in run.tables}


class TestJuly(ImportCase):
    """The district's own files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.july = {f"{kind}.xlsx": (JULY / f"{kind}.xlsx").read_bytes() for kind in KINDS}

    def load_schools(self):
        schools = {"schools.xlsx": (JULY / "schools.xlsx").read_bytes()}
        self.assert_loaded(self.load(schools, "administrator"))

    def test_all_rows_come_in(self):
        self.load_schools()
        run = self.assert_loaded(self.load(self.july))
        new = {title: counts["new"] for title, counts in self.counts(run).items()}
        self.assertEqual(new, {SUPPORT: 22, AGREEMENTS: 16, ACTIVITIES: 18, ROADMAPS: 46})
        schools = [("school_id.code", "=like", "2708%")]
        for model, count in (
            ("shnor.support", 22),
            ("shnor.agreement", 16),
            ("shnor.joint.activity", 18),
            ("shnor.measure", 46),
        ):
            self.assertEqual(self.env[model].search_count(schools), count, model)

    def test_words_of_the_files_are_those_of_the_lists(self):
        self.load_schools()
        lists = ("shnor.support.kind", "shnor.joint.activity.kind", "shnor.agreement.basis")
        before = [self.env[name].search_count([]) for name in lists]
        self.assert_loaded(self.load(self.july))
        self.assertEqual([self.env[name].search_count([]) for name in lists], before)

    def test_second_import_changes_nothing(self):
        self.load_schools()
        self.assert_loaded(self.load(self.july))
        run = self.assert_loaded(self.load(self.july))
        for title, counts in self.counts(run).items():
            total = counts.pop("unchanged")
            self.assertGreater(total, 0, title)
            self.assertFalse(any(counts.values()), (title, counts))

    def test_what_is_stored_is_what_the_orm_computes(self):
        self.load_schools()
        self.assert_loaded(self.load(self.july))
        activities = self.env["shnor.joint.activity"].search([("school_id.code", "=like", "27%")])
        self.assertEqual(len(activities), 18)
        names = ("school_id", "partner_kind", "in_force")
        stored = activities.read(names, load=None)
        self.assertEqual({row["in_force"] for row in stored}, {True, False})
        for name in names:
            self.env.add_to_compute(activities._fields[name], activities)
        self.assertEqual(activities.read(names, load=None), stored)

    def test_every_fault_is_told_with_place_and_remedy(self):
        self.load_schools()
        faults = json.loads((BROKEN / "faults.json").read_text(encoding="utf-8"))
        faults = [fault for fault in faults if fault["file"].startswith(KINDS)]
        self.assertEqual({fault["kind"] for fault in faults}, WORDS.keys())
        for fault in faults:
            with self.subTest(fault["file"]):
                kind = fault["file"].partition("_")[0]
                content = (BROKEN / fault["file"]).read_bytes()
                run, done = self.load({**self.july, f"{kind}.xlsx": content}, apply=False)
                self.assertFalse(done)
                self.assert_told(run, f"{kind}.xlsx", fault)

    def assert_told(self, run, file, fault):
        told = [
            found
            for found in run.all_faults()
            if (found.file, found.sheet, found.row, found.column, found.severity)
            == (file, fault["sheet"], fault["row"], fault["column"], fault["severity"])
        ]
        self.assertEqual(len(told), 1, [found.words(self.env) for found in run.all_faults()])
        for word in WORDS[fault["kind"]]:
            self.assertIn(word, told[0].message)
        self.assertEqual(run.has_errors(), fault["severity"] == "error")


class TestSupport(ImportCase):
    def load_rows(self, *rows, **options):
        return self.load({"support.xlsx": {SUPPORT: self.sheet(*rows)}}, **options)

    def imported(self):
        return self.env["shnor.support"].search([("school_id", "=", self.school.id)])

    def test_a_dash_is_nothing_in_any_cell(self):
        dashes = {"Дефицит": "-", "Результат": " — ", "Исполнитель": "–"}
        run = self.assert_loaded(self.load_rows(self.support(**dashes)))
        support = self.imported()
        self.assertEqual((support.deficit, support.result, support.provider), (False,) * 3)
        self.assertTrue(support.targeted)
        blanks = dict.fromkeys(dashes, "")
        run = self.assert_loaded(self.load_rows(self.support(**blanks)))
        self.assertEqual(self.counts(run)[SUPPORT]["unchanged"], 1)

    def test_a_dash_does_not_fill_in_a_mandatory_cell(self):
        kinds = self.env["shnor.support.kind"].search_count([])
        result = self.load_rows(self.support(Вид="-"))
        self.assert_refused(result, 2, "Вид", "Заполните")
        self.assertEqual(self.env["shnor.support.kind"].search_count([]), kinds)

    def test_a_changed_result_is_told_and_written(self):
        self.assert_loaded(self.load_rows(self.support(Результат="-")))
        run = self.assert_loaded(self.load_rows(self.support()))
        self.assertEqual(run.tables[0].change_words(0), "Результат: — → План исправлен")
        self.assertEqual(self.imported().result, "План исправлен")

    def test_another_provider_is_another_help(self):
        rows = [self.support(), self.support(Исполнитель="ЦНППМ")]
        self.assert_loaded(self.load_rows(*rows))
        self.assertEqual(len(self.imported()), 2)

    def test_a_file_without_the_provider_is_refused(self):
        row = self.support()
        del row["Исполнитель"]
        self.assert_refused(self.load_rows(row), 1, "Исполнитель", "Добавьте столбец")

    def test_the_same_help_twice_in_the_file_is_refused(self):
        rows = [self.support(), self.support(Тема="разбор  впр")]
        self.assert_refused(self.load_rows(*rows), 3, "Код ОО", "повторяет строку 2")

    def test_a_foreign_school_is_refused(self):
        rows = [self.support(), self.support(**{"Код ОО": "900003"})]
        result = self.load_rows(*rows)
        self.assert_refused(result, 3, "Код ОО", "900003", "не относится к вашим территориям")
        self.assertFalse(self.imported())
        self.assert_loaded(self.load_rows(rows[1], role="foreign_keeper"))

    def test_who_only_reads_may_not_import(self):
        for role in ("working_group", "director"):
            run, done = self.load_rows(self.support(), role=role)
            self.assertFalse(done)
            self.assertTrue(run.has_errors())
        self.assertFalse(self.imported())


class TestNetwork(ImportCase):
    def activity_of(self, number):
        return self.env["shnor.joint.activity"].search([("agreement_id.number", "=", number)])

    def test_an_activity_finds_its_agreement_in_the_file(self):
        files = self.network(
            [self.agreement_row()], [self.activity(**{"Номер соглашения": "с-1/26"})]
        )
        self.assert_loaded(self.load(files))
        activity = self.activity_of("С-1/26")
        self.assertEqual(activity.agreement_id.partner_school_id, self.leader)
        self.assertEqual(activity.school_id, self.school)
        self.assertEqual(activity.partner_kind, "leader_school")
        self.assertTrue(activity.in_force)

    def test_an_activity_finds_its_agreement_in_the_system(self):
        files = self.network(activities=[self.activity(**{"Номер соглашения": "7/26"})])
        self.assert_loaded(self.load(files))
        self.assertEqual(self.activity_of("7/26").agreement_id, self.agreement)
        self.assertTrue(self.activity_of("7/26").in_force)

    def test_an_agreement_of_another_territory_is_refused(self):
        files = self.network(activities=[self.activity(**{"Номер соглашения": "7/26"})])
        result = self.load(files, role="foreign_keeper")
        self.assert_refused(result, 2, "Номер соглашения", "не относится к вашим территориям")

    def test_activities_of_a_refused_agreement_say_so(self):
        row = self.agreement_row(**{"По дату": date(2025, 1, 1)})
        run, done = self.load(self.network([row], [self.activity()]))
        self.assertFalse(done)
        first, second = (f for f in run.all_faults() if f.severity == "error")
        self.assertEqual((first.row, first.column), (2, "По дату"))
        self.assertIn("заканчивается 01.01.2025", first.message)
        self.assertEqual((second.sheet, second.row), (ACTIVITIES, 2))
        self.assertIn("«Соглашения», строка 2", second.message)

    def test_an_activity_outside_the_dates_comes_in_with_a_warning(self):
        late = self.activity(Дата=date(2026, 7, 1))
        last_day = self.activity(Дата=date(2026, 6, 30))
        run = self.assert_loaded(self.load(self.network([self.agreement_row()], [late, last_day])))
        warning = next(fault for fault in run.all_faults() if fault.severity == "warning")
        self.assertEqual((warning.sheet, warning.row, warning.column), (ACTIVITIES, 2, "Дата"))
        self.assertIn("01.07.2026", warning.message)
        self.assertIn("с 01.01.2026 по 30.06.2026", warning.message)
        in_force = {str(a.date): a.in_force for a in self.activity_of("С-1/26")}
        self.assertEqual(in_force, {"2026-07-01": False, "2026-06-30": True})

    def test_an_activity_under_a_draft_comes_in_with_a_warning(self):
        files = self.network([self.agreement_row(Статус="проект")], [self.activity()])
        run = self.assert_loaded(self.load(files))
        warnings = [fault for fault in run.all_faults() if fault.severity == "warning"]
        self.assertEqual([fault.column for fault in warnings], ["Номер соглашения"])
        self.assertIn("«проект»", warnings[0].message)
        self.assertFalse(self.activity_of("С-1/26").in_force)

    def test_a_changed_agreement_carries_its_activities_along(self):
        self.assert_loaded(self.load(self.network([self.agreement_row()], [self.activity()])))
        changed = self.agreement_row(
            **{
                "Код ОО": "900002",
                "Код ОО партнёра": "900001",
                "Вид партнёра": "школа-партнёр",
                "По дату": date(2026, 3, 11),
            }
        )
        self.assert_loaded(self.load(self.network([changed])))
        activity = self.activity_of("С-1/26")
        self.assertEqual(activity.school_id, self.leader)
        self.assertEqual(activity.partner_kind, "partner_school")
        self.assertFalse(activity.in_force)

    def test_a_dash_is_no_end_and_no_partner_of_the_district(self):
        row = self.agreement_row(**{"Код ОО партнёра": "-", "По дату": "—"})
        self.assert_loaded(self.load(self.network([row])))
        agreement = self.env["shnor.agreement"].search([("number", "=", "С-1/26")])
        self.assertFalse(agreement.partner_school_id)
        self.assertFalse(agreement.date_to)

    def test_a_school_cannot_be_its_own_partner(self):
        row = self.agreement_row(**{"Код ОО партнёра": "900001"})
        result = self.load(self.network([row]))
        self.assert_refused(result, 2, "Код ОО партнёра", "партнёром самой себе")

    def test_a_partner_of_another_territory_needs_no_code(self):
        row = self.agreement_row(**{"Код ОО партнёра": "900003"})
        result = self.load(self.network([row]))
        self.assert_refused(result, 2, "Код ОО партнёра", "Оставьте код пустым")

    def test_the_same_number_twice_in_the_file_is_refused(self):
        rows = [self.agreement_row(), self.agreement_row(Номер="с-1/26")]
        result = self.load(self.network(rows))
        self.assert_refused(result, 3, "Номер", "повторяет строку 2")

    def test_a_foreign_school_is_refused(self):
        row = self.agreement_row(**{"Код ОО": "900003"})
        result = self.load(self.network([row]))
        self.assert_refused(result, 2, "Код ОО", "не относится к вашим территориям")

    def test_an_agreement_of_another_territory_cannot_be_taken_over(self):
        row = self.agreement_row(
            Номер="7/26", **{"Код ОО": "900003", "Код ОО партнёра": "", "Партнёр": "Чужая"}
        )
        result = self.load(self.network([row]), role="foreign_keeper")
        self.assert_refused(result, 2, "Номер", "вне ваших территорий")
        self.assertEqual(self.agreement.school_id, self.school)


class TestRoadmaps(ImportCase):
    def load_rows(self, *rows, **options):
        return self.load({"roadmaps.xlsx": {ROADMAPS: self.sheet(*rows)}}, **options)

    def imported(self):
        return self.env["shnor.measure"].search([("school_id", "=", self.school.id)])

    def test_a_measure_without_a_start_is_found_again(self):
        row = self.measure(Начало="-", Проект="", Результат="—")
        self.assert_loaded(self.load_rows(row))
        self.assertEqual((self.imported().date_from, self.imported().result), (False, False))
        run = self.assert_loaded(self.load_rows({**row, "Процент": 55}))
        self.assertEqual(self.counts(run)[ROADMAPS]["changed"], 1)
        self.assertEqual(self.imported().percent, 55)

    def test_due_before_the_start_is_refused(self):
        result = self.load_rows(self.measure(Срок=date(2026, 1, 31)))
        self.assert_refused(result, 2, "Срок", "31.01.2026", "01.02.2026", "Исправьте даты")

    def test_more_than_all_is_refused(self):
        self.assert_refused(self.load_rows(self.measure(Процент=101)), 2, "Процент", "101", "100")

    def test_a_foreign_school_is_refused(self):
        result = self.load_rows(self.measure(**{"Код ОО": "900003"}))
        self.assert_refused(result, 2, "Код ОО", "не относится к вашим территориям")


class TestWords(ImportCase):
    """People write into files what they read on the screen."""

    def test_words_of_choices_are_those_of_the_screen(self):
        for name in ("support", "network", "roadmap"):
            kind = self.env[f"shnor.import.{name}"].with_context(lang="ru_RU")
            for sheet in kind._kind_sheets():
                model = kind.env[sheet.targets[0].model]
                for column in sheet.columns:
                    if isinstance(column, Choice):
                        labels = model._fields[column.field]._description_selection(kind.env)
                        self.assertEqual(column.words, {word: value for value, word in labels})


class TestQueries(ImportCase):
    """As many queries for ten times the rows: everything is read and written as a set."""

    def files(self, count):
        days = [date(2026, 1, 1) + timedelta(days=number % 200) for number in range(count)]
        return {
            "support.xlsx": {
                SUPPORT: self.sheet(
                    *[self.support(Дата=day, Тема=f"Тема {n}") for n, day in enumerate(days)]
                )
            },
            **self.network(
                [
                    self.agreement_row(Номер=f"Н-{n}", **{"Предмет соглашения": f"Дело {n}"})
                    for n in range(count)
                ],
                [
                    self.activity(Дата=day, **{"Номер соглашения": f"н-{n}"})
                    for n, day in enumerate(days)
                ],
            ),
            "roadmaps.xlsx": {
                ROADMAPS: self.sheet(*[self.measure(Мероприятие=f"Дело {n}") for n in range(count)])
            },
        }

    def changed_files(self, count):
        files = self.files(count)
        for sheets in files.values():
            for rows in sheets.values():
                place = rows[0].index("Статус")
                for row in rows[1:]:
                    row[place] = {"действует": "расторгнут", "в работе": "сорвано"}.get(
                        row[place], "отменено"
                    )
        return files

    def count_queries(self, files):
        # the bytes are made beforehand, and the cache is as cold each time
        files = {name: self.workbook(sheets) for name, sheets in files.items()}
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.assert_loaded(self.load(files))
        return self.cr.sql_log_count - before

    def count_each(self, rows):
        """Return the queries of new, changed and unchanged rows; nothing is left of them."""
        savepoint = self.cr.savepoint()
        counts = [
            self.count_queries(files)
            for files in (self.files(rows), self.changed_files(rows), self.changed_files(rows))
        ]
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        return counts

    def test_new_changed_and_unchanged_rows(self):
        self.count_each(3)  # users, companies and rules are remembered from here on
        few, many = self.count_each(50), self.count_each(500)
        for one, other in zip(few, many, strict=True):
            # what is remembered of the user may be asked for once more
            self.assertAlmostEqual(one, other, delta=5)
