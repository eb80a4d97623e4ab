from freezegun import freeze_time

from .recommendation_common import RecommendationCase

MEMBERS = (
    ("Савельева Зоя Леонидовна", "chair"),
    ("Дьячкова Инна Леонидовна", "secretary"),
    ("Кольцова Анна Ивановна", "member"),
)
HELD = "2026-08-05 03:00:00"


class AnalysisCase(RecommendationCase):
    """A calculated campaign with accepted forms, whose note the specialist drafts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("ru_RU")

    @classmethod
    def _make_order(cls, schools=None, **values):
        members = [
            (0, 0, {"name": name, "role": role, "position": "Методист"}) for name, role in MEMBERS
        ]
        return super()._make_order(
            schools, **{"territory_id": cls.district.id, "member_ids": members, **values}
        )

    @classmethod
    def _ask_more(cls):
        cls._ask(cls.form_a, "А2.3")
        cls._ask(cls.form_a, "А17.2", "text_box")
        cls._ask(cls.form_a, "А17.5", "yes_no")
        return super()._ask_more()

    def _note(self, campaign=None):
        """Draft the note as the specialist, and return its analysis."""
        campaign = campaign or self.campaign
        campaign.with_user(self.specialist).action_draft_analysis()
        return campaign.analysis_id.with_user(self.specialist)

    def _say(self, analysis, key):
        """Return the sentence under a key."""
        return analysis.sentence_ids.filtered(lambda one: one.key == key)

    def _text(self, analysis, part=None):
        """Return what the note says, or one part of it."""
        said = analysis.sentence_ids.filtered(
            lambda one: not one.is_dropped and part in (None, one.section)
        )
        return "\n".join(said.mapped("text"))

    def _advise_all(self):
        """Give each school an accepted recommendation."""
        for participant in self.campaign.participant_ids:
            self._by_hand(participant_id=participant.id).action_accept()

    def _ready(self):
        """Return an analysis in whose way nothing stands."""
        self._advise_all()
        analysis = self._note()
        self.assertEqual(list(analysis._problems()), [])
        return analysis

    def _meeting(self, votes_for=3, campaign=None):
        """Return a meeting that was held and voted on the analysis; its minutes are not signed."""
        meetings = self.env["shnor.meeting"].with_user(self.specialist)
        with freeze_time("2026-08-05 05:00:00"):
            meeting = meetings.create(
                {"campaign_id": (campaign or self.campaign).id, "start": HELD, "place": "Зал"}
            )
            meeting.attendance_ids.present = True
            meeting.action_held()
            meeting.write({"minutes_number": "3"})
            meeting.question_ids.filtered(lambda one: one.kind != "approve_analysis").unlink()
            question = meeting.question_ids
            question.write(
                {
                    "decided": "Утвердить.",
                    "votes_for": votes_for,
                    "votes_against": 3 - votes_for,
                }
            )
        return meeting

    def _approve(self):
        """Approve the analysis by signed minutes."""
        meeting = self._meeting()
        with freeze_time("2026-08-06 05:00:00"):
            meeting.action_sign_minutes()
        return meeting
