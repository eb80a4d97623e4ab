import base64
import io
import json
from datetime import timedelta

from pypdf import PdfReader

from odoo.tools import mute_logger

from .common import MonitoringCase

TEACHERS = 12


class PublicationCase(MonitoringCase):
    """A campaign of six schools with two teachers each: ten of the twelve had a diagnostic."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.specialist = cls.users["specialist"]
        cls.schools = (
            cls.school
            | cls.second_school
            | cls._make_schools(*((f"90001{number}", cls.village) for number in range(4)))
        )
        cls.schools[0].short_name = "МБОУ СОШ с. Усть-Манга"
        cls.teachers = cls.env["shnor.teacher"].create(
            [
                {"code": f"П-77{number:02}", "name": f"Тайная{number} Анна Ивановна"}
                for number in range(TEACHERS - 1)
            ]
            + [{"code": "П-7799", "name": "Зимовьева Ольга Петровна"}]
        )
        cls.env["shnor.employment"].create(
            [
                {
                    "teacher_id": teacher.id,
                    "school_id": cls.schools[number // 2].id,
                    "date_from": "2024-09-01",
                }
                for number, teacher in enumerate(cls.teachers)
            ]
        )
        cls._diagnose(cls.teachers[:10])
        cls.campaign = cls._campaign()

    @classmethod
    def _diagnose(cls, teachers):
        cls.env["shnor.diagnostic"].create(
            [
                {"teacher_id": teacher.id, "date": "2026-03-10", "score": 7, "maximum": 10}
                for teacher in teachers
            ]
        )

    @classmethod
    def _campaign(cls, **values):
        """Return a calculated campaign with recommendations, not approved yet."""
        members = [(0, 0, {"name": "Савельева Зоя Леонидовна", "role": "chair"})]
        order = cls._make_order(
            cls.schools, **{"territory_id": cls.district.id, "member_ids": members, **values}
        )
        kind = cls._stage_type("publication").id
        begin = max(stage.date_to for stage in order.stage_ids)
        order.stage_ids = [
            (
                0,
                0,
                {
                    "stage_type_id": kind,
                    "date_from": begin,
                    "date_to": begin + timedelta(days=10),
                },
            )
        ]
        order.responsible_ids = [
            (0, 0, {"name": "Она", "stage_type_id": kind, "email": "specialist@example.org"})
        ]
        campaign = cls._sign(order)
        campaign.action_calculate()
        material = cls.env["shnor.material"].create(
            {"name": "Сборник заданий", "link": "https://example.org/tasks"}
        )
        facts = {"fact_ids": [(0, 0, {"kind": "category"})], "term_date": "2026-10-01"}
        advice = cls.env["shnor.recommendation"].create(
            [
                {
                    "participant_id": campaign.participant_ids[0].id,
                    "text": "Составить план только для этой школы.",
                    "responsible": "Завуч",
                    "material_ids": [(6, 0, material.ids)],
                    **facts,
                },
                {
                    "campaign_id": campaign.id,
                    "addressee": "methodical_service",
                    "text": "Провести семинар по чтению.",
                    "responsible": "Дьячкова И.Л.",
                    "term_date": "2026-10-01",
                    "fact_ids": [
                        (
                            0,
                            0,
                            {
                                "kind": "category",
                                "participant_id": campaign.participant_ids[0].id,
                            },
                        )
                    ],
                },
            ]
        )
        advice.action_accept()
        return campaign

    @classmethod
    def _approve(cls, campaign):
        """Approve the analysis: what comes before it has tests of its own."""
        campaign.run_id._freeze()
        analysis = cls.env["shnor.analysis"].create({"campaign_id": campaign.id})
        analysis._move_to("approved", digest=analysis._digest_of_rows())

    @classmethod
    def _decide_names(cls, campaign):
        """Let the working group decide by minutes that schools are named."""
        meeting = cls.env["shnor.meeting"].create(
            {"campaign_id": campaign.id, "start": "2026-07-27 03:00:00"}
        )
        meeting.question_ids.unlink()
        meeting.attendance_ids.present = True
        question = cls.env["shnor.meeting.question"].create(
            {
                "meeting_id": meeting.id,
                "kind": "publish_names",
                "title": "О публикации поимённо",
                "decided": "Публиковать.",
                "votes_for": 1,
            }
        )
        meeting._move_to("minuted")
        return question

    def _draft(self, campaign=None):
        return (
            self.env["shnor.publication"]
            .with_user(self.specialist)
            .create({"campaign_id": (campaign or self.campaign).id})
        )

    @mute_logger("fontTools")
    def _publish(self, campaign=None):
        publication = self._draft(campaign)
        publication.action_publish()
        return publication

    def _file(self, publication, extension):
        return base64.b64decode(
            publication.sudo().with_context(bin_size=False)[f"file_{extension}"]
        )

    def _texts(self, publication):
        """Return {file: its text} of everything that a version gives out."""
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(self._file(publication, "xlsx")))
        pages = PdfReader(io.BytesIO(self._file(publication, "pdf"))).pages
        return {
            "json": json.dumps(json.loads(self._file(publication, "json")), ensure_ascii=False),
            "csv": self._file(publication, "csv").decode("utf-8-sig"),
            "html": self._file(publication, "html").decode(),
            "pdf": "\n".join(page.extract_text() for page in pages),
            "xlsx": "\n".join(
                str(cell.value) for sheet in book for row in sheet.rows for cell in row
            ),
        }
