from datetime import date

from odoo.fields import Date
from odoo.tests import tagged

from .test_import import JULY, ROADMAPS, ImportCase


@tagged("post_install", "-at_install")
class TestRoadmapImport(ImportCase):
    """roadmaps.xlsx with everything that a roadmap has, and as the committee has it."""

    def load_rows(self, *rows, **options):
        return self.load({"roadmaps.xlsx": {ROADMAPS: self.sheet(*rows)}}, **options)

    def imported(self):
        return self.env["shnor.measure"].search([("school_id", "=", self.school.id)])

    def full(self, **cells):
        return self.measure(
            **{
                "Участники": "Педагоги",
                "Основание": "Рекомендация комитета",
                "Показатель": "Доля ниже минимума",
                "Единица": "%",
                "База": 30,
                "План": "не более 15",
                "Факт": 17.5,
                "Ожидаемый результат": "Снижение",
                "Подтверждающий документ": "Справка",
                "Причина": "Болезнь учителя",
                "Первоначальный срок": date(2026, 5, 31),
                "Выполнено": "",
                "Комментарий": "Уточнить",
                "Статус": "перенесено",
                **cells,
            }
        )

    def test_every_column_comes_in(self):
        self.assert_loaded(self.load_rows(self.full()))
        measure = self.imported()
        self.assertEqual(
            (measure.participants, measure.basis, measure.indicator, measure.indicator_unit),
            ("Педагоги", "Рекомендация комитета", "Доля ниже минимума", "%"),
        )
        self.assertEqual(
            (measure.indicator_base, measure.indicator_plan, measure.indicator_fact),
            ("30", "не более 15", "17,5"),
        )
        self.assertEqual(
            (measure.expected_result, measure.document, measure.state_reason, measure.comment),
            ("Снижение", "Справка", "Болезнь учителя", "Уточнить"),
        )
        self.assertEqual(
            (measure.moved_from, measure.done_date), (Date.to_date("2026-05-31"), False)
        )

    def test_a_second_time_changes_nothing(self):
        self.assert_loaded(self.load_rows(self.full()))
        run = self.assert_loaded(self.load_rows(self.full()))
        self.assertEqual(self.counts(run)[ROADMAPS]["unchanged"], 1)

    def test_a_file_without_the_new_columns_leaves_them(self):
        self.assert_loaded(self.load_rows(self.full()))
        self.assert_loaded(self.load_rows(self.measure(Процент=55)))
        self.assertEqual((self.imported().percent, self.imported().participants), (55, "Педагоги"))

    def test_a_missing_reason_is_told_and_not_refused(self):
        run = self.assert_loaded(self.load_rows(self.full(Причина="")))
        [note] = [fault for fault in run.all_faults() if fault.column == "Причина"]
        self.assertEqual((note.severity, note.row), ("note", 2))
        self.assertEqual(self.imported().state, "moved")

    def test_the_day_of_doing_tells_whether_it_was_in_time(self):
        row = self.full(Статус="выполнено", Выполнено=date(2026, 6, 20))
        self.assert_loaded(self.load_rows(row))
        self.assertEqual(self.imported().done_date, Date.to_date("2026-06-20"))

    def test_july_comes_in_as_it_lies(self):
        files = {name: (JULY / name).read_bytes() for name in ("schools.xlsx", "roadmaps.xlsx")}
        self.assert_loaded(self.load(files, role="administrator"))
        measures = self.env["shnor.measure"].search([("school_id.code", "=like", "2708%")])
        self.assertEqual(len(measures), 46)
        # what has no reason in the file can still be worked with
        moved = measures.filtered(lambda one: one.state == "moved")[0]
        moved.write({"percent": 80, "responsible": "Директор"})
