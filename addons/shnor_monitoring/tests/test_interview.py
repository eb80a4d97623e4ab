from datetime import datetime, timedelta
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.calendar.models.calendar_attendee import CalendarAttendee

from .sheet_common import SheetCase


@tagged("post_install", "-at_install")
class TestInterview(SheetCase):
    """Planned, held with form A beside it, agreed by the director, closed."""

    def setUp(self):
        super().setUp()
        self.interview = self._plan(self.participant)
        self.sheet = self.interview.sheet_id

    def _words(self, record):
        return " ".join(record.sudo().message_ids.mapped("body"))

    # Planning

    def test_planning_puts_it_into_both_calendars_and_invites(self):
        event = self.interview.sudo().event_id
        people = self.director | self.specialist.partner_id
        self.assertEqual(event.partner_ids, people)
        self.assertEqual((event.start, event.stop), (self.interview.start, self.interview.stop))
        self.assertEqual(event.stop - event.start, timedelta(minutes=40))
        self.assertEqual(event.videocall_location, "https://meet.example.org/1")
        self.assertEqual(event.privacy, "private")
        mails = self.env["mail.mail"].search([("recipient_ids", "in", self.director.ids)])
        self.assertTrue(mails.filtered(lambda mail: mail.state == "outgoing"))
        self.assertEqual(self.sheet.form_code, "interview")
        self.assertEqual(self.sheet.survey_id, self.form_b)
        self.assertEqual(self.interview.state, "planned")

    def test_a_school_has_one_interview_that_can_be_cancelled_and_planned_anew(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self._plan(self.participant)
        event = self.interview.sudo().event_id
        self.interview.action_cancel()
        self.assertEqual(self.interview.state, "cancelled")
        self.assertFalse(event.exists())
        again = self._plan(self.participant)
        # form B with what was noted already stays the school's own
        self.assertEqual(again.sheet_id, self.sheet)

    def test_rescheduling_moves_the_event_and_is_remembered(self):
        self.cr.flush()  # what was made in the same breath is not tracked
        later = self.interview.start + timedelta(days=1)
        interview = self.interview.with_context(tracking_disable=False)
        with patch.object(CalendarAttendee, "_notify_attendees") as notify:
            interview.start = later
        self.assertEqual(interview.sudo().event_id.start, later)
        self.assertTrue(notify.called)
        self.env.flush_all()
        self.cr.flush()
        interview.invalidate_recordset(["message_ids"])
        tracked = interview.sudo().message_ids.sudo().tracking_value_ids
        self.assertIn("start", tracked.field_id.mapped("name"))

    def test_many_are_planned_one_slot_after_the_other_on_working_days(self):
        self.interview.action_cancel()
        self.specialist.tz = "Asia/Vladivostok"
        wizard = (
            self.env["shnor.interview.plan"]
            .with_user(self.specialist)
            .create(
                {
                    "participant_ids": [(6, 0, (self.participant | self.second).ids)],
                    "day": "2027-01-15",  # a Friday
                    "time_from": 16,
                    "time_to": 17,
                    "minutes": 40,
                    "pause": 10,
                }
            )
        )
        self.assertIn("16:00", wizard.preview)
        action = wizard.action_plan()
        interviews = self.env["shnor.interview"].search(action["domain"])
        # 16:00 in Vladivostok; the second does not fit any more, so it goes to Monday
        self.assertEqual(
            interviews.sorted("start").mapped("start"),
            [datetime(2027, 1, 15, 6), datetime(2027, 1, 18, 6)],
        )
        self.assertEqual(self.participant.interview_state, "planned")
        wizard.invalidate_recordset()
        self.assertEqual(wizard.planned_ids, self.participant | self.second)
        with self.assertRaisesRegex(UserError, "have interviews already"):
            wizard.action_plan()

    def test_a_plan_leaves_free_what_is_planned_already(self):
        self.specialist.tz = "UTC"
        self.interview.start = "2027-01-13 10:00:00"
        wizard = self.env["shnor.interview.plan"].with_user(self.specialist)
        wizard = wizard.create(
            {
                "participant_ids": [(6, 0, self.second.ids)],
                "day": "2027-01-13",
                "time_from": 9.75,
                "time_to": 17,
                "interviewer_id": self.specialist.id,
            }
        )
        [(participant, start)] = wizard._slots()
        self.assertEqual((participant, start), (self.second, datetime(2027, 1, 13, 10, 50)))

    def test_planning_many_does_not_wait_for_the_mail_server(self):
        send = []
        original = CalendarAttendee._notify_attendees

        def notify(attendees, template, notify_author=False, force_send=False):
            waits = force_send and not attendees.env.context.get("no_mail_to_attendees")
            send.append((len(attendees), waits))
            return original(attendees, template, notify_author, force_send)

        self.interview.action_cancel()
        with patch.object(CalendarAttendee, "_notify_attendees", notify):
            self._plan(self.participant | self.second)
        self.assertIn((3, False), send)
        self.assertFalse([one for one in send if one[1]])

    def test_what_makes_no_sense_is_refused_in_words(self):
        with self.assertRaisesRegex(ValidationError, "begin with https"):
            self._plan(self.second, video_link="javascript:alert(1)")
        with self.assertRaisesRegex(UserError, "does not change"):
            self.interview.participant_id = self.second
        for values in ({"agreed_by_id": self.director.id}, {"held_at": fields.Datetime.now()}):
            with self.assertRaisesRegex(UserError, "by its buttons"):
                self.interview.write(values)
        with self.assertRaisesRegex(UserError, "by the buttons"):
            self.interview.state = "closed"
        with self.assertRaisesRegex(UserError, "by its buttons"):
            self._plan(self.second, agreed_by_id=self.director.id)

    # Holding

    def test_the_directors_answers_stand_beside_the_questions(self):
        sheet = self._give_out(self.participant)
        self._hand_in(sheet, **{"А7.4": False, "А9.1": "Нет педагога"})
        found, access = (
            self.env["survey.user_input"].with_user(self.specialist)._form_find(self.sheet.id)
        )
        payload = found._form_payload(access)
        self.assertTrue(payload["sheet"]["editable"])
        self.assertEqual(
            payload["beside"],
            {
                "Б3.1": {"label": "Self-evaluation", "words": "10 чел."},
                "Б7.4": {"label": "Self-evaluation", "words": "no"},
            },
        )
        # form A has nothing beside it
        found, access = (
            self.env["survey.user_input"].with_user(self.users["director"])._form_find(sheet.id)
        )
        self.assertNotIn("beside", found._form_payload(access))

    def test_form_b_is_filled_by_specialists_of_the_territory_only(self):
        for role in ("working_group", "keeper"):
            sheet, access = (
                self.env["survey.user_input"].with_user(self.users[role])._form_find(self.sheet.id)
            )
            with self.subTest(role):
                self.assertFalse(sheet._form_payload(access)["sheet"]["editable"])
                saves = [{"seq": 1, "code": "Б3.1", "value": 1}]
                [ack] = sheet._form_save(saves, access, "browser")["acks"]
                self.assertEqual(ack["status"], "closed")
        for role in ("foreign_specialist", "director", "portal"):
            with self.subTest(role), self.assertRaises(UserError):
                self.env["survey.user_input"].with_user(self.users[role])._form_find(self.sheet.id)

    def test_the_way_from_planned_to_closed(self):
        self._hold(self.interview, **{"Б3.1": 12})
        self.assertEqual(self.interview.state, "held")
        self.assertTrue(self.interview.held_at)
        self.assertFalse(self.interview.activity_ids)
        self.assertIn("Read it in the portal", self._words(self.interview))
        with self.assertRaisesRegex(UserError, "has not agreed"):
            self.interview.action_close()
        with self.assertRaisesRegex(UserError, "has not agreed"):
            self.sheet.with_user(self.specialist).action_form_accept()
        self.interview.with_user(self.users["director"])._agree(self.director)
        self.assertEqual(
            (self.interview.state, self.interview.agreed_by_id, self.interview.agreed_how),
            ("agreed", self.director, "portal"),
        )
        # a second click changes nothing
        self.interview.with_user(self.users["director"])._agree(self.director)
        self.interview.action_close()
        self.assertEqual((self.interview.state, self.sheet.form_state), ("closed", "accepted"))
        [section] = self.interview._record()
        self.assertEqual([row["words"] for row in section["rows"]], ["12"])

    def test_an_objection_leads_to_a_corrected_record_and_a_new_word(self):
        self._hold(self.interview, **{"Б3.1": 12})
        with self.assertRaisesRegex(UserError, "what is not right"):
            self.interview._object(self.director, "  ")
        self.interview.with_user(self.users["director"])._object(
            self.director, "Двенадцать — с совместителями"
        )
        self.assertEqual(self.interview.state, "held")
        task = self.interview.activity_ids.filtered(lambda one: "objects" in one.summary)
        self.assertEqual(task.user_id, self.specialist)
        self.interview.action_correct()
        self.assertEqual(self.sheet.form_state, "returned")
        with self.assertRaisesRegex(UserError, "no record that waits"):
            self.interview._agree(self.director)
        sheet = self.sheet.sudo()
        sheet._form_save_many({sheet: {"Б3.1": 10}})
        sheet._form_submit("again")
        self.assertFalse(self.interview.objection)
        self.interview._agree(self.director)
        self.assertEqual(self.interview.state, "agreed")

    def test_a_record_that_changes_must_be_agreed_to_anew(self):
        self._hold(self.interview, **{"Б3.1": 12})
        self.interview._agree(self.director)
        self.interview.action_close()
        until = fields.Datetime.now() + timedelta(days=1)
        self.sheet.with_user(self.specialist)._form_reopen("Описка", "Методист", until)
        self.assertEqual(self.interview.state, "held")
        self.assertFalse(self.interview.agreed_at)

    def test_only_the_schools_director_agrees_or_objects(self):
        self._hold(self.interview, **{"Б3.1": 12})
        stranger = self.users["foreign_director"].partner_id
        for partner in (stranger, self.env["res.partner"], self.specialist.partner_id):
            with self.assertRaises(AccessError):
                self.interview._agree(partner)
            with self.assertRaises(AccessError):
                self.interview._object(partner, "Нет")

    def test_agreement_on_paper_is_noted_by_a_specialist(self):
        self._hold(self.interview, **{"Б3.1": 12})
        with self.assertRaises(AccessError):
            self.interview.with_user(self.users["keeper"]).action_agree_on_paper()
        self.interview.action_agree_on_paper()
        self.assertEqual(
            (self.interview.agreed_how, self.interview.agreed_by_id),
            ("paper", self.specialist.partner_id),
        )

    def test_a_held_interview_is_not_moved_and_a_cancelled_one_not_held(self):
        self._hold(self.interview, **{"Б3.1": 12})
        with self.assertRaisesRegex(UserError, "not ahead any more"):
            self.interview.start = fields.Datetime.now()
        with self.assertRaisesRegex(UserError, "cannot become"):
            self.interview.action_cancel()
        other = self._plan(self.second)
        other.action_cancel()
        saves = [{"seq": 1, "code": "Б3.1", "value": 1}]
        [ack] = other.sheet_id.sudo()._form_save(saves, None, "browser")["acks"]
        self.assertIn("cancelled", ack["message"])

    def test_who_runs_a_foreign_district_neither_sees_nor_plans(self):
        foreign = self.users["foreign_specialist"]
        self.assertFalse(self.env["shnor.interview"].with_user(foreign).search([]))
        with self.assertRaises(AccessError):
            self.interview.with_user(foreign).action_cancel()
        with self.assertRaises(AccessError):
            self.env["shnor.interview"].with_user(foreign).create(
                {"participant_id": self.second.id, "start": fields.Datetime.now()}
            )
