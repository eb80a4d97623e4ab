from freezegun import freeze_time

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import MonitoringCase


@tagged("post_install", "-at_install")
class TestPortal(MonitoringCase, HttpCase):
    """A director looks into the portal on the phone: which school, what is due and until when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        (cls.users["director"] | cls.users["foreign_director"] | cls.users["portal"]).lang = "ru_RU"
        cls.campaign = cls._sign(cls._make_order())

    def setUp(self):
        super().setUp()
        self._today("2026-07-08")

    def _today(self, day):
        clock = freeze_time(day)
        clock.start()
        self.addCleanup(clock.stop)

    def _open(self, role, path="/my/school"):
        """Return the response to ``role`` (None: nobody has logged in)."""
        login = role and self.users[role].login
        self.authenticate(login, login)
        return self.url_open(path)

    def _read(self, role, path="/my/school"):
        response = self._open(role, path)
        self.assertEqual(response.status_code, 200)
        return response.text

    # The way there

    def test_the_home_page_has_a_card_with_the_number_of_schools(self):
        self.assertIn('href="/my/school"', self._read("director", "/my/home"))
        for role, count in (("director", 1), ("portal", 0)):
            with self.subTest(role):
                login = self.users[role].login
                self.authenticate(login, login)
                counters = self.make_jsonrpc_request(
                    "/my/counters", {"counters": ["shnor_school_count"]}
                )
                self.assertEqual(counters, {"shnor_school_count": count})

    def test_who_has_not_logged_in_is_asked_to(self):
        for path in ("/my/school", f"/my/school/{self.school.id}"):
            with self.subTest(path):
                response = self._open(None, path)
                self.assertEqual(response.url.split("?")[0].rsplit("/web/", 1)[-1], "login")
                self.assertNotIn(self.school.name, response.text)

    def test_who_directs_no_school_is_told_what_to_do(self):
        page = self._read("portal")
        self.assertIn("не связана ни одна школа", page)
        self.assertIn("Попросите комитет по образованию", page)

    def test_who_directs_several_schools_chooses_one(self):
        self.second_school.director_ids += self.users["director"].partner_id
        page = self._read("director")
        for school in self.school + self.second_school:
            self.assertIn(f'href="/my/school/{school.id}"', page)
        self.assertIn("Мои школы", self._read("director", f"/my/school/{self.second_school.id}"))

    # What stands there

    def test_the_page_tells_the_school_its_statuses_and_the_dates(self):
        page = self._read("director")
        for words in (
            "<title>Школа 900001</title>",
            "900001",
            "№ 7-о от 22.06.2026",
            "Дней до окончания: 16",
            "Самообследование вашей школы ещё не сдано.",
            "осталось дней: 2",
            "10.07.2026",
            "07.08.2026",
            "Приказ № 1",
            "(действует)",
        ):
            self.assertIn(words, page)

    def test_nobody_else_is_on_the_page(self):
        page = self._read("director")
        for school in self.second_school + self.foreign_school:
            self.assertNotIn(school.name, page)
            self.assertNotIn(school.code, page)

    def test_a_missed_deadline_is_said_plainly(self):
        self._today("2026-07-11")
        page = self._read("director")
        self.assertIn("Срок истёк", page)
        self.assertIn("свяжитесь с комитетом по образованию", page)

    def test_a_submitted_form_makes_the_self_evaluation_handed_in(self):
        participant = self.campaign.participant_ids.filtered(
            lambda line: line.school_id == self.school
        )
        form = self.env["survey.survey"]._form_latest("self_evaluation")
        participant._make_self_evaluations(form)._form_mark_submitted_by_staff()
        page = self._read("director")
        self.assertIn("Самообследование вашей школы сдано.", page)
        self.assertNotIn("ещё не сдано", page)

    # A mistake in the card

    def _report(self, role, school, **values):
        login = self.users[role].login
        self.authenticate(login, login)
        values.setdefault("csrf_token", http.Request.csrf_token(self))
        return self.url_open(f"/my/school/{school.id}/mistake", data=values)

    def _mistakes(self):
        return self.env["shnor.registry.mistake"].search([])

    def test_a_director_reports_a_mistake_and_reads_the_answer(self):
        self.school.student_count = 148
        response = self._report("director", self.school, about="students", text="152 с 1 сентября")
        self.assertIn(f"/my/school/{self.school.id}?reported=1", response.url)
        mistake = self._mistakes().ensure_one()
        self.assertEqual(
            (mistake.school_id, mistake.about, mistake.value, mistake.text, mistake.state),
            (self.school, "students", "148", "152 с 1 сентября", "new"),
        )
        self.assertEqual(mistake.author_id, self.users["director"].partner_id)
        self.assertEqual(mistake.activity_ids.user_id, self._local_specialists())
        keeper = mistake.with_user(self.users["keeper"])
        keeper.answer = "Исправили, спасибо"
        self.assertNotIn("Исправили, спасибо", self._read("director"), "not said yet")
        keeper.action_fix()
        self.assertFalse(mistake.activity_ids)
        page = self._read("director")
        for words in ("152 с 1 сентября", "148", "Исправили, спасибо"):
            self.assertIn(words, page)

    def _local_specialists(self):
        return self.users["specialist"] | self.users["administrator"]

    def test_several_specialists_are_asked_and_one_answers_for_all(self):
        colleague = self._make_user(
            "colleague", "shnor_registry.group_specialist", self.school.territory_id
        )
        self._report("director", self.school, about="phone", text="5-12-34")
        mistake = self._mistakes()
        self.assertEqual(mistake.activity_ids.user_id, self._local_specialists() | colleague)
        mistake.with_user(colleague).answer = "Нет такого номера"
        mistake.with_user(colleague).action_reject()
        self.assertFalse(mistake.activity_ids)
        self.assertIn("Нет такого номера", self._read("director"))

    def test_a_rejection_needs_a_reason_and_is_final(self):
        self._report("director", self.school, about="phone", text="5-12-34")
        mistake = self._mistakes().with_user(self.users["specialist"])
        with self.assertRaisesRegex(UserError, "Телефон|Phone"):
            mistake.action_reject()
        mistake.answer = "Нет"
        mistake.action_reject()
        for change in ({"answer": "Да"}, {"text": "другое"}, {"state": "new"}):
            with self.subTest(change), self.assertRaises(UserError):
                mistake.write(change)

    def test_what_a_school_wrote_is_not_edited(self):
        self._report("director", self.school, about="phone", text="5-12-34")
        mistake = self._mistakes().with_user(self.users["administrator"])
        for values in ({"text": "а"}, {"value": "б"}, {"school_id": self.second_school.id}):
            with self.subTest(values), self.assertRaises(UserError):
                mistake.write(values)

    def test_nonsense_is_told_and_kept_in_the_form(self):
        for about, text in (
            ("phone", "  "),
            ("", "слова"),
            ("kaput", "слова"),
            ("phone", "я" * 2001),
        ):
            with self.subTest(about, text=text[:10]):
                response = self._report("director", self.school, about=about, text=text)
                self.assertEqual(response.status_code, 200)
                self.assertIn("alert-danger", response.text)
                self.assertIn(text.strip()[:100], response.text)
        self.assertFalse(self._mistakes())

    def test_a_second_press_and_a_flood_change_nothing(self):
        for _time in range(2):
            self._report("director", self.school, about="phone", text="5-12-34")
        self.assertEqual(len(self._mistakes()), 1)
        author = self.users["director"].partner_id
        mistakes = self.env["shnor.registry.mistake"]
        for index in range(29):
            mistakes._report(self.school, "other", f"Ошибка {index}", author)
        with self.assertRaises(UserError):
            mistakes._report(self.school, "other", "Ещё одна", author)

    def test_script_in_a_report_is_text(self):
        self._report("director", self.school, about="other", text="<script>alert(1)</script>")
        self.assertNotIn("<script>alert(1)", self._read("director"))

    @mute_logger("odoo.http")
    def test_nobody_reports_about_a_foreign_school(self):
        for role, school in (
            ("director", self.foreign_school),
            ("director", self.second_school),
            ("foreign_director", self.school),
            ("portal", self.school),
            ("employee", self.school),
            ("specialist", self.school),
        ):
            with self.subTest(role, school=school.code):
                response = self._report(role, school, about="phone", text="5-12-34")
                self.assertEqual(response.status_code, 404)
        self.assertFalse(self._mistakes())

    @mute_logger("odoo.http")
    def test_a_report_without_the_pages_token_is_refused(self):
        response = self._report("director", self.school, csrf_token="x", about="phone", text="1")
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._mistakes())

    def test_a_form_that_is_open_for_longer_is_due_on_its_own_day(self):
        self.campaign._launch_batch()
        participant = self.campaign.participant_ids.filtered(
            lambda line: line.school_id == self.school
        )
        participant.self_evaluation_id.deadline = "2026-07-20 10:00:00"
        self._today("2026-07-15")
        page = self._read("director")
        self.assertIn("20 июля", page)
        self.assertNotIn("Срок истёк", page)
        self._today("2026-07-21")
        self.assertIn("Срок истёк", self._read("director"))

    def test_after_the_end_the_clock_of_the_committee_is_not_shown(self):
        self._today("2026-08-10")
        page = self._read("director")
        self.assertNotIn("Рабочая группа опаздывает", page)
        self.assertNotIn("Дней до", page)

    def test_a_cancelled_campaign_leaves_the_page(self):
        self.campaign.order_id.with_user(self.users["administrator"]).action_repeal()
        page = self._read("director")
        self.assertIn("Школа не участвует в открытом мониторинге", page)
        self.assertNotIn("7-о", page)

    def test_an_empty_card_leaves_out_what_is_not_known(self):
        page = self._read("director")
        for words in ("Обучающихся", "Интернет, Мбит/с", "Доступность"):
            # in the list of what may be wrong it stands, as it may be wrong that it is not known
            self.assertNotIn(f"{words}</dt>", page)
        self.school.write({"student_count": 148, "internet_mbps": 7.5, "kind": "basic"})
        page = self._read("director")
        for words in ("Обучающихся</dt>", "148", "7,50", "ООШ"):
            self.assertIn(words, page)

    # Somebody else's school

    def test_a_foreign_school_is_not_found_like_one_that_does_not_exist(self):
        missing = self.env["shnor.school"].search([], order="id desc", limit=1).id + 1000
        for role, school_id in (
            ("director", self.foreign_school.id),
            ("director", self.second_school.id),
            ("director", missing),
            ("foreign_director", self.school.id),
            ("portal", self.school.id),
            ("employee", self.school.id),
        ):
            with self.subTest(role, school=school_id):
                response = self._open(role, f"/my/school/{school_id}")
                self.assertEqual(response.status_code, 404)
                self.assertNotIn("Школа 9000", response.text)

    def test_a_former_director_sees_the_school_no_longer(self):
        successor = new_test_user(
            self.env, login="monitoring_successor", groups="shnor_registry.group_director"
        )
        self.school.director_ids = successor.partner_id
        self.assertEqual(self._open("director", f"/my/school/{self.school.id}").status_code, 404)
        self.assertIn("не связана ни одна школа", self._read("director"))

    # Speed

    def test_the_number_of_queries_does_not_depend_on_how_many_take_part(self):
        """Not on the participants, nor on the schools of the district, nor on those directed."""

        def count(path):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(self.url_open(path).status_code, 200)
            return self.cr.sql_log_count - before

        login = self.users["director"].login
        self.authenticate(login, login)
        page = f"/my/school/{self.school.id}"
        self.second_school.director_ids += self.users["director"].partner_id

        def report(*texts):
            author = self.users["director"].partner_id
            for text in texts:
                self.env["shnor.registry.mistake"]._report(self.school, "other", text, author)
            self.env.cr.precommit.run()  # what is to be told about it

        report("the first")
        for path in (page, "/my/school") * 2:
            count(path)  # caches: templates, access rules, assets
        before = [count(page), count("/my/school")]
        self.campaign.order_id.with_user(self.users["administrator"]).action_repeal()
        crowd = self._make_schools(*((f"91{index:04}", self.village) for index in range(30)))
        for school in crowd:
            self._make_status(school, "low_results")
        report("another", "the third")
        crowd[:10].director_ids = self.users["director"].partner_id
        self._sign(self._make_order(self.school + crowd, number="8-о"))
        self.assertEqual([count(page), count("/my/school")], before)
