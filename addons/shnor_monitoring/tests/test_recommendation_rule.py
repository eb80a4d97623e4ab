from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..engine.placeholders import fill
from .recommendation_common import RecommendationCase


@tagged("post_install", "-at_install")
class TestRecommendationRule(RecommendationCase):
    """Which rules hit which school and by what; which rules are refused."""

    def _hits(self, *conditions, **values):
        """Return {name of the school: facts in words} of the schools that a rule hits."""
        rule = self._rule(*conditions, **values)
        wizard = self.env["shnor.recommendation.preview"].with_user(self.specialist)
        wizard = wizard.create({"rule_ids": [(6, 0, rule.ids)], "campaign_id": self.campaign.id})
        rows, _note = wizard._rows()
        return {row["whom"]: "\n".join(row["facts"]) for row in rows}

    def _assert_hits(self, participants, *conditions, **values):
        found = self._hits(*conditions, **values)
        self.assertEqual(set(found), set(participants.mapped("school_name")))
        return found

    def _assert_refused(self, pattern, *conditions, **values):
        with self.assertRaisesRegex(ValidationError, pattern):
            self._rule(*conditions, **values)

    def test_a_verdict(self):
        found = self._assert_hits(self.participant)
        self.assertIn("Т1. Доля больших школ: no.", found[self.participant.school_name])
        yes = {"kind": "indicator", "indicator_id": self.indicator.id, "verdict": "yes"}
        self._assert_hits(self.second, yes)

    def test_numbers_of_people(self):
        """A school with no teacher in the registry has no share, which is no 0 %."""
        condition = {"kind": "indicator", "indicator_id": self.of_teachers.id}
        low = {**condition, "measure": "percent", "operator": "<", "number": 60}
        self._assert_hits(self.participant.browse(), low)
        teacher = self.env["shnor.teacher"].create({"code": "Т-1", "name": "Имя"})
        self.env["shnor.employment"].create(
            {"teacher_id": teacher.id, "school_id": self.school.id, "date_from": "2024-09-01"}
        )
        self.campaign.action_calculate()
        found = self._assert_hits(self.participant, low)
        self.assertIn("0 of 1, 0 %", found[self.participant.school_name])
        self._assert_hits(self.participant, {**low, "measure": "no_count", "number": 2})

    def test_answers(self):
        first, both = self.participant, self.participant | self.second
        found = self._assert_hits(first, self._answer("А7.4", value="нет"))
        self.assertIn("А7.4 Вопрос А7.4: no", found[first.school_name])
        self._assert_hits(self.second, self._answer("А2.2", ">=", "20"))
        self._assert_hits(both, self._answer("А2.2", "filled"))
        self._assert_hits(first, self._answer("А11.8", value="аварийное"))
        self._assert_hits(self.second, self._answer("А11.8", "!=", "аварийное"))
        self._assert_hits(first, self._answer("А17.1", "contains", "языковые барьеры"))

    def test_a_row_of_a_table(self):
        condition = self._answer("А5.3", "<", "50", answer_column="share")
        rule = self._rule(condition, text="Подтянуть {subject}: {value}.")
        self.campaign._draft_recommendations()
        [made] = self._made()
        self.assertEqual(made.rule_id, rule)
        self.assertEqual(made.text, "Подтянуть «Физика»: Предмет: Физика, Справились, %: 30.")
        self.assertNotIn("История", made.fact_words)

    def test_a_comparison_of_answers(self):
        found = self._assert_hits(
            self.participant, {"kind": "formula", "formula": "[А2.2] < 5 and [А7.4] == no"}
        )
        self.assertIn("А2.2 Вопрос А2.2: 4 чел.; А7.4", found[self.participant.school_name])
        unknown = {"kind": "formula", "formula": "min([А5.3:share]) < 50"}
        self._assert_hits(self.participant, unknown)

    def test_risks(self):
        risk = {"kind": "risk", "risk_ids": [(6, 0, self.risk.ids)]}
        found = self._assert_hits(self.participant, {**risk, "risk_level": "high"})
        self.assertIn("significance: высокая (две вакансии)", found[self.participant.school_name])
        other = self.env.ref("shnor_monitoring.risk_7")
        ticked = {"kind": "risk", "risk_ids": [(6, 0, other.ids)]}
        self._assert_hits(self.participant, ticked)
        self._assert_hits(self.participant.browse(), {**ticked, "risk_level": "low"})
        local = {"kind": "risk", "risk_ids": [(6, 0, self.building.ids)]}
        self._assert_hits(self.participant, local)

    def test_the_status(self):
        both = {"kind": "category", "category": "low_results"}
        self._assert_hits(self.participant | self.second, both)
        self._assert_hits(self.second, {"kind": "category", "category": "adverse"})

    def test_all_or_any(self):
        no = {"kind": "indicator", "indicator_id": self.indicator.id}
        many = self._answer("А2.2", ">=", "20")
        self._assert_hits(self.participant.browse(), no, many)
        self._assert_hits(self.participant | self.second, no, many, match="any")

    def test_only_accepted_forms_count_unless_said_otherwise(self):
        self.sheet.action_form_return("Проверьте")
        condition = self._answer("А7.4", value="нет")
        self._assert_hits(self.participant.browse(), condition)
        self._assert_hits(self.participant, {**condition, "answer_states": "handed_in"})

    def test_what_was_decided_stands_before_the_form(self):
        interview = self._plan(self.participant)
        self._hold(interview, **{"Б3.1": 40})
        difference = self.participant.difference_ids.filtered(lambda one: one.code == "А2.2")
        difference.with_user(self.specialist)._decide("interview", "Тарификация")
        found = self._assert_hits(self.participant, self._answer("А2.2", "=", "40"))
        self.assertIn("decided where sources differ", found[self.participant.school_name])

    # What is refused

    def test_unknown_placeholders_are_refused_with_those_that_there_are(self):
        self._assert_refused(r"no placeholder \{scool\}.*\{school\}, \{category\}", text="{scool}")
        self._assert_refused(r"brace stands alone", text="{school")
        self._assert_refused(r"do not give \{subject\}", text="{subject}")
        self._assert_refused(r"no placeholder \{0\}", text="{0}")
        self._assert_refused(r"no placeholder \{school.env\}", text="{school.env}")
        self._assert_refused(
            r"no placeholder \{school\}", text="{school}", addressee="methodical_service"
        )

    def test_with_any_a_placeholder_needs_every_condition(self):
        conditions = (
            {"kind": "indicator", "indicator_id": self.indicator.id},
            self._answer("А7.4", value="нет"),
        )
        self._rule(*conditions, text="{k} {value}")
        self._assert_refused(r"do not give \{k\}", *conditions, text="{k}", match="any")

    def test_no_condition_or_an_empty_one(self):
        with self.assertRaisesRegex(ValidationError, "rests on a fact"):
            self.env["shnor.recommendation.rule"].create({"name": "Пусто", "text": "Текст"})
        self._assert_refused("choose the indicator", {"kind": "indicator"})
        self._assert_refused("choose the risks", {"kind": "risk"})
        self._assert_refused("choose the status", {"kind": "category"})
        self._assert_refused("code of the question", {"kind": "answer"})
        self._assert_refused("cannot be read", {"kind": "formula"})

    def test_questions_and_values_that_do_not_fit(self):
        self._assert_refused("no form has a question", self._answer("А99.9", value="1"))
        self._assert_refused("cannot be asked of", self._answer("А7.4", "<", "нет"))
        self._assert_refused("yes or no, not", self._answer("А7.4", value="может быть"))
        self._assert_refused("not a number", self._answer("А2.2", value="много"))
        self._assert_refused("not among the options", self._answer("А11.8", value="новое"))
        self._assert_refused("with what it is compared", self._answer("А2.2"))
        self._assert_refused(
            "is a table: name one of its columns: subject", self._answer("А5.3", "<", "5")
        )
        self._assert_refused("is no table", self._answer("А2.2", "<", "5", answer_column="share"))
        self._assert_refused("it lies from 0", self._answer("А2.2", "<", "0"))
        for formula, pattern in (
            ("[А2.2] +", "cannot be read"),
            ("[А99.1] > 1", "no question with the code А99.1"),
            ("1 > 0", "at least one question"),
            ("[А2.2] + 1", "write a comparison"),
            ("[А2.2] > [@year]", "known to forms only"),
            ("__import__('os')", "cannot be read|functions"),
        ):
            self._assert_refused(pattern, {"kind": "formula", "formula": formula})

    def test_results_that_never_happen(self):
        condition = {"kind": "indicator", "indicator_id": self.of_teachers.id}
        self._assert_refused("no yes or no in it", condition)
        share = {**condition, "measure": "percent"}
        self._assert_refused("never happens", {**share, "operator": ">", "number": 100})
        self._assert_refused("never happens", {**share, "operator": "<", "number": 0})
        self._assert_refused("no pairs in it", {**condition, "measure": "worse"})
        count = {**condition, "measure": "no_count", "operator": ">"}
        self._assert_refused("whole number", {**count, "number": 1.5})
        one = {"kind": "indicator", "indicator_id": self.indicator.id, "measure": "unit_count"}
        self._assert_refused("never happens", {**one, "operator": ">", "number": 1})

    def test_conditions_that_exclude_each_other(self):
        no = {"kind": "indicator", "indicator_id": self.indicator.id}
        cases = [
            (no, {**no, "verdict": "yes"}),
            (self._answer("А2.2", ">", "10"), self._answer("А2.2", "<", "5")),
            (self._answer("А2.2", ">", "10"), self._answer("А2.2", "<=", "10")),
            (self._answer("А2.2", "=", "10"), self._answer("А2.2", ">", "10")),
            (self._answer("А2.2", "=", "10"), self._answer("А2.2", "=", "11")),
            (self._answer("А7.4", value="да"), self._answer("А7.4", value="нет")),
            (self._answer("А7.4", value="да"), self._answer("А7.4", "!=", "да")),
            (
                self._answer("А11.8", value="хорошее"),
                self._answer("А11.8", value="аварийное"),
            ),
            (
                {"kind": "category", "category": "none"},
                {"kind": "category", "category": "adverse"},
            ),
        ]
        for pair in cases:
            with self.subTest(str(pair)), self.cr.savepoint():
                self._assert_refused("exclude each other", *pair)
        # these may hold together, and any of two is no contradiction
        self._rule(self._answer("А2.2", ">", "5"), self._answer("А2.2", "<", "10"))
        self._rule(self._answer("А2.2", ">=", "5"), self._answer("А2.2", "<=", "5"))
        self._rule(
            {"kind": "category", "category": "low_results"},
            {"kind": "category", "category": "adverse"},
        )
        self._rule(*cases[0], match="any")

    def test_a_change_that_spoils_a_rule_is_refused(self):
        rule = self._rule(text="{k} из {n}")
        [condition] = rule.condition_ids
        answer = self._answer("А7.4", value="нет")
        with self.assertRaisesRegex(ValidationError, r"do not give \{k\}"):
            condition.write(answer)
        with self.assertRaisesRegex(ValidationError, "rests on a fact"), self.cr.savepoint():
            rule.condition_ids = [(5,)]
        # text and condition in one go
        rule.write({"text": "{value}", "condition_ids": [(1, condition.id, answer)]})
        rule.write({"text": "{school}", "condition_ids": [(5,), (0, 0, answer)]})

    def test_a_question_that_new_versions_do_not_ask_is_flagged(self):
        rule = self._rule(self._answer("А9.1", "filled"))
        self.assertFalse(rule.warning)
        self.env["survey.survey"].create(
            {
                "title": "Форма А",
                "survey_type": "shnor_form",
                "form_code": "self_evaluation",
                "form_version": 901,
                "form_record_model": "shnor.participant",
            }
        )
        rule.invalidate_recordset()
        self.assertIn("version 901", rule.warning)
        self.assertIn("does not ask А9.1 any more", rule.warning)

    def test_the_preview_tells_what_this_campaign_does_not_ask(self):
        rule = self._rule(self._answer("А1.2", ">=", "1"), self._answer("А7.4", value="нет"))
        wizard = self.env["shnor.recommendation.preview"].create(
            {"rule_ids": [(6, 0, rule.ids)], "campaign_id": self.campaign.id}
        )
        self.assertIn("No form of this campaign asks: А1.2", wizard.note)
        self.assertEqual(wizard.summary, "0 of 2")
        self.assertIn("hit no school", wizard.table)

    def test_the_preview_writes_nothing_and_escapes(self):
        self._rule(text="<b>{school}</b>")
        rule = self.env["shnor.recommendation.rule"].search([], order="id desc", limit=1)
        action = rule.with_user(self.specialist).action_preview()
        wizard = (
            self.env["shnor.recommendation.preview"]
            .with_user(self.specialist)
            .with_context(**action["context"])
            .create({"campaign_id": self.campaign.id})
        )
        self.assertIn("&lt;b&gt;Школа 900001", wizard.table)
        self.assertEqual(wizard.summary, "1 of 2")
        self.assertFalse(self._made())

    def test_a_used_rule_is_archived_not_deleted(self):
        rule = self._rule()
        self._draft()
        with self.assertRaisesRegex(UserError, "Archive it"):
            rule.unlink()
        self._rule(name="Другое").unlink()

    def test_filling_leaves_what_is_not_known(self):
        self.assertEqual(fill("{k} из {n} {x}", {"k": 1, "n": ""}), "1 из {n} {x}")
        self.assertEqual(fill("{k}. {k}, {n}.", {"k": "4 чел."}), "4 чел. 4 чел., {n}.")

    def test_the_shipped_rules(self):
        """They are sound, in every addon, and no word of them is empty."""
        rules = self.env["shnor.recommendation.rule"].with_context(active_test=False).search([])
        shipped = rules.filtered(lambda rule: rule.get_external_id()[rule.id])
        self.assertGreaterEqual(len(shipped), 30)
        shipped.active = True
        shipped._check_rule()
        shipped.condition_ids._check_condition()
        for rule in shipped:
            with self.subTest(rule.name):
                self.assertTrue(rule.responsible and rule.expected_result)
                for empty in ("усилить", "активизировать", "обратить внимание"):
                    self.assertNotIn(empty, f"{rule.text} {rule.expected_result}".lower())
        self.assertEqual(len(self.env["shnor.risk"].search([("scope", "=", "common")])), 12)
        answered = {risk.form_option for risk in self.env["shnor.risk"].search([])} - {False}
        form = self.env.ref("shnor_monitoring.form_self_evaluation")._form_schema()["questions"]
        self.assertEqual({row["code"] for row in form["А17.4"]["rows"]}, answered)
        self.assertEqual({one["code"] for one in form["А17.1"]["options"]}, answered)
