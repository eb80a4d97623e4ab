from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .recommendation_common import RecommendationCase


@tagged("post_install", "-at_install")
class TestRecommendation(RecommendationCase):
    """Drafts, what people make of them, and what changes under them."""

    def setUp(self):
        super().setUp()
        self.rule = self._rule(
            {"kind": "indicator", "indicator_id": self.indicator.id},
            self._answer("А2.2", "<", "50"),
            text="{school}: {k} из {n}, педагогов {value}.",
            expected_result="Не менее {value}",
        )

    def test_a_draft_says_what_the_rule_says(self):
        made = self._draft()
        self.assertEqual(made.text, "Школа 900001: 0 из 1, педагогов 4 чел.")
        self.assertEqual(made.expected_result, "Не менее 4 чел.")
        self.assertEqual(str(made.term_date), "2026-08-23")  # 30 days from 24 July
        self.assertEqual((made.state, made.origin, made.rule_id), ("draft", "rule", self.rule))
        self.assertEqual(made.indicator_id, self.indicator)
        self.assertEqual(made.territory_id, self.village)
        self.assertFalse(self._made(self.second))
        by_indicator, by_answer = made.fact_ids
        self.assertEqual(by_indicator.evidence_id.unit_id, self.school.id)
        self.assertEqual(by_indicator.evidence_id.run_id, self.campaign.run_id)
        self.assertEqual(by_answer.line_id.user_input_id, self.sheet)
        self.assertEqual(by_answer.action_open_source()["res_id"], self.sheet.id)
        self.assertEqual(by_indicator.action_open_source()["res_id"], by_indicator.evidence_id.id)
        self.assertEqual(self.campaign.unadvised_count, 1)
        domain = self.campaign.action_open_unadvised()["domain"]
        self.assertEqual(self.env["shnor.participant"].search(domain), self.second)

    def test_the_term_may_be_counted_from_the_letter(self):
        self.rule.term_from = "letter"
        self.assertEqual(str(self._draft().term_date), "2026-09-06")  # 7 August and 30 days

    def test_drafting_again_changes_nothing(self):
        made = self._draft()
        before = made.read(), made.fact_ids.read()
        counts = self.campaign._draft_recommendations()
        self.assertEqual(set(counts.values()), {0})
        self.assertEqual((made.read(), made.fact_ids.read()), before)

    def test_a_draft_follows_its_rule_and_its_facts(self):
        made = self._draft()
        self.rule.text = "Иначе: {value}."
        self.assertEqual(self._draft().text, "Иначе: 4 чел.")
        self.assertEqual(self._made(), made)
        self.school.student_count = 90
        self.campaign.action_calculate()
        self.assertFalse(self._draft())
        self.school.student_count = 20
        self.campaign.action_calculate()
        self.assertTrue(self._draft())
        self.rule.active = False
        self._rule(self._answer("А7.4", value="да"))
        self.assertFalse(self._draft())

    def test_a_new_calculation_is_linked(self):
        made = self._draft()
        made.action_accept()
        old = made.fact_ids.evidence_id
        self.campaign.action_calculate()
        self.assertFalse(old.exists())
        self.assertEqual(made.fact_ids.evidence_id.run_id, self.campaign.run_id)
        self.assertEqual(made.fact_ids.evidence_id.unit_id, self.school.id)
        self.assertEqual(made.fact_ids.result_id.school_id, self.school)

    def test_what_people_wrote_is_kept_and_marked_when_facts_change(self):
        made = self._draft()
        made.with_user(self.specialist).text = "Своими словами."
        self.assertTrue(made.is_edited)
        self._draft()
        self.assertFalse(made.is_stale)
        self._correct(**{"А2.2": 7})
        self.assertEqual(self._draft().text, "Своими словами.")
        self.assertTrue(made.is_stale)
        self.assertIn("Was: А2.2 Вопрос А2.2: 4 чел.\nNow: А2.2 Вопрос А2.2: 7 чел.", made.note)
        self.assertIn("4 чел.", made.fact_words)
        self.assertEqual(self.campaign.stale_count, 1)
        made.with_user(self.specialist).action_take_new_facts()
        self.assertFalse(made.is_stale or made.note)
        self.assertEqual(made.text, "Своими словами.")
        self.assertIn("7 чел.", made.fact_words)
        self._draft()
        self.assertFalse(made.is_stale)

    def test_a_change_that_is_taken_back_is_no_change(self):
        made = self._draft()
        made.action_accept()
        self._correct(**{"А2.2": 7})
        self._draft()
        self.assertTrue(made.is_stale)
        self._correct(**{"А2.2": 4})
        self._draft()
        self.assertFalse(made.is_stale or made.note)

    def test_accepted_ones_are_marked_when_the_rule_hits_no_more(self):
        made = self._draft()
        made.action_accept()
        self.school.student_count = 90
        self.campaign.action_calculate()
        self._draft()
        self.assertEqual((made.exists().state, made.is_stale), ("accepted", True))
        self.assertIn("does not hit the school any more", made.note)
        with self.assertRaisesRegex(UserError, "Refuse it"):
            made.action_take_new_facts()

    def test_a_school_that_an_amendment_excludes(self):
        """Its untouched drafts go; what was accepted stays and is marked."""
        self._rule(self._answer("А2.2", "filled"), name="Всем")
        self._draft()
        made = self._made(self.second)
        made.action_accept()
        hand = self._by_hand(participant_id=self.second.id)
        (self.participant | self.second)._exclude(self.campaign.order_id)
        self.campaign._draft_recommendations()
        self.assertFalse(self._made())
        self.assertTrue(made.is_stale and hand.is_stale)
        self.assertEqual(made.note, "The school takes part in the monitoring no more.")
        self.assertEqual(made.state, "accepted")

    def test_a_refused_one_does_not_come_back(self):
        made = self._draft()
        made._refuse("Сделано")
        self._draft()
        self.assertEqual(self._made(), made)
        self.assertEqual((made.state, made.refusal_reason), ("refused", "Сделано"))
        self.assertEqual(self.campaign.unadvised_count, 2)

    def _correct(self, **answers):
        """Let the school correct its form, which is accepted again."""
        self.sheet.action_form_return("Проверьте")
        self.sheet._form_save_many({self.sheet: answers})
        self.assertIn("receipt", self.sheet._form_submit())
        self.sheet.action_form_accept()

    # Steps

    def test_accepting_and_refusing(self):
        made = self._draft().with_user(self.specialist)
        made.action_accept()
        self.assertEqual((made.state, made.decided_by_id), ("accepted", self.specialist))
        with self.assertRaisesRegex(UserError, "cannot become"):
            made.action_accept()
        with self.assertRaisesRegex(UserError, "Make it a draft again"):
            made.text = "Другое"
        with self.assertRaisesRegex(UserError, "Make it a draft again"):
            made.fact_ids[0].unlink()
        made.action_reopen()
        self.assertFalse(made.decided_by_id)
        action = made.action_refuse()
        wizard = (
            self.env["shnor.recommendation.refuse"]
            .with_user(self.specialist)
            .with_context(**action["context"])
            .create({"reason": "Уже сделано"})
        )
        wizard.action_refuse()
        self.assertEqual((made.state, made.refusal_reason), ("refused", "Уже сделано"))
        with self.assertRaisesRegex(UserError, "Write why"):
            made._refuse("  ")

    def test_many_at_once_or_none(self):
        self._rule(self._answer("А2.2", "filled"), text="Обеим школам", name="Вторая")
        self._draft()
        both = self.campaign.recommendation_ids
        self.assertEqual(len(both), 3)
        both[0].responsible = False
        with self.assertRaisesRegex(UserError, "who is responsible"), self.cr.savepoint():
            both.action_accept()
        self.env.invalidate_all()
        self.assertEqual(set(both.mapped("state")), {"draft"})
        both.with_user(self.specialist).write({"responsible": "Директор"})
        both.action_accept()
        self.assertEqual(self.campaign.accepted_count, 3)

    def test_a_gap_is_filled_before_accepting(self):
        made = self._draft()
        made.text = "Подтянуть {subject}."
        with self.assertRaisesRegex(UserError, r"nothing is known for \{subject\}"):
            made.action_accept()

    def test_the_state_and_the_marks_are_not_written_by_hand(self):
        made = self._draft().with_user(self.specialist)
        for name, value in (
            ("state", "accepted"),
            ("is_stale", True),
            ("is_edited", True),
            ("origin", "hand"),
            ("decided_by_id", self.specialist.id),
            ("participant_id", self.second.id),
            ("rule_id", False),
            ("fact_digest", "x"),
        ):
            with self.subTest(name), self.assertRaises(UserError):
                made.write({name: value})
            if name != "participant_id":
                with self.subTest(name), self.assertRaises(UserError):
                    self._by_hand(**{name: value})
        with self.assertRaisesRegex(UserError, "not deleted"):
            made.sudo().unlink()
        with self.assertRaisesRegex(UserError, "not edited"):
            made.fact_ids.sudo().write({"code": "А1.1"})

    # By hand

    def test_by_hand_needs_a_fact(self):
        with self.assertRaisesRegex(UserError, "rests on no fact"):
            self._by_hand(fact_ids=[])
        made = self._by_hand()
        self.assertEqual((made.origin, made.territory_id), ("hand", self.village))
        self.assertEqual(made.fact_words, "Status of the school: low results")
        with self.assertRaisesRegex(UserError, "rests on no fact"):
            made.fact_ids.unlink()

    def test_by_hand_on_the_screen(self):
        form = Form(
            self.env["shnor.recommendation"]
            .with_user(self.specialist)
            .with_context(default_participant_id=self.participant.id)
        )
        self.assertEqual(form.campaign_id, self.campaign)
        form.text = "Составить план."
        with form.fact_ids.new() as fact:
            fact.kind = "answer"
            fact.code = "А7.4"
        made = form.save()
        self.assertEqual(made.fact_words, "А7.4 Вопрос А7.4: no")
        with Form(made) as form:
            form.text = "Иначе."
            with form.fact_ids.new() as fact:
                fact.kind = "indicator"
                fact.indicator_id = self.indicator
        self.assertEqual(len(made.fact_ids), 2)
        with Form(made) as form:
            form.fact_ids.remove(0)
        self.assertEqual(made.fact_ids.kind, "indicator")

    def test_facts_by_hand_are_read_by_the_system(self):
        facts = [
            {"kind": "indicator", "indicator_id": self.indicator.id, "words": "Выдумка"},
            {"kind": "answer", "code": "А7.4"},
            {"kind": "risk", "risk_ids": [(6, 0, self.risk.ids)]},
        ]
        made = self._by_hand(fact_ids=[(0, 0, fact) for fact in facts])
        words = made.fact_words.splitlines()
        self.assertIn("Т1. Доля больших школ: no", words[0])
        self.assertEqual(words[1], "А7.4 Вопрос А7.4: no")
        self.assertIn("significance: высокая", words[2])
        self.assertNotIn("Выдумка", made.fact_words)
        made.action_accept()
        self.assertEqual(made.state, "accepted")

    @mute_logger("odoo.sql_db")
    def test_facts_that_there_are_not(self):
        for fact, pattern in (
            ({"kind": "indicator"}, "Choose the indicator"),
            ({"kind": "indicator", "indicator_id": self.of_teachers.id}, "has no result in"),
            ({"kind": "answer", "code": "А99.9"}, "No form has a question"),
            ({"kind": "answer", "code": "А9.1"}, "has not answered А9.1"),
            ({"kind": "risk"}, "does not state these risks"),
            (
                {"kind": "risk", "risk_ids": [(6, 0, self.env.ref("shnor_monitoring.risk_1").ids)]},
                "does not state these risks",
            ),
            ({"kind": "category", "participant_id": self.second.id}, "must be of the school"),
        ):
            with self.subTest(str(fact)), self.assertRaisesRegex(UserError, pattern):
                self._by_hand(fact_ids=[(0, 0, fact)])
        made = self._by_hand()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["shnor.recommendation.fact"].create(
                {"recommendation_id": made.id, "kind": "category"}
            )
            self.env.flush_all()

    def test_by_hand_is_marked_too(self):
        made = self._by_hand(fact_ids=[(0, 0, {"kind": "answer", "code": "А2.2"})])
        self._draft()
        self.assertFalse(made.is_stale)
        self._correct(**{"А2.2": 0})
        self._draft()
        self.assertTrue(made.is_stale)
        self.assertIn("Now: А2.2 Вопрос А2.2: 0 чел.", made.note)
        made.action_take_new_facts()
        self._draft()
        self.assertFalse(made.is_stale)

    # To others than schools

    def test_one_recommendation_to_somebody_else_for_all_schools(self):
        rule = self._rule(
            self._answer("А2.2", "filled"),
            addressee="methodical_service",
            text="{k} из {n} школ.",
            min_schools=2,
        )
        self._draft()
        made = self.env["shnor.recommendation"].search([("rule_id", "=", rule.id)])
        self.assertEqual(made.text, "2 из 2 школ.")
        self.assertEqual(made.fact_ids.participant_id, self.participant | self.second)
        self.assertIn("Школа 900001: А2.2", made.fact_words)
        self.assertFalse(made.participant_id or made.school_id)
        self.assertEqual(made.addressee_words, "Methodical service")
        self.campaign._draft_recommendations()
        rows = made._addressee_rows(self.campaign, "methodical_service")
        self.assertFalse(rows)
        made.action_accept()
        [row] = made._addressee_rows(self.campaign, "methodical_service")
        self.assertEqual((row["number"], row["text"]), (1, "2 из 2 школ."))
        rule.min_schools = 3
        self._draft()
        self.assertTrue(made.is_stale)

    def test_by_hand_to_somebody_else(self):
        made = self._by_hand(
            participant_id=False,
            campaign_id=self.campaign.id,
            addressee="committee",
            fact_ids=[(0, 0, {"kind": "indicator", "indicator_id": self.indicator.id})],
            user=self.users["administrator"],
        )
        self.assertIn("1 of 2, 50 %", made.fact_words)
        with self.assertRaisesRegex(UserError, "no single school"):
            made.action_open_participant()

    # Materials

    def test_materials_by_rule_subject_and_risk(self):
        subject = self.env["shnor.subject"].create({"name": "Физика"})
        materials = self.env["shnor.material"].create(
            [
                {"name": "Свой", "link": "https://example.org/1"},
                {
                    "name": "По предмету",
                    "link": "https://example.org/2",
                    "subject_ids": [(6, 0, subject.ids)],
                },
                {
                    "name": "По риску",
                    "link": "https://example.org/3",
                    "risk_ids": [(6, 0, self.building.ids)],
                },
            ]
        )
        own, by_subject, by_risk = materials
        self.rule.active = False
        rule = self._rule(
            self._answer("А5.3", "<", "50", answer_column="share"),
            {"kind": "risk", "risk_ids": [(6, 0, self.building.ids)]},
            material_ids=[(6, 0, own.ids)],
            material_filter="both",
        )
        made = self._draft()
        self.assertLessEqual(materials, made.material_ids)
        rule.material_filter = "subject"
        self._draft()
        self.assertEqual(made.material_ids, own | by_subject)
        self.assertEqual((own.rule_count, by_subject.recommendation_count), (1, 1))
        self.assertEqual(by_risk.recommendation_count, 0)
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            by_subject.unlink()
        by_risk.unlink()
        made.action_accept()
        [row] = made._letter_rows(self.participant)
        self.assertEqual(
            row["materials"],
            [
                {
                    "name": one.name,
                    "kind": "Methodical recommendations",
                    "address": one.link,
                    "source": "",
                }
                for one in made.material_ids
            ],
        )

    # Interfaces for others

    def test_rows_of_a_letter_are_plain_and_of_one_school(self):
        made = self._draft()
        self.assertFalse(made._letter_rows(self.participant))
        made.action_accept()
        [row] = made._letter_rows(self.participant)
        self.assertEqual(row["text"], made.text)
        self.assertEqual(row["facts"], made.fact_words.splitlines())
        self.assertEqual(row["term"], "2026-08-23")
        self.assertFalse(made._letter_rows(self.second))

    def test_values_of_measures(self):
        made = self._draft()
        self.assertFalse(made._recommendation_measure_vals())
        made.action_accept()
        [vals] = made._recommendation_measure_vals()
        self.assertEqual(
            (vals["school_id"], vals["name"], str(vals["date_from"]), str(vals["date_to"])),
            (self.school.id, made.text, "2026-07-24", "2026-08-23"),
        )
        self.assertEqual(vals["task"], made.fact_words)

    # When not

    def test_not_before_the_calculation_and_not_without_rules(self):
        self.env.cr.execute(
            "UPDATE shnor_campaign SET run_id = NULL WHERE id = %s", (self.campaign.id,)
        )
        self.campaign.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "has not been calculated yet"):
            self._draft()
        self.env["shnor.recommendation.rule"].search([]).active = False
        with self.assertRaisesRegex(UserError, "no recommendation rules"):
            self._draft()

    def test_a_closed_campaign_is_frozen_with_its_recommendations(self):
        made = self._draft()
        hand = self._by_hand()
        made.action_accept()
        self.campaign.with_user(self.specialist).action_close()
        for do in (
            made.action_reopen,
            hand.action_accept,
            made.action_take_new_facts,
            lambda: hand.write({"text": "Иначе"}),
            lambda: hand._refuse("Поздно"),
            lambda: hand.sudo().fact_ids.unlink(),
            lambda: self._by_hand(),
            self.campaign._draft_recommendations,
        ):
            with self.assertRaisesRegex(UserError, "is closed"):
                do()
        self.assertTrue(made.fact_ids.evidence_id)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_roles(self):
        made = self._draft()
        for role in ("working_group", "keeper"):
            reader = made.with_user(self.users[role])
            self.assertTrue(reader.read(["text", "fact_words"]))
            for do in (reader.action_accept, lambda reader=reader: reader._refuse("x")):
                with self.assertRaises(AccessError):
                    do()
            with self.assertRaises(AccessError):
                self.campaign.with_user(self.users[role]).action_draft_recommendations()
            with self.assertRaises(AccessError):
                self._by_hand(user=self.users[role])

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_territories(self):
        """A specialist of one settlement neither sees nor advises the schools of another one."""
        self._rule(self._answer("А2.2", "filled"), name="Всем")
        self._draft()
        user = self._make_user("hamlet", "shnor_registry.group_specialist", self.hamlet)
        theirs = self._made(self.second)
        mine = self._made()
        seen = (
            self.env["shnor.recommendation"]
            .with_user(user)
            .search([("campaign_id", "=", self.campaign.id)])
        )
        self.assertEqual(seen, theirs)
        for do in (
            mine.with_user(user)[0].action_accept,
            lambda: mine.with_user(user).write({"text": "Чужое"}),
            lambda: mine.with_user(user).fact_ids.read(["words"]),
            lambda: self._by_hand(user=user),
        ):
            with self.assertRaises(AccessError):
                do()
        theirs.with_user(user).action_accept()
        rule = self.rule
        wizard = self.env["shnor.recommendation.preview"].with_user(user)
        wizard = wizard.create({"rule_ids": [(6, 0, rule.ids)], "campaign_id": self.campaign.id})
        self.assertNotIn("900001", wizard.table)

    def test_the_number_of_statements(self):
        """It does not grow with the number of schools."""
        self._rule(
            self._answer("А5.3", "<", "50", answer_column="share"),
            {"kind": "risk", "risk_ids": [(6, 0, (self.risk | self.building).ids)]},
            {"kind": "formula", "formula": "percent([А2.2], [А2.2]) > 10"},
            match="any",
            text="{school}",
            material_filter="both",
        )
        few = self._count_of(self._wide_campaign(2, 500000), 4)
        many = self._count_of(self._wide_campaign(25, 600000), 50)
        self.assertEqual(few, many)

    def _wide_campaign(self, count, first):
        """Return a calculated campaign of the next year with so many schools and accepted forms."""
        schools = self._make_schools(*((str(first + one), self.village) for one in range(count)))
        order = self._make_order(schools, number=f"{first}")
        campaign = self._sign(order)
        sheets = self._give_out(campaign.participant_ids)
        answers = {"А2.2": 3, "А5.3": [{"subject": "Физика", "share": 10}], "А11.8": "аварийное"}
        sheets._form_save_many({sheet: dict(answers) for sheet in sheets})
        sheets._form_mark_submitted_by_staff()
        sheets.action_form_accept()
        campaign.action_calculate()
        return campaign

    def _count_of(self, campaign, expected):
        campaign.with_user(self.specialist)._draft_recommendations()
        self.env["shnor.recommendation.rule"].search([]).write({"term_days": 31})
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        campaign.with_user(self.specialist)._draft_recommendations()
        statements = self.cr.sql_log_count - before
        self.assertEqual(len(campaign.recommendation_ids), expected)
        self.env["shnor.recommendation.rule"].search([]).write({"term_days": 30})
        return statements
