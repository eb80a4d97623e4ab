import io

import xlsxwriter

from odoo.tests import tagged

from odoo.addons.shnor_registry.imports.run import Source
from odoo.addons.shnor_registry.imports.table import CHANGED, NEW, UNCHANGED

from .common import MonitoringCase

HEAD = (
    "Номер",
    "Дата",
    "Заголовок",
    "Период наблюдения с",
    "Период наблюдения по",
    "Начало",
    "Окончание",
    "Подписал",
)
NUMBER_HEADER = "А1.1 Обучающихся всего, чел."
SCALE_HEADER = "А7.1 Большинству учеников интересно на уроках (1–4)"
CHOICE_HEADER = "А2.5 Педагог-психолог (есть/ставка вакантна/нет)"
YES_HEADER = "А7.4 Опрос обучающихся проводился (да/нет)"
TEXT_HEADER = "А17.2 Успешная практика"


class ImportCase(MonitoringCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.runner = cls.env["shnor.import.runner"]

    def _workbook(self, **sheets):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as workbook:
            for title, rows in sheets.items():
                sheet = workbook.add_worksheet(title)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return buffer.getvalue()

    def _load(self, name, content, apply=True, user=None):
        """Return ({sheet: [verdict of each row]}, [faults in words], done)."""
        runner = self.runner.with_user(self.users[user]) if user else self.runner
        run, done = runner._attempt([Source(name, content)], apply)
        verdicts = {table.sheet.title: table.verdicts for table in run.tables}
        return verdicts, [f for f in run.all_faults() if f.severity == "error"], done


@tagged("post_install", "-at_install")
class TestImportOrder(ImportCase):
    def _order_file(self, **changes):
        sheets = {
            "Приказ": [
                HEAD,
                (
                    "7-о",
                    "22.06.2026",
                    "О мониторинге",
                    "01.01.2026",
                    "30.06.2026",
                    "01.07.2026",
                    "24.07.2026",
                    "Председатель",
                ),
            ],
            "Сроки": [
                ("Этап", "С", "По", "Ответственный"),
                ("Самообследование", "01.07.2026", "10.07.2026", "Методист Первый"),
                (" проверка", "11.07.2026", "24.07.2026", "Методист Первый"),
            ],
            "Участники": [("Код ОО", "Основание"), (900001, "ШНОР"), ("900002", "ШНОР и ШНСУ")],
            "Ответственные": [
                ("ФИО", "Должность", "Этап", "E-mail"),
                ("Методист Первый", "Методист", "Самообследование", "specialist@example.org"),
                ("Методист Первый", "Методист", "Проверка ", "specialist@example.org"),
            ],
        }
        return self._workbook(**{**sheets, **changes})

    def _order(self):
        return self.env["shnor.order"].search([("number", "=", "7-о")])

    def test_an_order_comes_in_signed_and_the_campaign_opens(self):
        verdicts, faults, done = self._load("order.xlsx", self._order_file())
        self.assertEqual((faults, done), ([], True))
        self.assertEqual(set().union(*verdicts.values()), {NEW})
        order = self._order()
        self.assertEqual(order.state, "signed")
        self.assertEqual(
            order.campaign_ids.participant_ids.school_id, self.school + self.second_school
        )
        self.assertEqual(len(order.campaign_ids.responsibility_ids.activity_ids), 2)

    def test_a_check_leaves_nothing_behind(self):
        _verdicts, faults, done = self._load("order.xlsx", self._order_file(), apply=False)
        self.assertEqual((faults, done), ([], False))
        self.assertFalse(self._order())

    def test_the_same_order_again_changes_nothing(self):
        self._load("order.xlsx", self._order_file())
        campaign = self._order().campaign_ids
        verdicts, faults, done = self._load("order.xlsx", self._order_file())
        self.assertEqual((faults, done), ([], True))
        self.assertEqual(set().union(*verdicts.values()), {UNCHANGED})
        self.assertEqual(self._order().campaign_ids, campaign)

    def test_a_signed_order_is_not_changed_by_a_file(self):
        self._load("order.xlsx", self._order_file())
        file = self._order_file(Участники=[("Код ОО", "Основание"), (900001, "ШНОР"), (900003, "")])
        _verdicts, faults, done = self._load("order.xlsx", file)
        self.assertFalse(done)
        self.assertEqual({(f.sheet, f.row) for f in faults}, {("Участники", 3), ("Участники", 1)})
        self.assertEqual(len(self._order().participant_ids), 2)

    def test_a_draft_becomes_what_the_file_says_and_is_signed(self):
        draft = self._make_order(self.leader)
        verdicts, faults, done = self._load("order.xlsx", self._order_file())
        self.assertEqual((faults, done), ([], True))
        self.assertEqual(verdicts["Приказ"], [CHANGED])
        self.assertEqual(draft.state, "signed")
        self.assertEqual(draft.participant_ids.school_id, self.school + self.second_school)

    def test_a_repealed_order_stays_repealed(self):
        self._load("order.xlsx", self._order_file())
        self._order().action_repeal()
        _verdicts, [fault], done = self._load("order.xlsx", self._order_file())
        self.assertFalse(done)
        self.assertEqual((fault.sheet, fault.column), ("Приказ", "Номер"))

    def test_faults_name_the_cell(self):
        file = self._order_file(
            Сроки=[
                ("Этап", "С", "По", "Ответственный"),
                ("Самообследование", "10.07.2026", "01.07.2026", ""),
                ("Прогулка", "11.07.2026", "24.07.2026", ""),
            ],
            Участники=[("Код ОО", "Основание"), (900001, ""), (900001, ""), (999999, "")],
        )
        _verdicts, faults, done = self._load("order.xlsx", file)
        self.assertFalse(done)
        self.assertEqual(
            {(f.sheet, f.row, f.column) for f in faults},
            {
                ("Сроки", 2, "По"),
                ("Сроки", 3, "Этап"),
                ("Участники", 3, "Код ОО"),
                ("Участники", 4, "Код ОО"),
            },
        )

    def test_an_order_that_cannot_be_signed_is_refused_with_everything_that_is_missing(self):
        file = self._order_file(
            Ответственные=[
                ("ФИО", "Должность", "Этап", "E-mail"),
                ("Методист Первый", "Методист", "Проверка", "specialist@example.org"),
            ],
        )
        _verdicts, [fault], done = self._load("order.xlsx", file)
        self.assertFalse(done)
        self.assertEqual((fault.sheet, fault.row), ("Приказ", 2))
        self.assertIn(self._stage_type("self_evaluation").name, fault.message)
        self.assertFalse(self._order())

    def test_only_administrators_load_orders(self):
        _verdicts, [fault], done = self._load("order.xlsx", self._order_file(), user="specialist")
        self.assertFalse(done)
        self.assertEqual(fault.sheet, "Приказ")
        _verdicts, faults, done = self._load("order.xlsx", self._order_file(), user="administrator")
        self.assertEqual((faults, done), ([], True))


@tagged("post_install", "-at_install")
class TestImportAnswers(ImportCase):
    FILE = "answers_selfevaluation.xlsx"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._sign(cls._make_order())

    def _answers_file(self, *rows, headers=(NUMBER_HEADER, SCALE_HEADER, YES_HEADER)):
        return self._workbook(Самообследование=[("Форма А",), ("Код ОО", *headers), *rows])

    def _participant(self, school):
        return self.campaign.participant_ids.filtered(lambda one: one.school_id == school)

    def _sheet(self, school):
        return self._participant(school).self_evaluation_id

    def _answers(self, school):
        lines = self._sheet(school).user_input_line_ids
        return {line.form_code: line.form_words for line in lines if line.form_origin == "import"}

    def test_answers_of_all_types_come_in(self):
        headers = (NUMBER_HEADER, SCALE_HEADER, YES_HEADER, CHOICE_HEADER, TEXT_HEADER)
        file = self._answers_file(
            ("900001", "120", 3, "Да ", "ставка  вакантна", "=Открытые уроки"), headers=headers
        )
        _verdicts, faults, done = self._load(self.FILE, file)
        self.assertEqual((faults, done), ([], True))
        answers = self._answers(self.school)
        self.assertEqual(answers["А2.5"], "ставка вакантна")
        self.assertEqual(answers["А17.2"], "=Открытые уроки")
        self.assertTrue(answers["А1.1"].startswith("120"))
        reported = self.campaign.participant_ids.filtered("reported").school_id
        self.assertEqual(reported, self.school)

    def test_the_same_again_changes_nothing_and_an_empty_cell_leaves_the_answer(self):
        self._load(self.FILE, self._answers_file(("900001", 120, 3, "да")))
        verdicts, _faults, done = self._load(self.FILE, self._answers_file(("900001", 120, 3, "")))
        self.assertTrue(done)
        self.assertEqual(verdicts["Самообследование"], [UNCHANGED])
        self.assertEqual(len(self._answers(self.school)), 3)

    def test_a_changed_answer_is_told_as_old_and_new(self):
        self._load(self.FILE, self._answers_file(("900001", 120, 3, "да")))
        run, done = self.runner._attempt(
            [Source(self.FILE, self._answers_file(("900001", 121, 3, "да")))], True
        )
        [table] = run.tables
        self.assertTrue(done)
        self.assertEqual(table.verdicts, [CHANGED])
        self.assertEqual(table.changes[0][0][0], NUMBER_HEADER)
        self.assertTrue(self._answers(self.school)["А1.1"].startswith("121"))

    def test_what_is_out_of_limits_is_refused_with_its_cell(self):
        file = self._answers_file(("900001", 120, 7, "да"), ("900002", 1.5, 2, "может быть"))
        _verdicts, faults, done = self._load(self.FILE, file)
        self.assertFalse(done)
        self.assertEqual(
            {(f.row, f.column) for f in faults},
            {(3, SCALE_HEADER), (4, NUMBER_HEADER), (4, YES_HEADER)},
        )
        self.assertFalse(self._answers(self.school))

    def test_a_school_that_takes_no_part_is_refused_and_a_repeated_one_too(self):
        file = self._answers_file(
            ("900003", 120, 3, ""), ("900001", 120, 3, ""), ("900001", 130, 3, "")
        )
        _verdicts, faults, _done = self._load(self.FILE, file)
        self.assertEqual({f.row for f in faults}, {3, 5})

    def test_answers_beside_a_faulty_order_point_at_the_order_once(self):
        order = self._workbook(**{title: [("Номер",)] for title in ("Приказ", "Сроки")})
        answers = self._answers_file(("900003", 120, 3, ""), ("900009", 120, 3, ""))
        sources = [Source("order.xlsx", order), Source(self.FILE, answers)]
        run, done = self.runner._attempt(sources, apply=True)
        self.assertFalse(done)
        [fault] = [fault for fault in run.all_faults() if fault.file == self.FILE]
        self.assertEqual((fault.row, fault.column), (3, "Код ОО"))
        self.assertEqual(run.tables[-1].bad, {0, 1})

    def test_a_closed_campaign_takes_no_changes(self):
        self._load(self.FILE, self._answers_file(("900001", 120, 3, "да")))
        self.campaign.action_calculate()
        self.campaign.action_close()
        _verdicts, faults, done = self._load(
            self.FILE, self._answers_file(("900001", 120, 3, "да"))
        )
        self.assertEqual((faults, done), ([], True))
        _verdicts, [fault], done = self._load(
            self.FILE, self._answers_file(("900001", 125, 3, "да"))
        )
        self.assertEqual((fault.row, done), (3, False))

    def test_a_question_that_the_form_does_not_have_is_told_and_left_out(self):
        file = self._answers_file(("900001", 120, "?"), headers=(NUMBER_HEADER, "А99.9 Погода"))
        run, done = self.runner._attempt([Source(self.FILE, file)], True)
        self.assertTrue(done)
        self.assertIn("А99.9 Погода", {fault.column for fault in run.all_faults()})

    def test_a_form_comes_in_handed_in_with_a_receipt_for_whoever_loaded_it(self):
        self._load(self.FILE, self._answers_file(("900001", 120, 3, "да")), user="keeper")
        sheet = self._sheet(self.school)
        self.assertEqual(sheet.form_state, "submitted")
        receipt = sheet.form_receipt_ids
        self.assertEqual(receipt.author_id, self.users["keeper"].partner_id)
        self.assertEqual(receipt.snapshot["А1.1"]["value"], 120)
        self.assertEqual(set(sheet.user_input_line_ids.mapped("form_origin")), {"import"})
        changes = sheet.form_change_ids
        self._load(self.FILE, self._answers_file(("900001", 120, 3, "да")), user="keeper")
        self.assertEqual(sheet.form_receipt_ids, receipt)
        self.assertEqual(sheet.form_change_ids, changes)

    def test_answers_go_into_the_form_that_the_director_has_begun(self):
        participant = self._participant(self.school)
        form = self.env["survey.survey"]._form_latest("self_evaluation")
        sheet = participant._make_self_evaluations(form)
        sheet._form_save_many({sheet: {"А1.1": 119, "А1.2": 8}}, origin="typed")
        verdicts, faults, _done = self._load(
            self.FILE, self._answers_file(("900001", 120, 3, "да"))
        )
        self.assertEqual((faults, verdicts["Самообследование"]), ([], [CHANGED]))
        answers = sheet._form_answers()[sheet.id]
        self.assertEqual(
            {c: answers[c]["value"] for c in ("А1.1", "А1.2")}, {"А1.1": 120, "А1.2": 8}
        )
        self.assertEqual(participant.self_evaluation_id, sheet)
        self.assertTrue(participant.reported)

    def test_an_accepted_form_takes_no_changes(self):
        self._load(self.FILE, self._answers_file(("900001", 120, 3, "да")))
        self._sheet(self.school).action_form_accept()
        _verdicts, faults, done = self._load(
            self.FILE, self._answers_file(("900001", 120, 3, "да"))
        )
        self.assertEqual((faults, done), ([], True))
        _verdicts, [fault], done = self._load(
            self.FILE, self._answers_file(("900001", 125, 3, "да"))
        )
        self.assertEqual((fault.row, fault.column, done), (3, "Код ОО", False))
        self.assertEqual(self._answers(self.school)["А1.1"][:3], "120")

    def test_several_reasons_come_in_whatever_the_spaces_and_case(self):
        header = "А5.2 Причины дефицитов (через ;)"
        file = self._answers_file(
            ("900001", " Языковой  барьер; пропуски;пропуски ;"), headers=(header,)
        )
        _verdicts, faults, done = self._load(self.FILE, file)
        self.assertEqual((faults, done), ([], True))
        self.assertEqual(self._answers(self.school)["А5.2"], "пропуски; языковой барьер")
        file = self._answers_file(("900001", "пропуски; погода"), headers=(header,))
        _verdicts, [fault], done = self._load(self.FILE, file)
        self.assertEqual((fault.row, fault.column, done), (3, header, False))
        self.assertIn("погода", fault.message)

    def test_a_latin_letter_in_the_code_and_a_comma_in_the_number_are_understood(self):
        file = self._answers_file(("900001", "1,25"), headers=("A2.3 Вакансий, ставок",))
        _verdicts, faults, done = self._load(self.FILE, file)
        self.assertEqual((faults, done), ([], True))
        self.assertEqual(self._answers(self.school)["А2.3"], "1,25 ставок")

    def test_tables_and_what_is_computed_are_told_and_left_out(self):
        headers = (NUMBER_HEADER, "А2.6 Вакансии по предметам", "А2.7 Доля")
        file = self._answers_file(("900001", 120, "физика", 12), headers=headers)
        run, done = self.runner._attempt([Source(self.FILE, file)], True)
        self.assertTrue(done)
        self.assertEqual({fault.column for fault in run.all_faults()}, set(headers[1:]))

    def test_the_number_of_queries_does_not_grow_with_the_schools(self):
        schools = self._make_schools(*((f"92{i:04}", self.village) for i in range(30)))
        self._sign(self._make_order(schools, number="8-о"))
        # the first one reads the form, too
        self._queries([("900001", 119, 3, "да")])
        few = self._queries([("900001", 120, 2, "нет"), ("900002", 120, 3, "да")])
        many = self._queries([(school.code, 120, 3, "да") for school in schools])
        self.assertLessEqual(many, few)

    def _queries(self, rows):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        _verdicts, faults, done = self._load(self.FILE, self._answers_file(*rows))
        self.assertEqual((faults, done), ([], True))
        return self.env.cr.sql_log_count - before
