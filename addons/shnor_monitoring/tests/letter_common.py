import base64
import io
from datetime import timedelta
from unittest.mock import patch

from docx import Document
from freezegun import freeze_time
from pypdf import PdfReader

from odoo.fields import Datetime
from odoo.tools import mute_logger

from .common import MonitoringCase
from .smtp_sink import smtp_sink

NOW = "2026-08-12 03:00:00"  # a Wednesday


class LetterCase(MonitoringCase):
    """An approved campaign of two schools, each with a recommendation of its own.

    The first school has a director with an account and an address of its own, the second an
    address only. The committee is in Vladivostok.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.specialist = cls.users["specialist"]
        cls.director = cls.users["director"].partner_id
        cls.env.company.partner_id.write(
            {"tz": "Asia/Vladivostok", "email": "edu@example.org", "lang": False}
        )
        cls.school.email, cls.second_school.email = "school1@example.org", "school2@example.org"
        cls.second_school.director_ids = cls.env["res.partner"].create(
            {"name": "Зимин Пётр Олегович"}
        )
        cls._make_status(cls.leader, "low_results")
        cls.teacher = cls.env["shnor.teacher"].create(
            {"code": "П-777", "name": "Тайная Анна Ивановна"}
        )
        cls.env["shnor.employment"].create(
            {
                "teacher_id": cls.teacher.id,
                "school_id": cls.school.id,
                "date_from": "2024-09-01",
            }
        )
        cls.campaign = cls._campaign()
        cls.participant, cls.second = cls.campaign.participant_ids.sorted("school_name")

    @classmethod
    def _campaign(cls, schools=None, **values):
        """Return a campaign that the working group has approved."""
        schools = cls.school | cls.second_school if schools is None else schools
        order = cls._make_order(schools, **values)
        kind = cls._stage_type("letters").id
        order.stage_ids = [
            (0, 0, {"stage_type_id": kind, "date_from": "2026-08-08", "date_to": "2026-08-20"})
        ]
        order.responsible_ids = [
            (0, 0, {"name": "Она", "stage_type_id": kind, "email": "specialist@example.org"})
        ]
        campaign = cls._sign(order)
        campaign.action_calculate()
        cls._advise(campaign.participant_ids)
        cls._approve(campaign)
        return campaign

    @classmethod
    def _advise(cls, participants):
        """Give each school an accepted recommendation that names it."""
        recommendations = cls.env["shnor.recommendation"].create(
            [
                {
                    "participant_id": one.id,
                    "text": f"Составить план для {one.school_name}.",
                    "term_date": "2026-10-01",
                    "responsible": "Директор школы",
                    "expected_result": "План есть.",
                    "fact_ids": [(0, 0, {"kind": "category"})],
                }
                for one in participants
            ]
        )
        recommendations.action_accept()
        return recommendations

    @classmethod
    def _approve(cls, campaign):
        """Approve the analysis: what comes before it has tests of its own."""
        analysis = cls.env["shnor.analysis"].create({"campaign_id": campaign.id})
        analysis._move_to("approved", digest=analysis._digest_of_rows())

    def setUp(self):
        super().setUp()
        self._today(NOW)

    def _today(self, moment):
        """Let it be this moment, in UTC, until the end of the test."""
        clock = freeze_time(moment)
        clock.start()
        self.addCleanup(clock.stop)

    # ------------------------------------------------------------------
    # The way of a pack
    # ------------------------------------------------------------------
    @classmethod
    def _make(cls, campaign=None):
        campaign = campaign or cls.campaign
        campaign.with_user(cls.specialist).action_make_letters()
        return campaign.letter_pack_id

    @classmethod
    def _work(cls):
        """Let the job run, without its commits."""
        with patch.object(
            type(cls.env["ir.cron"]), "_commit_progress", lambda cron, *args, **values: 60
        ):
            cls.env["shnor.letter.pack"]._cron_send()

    @classmethod
    def _send(cls, campaign=None):
        """Make the letters and let the job print and queue them."""
        pack = cls._make(campaign)
        pack.with_user(cls.specialist).action_send()
        cls._work()
        return pack

    def _deliver(self, *refused):
        """Let the queue really send its mails to a server that refuses some addresses.

        :return: list of (addresses, message)
        """
        with (
            smtp_sink(self.env) as sink,
            # a refusal is told with a traceback
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            sink.refused = set(refused)
            self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        return sink.letters

    def _pages(self, content):
        return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]

    @classmethod
    def _letter(cls, participant=None):
        return cls.env["shnor.letter"].search(
            [("participant_id", "=", (participant or cls.participant).id)]
        )

    @classmethod
    def _crowd(cls, prefix, count):
        """Return schools with a director each, who has an account in no case."""
        schools = cls._make_schools(*((f"{prefix}{one:03}", cls.village) for one in range(count)))
        for school in schools:
            cls._make_status(school, "low_results")
            school.director_ids = cls.env["res.partner"].create(
                {"name": f"Директор {school.code}", "email": f"d{school.code}@example.org"}
            )
        return schools

    def _count_statements(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    @classmethod
    def _break_template(cls):
        """Upload a template past its check, as if it fitted no more after an update."""
        template = cls.env.ref("shnor_monitoring.document_template_letter")
        document = Document()
        document.add_paragraph("{{ no_such_thing }}")
        stream = io.BytesIO()
        document.save(stream)
        with patch.object(type(template), "_check_content", lambda self: None):
            template.file = base64.b64encode(stream.getvalue())
        return template

    def _later(self, **delay):
        self._today(Datetime.now() + timedelta(**delay))
