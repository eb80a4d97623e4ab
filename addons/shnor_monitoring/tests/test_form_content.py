import re

from odoo.tests import TransactionCase, tagged

from odoo.addons.shnor_form.engine import expression, values
from odoo.addons.shnor_form.engine.validation import Answers, problems

# what the committee's Excel files know the questions by: code, type, decimals, options
COMMITTEE = {
    **{f"А1.{number}": "number" for number in (1, 2, 3, 4, 5, 7)},
    **{f"А2.{number}": "number" for number in (1, 2, 4)},
    **{f"А3.{number}": "number" for number in (1, 2, 3)},
    **dict.fromkeys(["А4.1", "А6.1", "А6.2", "А13.1", "А13.2"], "number"),
    **dict.fromkeys(["А2.3", "А6.3", "А8.1", "А11.1"], "number, 2"),
    **dict.fromkeys(["А1.6", "А7.4", "А8.2", "А10.1", "А11.3"], "yes_no"),
    **dict.fromkeys(["А7.1", "А7.2", "А7.3", "А11.2"], "scale"),
    "А2.5": "choice: есть, ставка вакантна, нет",
    "А9.1": "choice: полностью, частично, нет",
    "А5.1": "text",
    "А5.2": "choices",
    "А17.1": "choices",
    "А17.2": "text",
    "А17.3": "text",
}
CONSTANTS = {
    "@period_from": "2026-01-01",
    "@period_to": "2026-06-30",
    "@date_begin": "2026-07-01",
    "@date_end": "2026-07-24",
}
PART = re.compile(r"\[([АБ][\d.]+)\] <= \[([АБ][\d.]+)\]")
ALONE = re.compile(r'not has\(\[(.+?)\], "(.+?)"\) or count\(\[\1\]\) == 1')
MARKS = {"procedure": "ВПР", "subject": "математика", "grade": 5, "participants": 10}
HELP = {"day": "2026-03-01", "kind": "семинар", "topic": "ФГОС", "provider": "методист"}
JOINT = {"partner": "МБОУ СОШ", "partner_kind": "школа-лидер", "day": "2026-03-01"}
TEACHER = {"teacher": "П-001", "kind": "предметная", "day": "2026-03-01"}
MEASURE = {"measure": "Открытый урок", "state": "выполнено"}


def table(code, row, wrong, right):
    """Return the answers that break a check on the rows of a table, and those that do not."""
    return tuple([{code: [{**row, **cells}]} for cells in rows] for rows in (wrong, right))


# (table, condition): (answers that break it, answers that do not)
CASES = {
    ("", "[А1.1] / [А1.2] <= 35"): (
        [{"А1.1": 120, "А1.2": 3}],
        [{"А1.1": 105, "А1.2": 3}, {"А1.1": 0, "А1.2": 0}],
    ),
    ("", "sum([А2.10], [А2.11], [А2.12]) <= [А2.1]"): (
        [
            {"А2.1": 10, "А2.10": 4, "А2.11": 4, "А2.12": 3},
            {"А2.1": 10, "А2.10": 11},
        ],
        [{"А2.1": 10, "А2.10": 4, "А2.11": 4, "А2.12": 2}],
    ),
    ("", "sum([А2.6:rate]) == [А2.3]"): (
        [{"А2.3": 2, "А2.6": [{"subject": "физика", "rate": 1.5}]}],
        [
            {"А2.3": 0.3, "А2.6": [{"subject": s, "rate": r} for s, r in (("а", 0.1), ("б", 0.2))]},
            {"А2.3": 2},
        ],
    ),
    ("А3.7", "[score] <= [maximum]"): table(
        "А3.7", TEACHER, [{"score": 26, "maximum": 25}], [{"score": 25, "maximum": 25}, {}]
    ),
    ("А3.7", "[day] <= [@period_to]"): table(
        "А3.7", TEACHER, [{"day": "2026-07-01"}], [{"day": "2026-06-30"}]
    ),
    ("А3.7", "[day] >= [@period_from]"): table(
        "А3.7", TEACHER, [{"day": "2025-12-31"}], [{"day": "2026-01-01"}]
    ),
    (
        "А4.2",
        "sum([two], [three], [four], [five]) == [participants] or "
        "(sum([two], [three], [four], [five]) < [participants] and not "
        "(filled([two]) and filled([three]) and filled([four]) and filled([five])))",
    ): table(
        "А4.2",
        MARKS,
        [
            {"two": 1, "three": 4, "four": 3, "five": 1},
            {"two": 5, "three": 6},
            {"two": 1, "three": 4, "four": 3, "five": 3},
        ],
        [{"two": 1, "three": 4, "four": 3, "five": 2}, {"two": 3}, {}],
    ),
    ("А4.2", "[participants] <= [А1.1]"): (
        [{"А1.1": 9, "А4.2": [MARKS]}],
        [{"А1.1": 10, "А4.2": [MARKS]}],
    ),
    ("А4.2", "sum([confirmed], [lowered], [raised]) <= [participants]"): table(
        "А4.2",
        MARKS,
        [{"confirmed": 6, "lowered": 3, "raised": 2}, {"confirmed": 11}],
        [{"confirmed": 6, "lowered": 3, "raised": 1}],
    ),
    (
        "А4.2",
        '([procedure] != "ОГЭ" or [grade] == 9) and ([procedure] != "ЕГЭ" or [grade] == 11)',
    ): table(
        "А4.2",
        MARKS,
        [{"procedure": "ОГЭ", "grade": 8}, {"procedure": "ЕГЭ", "grade": 9}],
        [{"procedure": "ОГЭ", "grade": 9}, {"procedure": "ЕГЭ", "grade": 11}, {"grade": 4}],
    ),
    ("А6.8", "[left] <= [before]"): table(
        "А6.8", {"row": "5–9 классы"}, [{"before": 3, "left": 4}], [{"before": 3, "left": 3}]
    ),
    ("", "sum([А6.8:before]) - sum([А6.8:left]) + sum([А6.8:joined]) == [А6.1]"): (
        [{"А6.1": 4, "А6.8": [{"row": "5–9 классы", "before": 5, "left": 2, "joined": 2}]}],
        [{"А6.1": 5, "А6.8": [{"row": "5–9 классы", "before": 5, "left": 2, "joined": 2}]}],
    ),
    ("", "[А6.1] == 0 or [А6.2] > 0"): (
        [{"А6.1": 4, "А6.2": 0}],
        [{"А6.1": 0, "А6.2": 0}, {"А6.1": 4, "А6.2": 1}],
    ),
    ("", "[А7.7] <= [@date_end]"): (
        [{"А7.4": True, "А7.7": "2026-07-25"}],
        # the second is not asked about, so it is not checked either
        [{"А7.4": True, "А7.7": "2026-07-24"}, {"А7.4": False, "А7.7": "2026-07-25"}],
    ),
    ("", "[А7.7] >= [@period_from]"): (
        [{"А7.4": True, "А7.7": "2025-12-31"}],
        [{"А7.4": True, "А7.7": "2026-01-01"}],
    ),
    ("", "[А7.3] > 1"): ([{"А7.3": 1}], [{"А7.3": 2}]),
    ("", "filled([А13.2])"): ([{}], [{"А13.2": 2028}]),
    ("А14.2", "[day] <= [@period_to]"): (
        [{"А14.1": True, "А14.2": [{**HELP, "day": "2026-07-01"}]}],
        [{"А14.1": True, "А14.2": [HELP]}],
    ),
    ("А14.2", "[day] >= [@period_from]"): (
        [{"А14.1": True, "А14.2": [{**HELP, "day": "2025-12-31"}]}],
        [{"А14.1": True, "А14.2": [HELP]}],
    ),
    ("А14.2", "[targeted] != yes or filled([deficit])"): (
        [{"А14.1": True, "А14.2": [{**HELP, "targeted": True}]}],
        [
            {"А14.1": True, "А14.2": [{**HELP, "targeted": True, "deficit": "смысловое чтение"}]},
            {"А14.1": True, "А14.2": [{**HELP, "targeted": False}]},
        ],
    ),
    ("", "[А14.1] != yes or count([А14.2:kind]) > 0"): (
        [{"А14.1": True}],
        [{"А14.1": True, "А14.2": [HELP]}, {"А14.1": False}],
    ),
    ("А15.2", "[day] <= [@period_to]"): table(
        "А15.2", JOINT, [{"day": "2026-07-01"}], [{"day": "2026-06-30"}]
    ),
    ("А15.2", "[day] >= [@period_from]"): table(
        "А15.2", JOINT, [{"day": "2025-12-31"}], [{"day": "2026-01-01"}]
    ),
    ("", '[А15.1] == yes or not has([А15.2:partner_kind], "школа-лидер")'): (
        [{"А15.1": False, "А15.2": [JOINT]}],
        [
            {"А15.1": True, "А15.2": [JOINT]},
            {"А15.1": False, "А15.2": [{**JOINT, "partner_kind": "предприятие"}]},
        ],
    ),
    (
        "",
        '[А15.1] != yes or (filled([А15.2]) and has([А15.2:partner_kind], "школа-лидер"))',
    ): (
        [{"А15.1": True, "А15.2": [{**JOINT, "partner_kind": "предприятие"}]}, {"А15.1": True}],
        [{"А15.1": True, "А15.2": [JOINT]}, {"А15.1": False}],
    ),
    ("", "not filled([А17.1]) or count([А17.4:level]) <= count([А17.1])"): (
        [
            {
                "А17.1": ["дефицит кадров"],
                "А17.4": [
                    {"row": "дефицит кадров", "level": "высокая"},
                    {"row": "языковые барьеры", "level": "низкая"},
                ],
            }
        ],
        [
            {
                "А17.1": ["дефицит кадров"],
                "А17.4": [{"row": "дефицит кадров", "level": "высокая"}],
            },
            {"А17.1": ["дефицит кадров"]},
        ],
    ),
    ("", "[Б0.2] <= [@date_end]"): ([{"Б0.2": "2026-07-25"}], [{"Б0.2": "2026-07-24"}]),
    ("", "[Б0.2] >= [@date_begin]"): ([{"Б0.2": "2026-06-30"}], [{"Б0.2": "2026-07-01"}]),
    ("", "count([Б2.1:reason]) <= 3"): (
        [{"Б2.1": [{"reason": "удалённость", "rank": 1}] * 4}],
        [{"Б2.1": [{"reason": "удалённость", "rank": 1}] * 3}],
    ),
    (
        "",
        "count([Б2.1:rank]) != 3 or (sum([Б2.1:rank]) == 6 and max([Б2.1:rank]) == 3)",
    ): (
        [
            {"Б2.1": [{"reason": "удалённость", "rank": rank} for rank in ranks]}
            for ranks in ((1, 1, 3), (2, 2, 2))
        ],
        [{"Б2.1": [{"reason": "удалённость", "rank": rank} for rank in (3, 1, 2)]}],
    ),
    ("", '[Б1.3] != "расхождение" or filled([Б13.2])'): (
        [{"Б1.3": "расхождение"}],
        [{"Б1.3": "расхождение", "Б13.2": "Вакансий больше"}, {"Б1.3": "подтверждено"}, {}],
    ),
    ("", '[Б13.1] != "низкая" or filled([Б13.2])'): (
        [{"Б13.1": "низкая"}],
        [{"Б13.1": "низкая", "Б13.2": "Вакансий больше"}, {"Б13.1": "высокая"}, {}],
    ),
    ("Б7.3", '[state] != "сорвано" or filled([reason])'): table(
        "Б7.3", MEASURE, [{"state": "сорвано"}], [{"state": "сорвано", "reason": "паводок"}, {}]
    ),
    ("Б7.3", '[state] != "перенесено" or filled([until])'): table(
        "Б7.3", MEASURE, [{"state": "перенесено"}], [{"state": "перенесено", "until": "2026-09-15"}]
    ),
}


def case_of(schema, check):
    """Return (answers that break the check, answers that do not): those of parts and of “none of
    these” are made here, the others are written above."""
    condition = check["text"]
    if part := PART.fullmatch(condition):
        code, whole = part.groups()
        shown = {"А1.19": {"А1.6": True}, "А10.5": {"А10.1": True}}.get(code, {})
        return (
            [{**shown, code: 5, whole: 4}],
            [{**shown, code: 4, whole: 4}, {**shown, code: 5}],
        )
    if alone := ALONE.fullmatch(condition):
        code, word = alone.groups()
        other = next(o["code"] for o in schema["questions"][code]["options"] if o["code"] != word)
        return [{code: [other, word]}], [{code: [word]}, {code: [other]}, {}]
    return CASES.get((check["table"] or "", condition))


class ContentCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forms = [
            cls.env.ref(f"shnor_monitoring.form_{code}")
            for code in ("self_evaluation", "interview")
        ]
        cls.form_a, cls.form_b = cls.forms
        cls.a, cls.b = (form._form_schema() for form in cls.forms)

    def _read(self, schema, answers):
        """Return answers in canonical form: a test with a wrong value would test nothing."""
        questions = schema["questions"]
        return {
            code: values.read(self.env, questions[code], value) for code, value in answers.items()
        }

    def _problems(self, schema, answers, previous=None):
        lines = {
            code: {"value": value, "comment": "", "confirmed": True}
            for code, value in self._read(schema, answers).items()
        }
        return list(problems(self.env, schema, lines, previous or {}, set(), set(), CONSTANTS))

    def _asked(self, **answers):
        return Answers(self.a, self._read(self.a, answers), CONSTANTS).visible


@tagged("post_install", "-at_install")
class TestFormContent(ContentCase):
    """The committee's own forms, as the addon brings them."""

    def test_the_forms_have_all_their_blocks(self):
        self.assertEqual(
            [section["title"].split(".")[0] for section in self.a["sections"]],
            [f"А{number}" for number in range(1, 18)],
        )
        self.assertEqual(
            [section["title"].split(".")[0] for section in self.b["sections"]],
            [f"Б{number}" for number in range(14)],
        )
        self.assertTrue(120 <= len(self.a["questions"]) <= 150)
        for schema in (self.a, self.b):
            for section in schema["sections"]:
                block = section["title"].split(".")[0]
                with self.subTest(block):
                    self.assertEqual({code.split(".")[0] for code in section["codes"]}, {block})

    def test_the_questions_of_the_committees_spreadsheets_are_as_they_were(self):
        self.assertEqual(len(COMMITTEE), 37)
        for code, kind in COMMITTEE.items():
            question = self.a["questions"][code]
            words = question["type"]
            if words == "number" and question["decimals"]:
                words += f", {question['decimals']}"
            if words == "choice":
                words += ": " + ", ".join(option["code"] for option in question["options"])
            with self.subTest(code):
                self.assertEqual(words, kind)
                if kind == "scale":
                    self.assertEqual((question["min"], question["max"]), (1, 4))

    def test_what_a_condition_asks_about_stands_before_it(self):
        for schema in (self.a, self.b):
            seen = set()
            for section in schema["sections"]:
                for code in section["codes"]:
                    visible = schema["questions"][code]["visible"]
                    with self.subTest(code):
                        self.assertLessEqual(set(expression.codes(visible or ["lit", 1])), seen)
                    seen.add(code)

    def test_formulas_and_checks_name_only_constants_that_a_sheet_has(self):
        for form in self.forms:
            questions = form.question_ids
            texts = [
                *questions.mapped("form_condition"),
                *questions.mapped("form_formula"),
                *form.form_check_ids.mapped("condition"),
            ]
            names = set(re.findall(r"\[(@\w+)\]", " ".join(filter(None, texts))))
            self.assertLessEqual(names, CONSTANTS.keys())

    def test_paths_into_the_register_lead_to_plain_values(self):
        filled = self.form_a.question_ids.filtered(lambda one: one.form_prefill == "record")
        self.assertGreaterEqual(len(filled), 9)
        for question in filled:
            self.form_a._form_check_path(question)

    def test_the_interview_compares_what_is_asked_alike(self):
        compared = self.form_b.question_ids.filtered("form_compare_code")
        self.assertGreaterEqual(len(compared), 10)
        for question in compared:
            with self.subTest(question.form_code):
                here = self.b["questions"][question.form_code]
                there = self.a["questions"][question.form_compare_code]
                for name in ("type", "unit", "decimals"):
                    self.assertEqual(here[name], there[name], name)

    def test_a_director_must_not_fill_tables(self):
        for code, question in self.a["questions"].items():
            if question["type"] == "table":
                self.assertFalse(question["required"], code)
        asked = self._asked()
        required = [code for code in asked if self.a["questions"][code]["required"]]
        self.assertLessEqual(len(required), 25)

    def test_every_check_speaks_up_and_keeps_silent(self):
        for form, schema in zip(self.forms, (self.a, self.b), strict=True):
            texts = dict(form.form_check_ids.mapped(lambda one: (one.id, one.condition)))
            for check in schema["checks"]:
                check = {**check, "text": texts[check["id"]]}
                case = case_of(schema, check)
                with self.subTest(check["text"], table=check["table"]):
                    self.assertTrue(case, "no case")
                    for wrong in case[0]:
                        self.assertIn(check["id"], self._checks(schema, wrong), wrong)
                    for right in case[1]:
                        self.assertNotIn(check["id"], self._checks(schema, right), right)

    def _checks(self, schema, answers):
        return {one["check"] for one in self._problems(schema, answers) if one["kind"] == "check"}

    def test_no_case_is_left_without_its_check(self):
        checks = {
            (check.table_question_id.form_code or "", check.condition)
            for form in self.forms
            for check in form.form_check_ids
        }
        self.assertLessEqual(CASES.keys(), checks)

    def test_messages_are_sentences_that_say_what_to_do(self):
        for form in self.forms:
            for check in form.form_check_ids:
                with self.subTest(check.condition):
                    self.assertRegex(check.message, r"^[А-ЯЁ«].+\.$")

    def test_an_empty_form_asks_for_nothing_but_answers_and_the_programme(self):
        found = self._problems(self.a, {})
        self.assertEqual({one["kind"] for one in found}, {"required", "check"})
        self.assertEqual({one["code"] for one in found if one["kind"] == "check"}, {"А13.2"})

    def test_shares_are_worked_out(self):
        answers = self._read(
            self.a,
            {
                "А1.1": 151,
                "А1.5": 18,
                "А2.1": 19,
                "А2.2": 18,
                "А2.4": 4,
                "А3.4": 6,
                "А6.1": 15,
                "А6.2": 1,
                "А16.1": 0,
                "А16.2": 0,
            },
        )
        found = Answers(self.a, answers, CONSTANTS).values
        self.assertEqual(
            {code: found[code] for code in ("А1.18", "А2.7", "А3.6", "А6.4", "А6.5", "А16.3")},
            {
                "А1.18": 11.9,
                "А2.7": 22.2,
                "А3.6": 31.6,
                "А6.4": 9.9,
                "А6.5": 6.7,
                "А16.3": None,
            },
        )

    def test_a_question_follows_from_an_answer(self):
        follow_ups = {
            "А1.19": {"А1.6": True},
            "А2.6": {"А2.3": 0.5},
            "А5.4": {"А5.2": ["пропуски", "иное"]},
            "А7.7": {"А7.4": True},
            "А9.2": {"А9.1": "частично"},
            "А10.2": {"А1.15": 1},
            "А10.4": {"А10.1": True},
            "А11.5": {"А11.3": True},
            "А14.2": {"А14.1": True},
            "А16.4": {"А16.1": 5, "А16.2": 4},
            "А17.5": {"А17.2": "Школа чтения"},
        }
        opposite = {
            "А1.6": False,
            "А2.3": 0,
            "А5.2": ["пропуски"],
            "А7.4": False,
            "А9.1": "полностью",
            "А1.15": 0,
            "А10.1": False,
            "А11.3": False,
            "А14.1": False,
            "А16.2": 5,
            "А17.2": None,
        }
        for code, answers in follow_ups.items():
            with self.subTest(code):
                self.assertIn(code, self._asked(**answers))
                self.assertNotIn(code, self._asked())
                against = {name: opposite.get(name, value) for name, value in answers.items()}
                self.assertNotIn(code, self._asked(**against))

    def test_a_large_change_is_to_be_explained(self):
        for code, before, small, large in (
            ("А1.1", 100, 119, 120),
            ("А6.1", 10, 12, 13),
            ("А8.1", 80, 51, 50),
            ("А11.1", 10, 14.9, 15),
        ):
            with self.subTest(code):
                for value, expected in ((small, False), (large, True)):
                    found = self._problems(self.a, {code: value}, {code: before})
                    asked = {one["code"] for one in found if one["kind"] == "delta"}
                    self.assertEqual(code in asked, expected, value)
