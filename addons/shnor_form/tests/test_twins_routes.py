import io

from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_access import AccessCase


@tagged("post_install", "-at_install")
class TestTwinsRoutes(AccessCase, HttpCase):
    """Workbook, paper and receipts over HTTP: for the owner all, for strangers nothing."""

    def _url(self, path):
        return f"/my/forms/{self.sheet.id}{path}"

    def _book(self, path="/xlsx"):
        return load_workbook(io.BytesIO(self.url_open(self._url(path)).content))

    def _upload(self, content, **data):
        return self.url_open(
            self._url("/xlsx"),
            data={"csrf_token": Request.csrf_token(self), **data},
            files={"ufile": ("form.xlsx", content)},
        )

    def _bytes(self, book):
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()

    def _cell(self, book, code):
        return next(row for row in book["Анкета"].iter_rows() if row[0].value == code)[3]

    def test_the_owner_loads_fills_and_sends_the_workbook(self):
        self.authenticate("form_anna", "form_anna")
        response = self.url_open(self._url("/xlsx"))
        self.assertIn("spreadsheetml", response.headers["Content-Type"])
        self.assertIn("no-store", response.headers["Cache-Control"])
        book = load_workbook(io.BytesIO(response.content))
        # it opens filled, as the page does
        self.assertEqual(self._cell(book, "S2").value, 7)
        self._cell(book, "S1").value = "many"
        self._cell(book, "T7").value = "kept"
        content = self._bytes(book)
        answer = self._upload(content).json()
        self.assertEqual((answer["saved"], len(answer["errors"])), (0, 1))
        self.assertEqual(set(answer["errors"][0]), {"cell", "code", "message"})
        answer = self._upload(content, only_good="1").json()
        self.assertEqual(answer["saved"], 1)
        self.assertEqual(self._value(self.sheet, "T7"), "kept")
        self.assertIn("error", self._upload(b"MZ nonsense").json())

    def test_paper_and_receipt(self):
        self.authenticate("form_anna", "form_anna")
        self._save(self.sheet, S1=10, T1=False, T5=3, T7="first")
        receipt_id = self.sheet._form_submit("k", None, self.access)["receipt"]["id"]
        for path, words in (
            ("/pdf", "first"),
            ("/pdf?empty=1", "Question T7"),
            (f"/receipt/{receipt_id}/pdf", "first"),
        ):
            with self.subTest(path):
                response = self.url_open(self._url(path))
                self.assertEqual(response.headers["Content-Type"], "application/pdf")
                pages = PdfReader(io.BytesIO(response.content)).pages
                self.assertIn(words, "\n".join(page.extract_text() for page in pages))
        page = self.url_open(self._url(f"/receipt/{receipt_id}")).text
        self.assertIn(self.sheet.form_receipt_ids.number, page)
        self.assertIn(self.sheet.form_receipt_ids.checksum, page)
        # 10 hours ahead of the server, and told so
        self.assertIn("GMT+10:00", page)

    def test_a_delegate_gets_the_own_part_and_no_receipt(self):
        self._save(self.sheet, S1=10, S2=3, T1=False, T7="of another part")
        _delegation, link = self._delegate()
        token = link.partition("token=")[2]
        self.authenticate(None, None)
        book = self._book(f"/xlsx?token={token}")
        self._cell(book, "S1").value = 11
        self.assertEqual(self._upload(self._bytes(book), token=token).json()["saved"], 1)
        content = self.url_open(self._url(f"/pdf?token={token}")).content
        self.assertNotIn("of another part", PdfReader(io.BytesIO(content)).pages[0].extract_text())
        receipt_id = self.sheet._form_submit("k", None, self.access)["receipt"]["id"]
        page = self.url_open(self._url(f"/receipt/{receipt_id}?token={token}"))
        self.assertIn("/web/login", page.url)

    @mute_logger("odoo.http")
    def test_strangers_and_visitors_get_nothing(self):
        self._save(self.sheet, S1=10, T1=False, T7="first")
        book = self.sheet._form_xlsx(self.access)
        receipt_id = self.sheet._form_submit("k", None, self.access)["receipt"]["id"]
        receipts = (f"/receipt/{receipt_id}", f"/receipt/{receipt_id}/pdf")
        documents = ("/xlsx", "/pdf", "/pdf?empty=1", "/xlsx?token=guessed")
        for login in ("form_stranger", "form_employee", None):
            self.authenticate(login, login)
            for path in documents + (receipts if login else ()):
                with self.subTest(path, login=login):
                    self.assertEqual(self.url_open(self._url(path)).status_code, 404)
            self.assertNotIn("saved", self._upload(book).text)

    def test_a_receipt_of_another_form_is_not_shown(self):
        self.authenticate("form_anna", "form_anna")
        other = self._launch(form_owner_ids=[])
        self._save(other, S1=10, T1=False)
        receipt_id = other._form_submit("k", None, self.access)["receipt"]["id"]
        for path in (f"/receipt/{receipt_id}", f"/receipt/{receipt_id}/pdf"):
            self.assertEqual(self.url_open(self._url(path)).status_code, 404)
