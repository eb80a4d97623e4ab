from odoo.exceptions import UserError
from odoo.tests import tagged

from .meeting_common import MEMBERS, MeetingCase


@tagged("post_install", "-at_install")
class TestMeeting(MeetingCase):
    """The working group is called, meets, votes, gives tasks; signed minutes freeze it all."""

    def assert_refused(self, words, function, *args):
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            function(*args)

    # Calling it

    def test_the_members_of_the_order_are_expected_and_invited(self):
        meeting = self._meeting()
        self.assertEqual(meeting.attendance_ids.mapped("name"), [one[0] for one in MEMBERS])
        self.assertEqual(meeting.attendance_ids[0].member_id, self.member)
        invited = meeting.sudo().event_id.partner_ids.mapped("email")
        for _name, _role, email in MEMBERS:
            if email:
                self.assertIn(email, invited)
        self.assertIn("1. ", meeting.agenda)
        self.assertIn(meeting.question_ids[0].title, str(meeting.sudo().event_id.description))

    def test_an_order_without_members_takes_the_standing_ones(self):
        campaign = self._sign(self._make_next_order())
        self.assertEqual(
            self.env["shnor.working.group.member"]._of_territory(self.village), self.member
        )
        campaign.sudo().territory_id = self.district
        meeting = self._meeting(campaign, start="2026-12-28 03:00:00")
        self.assertEqual(meeting.attendance_ids.member_id, self.member)

    def test_the_usual_agenda(self):
        meeting = self._meeting()
        self.assertEqual(
            meeting.question_ids.mapped("kind"), ["approve_analysis", "publish_names", "free"]
        )

    def test_signing(self):
        meeting = self._held()
        self._decide(meeting.question_ids[-1])
        meeting.action_sign_minutes()
        self.assertEqual(meeting.state, "minuted")
        self.assertEqual(meeting.decision_ids.state, "open")
        task = meeting.decision_ids.activity_ids
        self.assertEqual(task.user_id, self.colleague)
        _name, content = meeting._render_documents("pdf")
        self.assertTrue(content.startswith(b"%PDF"))
