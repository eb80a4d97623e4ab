from base64 import b64decode

from freezegun import freeze_time
from lxml import html

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import NetworkCase

PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


@tagged("post_install", "-at_install")
class TestRoadmapPortal(NetworkCase, HttpCase):
    """“Our roadmap”: a director looks at the measures of the school and reports."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.measure = cls._make_measure()
        cls.foreign = cls._make_measure(school_id=cls.foreign_school.id, name="Чужое дело")
        cls.others = cls._make_measure(school_id=cls.leader.id, name="Дело лидера")

    def setUp(self):
        super().setUp()
        self._today("2026-06-10")

    def _today(self, day):
        clock = freeze_time(day)
        clock.start()
        self.addCleanup(clock.stop)

    def _open(self, path="/my/roadmap", role="director"):
        login = role and self.users[role].login
        self.authenticate(login, login)
        return self.url_open(path)

    def _read(self, path="/my/roadmap", role="director"):
        response = self._open(path, role)
        self.assertEqual(response.status_code, 200)
        return response.text

    def _report(self, measure=None, role="director", files=(), **said):
        measure = measure or self.measure
        login = self.users[role].login
        self.authenticate(login, login)
        said.setdefault("csrf_token", http.Request.csrf_token(self))
        return self.url_open(
            f"/my/roadmap/{measure.id}/report",
            data=said,
            files=[("files", file) for file in files] or [("files", ("", b""))],
        )

    # The list

    def test_the_home_page_has_a_card_with_what_waits(self):
        self.assertIn('href="/my/roadmap"', self._read("/my/home"))
        self._today("2026-06-20")
        for role, count in (("director", 1), ("portal", 0)):
            login = self.users[role].login
            self.authenticate(login, login)
            counters = self.make_jsonrpc_request(
                "/my/counters", {"counters": ["shnor_roadmap_count"]}
            )
            self.assertEqual(counters, {"shnor_roadmap_count": count})

    def test_measures_stand_by_task_with_their_lateness(self):
        self._make_measure(name="Сделано", task="Другой риск", state="done", result="Есть")
        page = self._read("/my/roadmap?show=all")
        for words in ("Вовлечь родителей", "Семейные встречи", "Другой риск", "Сделано"):
            self.assertIn(words, page)
        self.assertNotIn("просрочено", page)
        self.assertNotIn("осталось дней", page)
        self._today("2026-06-20")
        self.assertIn("осталось дней: 10", " ".join(self._text().split()))
        self._today("2026-07-03")
        self.assertIn("просрочено, дней: 3", " ".join(self._text().split()))

    def _text(self, path="/my/roadmap"):
        return html.fromstring(self._read(path)).text_content()

    def test_it_opens_with_what_waits_then_with_what_is_open(self):
        self._make_measure(name="Сделано", state="done", result="Есть")
        page = self._read()
        self.assertIn("Семейные встречи", page)
        self.assertNotIn("Сделано", page)
        self.assertIn("Сделано", self._read("/my/roadmap?show=all"))
        self.assertIn("Семейные встречи", self._read("/my/roadmap?show=%3Cscript%3E"))
        self.assertNotIn("Семейные встречи", self._read("/my/roadmap?show=waiting"))

    def test_nobody_else_is_on_the_page(self):
        page = self._read("/my/roadmap?show=all")
        for words in ("Чужое дело", "Дело лидера", self.foreign_school.name):
            self.assertNotIn(words, page)

    def test_what_concerns_the_school_is_shown_and_is_not_its_to_report(self):
        self.foreign.write({"level": "regional", "concerned_school_ids": [(6, 0, self.school.ids)]})
        page = self._read()
        self.assertIn("Чужое дело", page)
        self.assertNotIn(f"/my/roadmap/{self.foreign.id}", page)
        with mute_logger("odoo.http"):
            self.assertEqual(self._open(f"/my/roadmap/{self.foreign.id}").status_code, 404)

    def test_a_measure_of_a_higher_level_about_the_school_is_its_to_report(self):
        self.measure.level = "municipal"
        self.assertIn("муниципальный", self._read())
        self._report(state="in_progress", percent="30")
        self.assertEqual(self.measure.report_state, "reported")

    def test_who_directs_no_school_is_told_what_to_do(self):
        self.assertIn("не связана ни одна школа", self._read(role="portal"))

    def test_an_empty_roadmap_is_told(self):
        self.measure.unlink()
        self.assertIn("пока нет дорожной карты", self._read())

    # Reporting

    def test_a_report_with_files(self):
        response = self._report(
            state="partly",
            percent="60",
            fact="12",
            remark="Две встречи из трёх",
            submission="abc",
            files=[("фото.png", PNG), ("второе.png", PNG)],
        )
        self.assertIn(f"/my/roadmap/{self.measure.id}?reported=1", response.url)
        [report] = self.measure.report_ids
        self.assertEqual(
            (report.said_state, report.percent, report.fact, report.remark),
            ("partly", 60, "12", "Две встречи из трёх"),
        )
        self.assertEqual(report.evidence_ids.mapped("name"), ["фото.png", "второе.png"])
        self.assertEqual(report.author_id, self.users["director"].partner_id)
        page = response.text
        for words in ("Две встречи из трёх", "фото.png", "ждёт подтверждения"):
            self.assertIn(words, page)
        self._report(state="partly", percent="60", remark="Ещё раз", submission="abc")
        self.assertEqual(len(self.measure.report_ids), 1)

    def test_nonsense_is_told_and_what_was_typed_is_kept(self):
        for said, files in (
            ({"state": "kaput"}, ()),
            ({"state": "moved"}, ()),
            ({"state": "in_progress", "percent": "1000"}, ()),
            ({"state": "done"}, [("вирус.exe", b"MZ")]),
        ):
            with self.subTest(said):
                response = self._report(
                    fact="typed fact", remark="typed remark", files=files, **said
                )
                self.assertEqual(response.status_code, 200)
                self.assertIn("alert-danger", response.text)
                for words in ("typed fact", "typed remark"):
                    self.assertIn(words, response.text)
                self.assertEqual("выберите файлы ещё раз" in response.text, bool(files))
        self.assertFalse(self.measure.report_ids)

    def test_script_in_a_report_is_text(self):
        self._report(state="in_progress", remark="<script>alert(1)</script>")
        self.assertNotIn("<script>alert(1)", self._read(f"/my/roadmap/{self.measure.id}"))

    def test_a_returned_report_is_told_with_its_reason_and_opens_as_it_was(self):
        self._report(state="in_progress", percent="45", remark="Начали")
        self.measure.report_ids.with_user(self.users["keeper"])._return("Приложите протокол")
        self.assertIn("Приложите протокол", self._read("/my/roadmap?show=waiting"))
        page = self._read(f"/my/roadmap/{self.measure.id}")
        for words in ("Приложите протокол", "Начали", 'value="45"'):
            self.assertIn(words, page)

    def test_what_is_finished_has_no_form(self):
        self.measure.write({"state": "done", "result": "Есть"})
        page = self._read(f"/my/roadmap/{self.measure.id}")
        self.assertIn("Это мероприятие завершено", page)
        self.assertNotIn("<textarea", page)
        response = self._report(state="done", remark="Ещё")
        self.assertIn("alert-danger", response.text)
        self.assertFalse(self.measure.report_ids)

    def test_there_is_no_inline_script_or_style(self):
        """What the page brings itself; Odoo's frame around it is its own."""
        for path in ("/my/roadmap", f"/my/roadmap/{self.measure.id}"):
            page = html.fromstring(self._read(path))
            [ours] = page.xpath("//div[contains(@class, 'o_shnor_roadmap')]")
            self.assertFalse(ours.xpath(".//script | .//@style | .//@*[starts-with(name(), 'on')]"))

    # Files

    def test_a_file_is_sent_to_be_kept(self):
        self._report(state="done", files=[("фото.png", PNG)])
        [file] = self.measure.evidence_ids
        address = f"/my/roadmap/{self.measure.id}/evidence/{file.id}"
        response = self._open(address)
        self.assertEqual((response.status_code, response.content), (200, PNG))
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        self.school.director_ids += self.users["foreign_director"].partner_id
        own = self._make_measure(name="Ещё")
        with mute_logger("odoo.http"):
            # a file of another measure, of a measure that is not one's own, none at all
            for path in (
                f"/my/roadmap/{own.id}/evidence/{file.id}",
                f"/my/roadmap/{self.foreign.id}/evidence/{file.id}",
                f"/my/roadmap/{self.measure.id}/evidence/{file.id + 1000}",
            ):
                self.assertEqual(self._open(path).status_code, 404)

    # Strangers

    @mute_logger("odoo.http")
    def test_a_foreign_measure_is_not_found_like_one_that_does_not_exist(self):
        missing = self.env["shnor.measure"].search([], order="id desc", limit=1).id + 1000
        for role, measure_id in (
            ("director", self.foreign.id),
            ("director", self.others.id),
            ("director", missing),
            ("foreign_director", self.measure.id),
            ("portal", self.measure.id),
            ("employee", self.measure.id),
            ("keeper", self.measure.id),
        ):
            with self.subTest(role, measure=measure_id):
                response = self._open(f"/my/roadmap/{measure_id}", role)
                self.assertEqual(response.status_code, 404)
                self.assertNotIn("дело", response.text)

    @mute_logger("odoo.http")
    def test_nobody_reports_on_a_foreign_measure(self):
        for role, measure in (
            ("director", self.foreign),
            ("director", self.others),
            ("foreign_director", self.measure),
            ("portal", self.measure),
            ("keeper", self.measure),
        ):
            with self.subTest(role, measure=measure.name):
                response = self._report(measure, role, state="in_progress", remark="Чужое")
                self.assertEqual(response.status_code, 404)
        self.assertFalse(self.env["shnor.measure.report"].search([]))

    @mute_logger("odoo.http")
    def test_a_report_without_the_pages_token_is_refused(self):
        response = self._report(csrf_token="x", state="in_progress", remark="а")
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.measure.report_ids)

    # Speed

    def test_the_number_of_queries_does_not_depend_on_how_many_measures(self):
        def count(path):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(self.url_open(path).status_code, 200)
            return self.cr.sql_log_count - before

        def report(measure):
            for text in ("раз", "два"):
                self.env["shnor.measure.report"]._report(
                    measure,
                    {"state": "in_progress", "remark": text},
                    [("фото.png", PNG)],
                    self.users["director"].partner_id,
                )

        login = self.users["director"].login
        self.authenticate(login, login)
        self.others.write({"level": "regional", "concerned_school_ids": [(6, 0, self.school.ids)]})
        report(self.measure)
        paths = ("/my/roadmap?show=all", f"/my/roadmap/{self.measure.id}")
        for path in paths:
            count(path)  # caches: templates, access rules, assets
        before = [count(path) for path in paths]
        for number in range(20):
            measure = self._make_measure(name=f"Дело {number}", task=f"Риск {number % 4}")
            report(measure)
            self._make_measure(
                school_id=self.leader.id,
                name=f"Район {number}",
                level="municipal",
                concerned_school_ids=[(6, 0, self.school.ids)],
            )
        report(self.measure)
        self.assertEqual([count(path) for path in paths], before)
