from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .sheet_common import SheetCase


@tagged("post_install", "-at_install")
class TestDifference(SheetCase):
    """Self-evaluation, interview and register disagree; somebody decides and says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet = cls._give_out(cls.participant)

    def setUp(self):
        super().setUp()
        self._hand_in(self.sheet, **{"А2.1": 100, "А7.4": False, "А9.1": "Один текст"})
        self.interview = self._plan(self.participant)

    def _found(self):
        return {
            difference.code: (difference.self_words, difference.interview_words, difference.state)
            for difference in self.participant.difference_ids
        }

    def _difference(self, code):
        return self.participant.difference_ids.filtered(lambda one: one.code == code)

    def _decide(self, code, source, comment="Штатное расписание"):
        self._difference(code).with_user(self.specialist)._decide(source, comment)

    def test_holding_the_interview_finds_what_differs(self):
        self._hold(self.interview, **{"Б3.1": 12, "Б7.4": False, "Б9.1": "Другой текст"})
        # texts say the same in other words, and nobody is asked about them
        self.assertEqual(self._found(), {"А2.2": ("10 чел.", "12 чел.", "open")})
        self.assertEqual(self.participant.open_difference_count, 1)

    def test_the_register_is_a_source_as_it_is_now(self):
        self.school.student_count = 90
        self.campaign._refresh_differences()
        difference = self._difference("А2.1")
        self.assertEqual((difference.self_words, difference.register_words), ("100", "90"))
        self.assertFalse(difference.interview_words)

    def test_no_and_zero_are_answers(self):
        self._hold(self.interview, **{"Б3.1": 0, "Б7.4": True})
        self.assertEqual(self._found()["А7.4"], ("no", "yes", "open"))
        self._decide("А7.4", "self_evaluation")
        self._decide("А2.2", "interview")
        difference = self._difference("А7.4")
        self.assertEqual((difference.chosen_words, difference.chosen_number), ("no", 0))
        values = self.participant._form_effective_values()[self.participant.id]
        self.assertIs(values["А7.4"]["value"], False)
        self.assertEqual(values["А2.2"]["value"], 0)
        with self.assertRaisesRegex(UserError, "knows no value"):
            self._decide("А7.4", "register")

    def test_looking_again_changes_nothing(self):
        self._hold(self.interview, **{"Б3.1": 12})
        self.assertEqual(self.campaign._refresh_differences(), 0)
        self._decide("А2.2", "interview")
        self.assertEqual(self.campaign._refresh_differences(), 0)
        self.assertEqual(self._difference("А2.2").state, "decided")

    def test_a_decision_has_a_comment_and_is_remembered(self):
        self._hold(self.interview, **{"Б3.1": 12})
        with self.assertRaisesRegex(UserError, "why this value counts"):
            self._decide("А2.2", "interview", "  ")
        action = self._difference("А2.2").with_user(self.specialist).action_choose_interview()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.specialist)
            .with_context(**action["context"])
            .create({"comment": "Приказ о тарификации"})
        )
        self.assertIn("Self-evaluation — 10 чел.; Interview — 12 чел.", wizard.summary)
        wizard.action_decide()
        difference = self._difference("А2.2")
        self.assertEqual(
            (difference.state, difference.chosen_source, difference.chosen_number),
            ("decided", "interview", 12),
        )
        self.assertEqual(difference.decided_by_id, self.specialist)
        self.assertIn("Приказ о тарификации", " ".join(difference.message_ids.mapped("body")))

    def test_a_changed_source_asks_again_and_says_what_changed(self):
        self._hold(self.interview, **{"Б3.1": 12})
        self._decide("А2.2", "interview")
        self.sheet.action_form_return("Проверьте")
        self.sheet._form_save_many({self.sheet: {"А2.2": 14}})
        self.campaign._refresh_differences()
        difference = self._difference("А2.2")
        self.assertEqual(difference.state, "open")
        self.assertIn("it was “10 чел.”", difference.note)
        self.assertIn("now it is “14 чел.”", difference.note)
        # the decision before stays to be read
        self.assertEqual(difference.comment, "Штатное расписание")
        self.assertIn("14 чел.", " ".join(difference.message_ids.mapped("body")))

    def test_sources_that_agree_again_leave_nothing_to_decide(self):
        self._hold(self.interview, **{"Б3.1": 12})
        self._decide("А2.2", "self_evaluation")
        self.sheet.action_form_return("Проверьте")
        self.sheet._form_save_many({self.sheet: {"А2.2": 12}})
        self.campaign._refresh_differences()
        self.assertEqual(self._found(), {"А2.2": ("12 чел.", "12 чел.", "agreed")})
        values = self.participant._form_effective_values(["А2.2"])[self.participant.id]
        self.assertEqual((values["А2.2"]["value"], values["А2.2"]["difference_id"]), (12, None))

    def test_what_counts(self):
        self._hold(self.interview, **{"Б3.1": 12})
        before = self.participant._form_effective_values(["А2.2", "Б3.1"])[self.participant.id]
        self.assertEqual(
            (before["А2.2"]["value"], before["А2.2"]["source"], before["А2.2"]["state"]),
            (10, "self_evaluation", "submitted"),
        )
        self.assertEqual(before["Б3.1"]["source"], "interview")
        self._decide("А2.2", "interview")
        after = self.participant._form_effective_values(["А2.2"])[self.participant.id]["А2.2"]
        self.assertEqual(
            (after["value"], after["source"], after["state"]), (12, "interview", "decided")
        )
        self.assertEqual(after["line_id"], before["А2.2"]["line_id"])
        self.assertEqual(after["difference_id"], self._difference("А2.2").id)

    def test_only_specialists_of_the_territory_decide(self):
        self._hold(self.interview, **{"Б3.1": 12})
        difference = self._difference("А2.2")
        for role in ("working_group", "keeper", "foreign_specialist", "director"):
            with self.subTest(role), self.assertRaises(AccessError):
                difference.with_user(self.users[role])._decide("interview", "Потому")
        with self.assertRaises(AccessError):
            difference.with_user(self.specialist).write({"state": "decided"})

    def test_a_closed_campaign_decides_nothing_any_more(self):
        self._hold(self.interview, **{"Б3.1": 12})
        self.campaign.action_calculate()
        self.campaign.action_close()
        with self.assertRaisesRegex(UserError, "is closed"):
            self._decide("А2.2", "interview")
        with self.assertRaisesRegex(UserError, "is closed"):
            self.campaign._refresh_differences()
        # whoever opens the list of a closed campaign reads it
        self.campaign.with_user(self.specialist).action_open_differences()


@tagged("post_install", "-at_install")
class TestDifferenceSpeed(SheetCase):
    def test_the_number_of_statements_does_not_depend_on_the_number_of_schools(self):
        counts = []
        for size, code in ((4, "80"), (24, "81")):
            schools = self._make_schools(
                *((f"{code}{index:04}", self.village) for index in range(size))
            )
            schools.student_count = 50
            campaign = self._sign(self._make_order(schools, number=f"{code}-о"))
            sheets = self._give_out(campaign.participant_ids)
            sheets._form_save_many({sheet: {"А2.1": 60, "А2.2": 10} for sheet in sheets})
            sheets._form_mark_submitted_by_staff()
            for _again in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                found = campaign._refresh_differences()
                counts.append((found, self.cr.sql_log_count - before))
        (few, first), (none, second), (many, third), (_none, fourth) = counts
        self.assertEqual((few, none, many), (4, 0, 24))
        self.assertEqual((first, second), (third, fourth))
