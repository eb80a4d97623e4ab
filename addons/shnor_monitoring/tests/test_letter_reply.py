import io
from datetime import date

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .letter_common import NOW, LetterCase


@tagged("post_install", "-at_install")
class TestLetterReply(LetterCase):
    """Acknowledging, objecting and answering; reminding of what nobody acknowledged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOW):
            cls.pack = cls._send()
        cls.letter = cls._letter()
        rules = cls.env["shnor.reminder.rule"].search([("audience", "!=", "letter")])
        rules.active = False

    def _object(self, text="Справка не учтена"):
        return self.letter._object(self.director, text)

    def _close(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE shnor_campaign SET state = 'closed' WHERE id = %s", [self.campaign.id]
        )
        self.env.invalidate_all()

    def test_acknowledging_twice_changes_nothing(self):
        self.letter._acknowledge(self.director)
        moment = self.letter.acknowledged_at
        self.assertEqual(
            (self.letter.state, self.letter.acknowledged_by_id), ("acknowledged", self.director)
        )
        self.assertTrue(self.letter.opened_at, "who acknowledges has opened it")
        self._later(hours=1)
        self.letter._acknowledge(self.second_school.director_ids)
        self.assertEqual(self.letter.acknowledged_at, moment)
        self.assertEqual(self.pack.acknowledged_count, 1)

    def test_acknowledging_and_objecting_after_the_campaign_was_closed(self):
        self._close()
        self._object()
        self.letter._acknowledge(self.director)
        self.assertEqual((self.letter.state, self.letter.objection_state), ("acknowledged", "open"))

    def test_an_objection_is_a_task_of_who_answers_for_the_letters(self):
        objection = self._object()
        self.assertEqual(self.letter.objection_state, "open")
        self.assertEqual(self.pack.objected_count, 1)
        task = self.letter.activity_ids
        self.assertEqual(task.user_id, self.specialist)
        self.assertIn("Справка не учтена", task.note)
        self.assertEqual(self._object(), objection, "the button pressed twice")
        with self.assertRaisesRegex(UserError, "waits for an answer"):
            self._object("И ещё")

    def test_an_objection_says_something(self):
        for text in ("", "  ", "\x00", "x" * 10001):
            with self.subTest(text[:5]), self.assertRaises(UserError):
                self._object(text)

    def test_the_answer_goes_to_the_directors(self):
        objection = self._object().with_user(self.specialist)
        known = self.env["mail.mail"].search([])
        window = self.env["shnor.letter.answer"].with_user(self.specialist)
        window.create({"objection_id": objection.id, "answer": "Учтём в декабре"}).action_answer()
        self.assertEqual((objection.state, objection.answer), ("answered", "Учтём в декабре"))
        self.assertEqual(objection.answered_by_id, self.specialist)
        self.assertEqual(self.letter.objection_state, "answered")
        self.assertFalse(self.letter.activity_ids)
        mail = self.env["mail.mail"].search([]) - known
        self.assertEqual(mail.recipient_ids, self.director)
        self.assertIn("Учтём в декабре", mail.body_html)
        with self.assertRaises(UserError):
            objection._answer("Ещё раз")
        # there is a second word
        self._object("Справку приложили")
        self.assertEqual(self.letter.objection_state, "open")

    def test_who_answers(self):
        objection = self._object()
        for role in ("working_group", "keeper", "foreign_specialist", "director"):
            with self.subTest(role), self.assertRaises(AccessError):
                objection.with_user(self.users[role])._answer("Нет")
        with self.assertRaises(UserError):
            objection._answer(" ")
        objection.with_user(self.users["administrator"])._answer("Да")

    def test_the_register_in_excel(self):
        self._object("=1+1")
        report = self.env.ref("shnor_monitoring.report_letter_xlsx")
        pack = self.pack.with_user(self.specialist)
        content, kind = report.with_user(self.specialist)._render_xlsx(
            report.report_name, pack.ids, {}
        )
        self.assertEqual(kind, "xlsx")
        [sheet] = load_workbook(io.BytesIO(content)).worksheets
        rows = [list(row) for row in sheet.iter_rows(min_row=4, values_only=True)]
        self.assertEqual([row[1] for row in rows], ["Школа 900001", "Школа 900002"])
        self.assertEqual(rows[0][10], "=1+1", "a text, not a formula")
        self.assertEqual(rows[0][12], self.letter.sha256)
        # 3:00 UTC; Excel knows no zones
        self.assertEqual((rows[0][3].date(), rows[0][3].tzinfo), (date(2026, 8, 12), None))

    # Reminders

    def _remind(self, moment):
        self._today(moment)
        known = self.env["mail.mail"].search([])
        reminders = self.env["shnor.reminder"]
        rules = self.env["shnor.reminder.rule"].search([("active", "=", True)])
        for campaign in reminders._campaigns():
            reminders._send(campaign, reminders._matters(campaign, rules))
        return self.env["mail.mail"].search([]) - known

    def test_reminders_come_before_and_after_the_last_day_and_never_twice(self):
        # to be acknowledged until 19 August: 17th, 20th, 26th; 15th and 16th are days off
        days = {
            day: len(self._remind(f"2026-08-{day:02} 01:00:00"))
            + len(self._remind(f"2026-08-{day:02} 05:00:00"))
            for day in range(13, 30)
        }
        self.assertEqual(
            {day: count for day, count in days.items() if count}, {17: 2, 20: 2, 26: 2}
        )

    def test_who_has_acknowledged_is_left_alone(self):
        self.letter._acknowledge(self.director)
        mail = self._remind("2026-08-17 01:00:00")
        self.assertEqual(mail.recipient_ids, self.second_school.partner_id)
        self.assertIn(f"/my/letters/{self._letter(self.second).id}", mail.body_html)
        self.assertIn("Школа 900002", mail.body_html)
        self.assertNotIn("Школа 900001", mail.body_html)

    def test_reminders_go_on_after_the_campaign_was_closed(self):
        self._close()
        self.assertEqual(len(self._remind("2026-08-17 01:00:00")), 2)
        log = self.env["shnor.reminder"].search([("letter_id", "=", self.letter.id)])
        self.assertEqual(log.participant_id, self.participant)

    def test_reminding_takes_as_many_statements_for_20_as_for_2(self):
        counts = []
        for index, size in enumerate((2, 20)):
            self._today(NOW)
            campaign = self._campaign(self._crowd(f"96{index}", size), number=f"96{index}-о")
            for letter in self._make(campaign).letter_ids:
                letter._move_to("sent", sent_at="2026-08-12 03:00:00")
            self._today("2026-08-17 01:00:00")
            reminders = self.env["shnor.reminder"]
            rules = self.env["shnor.reminder.rule"].search([("audience", "=", "letter")])

            def remind(campaign=campaign, reminders=reminders, rules=rules, size=size):
                found = reminders._matters(campaign, rules)
                self.assertEqual(len(found), size)

            counts.append(min(self._count_statements(remind) for _again in range(3)))
        self.assertEqual(*counts)

    # The stage

    def test_the_stage_is_done_once_all_letters_are_out(self):
        stage = self.campaign._stage_of("letters")
        self.assertEqual(str(stage.done_on), "2026-08-12")
        self.assertEqual(stage.responsibility_ids.state, "done")
        other = self._campaign(self.leader, number="97-о")
        self.assertFalse(other._stage_of("letters").done_on)
        self._make(other)
        self.assertFalse(other._stage_of("letters").done_on)
