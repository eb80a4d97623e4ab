import json

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .common import MonitoringCase

# code: type of the question, with its settings
QUESTIONS = {
    "Ц1": ("numerical_box", {"form_decimals": 1, "form_unit": "чел."}),
    "Ц2": ("scale", {"scale_min": 1, "scale_max": 4}),
    "Ц3": ("yes_no", {}),
    "Ц4": ("simple_choice", {"options": ("полностью", "частично", "нет")}),
    "Ц5": ("multiple_choice", {"options": ("пробелы", "пропуски", "язык")}),
    "Ц6": ("date", {}),
    "Ц7": ("char_box", {}),
    "Ц8": ("text_box", {}),
    "Ц9": (
        "number_table",
        {"form_column_ids": [(0, 0, {"code": "rate", "title": "Ставок"})]},
    ),
    "Ц10": ("computed", {"form_formula": "[Ц1] / 2", "form_decimals": 2}),
}


class AnswerCase(MonitoringCase):
    """Two schools with a self-evaluation that asks a question of each type."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls._make_users()
        cls.form = cls._make_form("self_evaluation", "Самообследование", QUESTIONS)
        cls.campaign = cls._sign(cls._make_order())
        cls.first, cls.second = cls.campaign.participant_ids.sorted("school_name")
        cls.sheet, cls.second_sheet = cls._launch(cls.form, cls.first + cls.second)

    @classmethod
    def _make_form(cls, code, title, questions):
        latest = cls.env["survey.survey"].with_context(active_test=False)._form_latest(code)
        form = cls.env["survey.survey"].create(
            {
                "title": title,
                "survey_type": "shnor_form",
                "form_code": code,
                "form_version": latest.form_version + 1,
            }
        )
        cls.env["survey.question"].create(
            [
                {
                    "survey_id": form.id,
                    "title": f"Вопрос {code}",
                    "form_code": code,
                    "question_type": kind,
                    "sequence": sequence,
                    "suggested_answer_ids": [
                        (0, 0, {"value": option}) for option in settings.pop("options", ())
                    ],
                    **settings,
                }
                for sequence, (code, (kind, settings)) in enumerate(
                    (code, (kind, dict(settings))) for code, (kind, settings) in questions.items()
                )
            ]
        )
        return form

    @classmethod
    def _launch(cls, form, participants):
        return form._form_launch(
            [
                {"participant_id": participant.id, "form_title": participant.school_name}
                for participant in participants
            ]
        )

    def _answer(self, sheet, state="submitted", origin="import", author=None, **answers):
        """Write answers, and put the form into a state."""
        sheet._form_save_many({sheet: answers}, origin=origin, author=author)
        self._put(sheet, state)

    def _put(self, records, state):
        """Put forms or differences into a state, past the steps that lead there."""
        name = "form_state" if records._name == "survey.user_input" else "state"
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                SQL.identifier(name),
                state,
                records.ids,
            )
        )
        records.invalidate_recordset([name])

    def _indicator(self, code, operator, value=False, **settings):
        return self.env["shnor.indicator"].create(
            {
                "code": f"Ц{self.env['shnor.indicator'].search_count([])}",
                "name": "Доля школ",
                "unit_model": "shnor.school",
                "condition_kind": "answer",
                "answer_code": code,
                "answer_operator": operator,
                "answer_value": value,
                **settings,
            }
        )

    def _run(self, indicators, campaign=None):
        self.run = self.env["shnor.indicator.run"].create(
            {
                "name": "Июль",
                "campaign_id": (campaign or self.campaign).id,
                "date_from": "2026-01-01",
                "date_to": "2026-06-30",
                "indicator_ids": [(6, 0, indicators.ids)],
            }
        )
        self.run._calculate()
        return self.run.evidence_ids

    def _evidence(self, indicator, participant=None):
        participant = participant or self.first
        return self._run(indicator).filtered(lambda row: row.unit_id == participant.school_id.id)

    def _option(self, code, label):
        schema = self.form._form_schema()["questions"][code]
        return next(one["code"] for one in schema["options"] if one["label"] == label)

    def _decide(self, code, source, value, participant=None, state="decided"):
        """Let a specialist have said about a difference what counts."""
        difference = self.env["shnor.difference"].create(
            {
                "participant_id": (participant or self.first).id,
                "question_id": self.form.question_ids.filtered(
                    lambda question: question.form_code == code
                ).id,
                "code": code,
            }
        )
        self._put(difference, state)
        self.env.cr.execute(
            SQL(
                "UPDATE shnor_difference SET chosen_source = %s, chosen_value = %s WHERE id = %s",
                source,
                json.dumps(value),
                difference.id,
            )
        )
        return difference


@tagged("post_install", "-at_install")
@freeze_time("2026-07-20 03:00:00")
class TestAnswerCondition(AnswerCase):
    def _verdicts(self, code, cases):
        """Check {(operator, value): verdict} of the first school."""
        indicators = self.env["shnor.indicator"]
        for operator, value in cases:
            indicators += self._indicator(code, operator, value)
        rows = self._run(indicators)
        found = {
            (row.indicator_id.answer_operator, row.indicator_id.answer_value): row.verdict
            for row in rows.filtered(lambda row: row.unit_id == self.first.school_id.id)
        }
        self.assertEqual(found, cases)

    def test_numbers_are_compared_exactly(self):
        self._answer(self.sheet, **{"Ц1": 12.3})
        self._verdicts(
            "Ц1",
            {
                ("=", "12,3"): "yes",
                ("=", "12"): "no",
                ("!=", "12.3"): "no",
                ("!=", "5"): "yes",
                ("<", "12.3"): "no",
                ("<", "12.4"): "yes",
                ("<=", "12.3"): "yes",
                ("<=", "12.2"): "no",
                (">", "12.3"): "no",
                (">", "-1"): "yes",
                (">=", "12.3"): "yes",
                (">=", "1 000"): "no",
                ("filled", False): "yes",
            },
        )

    def test_nought_and_no_are_answers(self):
        self._answer(self.sheet, **{"Ц1": 0, "Ц3": False})
        self._verdicts("Ц1", {("=", "0"): "yes", (">", "0"): "no", ("filled", False): "yes"})
        self._verdicts(
            "Ц3",
            {
                ("=", "Нет"): "yes",
                ("=", "yes"): "no",
                ("!=", "да"): "yes",
                ("filled", False): "yes",
            },
        )

    def test_a_scale_and_a_computed_answer_are_numbers(self):
        self._answer(self.sheet, "draft", **{"Ц1": 6, "Ц2": 3})
        self._put(self.sheet, "submitted")
        self._verdicts("Ц2", {("=", "3"): "yes", ("<", "3"): "no", (">=", "2"): "yes"})
        self.env["survey.user_input.line"].search(
            [("user_input_id", "=", self.sheet.id), ("form_code", "=", "Ц10")]
        ).unlink()
        access = {"role": "owner", "partner": self.env.user.partner_id, "sections": None}
        self._put(self.sheet, "draft")
        self.assertIn("receipt", self.sheet._form_submit("key", {}, access))
        self._verdicts("Ц10", {("=", "3"): "yes", (">", "3"): "no"})

    def test_one_option_is_named_by_its_words_or_its_code(self):
        code = self._option("Ц4", "частично")
        self._answer(self.sheet, **{"Ц4": code})
        self._verdicts(
            "Ц4",
            {
                ("=", "Частично"): "yes",
                ("=", code): "yes",
                ("=", "нет"): "no",
                ("!=", "нет"): "yes",
                ("filled", False): "yes",
            },
        )

    def test_several_options_contain_one(self):
        self._answer(
            self.sheet, **{"Ц5": [self._option("Ц5", "пробелы"), self._option("Ц5", "язык")]}
        )
        self._verdicts(
            "Ц5",
            {("contains", "язык"): "yes", ("contains", "пропуски"): "no", ("filled", False): "yes"},
        )

    def test_dates_are_compared_as_dates(self):
        self._answer(self.sheet, **{"Ц6": "2026-02-10"})
        self._verdicts(
            "Ц6",
            {
                ("=", "10.02.2026"): "yes",
                ("!=", "2026-02-10"): "no",
                ("<", "01.03.2026"): "yes",
                ("<=", "10.02.2026"): "yes",
                (">", "10.02.2026"): "no",
                (">=", "9.2.2026"): "yes",
                ("filled", False): "yes",
            },
        )

    def test_texts_are_compared_whatever_the_letter_case(self):
        self._answer(self.sheet, **{"Ц7": "Устав 2024", "Ц8": "Наставники\nи пары"})
        self._verdicts(
            "Ц7",
            {
                ("=", "устав 2024"): "yes",
                ("!=", "Устав"): "yes",
                ("contains", "УСТАВ"): "yes",
                ("contains", "%"): "no",
                ("filled", False): "yes",
            },
        )
        self._verdicts("Ц8", {("contains", "пары"): "yes", ("=", "пары"): "no"})

    def test_of_a_table_only_whether_it_is_filled_is_asked(self):
        self._answer(self.sheet, **{"Ц9": [{"rate": 1}]})
        self._verdicts("Ц9", {("filled", False): "yes"})

    # ------------------------------------------------------------------
    # What counts
    # ------------------------------------------------------------------
    def test_a_form_that_is_not_handed_in_is_no_data(self):
        self._answer(self.sheet, "draft", **{"Ц1": 5})
        row = self._evidence(self._indicator("Ц1", ">", "1"))
        self.assertEqual((row.verdict, row.fact_id > 0), ("no_data", True))
        self.assertEqual(
            row.reason, "Самообследование: being filled, so its answer does not count."
        )

    def test_the_states_that_count_are_a_setting(self):
        self._answer(self.sheet, **{"Ц1": 5})
        verdicts = {}
        for state in ("draft", "submitted", "returned", "accepted"):
            self._put(self.sheet, state)
            for setting in ("accepted", "submitted", "handed_in", "any"):
                indicator = self._indicator("Ц1", "=", "5", answer_states=setting)
                verdicts[state, setting] = self._evidence(indicator).verdict == "yes"
        counted = [pair for pair, counts in verdicts.items() if counts]
        self.assertEqual(
            counted,
            [
                ("draft", "any"),
                ("submitted", "submitted"),
                ("submitted", "handed_in"),
                ("submitted", "any"),
                ("returned", "handed_in"),
                ("returned", "any"),
                ("accepted", "accepted"),
                ("accepted", "submitted"),
                ("accepted", "handed_in"),
                ("accepted", "any"),
            ],
        )

    def test_no_answer_is_no_data_unless_the_answer_itself_is_asked_for(self):
        self._answer(self.sheet, "accepted", **{"Ц1": 5})
        row = self._evidence(self._indicator("Ц3", "=", "yes"))
        self.assertEqual(row.verdict, "no_data")
        self.assertEqual(row.reason, "Ц3 is not answered (Самообследование, accepted).")
        row = self._evidence(self._indicator("Ц3", "filled"))
        self.assertEqual(row.verdict, "no")

    def test_a_school_without_the_form_is_no_data(self):
        self.sheet.participant_id = False
        row = self._evidence(self._indicator("Ц1", "filled"))
        self.assertEqual((row.verdict, row.fact_id), ("no_data", 0))
        self.assertEqual(row.reason, "The school has no form with the question Ц1.")

    def test_an_answer_of_another_campaign_does_not_count(self):
        self._answer(self.sheet, **{"Ц1": 5})
        later = self._sign(self._make_next_order())
        rows = self._run(self._indicator("Ц1", "=", "5"), later)
        self.assertEqual(set(rows.mapped("verdict")), {"no_data"})

    def test_an_answer_to_an_older_version_counts_by_its_code(self):
        self._answer(self.sheet, **{"Ц1": 5, "Ц7": "12"})
        questions = {**QUESTIONS, "Ц7": ("numerical_box", {})}
        self._make_form("self_evaluation", "Самообследование 2", questions)
        self.assertEqual(self._evidence(self._indicator("Ц1", "=", "5")).verdict, "yes")
        # under this code the older version asked for a text
        row = self._evidence(self._indicator("Ц7", "=", "12"))
        self.assertEqual(row.verdict, "no_data")

    def test_where_two_forms_have_the_code_the_self_evaluation_is_asked(self):
        interview = self._make_form("interview", "Собеседование", {"Ц1": ("numerical_box", {})})
        [held] = self._launch(interview, self.first)
        self._answer(held, "accepted", **{"Ц1": 9})
        self._answer(self.sheet, **{"Ц1": 5})
        row = self._evidence(self._indicator("Ц1", "=", "5"))
        self.assertEqual(row.verdict, "yes")
        # without a self-evaluation that counts there is still the interview
        self._put(self.sheet, "draft")
        row = self._evidence(self._indicator("Ц1", "=", "9"))
        self.assertEqual(row.verdict, "yes")
        self.assertEqual(row.reason, "Ц1: 9 (Собеседование, accepted, loaded by staff)")

    # ------------------------------------------------------------------
    # Decisions
    # ------------------------------------------------------------------
    def test_a_decision_stands_before_the_answer(self):
        self._answer(self.sheet, **{"Ц1": 12})
        self._decide("Ц1", "register", 10)
        row = self._evidence(self._indicator("Ц1", "=", "10"))
        self.assertEqual(row.verdict, "yes")
        self.assertEqual(
            row.reason,
            "Ц1: 10 чел. (decided, source: Register; Самообследование: 12 чел.)",
        )
        line = self.env["survey.user_input.line"].browse(row.fact_id)
        self.assertEqual((line.user_input_id, line.form_code), (self.sheet, "Ц1"))

    def test_a_decision_counts_whatever_the_state_of_the_form(self):
        self._decide("Ц3", "interview", False)
        row = self._evidence(self._indicator("Ц3", "=", "no"))
        self.assertEqual((row.verdict, row.fact_id), ("yes", 0))
        self.assertEqual(row.reason, "Ц3: no (decided, source: Interview)")

    def test_a_difference_that_is_open_decides_nothing(self):
        self._answer(self.sheet, **{"Ц1": 12})
        self._decide("Ц1", "register", 10, state="open")
        row = self._evidence(self._indicator("Ц1", "=", "12"))
        self.assertEqual(row.verdict, "yes")
        self.assertEqual(row.reason, "Ц1: 12 чел. (Самообследование, submitted, loaded by staff)")

    # ------------------------------------------------------------------
    # Evidence
    # ------------------------------------------------------------------
    def test_evidence_tells_answer_source_and_state(self):
        keeper = self.users["keeper"].partner_id
        self._answer(self.sheet, "accepted", author=keeper, **{"Ц4": self._option("Ц4", "нет")})
        self._answer(self.second_sheet, origin="typed", **{"Ц4": self._option("Ц4", "полностью")})
        rows = self._run(self._indicator("Ц4", "=", "нет"))
        self.assertEqual(
            {row.unit_label: (row.verdict, row.reason) for row in rows},
            {
                "Школа 900001": (
                    "yes",
                    f"Ц4: нет (Самообследование, accepted, loaded by {keeper.name})",
                ),
                "Школа 900002": ("no", "Ц4: полностью (Самообследование, submitted)"),
            },
        )
        self.assertEqual(set(rows.mapped("fact_model")), {"survey.user_input.line"})
        self.assertEqual(set(rows.mapped("fact_name")), {"Ц4: нет", "Ц4: полностью"})

    def test_the_working_group_reads_the_evidence_and_opens_the_form(self):
        self._answer(self.sheet, **{"Ц1": 5})
        row = self._evidence(self._indicator("Ц1", "=", "5"))
        row = row.with_user(self.users["working_group"])
        self.env.invalidate_all()
        self.assertEqual(row.reason, "Ц1: 5 чел. (Самообследование, submitted, loaded by staff)")
        self.assertEqual(row.fact_name, "Ц1: 5 чел.")
        action = row.action_open_fact()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("survey.user_input", self.sheet.id)
        )
        action = row.action_open_facts()
        lines = row.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines.user_input_id, self.sheet)
        self.assertIn("Вопрос Ц1", row.indicator_id.rule)

    def test_who_may_not_see_the_school_gets_none_of_it(self):
        self._answer(self.sheet, **{"Ц1": 5})
        self._run(self._indicator("Ц1", "=", "5"))
        rows = self.env["shnor.indicator.evidence"].with_user(self.users["foreign_specialist"])
        self.assertFalse(rows.search([("run_id", "=", self.run.id)]))

    def test_evidence_stays_as_it_was_counted(self):
        self._answer(self.sheet, **{"Ц1": 5})
        indicator = self._indicator("Ц1", "=", "5")
        row = self._evidence(indicator)
        said = row.reason
        self.run._freeze()
        self._answer(self.sheet, **{"Ц1": 7})
        indicator.answer_value = "7"
        self.env.invalidate_all()
        self.assertEqual(row.reason, said)
        self.assertTrue(self.run._is_intact())

    # ------------------------------------------------------------------
    # Trying out
    # ------------------------------------------------------------------
    def test_a_trial_counts_the_latest_form_of_each_school_that_its_author_sees(self):
        self._answer(self.sheet, **{"Ц1": 5})
        indicator = self._indicator("Ц1", "=", "5")
        action = indicator.with_user(self.users["specialist"]).action_preview()
        run = self.env["shnor.indicator.run"].browse(action["res_id"])
        verdicts = {row.unit_label: row.verdict for row in run.evidence_ids}
        self.assertEqual(verdicts.get("Школа 900001"), "yes")
        self.assertEqual(verdicts.get("Школа 900002"), "no_data")
        action = indicator.with_user(self.users["foreign_specialist"]).action_preview()
        run = self.env["shnor.indicator.run"].browse(action["res_id"])
        self.assertNotIn("yes", run.evidence_ids.mapped("verdict"))

    # ------------------------------------------------------------------
    # What its author is told
    # ------------------------------------------------------------------
    def test_the_author_is_told_what_is_wrong(self):
        cases = {
            ("Ц99", "=", "1"): "no form has a question with the code “Ц99”.",
            (False, "=", "1"): "write the code of the question.",
            ("Ц1", "=", "много"): "“много” is not a number.",
            ("Ц1", "=", False): "write with what it is compared.",
            ("Ц1", "contains", "1"): "“contains” cannot be asked of the question “Вопрос Ц1”.",
            ("Ц2", "=", "5"): "5 is outside the scale 1–4.",
            ("Ц3", "=", "иногда"): "the answer is yes or no, not “иногда”.",
            ("Ц3", ">", "yes"): "Choose: “is”, “is not”, “is given”.",
            ("Ц4", "=", "отчасти"): "is not among the options: полностью, частично, нет.",
            ("Ц5", "=", "язык"): "Choose: “contains”, “is given”.",
            ("Ц6", "<", "31.02.2026"): "“31.02.2026” is no date: day.month.year.",
            ("Ц9", "=", "1"): "Choose: “is given”.",
        }
        for (code, operator, value), words in cases.items():
            with self.subTest(words), self.assertRaises(ValidationError) as caught:
                self._indicator(code, operator, value)
            self.assertIn(words, str(caught.exception))

    def test_answers_are_asked_of_schools_only(self):
        with self.assertRaisesRegex(ValidationError, "forms are answered by schools"):
            self._indicator("Ц1", "=", "1", unit_model="shnor.teacher")

    def test_the_author_sees_the_question_and_the_rule_in_words(self):
        indicator = self._indicator("Ц4", "!=", "нет", answer_states="accepted")
        self.assertEqual(
            indicator.answer_question,
            "Самообследование: Вопрос Ц4 (полностью; частично; нет)",
        )
        self.assertEqual(
            indicator.rule.splitlines(),
            [
                "Yes: the answer to Ц4 “Вопрос Ц4” (Самообследование) is not “нет”.",
                "Forms that count: accepted only.",
                "No data: no such form, or no answer in it.",
                "Where sources differ, the value that was decided counts.",
            ],
        )

    def test_what_approved_results_were_counted_by_is_settled(self):
        self._answer(self.sheet, **{"Ц1": 5})
        indicator = self._indicator("Ц1", "=", "5")
        self._run(indicator)
        self.run._freeze()
        with self.assertRaisesRegex(Exception, "approved results"):
            indicator.condition_kind = "domain"

    # ------------------------------------------------------------------
    # Whatever the number of schools
    # ------------------------------------------------------------------
    def test_the_number_of_statements_does_not_grow_with_the_schools(self):
        self._statements(3)  # what is read once: the form, the languages
        few = self._statements(2)
        many = self._statements(50)
        self.assertEqual(many, few)

    def _statements(self, count):
        schools = self._make_schools(
            *((f"{count:03}{n:04}", self.village if n % 2 else self.hamlet) for n in range(count))
        )
        campaign = self._sign(self._make_order(schools, number=f"{count}-о"))
        participants = campaign.participant_ids.sorted("school_name")
        sheets = self._launch(self.form, participants)
        sheets._form_save_many({sheet: {"Ц1": n, "Ц3": True} for n, sheet in enumerate(sheets)})
        self._put(sheets, "accepted")
        self._decide("Ц1", "register", 1000, participants[0])
        indicators = self._indicator("Ц1", ">=", "2") + self._indicator("Ц3", "=", "yes")
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        rows = self._run(indicators, campaign)
        rows.mapped("reason")
        rows.mapped("fact_name")
        statements = self.env.cr.sql_log_count - before
        by_indicator = [self._counts(indicator) for indicator in indicators]
        self.assertEqual(by_indicator, [(count - 1, count), (count, count)])
        return statements

    def _counts(self, indicator):
        result = self.run.overall_ids.filtered(lambda one: one.indicator_id == indicator)
        return result.yes_count, result.unit_count
