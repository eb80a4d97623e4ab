from freezegun import freeze_time
from lxml import html

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .letter_common import NOW, LetterCase


@tagged("post_install", "-at_install")
class TestPortalLetter(LetterCase, HttpCase):
    """A director reads, fetches the PDF, acknowledges, objects; of the own school only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._make_user("second_director", "shnor_registry.group_director")
        cls.second_school.director_ids = cls.other.partner_id
        cls.users["second"] = cls.other
        with freeze_time(NOW):
            cls.pack = cls._send()
        cls.letter = cls._letter()
        cls.path = f"/my/letters/{cls.letter.id}"

    def _open(self, role, path):
        login = role and self.users[role].login
        self.authenticate(login, login)
        response = self.url_open(path)
        self.env.invalidate_all()
        return response

    def _post(self, role, step, **values):
        login = self.users[role].login
        self.authenticate(login, login)
        values["csrf_token"] = http.Request.csrf_token(self)
        response = self.url_open(f"{self.path}/{step}", data=values)
        self.env.invalidate_all()
        return response

    def _main(self, response):
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text).xpath("//div[hasclass('o_shnor_monitorings')]")[0]

    def test_a_new_letter_is_on_the_pages(self):
        for path in ("/my/monitorings", "/my/letters"):
            with self.subTest(path):
                page = self._main(self._open("director", path))
                self.assertIn(self.path, page.xpath(".//a/@href"))
                self.assertIn(self.letter.number, page.text_content())
                self.assertNotIn("Школа 900002", page.text_content())
        portal = self.env["shnor.portal"].with_user(self.users["director"])
        self.assertEqual(portal._count_letters(), 1)
        self.assertFalse(self.letter.opened_at, "a list does not open a letter")

    def test_the_letter_is_read_and_that_stands_in_the_register(self):
        page = self._main(self._open("director", self.path))
        text = " ".join(page.text_content().split())
        for words in ("Составить план для Школа 900001.", "не засчитано", self.letter.sha256):
            self.assertIn(words, text)
        self.assertNotIn("900002", text)
        self.assertEqual(self.letter.opened_by_id, self.director)
        self.assertFalse(self.letter.downloaded_at)

    def test_the_pdf_is_the_one_that_went_out(self):
        response = self._open("director", f"{self.path}/pdf")
        self.assertEqual(response.content, self.letter.pdf_id.raw)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertTrue(self.letter.downloaded_at)

    def test_acknowledging_by_the_button_twice(self):
        self.assertEqual(self._post("director", "acknowledge").status_code, 200)
        first = self.letter.acknowledged_at
        self.assertTrue(first)
        self.assertEqual(self._post("director", "acknowledge").status_code, 200)
        self.assertEqual(self.letter.acknowledged_at, first)
        page = self._main(self._open("director", self.path))
        self.assertFalse(page.xpath(".//form[contains(@action, 'acknowledge')]"))

    def test_objecting_keeps_what_was_typed_when_it_is_refused(self):
        page = self._main(self._post("director", "object", text=" "))
        self.assertTrue(page.xpath(".//div[@role='alert']"))
        self._post("director", "object", text="Справка\n<script>1</script>")
        self.assertEqual(self.letter.objection_ids.text, "Справка\n<script>1</script>")
        page = self._main(self._open("director", self.path))
        self.assertFalse(page.xpath(".//script"))
        self.assertIn("<script>1</script>", page.text_content())
        page = self._main(self._post("director", "object", text="Другое"))
        self.assertTrue(page.xpath(".//div[@role='alert']"))

    @mute_logger("odoo.http")
    def test_a_post_without_the_token_is_refused(self):
        login = self.users["director"].login
        self.authenticate(login, login)
        response = self.url_open(f"{self.path}/acknowledge", data={"x": "1"})
        self.assertEqual(response.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(self.letter.state, "sent")

    @mute_logger("odoo.http")
    def test_other_schools_letters_are_not_there(self):
        foreign = self._letter(self.second)
        for role in ("director", "foreign_director", "portal", "specialist"):
            for path in (f"/my/letters/{foreign.id}", f"/my/letters/{foreign.id}/pdf"):
                with self.subTest(role, path=path):
                    self.assertEqual(self._open(role, path).status_code, 404)
        self.path = f"/my/letters/{foreign.id}"
        for step in ("acknowledge", "object"):
            with self.subTest(step):
                self.assertEqual(self._post("director", step, text="x").status_code, 404)
        self.assertFalse(foreign.opened_at or foreign.objection_ids)
        self.assertEqual(self._open("second", self.path).status_code, 200)

    @mute_logger("odoo.http")
    def test_a_letter_that_has_not_gone_out_is_not_there(self):
        campaign = self._campaign(self.leader, number="98-о")
        self.leader.director_ids = self.director
        letter = self._make(campaign).letter_ids
        self.assertEqual(self._open("director", f"/my/letters/{letter.id}").status_code, 404)

    def test_the_page_of_a_closed_campaign(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE shnor_campaign SET state = 'closed' WHERE id = %s", [self.campaign.id]
        )
        self.env.invalidate_all()
        self._post("director", "acknowledge")
        self.assertEqual(self.letter.state, "acknowledged")
        page = self._main(self._open("director", "/my/monitorings"))
        self.assertIn(self.path, page.xpath(".//a/@href"), "among the past monitorings")

    def test_the_statements_of_the_list_do_not_depend_on_the_number_of_letters(self):
        counts = []
        portal = self.env["shnor.portal"].with_user(self.users["director"])
        for index, size in enumerate((2, 18)):
            schools = self._crowd(f"97{index}", size)
            schools.director_ids = self.director
            campaign = self._campaign(schools, number=f"97{index}-о")
            for letter in self._make(campaign).letter_ids:
                letter._move_to("sent", sent_at="2026-08-12 03:00:00")

            def read(portal=portal):
                return [portal._letter_card(one) for one in portal._my_letters()]

            counts.append(min(self._count_statements(read) for _again in range(3)))
        self.assertEqual(*counts)
