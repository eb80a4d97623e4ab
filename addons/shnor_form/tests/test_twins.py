import importlib
import io
from datetime import timedelta
from unittest.mock import patch

from pypdf import PdfReader

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import format_date, mute_logger

from odoo.addons.shnor_form.report.form_pdf import write_pdf

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
    """The form on paper says what the page does."""

    def setUp(self):
        super().setUp()
        self.sheet = self._launch(deadline=fields.Datetime.now() + timedelta(days=3))

    def _text(self, content):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)

    def _fonts(self, content):
        pages = PdfReader(io.BytesIO(content)).pages
        fonts = pages[0]["/Resources"]["/Font"].values()
        return [str(font.get_object()["/BaseFont"]) for font in fonts]

    def test_empty_paper_has_room_for_every_answer(self):
        previous = self._launch()
        self._save(previous, S1=41)
        self.sheet.form_previous_id = previous
        self._save(self.sheet, T7="not on empty paper")
        content = self.sheet._form_pdf(empty=True)
        text = self._text(content)
        codes = [question.form_code for question in self.form.question_ids]
        for words in (
            *(*codes, "Self-evaluation", "North, July", "not later than", "signature", "p. 1 of"),
            *("last time: 41", "Explain a change of 5", "Only if T1 = yes", "is computed"),
            *("language", "Subject", "full", "may be attached"),
        ):
            self.assertIn(words, text)
        self.assertNotIn("not on empty paper", text)
        # the font is in the file, so that it looks the same on every machine
        self.assertTrue(all("Form" in font for font in self._fonts(content)))

    def test_filled_paper_tells_answers_in_words_and_what_belongs_to_them(self):
        self._save(self.sheet, **ANSWERS)
        comment = {"seq": 99, "code": "S1", "value": 12, "comment": "A class more."}
        self.sheet._form_save([comment], self.access, "a")
        self.sheet._form_attach("T6", "plan.pdf", b"%PDF-1.4 plan", self.access)
        query = self.sheet._form_ask("S1", "Why twelve?")
        query._reply("Because of the new class.", self.owner)
        text = self._text(self.sheet._form_pdf())
        for words in (
            *("Being filled", "12", "A class more.", "plan.pdf", "Why twelve?", "new class."),
            *("Physics", "=SUM(1)", "gaps; language", "=1+1", format_date(self.env, "2026-03-01")),
            *("<script>alert(1)</script>", "no answer"),
        ):
            self.assertIn(words, text)
        self.assertNotIn("Receipt", text)

    def test_what_was_not_asked_is_told_from_what_was_not_answered(self):
        self._save(self.sheet, T1=False)
        self.assertIn("not asked", self._text(self.sheet._form_pdf()))

    def test_russian_letters_come_out(self):
        self._save(self.sheet, T7="Съешь же ещё этих мягких булок, да выпей чаю")
        self.assertIn("Съешь же ещё этих мягких булок", self._text(self.sheet._form_pdf()))

    def test_a_wide_table_lies_across_a_page_of_its_own(self):
        form = self.env["survey.survey"].browse(self.form.action_new_version()["res_id"])
        columns = [(0, 0, {"code": f"c{number}", "title": f"C{number}"}) for number in range(9)]
        self._ask(form, "W1", "number_table", form_column_ids=columns)
        [sheet] = form._form_launch([{"form_owner_ids": [(6, 0, self.owner.ids)]}])
        sheet._form_save_many({sheet: {"W1": [{"c0": 5, "c8": 7}]}})
        pages = PdfReader(io.BytesIO(sheet._form_pdf())).pages
        self.assertIn("W1. Question W1", pages[-1].extract_text())
        self.assertGreater(pages[-1].mediabox.width, pages[-1].mediabox.height)
        self.assertIn(f"see the appendix, p. {len(pages)}", self._text(sheet._form_pdf()))

    def test_nothing_is_fetched_from_anywhere(self):
        html = "<p>kept</p>" + "".join(
            f'<img src="{address}"/><link rel="stylesheet" href="{address}"/>'
            for address in ("http://127.0.0.1:1/x", "file:///etc/hostname", "data:image/png,x")
        )
        with self.assertLogs("weasyprint", "ERROR") as logs:
            content = write_pdf(self.env, html)
        self.assertEqual(len(logs.output), 6)
        self.assertTrue(all("a form fetches nothing" in line for line in logs.output), logs.output)
        self.assertEqual(self._text(content).strip(), "kept")

    def test_without_pango_it_is_told_what_is_missing(self):
        with (
            patch.dict("sys.modules", {"weasyprint": None}),
            patch("builtins.__import__", side_effect=self._import_without_pango),
            mute_logger("odoo.addons.shnor_form.report.form_pdf"),
            self.assertRaisesRegex(UserError, "libpango"),
        ):
            self.sheet._form_pdf()

    def _import_without_pango(self, name, *arguments, **options):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return importlib.__import__(name, *arguments, **options)

    def test_queries_do_not_grow_with_the_form(self):
        large = self.env["survey.survey"].browse(self.form.action_new_version()["res_id"])
        for number in range(60):
            self._ask(large, f"M{number}", "numerical_box")
        counts = []
        for form in (self.form, large):
            [sheet] = form._form_launch([{"form_owner_ids": [(6, 0, self.owner.ids)]}])
            codes = form.question_ids.filtered(lambda one: one.question_type == "numerical_box")
            sheet._form_save_many({sheet: dict.fromkeys(codes.mapped("form_code"), 1)})
            form._form_schema()
            sheet._form_pdf()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sheet._form_pdf()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
