import io
from datetime import timedelta

from openpyxl import load_workbook
from pypdf import PdfReader

from odoo import fields
from odoo.exceptions import UserError

from .common import FormCase

ANSWERS = {
    "S1": 12,
    "S4": [{"subject": "Physics", "rate": 0.5}, {"subject": "=SUM(1)"}],
    "T1": True,
    "T2": "2026-03-01",
    "T3": "part",
    "T4": ["gaps", "language"],
    "T5": 3,
    "T6": "Long <script>alert(1)</script>",
    "T7": "=1+1",
}


class TestTwins(FormCase):
    """The form in Excel and on paper says and takes what the page does."""

    def setUp(self):
        super().setUp()
        self.sheet = self._launch(deadline=fields.Datetime.now() + timedelta(days=3))

    def _workbook(self):
        return load_workbook(io.BytesIO(self.sheet._form_xlsx(self.access)))

    def _take(self, book, **options):
        output = io.BytesIO()
        book.save(output)
        return self.sheet._form_take_xlsx(output.getvalue(), self.access, **options)

    def _cell(self, book, code):
        main = book["Анкета"]
        row = next(row for row in main.iter_rows() if row[0].value == code)
        return row[3]

    def test_out_and_in_again_changes_nothing(self):
        self._save(self.sheet, **ANSWERS)
        result = self._take(self._workbook())
        self.assertEqual((result["saved"], result["errors"]), (0, []))
        self.assertEqual({code: self._value(self.sheet, code) for code in ANSWERS}, ANSWERS)

    def test_what_was_filled_in_comes_in(self):
        book = self._workbook()
        self._cell(book, "S1").value = 7
        self._cell(book, "T1").value = "ДА"
        self._cell(book, "T2").value = "01.03.2026"
        self._cell(book, "T4").value = "absence; gaps"
        book["S4"]["B4"].value, book["S4"]["C4"].value = "Chemistry", 1.5
        result = self._take(book)
        self.assertEqual((result["saved"], result["errors"]), (5, []))
        self.assertEqual(self._value(self.sheet, "T4"), ["gaps", "absence"])
        self.assertEqual(self._value(self.sheet, "S4"), [{"subject": "Chemistry", "rate": 1.5}])
        self.assertEqual(set(self.sheet.form_change_ids.mapped("origin")), {"excel"})

    def test_a_wrong_cell_is_named_and_nothing_is_saved_unless_asked_for(self):
        book = self._workbook()
        self._cell(book, "S1").value = "many"
        self._cell(book, "T7").value = "kept"
        book["S4"]["B4"].value, book["S4"]["C4"].value = "Chemistry", 9
        result = self._take(book)
        cells = {error["cell"] for error in result["errors"]}
        self.assertEqual(cells, {f"Анкета!D{self._cell(book, 'S1').row}", "S4!C4"})
        self.assertEqual((result["saved"], len(self.sheet.form_change_ids)), (0, 0))
        self.assertEqual(self._take(book, only_good=True)["saved"], 1)
        self.assertEqual(self._value(self.sheet, "T7"), "kept")

    def test_other_files_are_refused_in_words(self):
        other = self._launch()
        for content, words in (
            (b"", "empty"),
            (b"MZ" * 100, "no Excel workbook"),
            (b"PK\x03\x04" + b"0" * 50, "damaged"),
            (b"0" * (5 * 1024 * 1024 + 1), "larger than 5"),
            (other._form_xlsx(self.access), "of another form"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.sheet._form_take_xlsx(content, self.access)
        self.sheet._form_set_locked(True)
        with self.assertRaisesRegex(UserError, "closed"):
            self.sheet._form_take_xlsx(b"", self.access)

    def test_a_delegate_gets_the_own_sections(self):
        page = self.form.question_and_page_ids.filtered("is_page")[0]
        access = {"role": "delegate", "partner": self.owner, "sections": page.ids}
        book = load_workbook(io.BytesIO(self.sheet._form_xlsx(access)))
        codes = [row[0].value for row in book["Анкета"].iter_rows()]
        self.assertIn("S1", codes)
        self.assertNotIn("T1", codes)

    def _text(self, content):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)

    def test_paper_empty_and_filled(self):
        empty = self._text(self.sheet._form_pdf(empty=True))
        for words in ("Self-evaluation", "Question S1", "language", "computed", "signature"):
            self.assertIn(words, empty)
        page = PdfReader(io.BytesIO(self.sheet._form_pdf(empty=True))).pages[0]
        fonts = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
        self.assertTrue(any("Roboto" in font for font in fonts), fonts)
        self._save(self.sheet, **ANSWERS)
        filled = self._text(self.sheet._form_pdf())
        for words in ("Not handed in yet", "Physics", "gaps; language", "<script>alert(1)"):
            self.assertIn(words, filled)

    def test_the_receipt_tells_what_was_handed_in(self):
        self._save(self.sheet, S1=10, T1=False, T5=3, T7="first")
        self.sheet._form_submit("k", None, self.access)
        receipt = self.sheet.form_receipt_ids
        self.assertTrue(receipt._verify())
        until = fields.Datetime.now() + timedelta(days=1)
        self.sheet._form_reopen("A typo.", "Anna", until)
        self._save(self.sheet, T7="second")
        text = self._text(receipt._pdf())
        self.assertIn(receipt.number, text)
        self.assertIn("first", text)
        self.assertNotIn("second", text)
        mails = receipt._send()
        self.assertEqual(mails.recipient_ids, self.owner)
        self.assertIn(receipt.number, mails.subject)
        self.assertEqual(mails.attachment_ids.mimetype, "application/pdf")
        self.assertTrue(receipt.mail_sent)

    def test_queries_do_not_grow_with_the_form(self):
        large = self.env["survey.survey"].browse(self.form.action_new_version()["res_id"])
        for number in range(60):
            self._ask(large, f"M{number}", "numerical_box")
        counts = []
        for form in (self.form, large):
            [sheet] = form._form_launch([{"form_owner_ids": [(6, 0, self.owner.ids)]}])
            form._form_schema()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sheet._form_xlsx(self.access)
            sheet._form_pdf()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
