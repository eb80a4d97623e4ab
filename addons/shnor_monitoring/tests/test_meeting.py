from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .meeting_common import HELD, MEMBERS, MeetingCase
from .smtp_sink import smtp_sink


@tagged("post_install", "-at_install")
class TestMeeting(MeetingCase):
    """The working group is called, meets, votes; signed minutes freeze it all."""

    def assert_refused(self, words, function, *args, **values):
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            function(*args, **values)
        self.env.invalidate_all()

    def _subjects(self, sink, address):
        self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        return [subject for subject, _body in sink.of(address)]

    # Who the group is

    def test_the_members_of_the_order_are_expected_and_invited(self):
        meeting = self._meeting()
        self.assertEqual(meeting.attendance_ids.mapped("name"), [one[0] for one in MEMBERS])
        self.assertEqual(meeting.attendance_ids[0].member_id, self.member)
        invited = meeting.sudo().event_id.partner_ids.mapped("email")
        for _name, _role, email in MEMBERS:
            if email:
                self.assertIn(email, invited)
        self.assertEqual(meeting.member_count, 5)

    def test_an_order_without_members_takes_the_standing_ones(self):
        order = self._make_next_order()
        order.territory_id = self.district
        campaign = self._sign(order)
        meeting = self._meeting(campaign, start="2026-12-28 03:00:00")
        self.assertEqual(meeting.attendance_ids.member_id, self.member)
        self.assertEqual(meeting.attendance_ids.role, "chair")

    def test_a_draft_order_takes_the_standing_members(self):
        self.env["shnor.working.group.member"].create(
            {"name": "Кольцова Анна Ивановна", "territory_id": self.district.id, "sequence": 20}
        )
        order = self._make_next_order()
        order.territory_id = self.district
        order.with_user(self.users["administrator"]).action_take_members()
        self.assertEqual(order.member_ids.mapped("name"), [MEMBERS[0][0], MEMBERS[3][0]])
        order.with_user(self.users["administrator"]).action_take_members()
        self.assertEqual(len(order.member_ids), 2)

    def test_the_group_of_the_nearest_territory_above(self):
        members = self.env["shnor.working.group.member"]
        self.assertEqual(members._of_territory(self.village), self.member)
        own = members.create({"name": "Член группы села", "territory_id": self.village.id})
        self.assertEqual(members._of_territory(self.village), own)
        self.assertEqual(members._of_territory(self.hamlet), self.member)
        self.assertFalse(members._of_territory(self.foreign_district))
        self.assertIn(self.member, members._of_territory(self.env["shnor.territory"]))

    def test_what_a_member_cannot_be(self):
        values = {"territory_id": self.district.id, "name": "Член группы"}
        create = self.env["shnor.working.group.member"].create
        for words, more in (
            ("two people with the role", {"role": "chair"}),
            ("is no e-mail address", {"email": "не адрес"}),
        ):
            with (
                self.subTest(words),
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                create({**values, **more})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            create({**values, "email": MEMBERS[0][2].upper()}).flush_recordset()

    def test_whom_an_amendment_names_is_expected_and_invited_too(self):
        meeting = self._meeting()
        order = self.campaign.order_id
        amendment = self.env["shnor.order"].browse(
            order.with_user(self.users["administrator"]).action_amend()["res_id"]
        )
        amendment.write(
            {
                "number": "7-а",
                "date": "2026-08-04",
                "member_ids": [(0, 0, {"name": "Новый", "email": "new@example.org"})],
            }
        )
        amendment.action_sign()
        with smtp_sink(self.env) as sink:
            self._today("2026-08-05 01:00:00")
            meeting.action_refresh_members()
            self.assertEqual(meeting.attendance_ids[-1:].name, "Новый")
            self.assertEqual(meeting.member_count, 6)
            self.assertEqual(len(self._subjects(sink, "new@example.org")), 1)
            self.assertFalse(self._subjects(sink, "deputy@example.org"))
            meeting.action_refresh_members()
            self.assertEqual(meeting.member_count, 6)
            self.assertEqual(len(self._subjects(sink, "new@example.org")), 1)

    # The agenda, the invitation

    def test_the_usual_agenda(self):
        meeting = self._meeting()
        self.assertEqual(
            meeting.question_ids.mapped("kind"), ["approve_analysis", "publish_names", "free"]
        )
        for number, question in enumerate(meeting.question_ids, 1):
            self.assertEqual(question.number, number)
            self.assertIn(f"{number}. {question.title}", meeting.agenda)
        self.assertIn(meeting.question_ids[0].title, str(meeting.sudo().event_id.description))

    def test_the_invitation_has_the_agenda_and_is_sent_once(self):
        self._today("2026-08-01 01:00:00")
        with smtp_sink(self.env) as sink:
            meeting = self._meeting()
            [invitation] = self._subjects(sink, "deputy@example.org")
            self.assertTrue(invitation)
            _subject, body = sink.of("deputy@example.org")[0]
            self.assertIn(meeting.question_ids[0].title, body)
            meeting.question_ids[0].speaker = "Савельева З.Л."
            meeting.place = "Актовый зал"
            self.assertEqual(len(self._subjects(sink, "deputy@example.org")), 1)
            self.assert_refused("have this agenda already", meeting.action_send_agenda)
            meeting.question_ids[0].title = "Другой вопрос"
            self.assertTrue(meeting.agenda_changed)
            meeting.action_send_agenda()
            self.assertEqual(len(self._subjects(sink, "deputy@example.org")), 2)
            self.assertIn("Другой вопрос", sink.of("deputy@example.org")[1][1])
            self.assert_refused("have this agenda already", meeting.action_send_agenda)
            self.assertEqual(len(self._subjects(sink, "deputy@example.org")), 2)
            # another day is told, once
            meeting.start = "2026-08-06 03:00:00"
            self.assertEqual(len(self._subjects(sink, "deputy@example.org")), 3)

    def test_a_question_with_consequences_stands_once_on_the_agenda(self):
        meeting = self._meeting()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env["shnor.meeting.question"].create(
                {"meeting_id": meeting.id, "title": "Ещё раз", "kind": "approve_analysis"}
            ).flush_recordset()

    def test_no_question_is_turned_into_one_that_was_decided(self):
        meeting = self._meeting()
        meeting.question_ids.filtered(lambda one: one.kind == "approve_analysis").unlink()
        question = meeting.question_ids.filtered(lambda one: one.kind == "free")[:1]
        campaigns = type(self.campaign)
        with patch.object(campaigns, "_approved_by_meeting", lambda campaign: question):
            self.assert_refused("approved already", question.write, {"kind": "approve_analysis"})
        question.kind = "approve_analysis"

    # Attendance, quorum, votes

    def test_the_quorum_by_its_rule_without_guests(self):
        meeting = self._meeting()
        meeting.attendance_ids = [(0, 0, {"name": "Гость", "is_guest": True, "present": True})]
        people = meeting.attendance_ids.filtered(lambda one: not one.is_guest)
        for present, rule, quorum in (
            (2, "half", False),
            (3, "half", True),
            (3, "two_thirds", False),
            (4, "two_thirds", True),
        ):
            with self.subTest(rule, present=present):
                people.present = False
                people[:present].present = True
                meeting.quorum_rule = rule
                self.assertEqual(meeting.present_count, present)
                self.assertEqual(meeting.has_quorum, quorum)

    def test_the_quorum_is_a_setting(self):
        self.env["res.config.settings"].create({"shnor_quorum_rule": "two_thirds"}).execute()
        self.assertEqual(self._meeting().quorum_rule, "two_thirds")

    def test_who_chairs_and_who_writes_follows_the_attendance(self):
        meeting = self._meeting()
        self.assertFalse(meeting.chair_id)
        chair, deputy, secretary, member, _last = meeting.attendance_ids
        (deputy | secretary).present = True
        self.assertEqual((meeting.chair_id, meeting.secretary_id), (deputy, secretary))
        deputy.present = False
        chair.present = True
        self.assertEqual(meeting.chair_id, chair)
        member.present = True
        meeting.secretary_id = member
        deputy.present = True
        self.assertEqual(meeting.secretary_id, member)

    def test_whoever_was_present_has_no_reason_of_absence(self):
        meeting = self._meeting()
        meeting.attendance_ids[1].reason = "Отпуск"
        meeting.action_all_present()
        self.assertEqual(meeting.present_count, 4)
        with self.assertRaisesRegex(ValidationError, "no reason of absence"):
            meeting.attendance_ids[0].reason = "Отпуск"

    def test_what_is_carried(self):
        meeting = self._meeting()
        meeting.attendance_ids[:4].present = True
        question = meeting.question_ids[0]
        for votes, chair, carried in (
            ((3, 1, 0), False, True),
            ((2, 2, 0), False, False),
            ((2, 2, 0), True, True),
            ((2, 0, 2), False, False),
            ((1, 0, 0), True, False),
            ((0, 4, 0), True, False),
        ):
            with self.subTest(votes, chair=chair):
                question.write(
                    {
                        "votes_for": votes[0],
                        "votes_against": votes[1],
                        "votes_abstained": votes[2],
                        "chair_was_for": chair,
                    }
                )
                self.assertEqual(question.is_carried, carried)
        question.write({"votes_for": 4, "votes_against": 0})
        self.assertTrue(question.is_carried)
        question.is_withdrawn = True
        self.assertFalse(question.is_carried)

    def test_votes_that_cannot_be(self):
        meeting = self._meeting()
        question = meeting.question_ids[0]
        self.assert_refused("6 votes, but .* 5 members", question.write, {"votes_for": 6})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            question.write({"votes_for": -1})
            question.flush_recordset()
        self.assert_refused("Tick first", question.action_vote_unanimously)

    # Signing

    def test_all_that_is_missing_is_told_at_once(self):
        meeting = self._meeting(place=False)
        self.assert_refused("cannot become", meeting.action_sign_minutes)
        meeting.action_held()
        with self.assertRaises(UserError) as caught:
            meeting.action_sign_minutes()
        for words in (
            "no number",
            "a place or a video link",
            "no quorum: 0 of 5",
            "chair of the meeting is not named",
            "secretary of the meeting is not named",
            "there is no decision",
            "nobody has voted",
        ):
            self.assertIn(words, str(caught.exception))
        self.assertEqual(meeting.state, "held")

    def test_what_stands_in_the_way_of_signing(self):
        meeting = self._held()
        question = meeting.question_ids[-1]
        people = meeting.attendance_ids
        for words, record, values in (
            ("dated before the meeting", meeting, {"minutes_date": "2026-08-04"}),
            ("lies in the future", meeting, {"minutes_date": "2026-08-06"}),
            ("no date", meeting, {"minutes_date": False}),
            ("no quorum: 2 of 5", people[:2], {"present": False}),
            (f"are not listed: {MEMBERS[-1][0]}", people[-1], {"is_guest": True}),
            ("was not present", meeting, {"chair_id": people[-1].id}),
            ("one person", meeting, {"secretary_id": people[0].id}),
            ("5 votes, but 4 members were present", question, {"votes_against": 1}),
            ("there is no decision", question, {"decided": " "}),
            (
                "nobody has voted",
                question,
                {"votes_for": 0, "votes_against": 0, "votes_abstained": 0},
            ),
        ):
            with self.subTest(words), self.env.cr.savepoint() as savepoint:
                record.write(values)
                with self.assertRaisesRegex(UserError, words):
                    meeting.action_sign_minutes()
                savepoint.rollback()
                self.env.invalidate_all()
        meeting.action_sign_minutes()
        self.assertEqual((meeting.state, meeting.signed_by_id), ("minuted", self.specialist))

    def test_no_quorum_is_made_by_leaving_members_out(self):
        meeting = self._held()
        people = meeting.attendance_ids
        people[2:].unlink()
        self.assertTrue(meeting.has_quorum)
        with self.assertRaisesRegex(UserError, "Кольцова Анна Ивановна, Мартынов Олег Игоревич"):
            meeting.action_sign_minutes()
        meeting.action_refresh_members()
        with self.assertRaisesRegex(UserError, "no quorum: 2 of 5"):
            meeting.action_sign_minutes()
        # an address that was corrected makes no other person
        meeting.attendance_ids[2].write({"present": True, "email": "anna@example.org"})
        for question in meeting.question_ids:
            question.action_vote_unanimously()
        meeting.action_sign_minutes()

    def test_a_context_does_not_sign(self):
        meeting = self._meeting()
        made = meeting.with_context(default_state="minuted", default_signed_at="2026-08-05").create(
            {"campaign_id": self.campaign.id, "start": HELD, "place": "Зал"}
        )
        self.assertEqual(made.state, "planned")
        self.assertFalse(made.signed_at)
        self.assertEqual(made.env.context.get("default_state"), "minuted")
        decision = self.env["shnor.decision"].with_user(self.specialist)
        decision = decision.with_context(default_state="done", default_done_on="2026-08-05").create(
            {"question_id": made.question_ids[0].id, "text": "Провести", "responsible": "Она"}
        )
        self.assertEqual((decision.state, decision.done_on), ("draft", False))

    def test_two_minutes_of_a_campaign_have_two_numbers(self):
        self._minuted()
        second = self._held()
        self.assert_refused("with the number 3 .* already", second.action_sign_minutes)
        second.minutes_number = "4"
        second.action_sign_minutes()

    def test_late_minutes_are_signed_with_a_warning(self):
        meeting = self._held()
        self.assertFalse(meeting.minutes_warnings)
        self._today("2026-08-20 05:00:00")
        meeting.minutes_date = "2026-08-19"
        self.assertIn("gives the working group until", meeting.minutes_warnings)
        meeting.action_sign_minutes()
        event = self.campaign.event_ids.sorted("id")[-1]
        self.assertIn("gives the working group until", event.text)

    def test_the_clock_stops_with_the_meeting_and_stays_so(self):
        meeting = self._held()
        self.assertEqual(self.campaign.meeting_held_on, date(2026, 8, 5))
        meeting.action_sign_minutes()
        self.assertEqual(self.campaign.meeting_held_on, date(2026, 8, 5))
        self.assertEqual(self.campaign._stage_of("working_group").done_on, date(2026, 8, 5))

    def test_who_may_sign(self):
        meeting = self._held()
        for role in ("working_group", "keeper", "foreign_specialist", "director"):
            with self.subTest(role), self.assertRaises(AccessError):
                meeting.with_user(self.users[role]).action_sign_minutes()
        self.assertEqual(meeting.state, "held")

    # Frozen

    def test_signed_minutes_are_frozen_for_everybody(self):
        meeting = self._minuted("Провести консультацию").sudo()
        question, person = meeting.question_ids[0], meeting.attendance_ids[0]
        decision = meeting.decision_ids
        for function, *args in (
            (meeting.write, {"minutes_number": "5"}),
            (meeting.write, {"chair_id": person.id}),
            (meeting.write, {"start": "2026-08-04 03:00:00"}),
            (meeting.write, {"document_snapshot": {}}),
            (meeting.write, {"state": "held"}),
            (meeting.unlink,),
            (question.write, {"decided": "Другое"}),
            (question.write, {"votes_for": 0}),
            (question.unlink,),
            (person.write, {"present": False}),
            (person.unlink,),
            (decision.write, {"text": "Другое"}),
            (decision.write, {"date_due": "2027-01-01"}),
            (decision.unlink,),
            (person.create, {"meeting_id": meeting.id, "name": "Ещё один"}),
            (question.create, {"meeting_id": meeting.id, "title": "Ещё вопрос"}),
            (
                decision.create,
                {"question_id": question.id, "text": "Ещё", "responsible": "Кто-то"},
            ),
        ):
            with self.subTest(function.__name__, record=function.__self__._name, values=args):
                self.assert_refused("signed|by the buttons|by signing only", function, *args)
        other = self._meeting()
        self.assert_refused(
            "signed|not moved", other.attendance_ids[0].sudo().write, {"meeting_id": meeting.id}
        )
        self.assert_refused("by signing only", meeting.create, {"document_snapshot": {"a": 1}})
        meeting.message_post(body="Разговаривать можно")

    def test_the_paper_stays_as_signed(self):
        meeting = self._minuted("Провести консультацию")
        before = meeting._document_values()
        self.assertEqual(before["mark"], "")
        self.assertEqual((before["number"], before["date_short"]), ("3", "05.08.2026"))
        self.campaign.sudo().name = "Переименован"
        self.env.company.name = "Другой комитет"
        self.member.name = "Новая Фамилия"
        self.env.invalidate_all()
        self.assertEqual(meeting._document_values(), before)

    def test_a_closed_campaign_has_no_more_meetings(self):
        meeting = self._held()
        self.campaign.action_calculate()
        self.campaign.with_user(self.specialist).action_close()
        self.assert_refused("is closed", self._meeting)
        self.assert_refused("is closed", meeting.action_sign_minutes)

    # What follows

    def _ask(self, kind, carried, number):
        meeting = self._held(question_ids=[(0, 0, {"title": "Вопрос", "kind": "free"})])
        meeting.minutes_number = number
        question = self.env["shnor.meeting.question"].create(
            {"meeting_id": meeting.id, "title": "Публикация", "kind": kind, "decided": "Решено."}
        )
        question.write({"votes_for": 4 if carried else 1, "votes_against": 0 if carried else 3})
        meeting.action_sign_minutes()
        return question

    def test_what_was_carried_is_asked_of_the_campaign(self):
        self.assertFalse(self.campaign._carried("publish_names"))
        draft = self._held()
        self.env["shnor.meeting.question"].create(
            {
                "meeting_id": draft.id,
                "title": "Публикация",
                "kind": "publish_names",
                "votes_for": 4,
            }
        )
        self.assertFalse(self.campaign._carried("publish_names"), "the minutes are not signed")
        question = self._ask("publish_names", True, "5")
        self.assertEqual(self.campaign._carried("publish_names"), question)
        self.assertNotIn("publish_names", self._meeting().question_ids.mapped("kind"))
        # a later meeting thinks otherwise
        self._today("2026-08-06 05:00:00")
        later = self._ask("publish_names", False, "6")
        self.assertFalse(later.is_carried)
        self.assertFalse(self.campaign._carried("publish_names"))

    def test_names_are_not_decided_by_one_click(self):
        meeting = self._held()
        question = self.env["shnor.meeting.question"].create(
            {"meeting_id": meeting.id, "title": "О публикации поимённо", "kind": "publish_names"}
        )
        self.assert_refused("Enter the votes by hand", question.action_vote_unanimously)
        self.assertEqual(question.votes_for, 0)

    def test_an_analysis_that_was_not_drafted_is_not_approved(self):
        meeting = self._held()
        question = self.env["shnor.meeting.question"].create(
            {
                "meeting_id": meeting.id,
                "title": "Утверждение",
                "kind": "approve_analysis",
                "decided": "Утвердить.",
            }
        )
        question.action_vote_unanimously()
        self.assert_refused("no analysis was drafted", meeting.action_sign_minutes)
        question.write({"votes_for": 0, "votes_against": 4, "chair_was_for": False})
        meeting.action_sign_minutes()
        self.assertFalse(self.campaign._carried("approve_analysis"))
