from freezegun import freeze_time

from .common import MonitoringCase

MEMBERS = (
    ("Савельева Зоя Леонидовна", "chair", "working_group@example.org"),
    ("Рогов Павел Андреевич", "deputy", "deputy@example.org"),
    ("Дьячкова Инна Леонидовна", "secretary", "specialist@example.org"),
    ("Кольцова Анна Ивановна", "member", "member@example.org"),
    ("Мартынов Олег Игоревич", "member", False),
)
HELD = "2026-08-05 03:00:00"


class MeetingCase(MonitoringCase):
    """A campaign of July that is over, whose order names five members of the working group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.specialist = cls.users["specialist"]
        cls.colleague = cls.users["working_group"]
        cls.member = cls.env["shnor.working.group.member"].create(
            {
                "name": MEMBERS[0][0],
                "role": "chair",
                "email": MEMBERS[0][2],
                "territory_id": cls.district.id,
                "user_id": cls.colleague.id,
            }
        )
        order = cls._make_order(
            territory_id=cls.district.id,
            member_ids=[
                (0, 0, {"name": name, "role": role, "email": email, "position": "Методист"})
                for name, role, email in MEMBERS
            ],
        )
        with freeze_time("2026-06-23 03:00:00"):
            cls.campaign = cls._sign(order)

    def setUp(self):
        super().setUp()
        self._today("2026-08-05 05:00:00")

    def _today(self, moment):
        """Let it be this moment, in UTC, until the end of the test."""
        clock = freeze_time(moment)
        clock.start()
        self.addCleanup(clock.stop)
        self.env.invalidate_all()

    def _meeting(self, campaign=None, **values):
        """Return a meeting planned by a specialist."""
        return (
            self.env["shnor.meeting"]
            .with_user(self.specialist)
            .create(
                {
                    "campaign_id": (campaign or self.campaign).id,
                    "start": HELD,
                    "place": "Зал",
                    **values,
                }
            )
        )

    def _held(self, absent=1, **values):
        """Return a meeting that was held, with everything that its minutes need.

        :param int absent: how many of the members were not there
        """
        meeting = self._meeting(**values)
        people = meeting.attendance_ids
        people[: len(people) - absent].present = True
        meeting.action_held()
        meeting.write({"minutes_number": "3"})
        meeting.question_ids.filtered(lambda one: one.kind != "free").unlink()
        for question in meeting.question_ids:
            question.decided = "Принять к сведению."
            question.action_vote_unanimously()
        return meeting

    def _decide(self, question, text="Провести консультацию", **values):
        return (
            self.env["shnor.decision"]
            .with_user(self.specialist)
            .create(
                {
                    "question_id": question.id,
                    "text": text,
                    "responsible": MEMBERS[0][0],
                    "date_due": "2026-09-15",
                    **values,
                }
            )
        )

    def _minuted(self, *texts, **values):
        """Return a meeting with signed minutes, which gave these tasks."""
        meeting = self._held(**values)
        for text in texts:
            self._decide(meeting.question_ids[-1], text)
        meeting.action_sign_minutes()
        return meeting
