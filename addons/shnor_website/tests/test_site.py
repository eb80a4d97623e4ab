import json
import re

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.shnor_monitoring.tests.publication_common import PublicationCase

EXTENSIONS = ("json", "csv", "xlsx", "pdf", "html")


@tagged("post_install", "-at_install")
class TestSite(PublicationCase, HttpCase):
    """What everybody sees of a published campaign, and what nobody does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a menu with such an address would turn the site's cache of menus off
        cls.env["website.menu"].search([("url", "=like", "/%/%-%")]).unlink()
        cls._practice = cls.env["shnor.practice"].create(
            {
                "participant_id": cls.campaign.participant_ids[0].id,
                "name": "Клуб чтения",
                "essence": "Раз в неделю читают вслух.",
                "is_public": True,
                "consent_basis": "Письмо № 3",
            }
        )
        cls._approve(cls.campaign)

    def setUp(self):
        super().setUp()
        self.registry.clear_cache("templates")

    def _get(self, address, **kwargs):
        return self.url_open(address, **kwargs)

    def test_nothing_is_public_before_it_is_published(self):
        draft = self._draft()
        for address in (
            "/monitoring/2026-07",
            "/monitoring/2026-07/v1",
            f"/monitoring/{draft.id}",
            *(f"/monitoring/2026-07/data.{one}" for one in EXTENSIONS),
        ):
            with self.subTest(address):
                self.assertEqual(self._get(address).status_code, 404)
        page = self._get("/monitoring")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Пока ничего не опубликовано", page.text)
        self.assertNotIn("2026-07", self._get("/sitemap.xml").text)
        preview = f"/shnor/publication/{draft.id}/preview"
        self.assertIn("/web/login", self._get(preview).url)
        self.authenticate(self.specialist.login, self.specialist.login)
        page = self._get(preview)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Клуб чтения", page.text)
        self.assertIn("noindex", page.text)
        self.assertEqual(page.headers["Cache-Control"], "no-store")

    def test_published_is_on_the_site_at_once(self):
        self._get("/monitoring")
        self.assertEqual(self._get("/monitoring/2026-07").status_code, 404)
        publication = self._publish()
        page = self._get("/monitoring/2026-07")
        self.assertEqual(page.status_code, 200)
        for words in ("Доля педагогов, прошедших диагностику", "Клуб чтения", publication.digest):
            self.assertIn(words, page.text)
        self.assertIn("<title>", page.text)
        self.assertRegex(page.text, r'name="description" content="[^"]+Период наблюдения')
        self.assertNotIn("noindex", page.text)
        self.assertIn("/monitoring/2026-07", self._get("/monitoring").text)
        self.assertTrue(publication.place_url.endswith("/monitoring/2026-07"))
        self.assertTrue(self.campaign._stage_of("publication").done_on)
        self.assertEqual(publication.with_user(self.specialist).site_url, "/monitoring/2026-07")

    def test_files_have_stable_addresses_and_are_sent_once(self):
        publication = self._publish()
        for extension in EXTENSIONS:
            for address, seconds in (("", 300), ("/v1", 86400)):
                with self.subTest(extension, address=address):
                    url = f"/monitoring/2026-07{address}/data.{extension}"
                    sent = self._get(url)
                    self.assertEqual(sent.status_code, 200)
                    self.assertEqual(sent.content, self._file(publication, extension))
                    self.assertEqual(sent.headers["Cache-Control"], f"public, max-age={seconds}")
                    again = self._get(url, headers={"If-None-Match": sent.headers["ETag"]})
                    self.assertEqual(again.status_code, 304)
        data = json.loads(self._get("/monitoring/2026-07/data.json").content)
        self.assertEqual(data.pop("sha256"), publication.digest)
        self.assertEqual(publication._digest_of(data), publication.digest)
        for address in ("data.docx", "data.exe", "v9/data.json", "v1/data.py"):
            self.assertEqual(self._get(f"/monitoring/2026-07/{address}").status_code, 404)

    def test_a_replaced_version_stays_and_says_so(self):
        first = self._publish()
        before = self._get("/monitoring/2026-07/v1/data.pdf").content
        self._get("/monitoring/2026-07")
        first.action_correct()
        second = self.campaign.publication_ids - first
        second.erratum = "Не было ссылки на сборник."
        second.action_publish()
        page = self._get("/monitoring/2026-07")
        self.assertIn("Исправление к версии 1", page.text)
        self.assertIn("/monitoring/2026-07/v1", page.text)
        old = self._get("/monitoring/2026-07/v1")
        self.assertIn("Версия 1 заменена", " ".join(re.sub(r"<[^>]+>", "", old.text).split()))
        self.assertIn("Не было ссылки на сборник.", old.text)
        self.assertIn("noindex", old.text)
        self.assertEqual(self._get("/monitoring/2026-07/v1/data.pdf").content, before)
        self.assertNotIn("/v1", self._get("/sitemap.xml").text)

    def test_a_version_that_was_taken_down_is_gone(self):
        first = self._publish()
        self.assertEqual(self._get("/monitoring/2026-07").status_code, 200)
        chief = first.with_user(self.users["administrator"])
        chief.withdrawal_reason = "Названа школа."
        chief.action_withdraw()
        for address in ("/monitoring/2026-07", "/monitoring/2026-07/v1"):
            page = self._get(address)
            self.assertEqual(page.status_code, 410)
            self.assertIn("снята с публикации", page.text)
            self.assertNotIn("Клуб чтения", page.text)
        for address in ("/data.json", "/v1/data.pdf"):
            self.assertEqual(self._get(f"/monitoring/2026-07{address}").status_code, 410)
        self.assertEqual(self._get("/monitoring/2026-07/v7").status_code, 404)
        for address in ("/monitoring", "/sitemap.xml"):
            self.assertNotIn("/monitoring/2026-07", self._get(address).text)
        first.action_correct()
        second = self.campaign.publication_ids - first
        second.erratum = "Убрано название школы."
        second.action_publish()
        page = self._get("/monitoring/2026-07")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("/v1", page.text)
        page = self._get("/monitoring/2026-07/v1")
        self.assertEqual(page.status_code, 410)
        self.assertIn("Действующая версия", page.text)

    # ------------------------------------------------------------------
    # Acceptance: what no public address reveals
    # ------------------------------------------------------------------
    def _public_addresses(self):
        publications = self.env["shnor.publication"].search([])
        files = self.env["ir.attachment"].search([("res_model", "=", "shnor.publication")])
        pages = ["/", "/monitoring", "/monitoring/2026-07", "/monitoring/2026-07/v1"]
        pages += ["/monitoring/2026-07/v2", "/sitemap.xml", "/robots.txt", "/website/info"]
        pages += [f"/monitoring/2026-07/data.{one}" for one in EXTENSIONS]
        pages += [f"/monitoring/2026-07/v1/data.{one}" for one in EXTENSIONS]
        pages += [f"/website/search?search={word}" for word in ("Тайная", "МБОУ", "П-77", "Школа")]
        for publication in publications:
            pages.append(f"/shnor/publication/{publication.id}/preview")
            pages.append(f"/shnor/document/note_public/{publication.id}.pdf")
            pages += [
                f"/web/{route}/shnor.publication/{publication.id}/{name}"
                for route in ("content", "image")
                for name in ("file_json", "file_pdf", "content", "withheld")
            ]
        pages += [f"/web/content/{file.id}" for file in files]
        for model in ("shnor.school", "shnor.teacher", "shnor.participant", "shnor.analysis"):
            record = self.env[model].search([], limit=1)
            pages += [f"/web/image/{model}/{record.id}/name", f"/web/content/{model}/{record.id}"]
        return pages

    def _secrets(self):
        participants = self.campaign.participant_ids
        return {
            *participants.mapped("school_name"),
            *participants.school_id.mapped("code"),
            *participants.school_id.mapped("name"),
            *self.teachers.mapped("code"),
            *self.teachers.mapped("name"),
            *(name.split()[0] for name in self.teachers.mapped("name")),
            *("только для этой школы", "Завуч"),
        }

    # ir_qweb: a page of Odoo's own has an attribute that Odoo's own QWeb does not know
    @mute_logger(
        "odoo.http",
        "odoo.addons.base.models.ir_model",
        "odoo.addons.base.models.ir_rule",
        "odoo.addons.base.models.ir_qweb",
    )
    def test_no_public_address_reveals_what_is_not_public(self):
        published = self._publish()
        other = self._campaign(number="12-о")
        secrets = self._secrets() | {other.order_id.number}
        self.authenticate(None, None)
        for address in self._public_addresses():
            with self.subTest(address):
                answer = self._get(address)
                text = answer.text
                for secret in secrets:
                    self.assertNotIn(secret, text)
                # ten of twelve: the ten, its share and what is left are all hidden
                self.assertNotIn("83,3", text)
                self.assertNotIn("83.3", text)
        for text in self._texts(published).values():
            for secret in secrets:
                self.assertNotIn(secret, text)
        self._check_rpc(published)

    def _check_rpc(self, publication):
        """Ask by RPC without a login, and with one that has no role."""
        for login in (None, self.users["portal"].login):
            self.authenticate(login, login)
            for model in ("shnor.publication", "shnor.campaign", "shnor.indicator.result"):
                for method, args in (
                    ("search_read", [[]]),
                    ("read", [[publication.id]]),
                    ("web_search_read", [[], {}]),
                ):
                    answer = self.url_open(
                        f"/web/dataset/call_kw/{model}/{method}",
                        data=json.dumps(
                            {
                                "jsonrpc": "2.0",
                                "params": {
                                    "model": model,
                                    "method": method,
                                    "args": args,
                                    "kwargs": {},
                                },
                            }
                        ),
                        headers={"Content-Type": "application/json"},
                    )
                    with self.subTest(model, method=method, login=login):
                        self.assertIn("error", answer.json())

    def test_the_pages_load_nothing_from_outside(self):
        self._publish()
        page = self._get("/monitoring/2026-07").text
        fetched = re.findall(r'<(?:link|script|img|iframe)[^>]+(?:href|src)="([^"]+)"', page)
        self.assertTrue(fetched)
        own = self.base_url()
        for address in fetched:
            self.assertTrue(address.startswith(("/", "data:", own, "#")), address)
        for address in (one for one in fetched if one.endswith(".css")):
            self.assertFalse(re.search(r"fonts\.g\w+\.com", self._get(address).text), address)

    # ------------------------------------------------------------------
    # Speed
    # ------------------------------------------------------------------
    def _statements(self, address):
        """Return the least number of statements of a page that was opened before."""
        counts = []
        for repeat in range(5):
            before = self.cr.sql_log_count
            self.assertEqual(self._get(address).status_code, 200)
            if repeat > 1:
                counts.append(self.cr.sql_log_count - before)
        return min(counts)

    def test_a_page_takes_no_more_statements_than_the_sites_own(self):
        self._publish()
        self.authenticate(None, None)
        stock = self._statements("/contactus")
        for address in ("/monitoring", "/monitoring/2026-07", "/monitoring/2026-07/v1"):
            with self.subTest(address):
                self.assertLessEqual(self._statements(address), stock)
