from datetime import datetime

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .form_common import FormsCase


@tagged("post_install", "-at_install")
class TestPortalInterview(FormsCase, HttpCase):
    """A director sees when the interview is, reads its record, agrees or objects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.form_b = cls.env["survey.survey"]._form_latest("interview")
        cls.question = next(
            one
            for one in cls.form_b._form_schema()["questions"].values()
            if one["type"] == "text" and not one["visible"]
        )

    def setUp(self):
        super().setUp()
        self._today("2026-07-08 01:00:00")
        self.interview = self.env["shnor.interview"].create(
            {
                "participant_id": self.own.id,
                "start": datetime(2026, 7, 15, 1, 0),
                "video_link": "https://meet.example.org/1",
                "interviewer_id": self.users["specialist"].id,
            }
        )
        self.path = f"/my/interviews/{self.interview.id}"

    def _hold(self, words="Ставок не хватает"):
        sheet = self.interview.sheet_id
        sheet._form_save_many({sheet: {self.question["code"]: words}})
        sheet._form_mark_submitted_by_staff()

    def _open(self, role, path):
        login = role and self.users[role].login
        self.authenticate(login, login)
        return self.url_open(path)

    def _post(self, role, step, **values):
        login = self.users[role].login
        self.authenticate(login, login)
        values["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(f"{self.path}/{step}", data=values)

    def _cards(self):
        portal = self.env["shnor.portal"].with_user(self.users["director"])
        return portal._my_monitorings()["interviews"]

    def _due(self):
        return self.env["shnor.portal"].with_user(self.users["director"])._count_due()

    def test_the_list_says_when_how_and_with_whom(self):
        page = self._open("director", "/my/monitorings").text
        # 1:00 UTC is 11:00 in Vladivostok
        for words in ("11:00", "https://meet.example.org/1", self.users["specialist"].name):
            self.assertIn(words, page)
        self.assertEqual(self._cards()[0]["step"], "ahead")
        self.assertEqual(self._due(), 0, "nothing to do before it was held")

    def test_before_it_was_held_there_is_no_record(self):
        self.assertEqual(self._open("director", self.path).status_code, 404)

    def test_the_director_reads_the_record_and_agrees(self):
        self._hold()
        self.assertEqual((self._cards()[0]["step"], self._due()), ("waits", 1))
        page = self._open("director", self.path).text
        self.assertIn("Ставок не хватает", page)
        self.assertIn(f"{self.path}/agree", page)
        response = self._post("director", "agree")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self.interview.state, "agreed")
        self.assertEqual(self.interview.agreed_by_id, self.users["director"].partner_id)
        self.assertNotIn(f"{self.path}/agree", response.text)
        self._post("director", "agree")  # pressed twice
        self.assertEqual((self._cards()[0]["step"], self._due()), ("agreed", 0))

    def test_the_director_objects_with_words(self):
        self._hold()
        response = self._post("director", "object", text="   ")
        self.assertIn("alert-danger", response.text)
        self.assertFalse(self.interview.objection)
        self._post("director", "object", text="Ставок хватает <script>1</script>")
        self.assertEqual(self.interview.objection, "Ставок хватает <script>1</script>")
        self.assertEqual((self._cards()[0]["step"], self._due()), ("objected", 0))
        page = self._open("director", "/my/monitorings").text
        self.assertNotIn("<script>1", page)

    def test_after_the_word_an_objection_is_refused_in_words(self):
        self._hold()
        self._post("director", "agree")
        response = self._post("director", "object", text="Передумал")
        self.assertEqual(response.status_code, 200)
        self.assertIn("alert-danger", response.text)
        self.assertFalse(self.interview.objection)

    def test_a_cancelled_interview_leaves_the_page(self):
        self.interview.action_cancel()
        self.assertFalse(self._cards())

    @mute_logger("odoo.http")
    def test_nobody_else_reads_agrees_or_objects(self):
        self._hold()
        for role in ("foreign_director", "portal", "employee", "specialist"):
            with self.subTest(role):
                self.assertEqual(self._open(role, self.path).status_code, 404)
                for step in ("agree", "object"):
                    self.assertEqual(self._post(role, step, text="Нет").status_code, 404)
                self.assertNotIn("Ставок", self._open(role, "/my/monitorings").text)
        response = self._open(None, self.path)
        self.assertIn("/web/login", response.url)
        self.assertEqual(self.interview.state, "held")
        self.assertFalse(self.interview.objection)

    @mute_logger("odoo.http")
    def test_a_word_without_the_pages_token_is_refused(self):
        self._hold()
        login = self.users["director"].login
        self.authenticate(login, login)
        response = self.url_open(f"{self.path}/agree", data={"csrf_token": "x"})
        self.assertEqual(response.status_code, 400)
        self.assertEqual(self.interview.state, "held")
