from datetime import date

from odoo.tests import tagged

from .test_import import ACTIVITIES, AGREEMENTS, SUPPORT, ImportCase


class ColumnsCase(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teacher, cls.stranger = cls.env["shnor.teacher"].create(
            [{"code": "П-901", "name": "Имя"}, {"code": "П-902", "name": "Другое имя"}]
        )
        cls.env["shnor.employment"].create(
            [
                {"teacher_id": teacher.id, "school_id": school.id, "date_from": "2024-09-01"}
                for teacher, school in ((cls.teacher, cls.school), (cls.stranger, cls.leader))
            ]
        )
        cls.deficit = cls.env.ref("shnor_network.deficit_staff")


@tagged("post_install", "-at_install")
class TestSupportColumns(ColumnsCase):
    """support.xlsx with everything that is known of help."""

    def load_rows(self, *rows, **options):
        return self.load({"support.xlsx": {SUPPORT: self.sheet(*rows)}}, **options)

    def full(self, **cells):
        return self.support(
            **{
                "Дефицит по перечню": self.deficit.name.upper(),
                "Предмет": "Математика",
                "Для кого": "Учителя математики",
                "Педагогов": "",
                "Педагоги (коды)": "П-901",
                "Код ОО исполнителя": "900002",
                "Уровень": "муниципальный",
                "Часов": "1,5",
                "Подтверждение": "Лист регистрации",
                "Для нескольких школ": "нет",
                "Полезность": 4,
                "Отзыв школы": "Полезно",
                **cells,
            }
        )

    def imported(self):
        return self.env["shnor.support"].search([("school_id", "=", self.school.id)])

    def test_every_column_comes_in_and_a_second_time_changes_nothing(self):
        self.assert_loaded(self.load_rows(self.full()))
        support = self.imported()
        self.assertEqual(
            (support.deficit, support.deficit_id, support.subject_id.name, support.recipient),
            ("Решение задач", self.deficit, "Математика", "Учителя математики"),
        )
        self.assertEqual(
            (support.teacher_ids, support.teacher_count, support.provider_school_id),
            (self.teacher, 1, self.leader),
        )
        self.assertEqual(
            (support.level, support.hours, support.confirmation),
            ("municipal", 1.5, "Лист регистрации"),
        )
        self.assertEqual((support.usefulness, support.usefulness_remark), (4, "Полезно"))
        run = self.assert_loaded(self.load_rows(self.full()))
        self.assertEqual(self.counts(run)[SUPPORT]["unchanged"], 1)

    def test_a_file_without_the_new_columns_leaves_them(self):
        self.assert_loaded(self.load_rows(self.full()))
        self.assert_loaded(self.load_rows(self.support(Педагогов=3)))
        support = self.imported()
        self.assertEqual((support.teacher_count, support.hours, support.usefulness), (3, 1.5, 4))
        result = self.load_rows(self.support(Педагогов=0))
        self.assert_refused(result, 2, "Педагогов", "Педагоги (коды)")

    def test_no_rating_is_none_and_an_empty_cell_keeps_the_schools_word(self):
        self.assert_loaded(self.load_rows(self.full(Полезность="", **{"Отзыв школы": ""})))
        self.cr.execute("SELECT usefulness FROM shnor_support WHERE id = %s", [self.imported().id])
        self.assertEqual(self.cr.fetchone(), (None,))
        self.imported()._rate(5, "Спасибо", self.users["director"].partner_id)
        self.assert_loaded(self.load_rows(self.full(Полезность="", **{"Отзыв школы": ""})))
        self.assertEqual(
            (self.imported().usefulness, self.imported().usefulness_remark), (5, "Спасибо")
        )

    def test_bad_cells_are_refused_with_the_remedy(self):
        for column, cells, *words in (
            ("Полезность", {"Полезность": 6}, "6", "5"),
            ("Полезность", {"Статус": "запланировано"}),
            ("Педагоги (коды)", {"Педагоги (коды)": "П-902"}, "П-902"),
            ("Педагоги (коды)", {"Педагоги (коды)": "П-901; П-999"}, "П-999"),
            ("Дефицит по перечню", {"Дефицит по перечню": "Своё"}, "Своё"),
            ("Код ОО исполнителя", {"Код ОО исполнителя": "1"}, "1"),
            ("Уровень", {"Уровень": "районный"}, "муниципальный"),
            ("Часов", {"Часов": -1}, "отрицательным"),
        ):
            with self.subTest(cells):
                self.assert_refused(self.load_rows(self.full(**cells)), 2, column, *words)
        self.assertFalse(self.imported())

    def test_a_deficit_that_was_reworded_follows_the_list(self):
        self.assert_loaded(self.load_rows(self.support(Дефицит=self.deficit.name.lower())))
        self.assertEqual(self.imported().deficit_id, self.deficit)
        self.assert_loaded(self.load_rows(self.support(Дефицит="Своими словами")))
        self.assertFalse(self.imported().deficit_id)
        listed = {"Дефицит по перечню": self.deficit.name}
        self.assert_loaded(self.load_rows(self.support(Дефицит="", **listed)))
        self.assertEqual(self.imported().deficit, self.deficit.name)
        run = self.assert_loaded(self.load_rows(self.support(Дефицит="", **listed)))
        self.assertEqual(self.counts(run)[SUPPORT]["unchanged"], 1)


@tagged("post_install", "-at_install")
class TestSupportEventRows(ColumnsCase):
    """Rows of support.xlsx that are one activity for many schools."""

    def load_rows(self, *rows, **options):
        return self.load({"support.xlsx": {SUPPORT: self.sheet(*rows)}}, **options)

    def part(self, **cells):
        return self.support(**{"Для нескольких школ": "да", "Часов": 3, **cells})

    def rows(self, **cells):
        return [self.part(**cells), self.part(**{"Код ОО": "900002", "Результат": "", **cells})]

    def event(self):
        return self.env["shnor.support.event"].search([("topic", "=", "Разбор ВПР")])

    def test_rows_of_one_activity_are_one_event(self):
        self.assert_loaded(self.load_rows(*self.rows()))
        event = self.event()
        self.assertEqual(event.school_ids, self.school + self.leader)
        self.assertEqual(
            (event.state, event.hours, event.provider, event.territory_id),
            ("done", 3, "Методическая служба", self.territory),
        )
        run = self.assert_loaded(self.load_rows(*self.rows()))
        self.assertEqual(self.counts(run)[SUPPORT]["unchanged"], 2)
        self.assertEqual(self.event(), event)

    def test_a_school_joins_an_activity_that_is_there(self):
        self.assert_loaded(self.load_rows(self.part()))
        event = self.event()
        other = self.support(**{"Код ОО": "900002", "Для нескольких школ": "да"})
        self.assert_loaded(self.load_rows(other))
        self.assertEqual(event.school_ids, self.school + self.leader)
        # what the file had no column for, it has from the activity
        self.assertEqual(set(event.support_ids.mapped("hours")), {3.0})

    def test_help_that_was_entered_apart_joins(self):
        self.assert_loaded(self.load_rows(self.support()))
        self.assert_loaded(self.load_rows(*self.rows()))
        self.assertEqual(self.event().school_ids, self.school + self.leader)

    def test_what_is_said_once_is_not_said_twice(self):
        first, second = self.rows()
        result = self.load_rows(first, {**second, "Часов": 4})
        self.assert_refused(result, 3, "Часов", "2")
        self.assert_loaded(self.load_rows(first, second))
        result = self.load_rows({**first, "Часов": 4})
        self.assert_refused(result, 2, "Часов", "3")
        result = self.load_rows({**first, "Для нескольких школ": "нет"})
        self.assert_refused(result, 2, "Для нескольких школ", "да")

    def test_schools_of_another_district_are_refused(self):
        result = self.load_rows(self.part(), self.part(**{"Код ОО": "900003"}))
        self.assert_refused(result, 3, "Код ОО", "не относится к вашим территориям")


@tagged("post_install", "-at_install")
class TestNetworkColumns(ColumnsCase):
    """network.xlsx with everything that is known of agreements and joint activities."""

    def full_agreement(self, **cells):
        return self.agreement_row(
            **{
                "Основание": "соглашение о сотрудничестве",
                "Подписано": date(2025, 12, 20),
                "Другие стороны": "Управление образования",
                "Предмет соглашения": "Математика",
                "Обязанности сторон": "Школа-лидер проводит уроки",
                "План взаимодействия": "Март: открытый урок",
                "Расторгнуто": "",
                "Причина расторжения": "",
                **cells,
            }
        )

    def full_activity(self, **cells):
        return self.activity(
            **{
                "Педагогов": 2,
                "Подтверждение": "Фото",
                "Дефицит": self.deficit.name,
                "Предмет": "Математика",
                "Часов": 2,
                "Участники": "7А класс",
                "Педагоги (коды)": "П-901; П-902",
                "Результат": "План уроков",
                "Причина отказа": "",
                **cells,
            }
        )

    def test_every_column_comes_in_and_a_second_time_changes_nothing(self):
        files = self.network([self.full_agreement()], [self.full_activity()])
        self.assert_loaded(self.load(files))
        agreement = self.env["shnor.agreement"].search([("number", "=", "С-1/26")])
        self.assertEqual(
            (str(agreement.signed_date), agreement.other_parties, agreement.subject),
            ("2025-12-20", "Управление образования", "Математика"),
        )
        self.assertEqual(
            (agreement.duties, agreement.plan),
            ("Школа-лидер проводит уроки", "Март: открытый урок"),
        )
        activity = agreement.activity_line_ids
        self.assertEqual(
            (activity.deficit_id, activity.subject_id.name, activity.hours, activity.participants),
            (self.deficit, "Математика", 2, "7А класс"),
        )
        self.assertEqual(
            (activity.teacher_ids, activity.teacher_count, activity.result),
            (self.teacher + self.stranger, 2, "План уроков"),
        )
        run = self.assert_loaded(self.load(files))
        self.assertEqual(
            [self.counts(run)[title]["unchanged"] for title in (AGREEMENTS, ACTIVITIES)], [1, 1]
        )

    def test_what_was_held_before_the_termination_counts(self):
        ended = self.full_agreement(
            Статус="расторгнут",
            **{"Расторгнуто": date(2026, 4, 1), "Причина расторжения": "Переезд"},
        )
        run = self.assert_loaded(self.load(self.network([ended], [self.full_activity()])))
        self.assertFalse([fault for fault in run.all_faults() if fault.severity == "warning"])
        activity = self.env["shnor.agreement"].search([("number", "=", "С-1/26")]).activity_line_ids
        self.assertTrue(activity.in_force)

    def test_bad_dates_are_refused(self):
        for cells, *words in (
            ({"Расторгнуто": date(2026, 4, 1)}, "расторгнут"),
            ({"Расторгнуто": date(2025, 4, 1), "Статус": "расторгнут"}, "01.04.2025"),
        ):
            with self.subTest(cells):
                result = self.load(self.network([self.full_agreement(**cells)]))
                self.assert_refused(result, 2, "Расторгнуто", *words)

    def test_one_agreement_does_not_run_twice_at_a_time(self):
        twin = self.full_agreement(Номер="С-2/26", **{"С даты": date(2026, 6, 30), "По дату": ""})
        result = self.load(self.network([self.full_agreement(), twin]))
        run, done = result
        self.assertFalse(done)
        faults = [fault for fault in run.all_faults() if fault.severity == "error"]
        self.assertEqual(
            {(fault.row, fault.column) for fault in faults}, {(2, "С даты"), (3, "С даты")}
        )
        self.assertIn("С-2/26", faults[0].message)
        other = {**twin, "Предмет соглашения": "Физика"}
        self.assert_loaded(self.load(self.network([self.full_agreement(), other])))

    def test_more_teachers_by_code_than_counted_are_refused(self):
        result = self.load(self.network([self.full_agreement()], [self.full_activity(Педагогов=1)]))
        self.assert_refused(result, 2, "Педагогов", "2", "1")
