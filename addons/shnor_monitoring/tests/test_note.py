import io
import tempfile
import zipfile
from pathlib import Path

from docx import Document
from lxml import etree
from openpyxl import load_workbook
from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..engine import analysis_note as note
from ..report import charts
from ..report.document_samples_note import NOTE, NOTE_SCHOOL
from .analysis_common import AnalysisCase

SVG = "{http://www.w3.org/2000/svg}"


def shape(value):
    """Return the keys of data: what a template may rely on."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return None


def same(shape_of_data, shape_of_sample):
    """Return whether data have the keys of the sample; lists may be empty."""
    if isinstance(shape_of_sample, dict):
        return set(shape_of_data) == set(shape_of_sample) and all(
            same(shape_of_data[key], shape_of_sample[key]) for key in shape_of_sample
        )
    if isinstance(shape_of_sample, list):
        return not shape_of_data or same(shape_of_data[0], shape_of_sample[0])
    return True


@tagged("post_install", "-at_install")
class TestNote(AnalysisCase):
    """The note on paper: the full one, and that for one school."""

    def _words(self, content):
        document = Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])

    def _pages(self, content):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)

    def test_the_data_are_those_of_the_sample(self):
        self._advise_all()
        analysis = self._note()
        self.assertTrue(same(shape(analysis._document_values()), shape(NOTE)))
        own = self.participant._document_values()
        self.assertTrue(same(shape(own), shape(NOTE_SCHOOL)))

    def test_the_full_note(self):
        self._advise_all()
        analysis = self._note()
        name, content = analysis._render_documents("docx")
        self.assertEqual(name, f"Аналитическая справка {self.campaign.name.replace('/', ' ')}.docx")
        words = self._words(content)
        for sentence in analysis.sentence_ids:
            self.assertIn(sentence.text[:40], words)
        for part in ("1. Основание", "8. Адресные рекомендации", "Приложение."):
            self.assertIn(part, words)
        self.assertIn("ПРОЕКТ", str(Document(io.BytesIO(content)).sections[0].header._element.xml))
        self.assertIn("Составить план.", words)
        self.assertNotIn(note.CHART_INDICATORS, words)

    def test_charts_are_vector_graphics(self):
        analysis = self._note()
        _name, content = analysis._render_documents("docx")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [one for one in archive.namelist() if one.startswith("word/media/")]
            drawn = [one for one in names if one.endswith(".svg")]
            self.assertEqual(len(drawn), 2)  # indicators and risks; no comparable results
            self.assertEqual(len(names), 4)  # each with a picture for what shows no SVG
            self.assertIn(b"svgBlip", archive.read("word/document.xml"))
            for one in drawn:
                self.assertEqual(etree.fromstring(archive.read(one)).tag, f"{SVG}svg")
        _name, content = analysis._render_documents("pdf")
        drawn = [
            one.get_object()["/Subtype"]
            for page in PdfReader(io.BytesIO(content)).pages
            for one in page["/Resources"].get("/XObject", {}).values()
        ]
        self.assertEqual(drawn.count("/Image"), 0)
        self.assertGreaterEqual(drawn.count("/Form"), 2)

    def test_what_was_taken_out_is_not_printed(self):
        analysis = self._note()
        self._say(analysis, "basis.interviews").unlink()
        self.assertNotIn("Собеседования с директорами", str(analysis._document_values()))

    def test_the_note_for_a_school_tells_of_no_other(self):
        self._advise_all()
        for participant in self.campaign.participant_ids:
            text = f"Только для: {participant.school_name}."
            self.env["shnor.analysis.sentence"].create(
                {
                    "analysis_id": self._note().id,
                    "section": "practices",
                    "participant_id": participant.id,
                    "text": text,
                }
            )
        for extension, read in (("docx", self._words), ("pdf", self._pages)):
            for own, other in (self.participant, self.second), (self.second, self.participant):
                with self.subTest(extension, school=own.school_name):
                    _name, content = own._render_documents(extension)
                    words = read(content)
                    self.assertIn(own.school_name, words)
                    self.assertIn("Только для", words)
                    self.assertNotIn(other.school_name, words)
                    self.assertIn("1 из 2", words)  # the totals

    def test_notes_of_many_schools_come_in_one_archive(self):
        self._note()
        name, content = self.campaign.participant_ids._render_documents("docx")
        self.assertTrue(name.endswith(".zip"))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            self.assertEqual(len(archive.namelist()), 2)

    def test_a_note_that_was_not_drafted_is_not_printed(self):
        with self.assertRaisesRegex(UserError, "not been drafted"):
            self.participant._render_documents("docx")
        self.assertFalse(self.participant.has_note)
        self._note()
        self.assertTrue(self.participant.has_note)

    def test_the_note_is_for_those_whose_territory_has_the_campaign(self):
        analysis = self._note()
        analysis.with_user(self.users["working_group"])._render_documents("docx")
        for role in ("foreign_specialist", "director"):
            with self.subTest(role), self.assertRaises(AccessError):
                analysis.with_user(self.users[role])._render_documents("docx")
        with self.assertRaises(AccessError):
            self.participant.with_user(self.users["director"])._render_documents("docx")

    def test_the_tables_come_in_excel(self):
        report = self.env["report.shnor_monitoring.campaign_xlsx"].with_user(self.specialist)
        campaign = self.campaign.with_user(self.specialist)
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder, "report.xlsx"))
            report._write_report(campaign, path)
            self.assertNotIn("Risk factors", load_workbook(path).sheetnames)
            self._note()
            # the report empties the cache as it goes, without writing it down
            self.env.flush_all()
            report._write_report(campaign, path)
            workbook = load_workbook(path)
        self.assertEqual(workbook.sheetnames[-3:], ["By subject", "Risk factors", "Deficits"])
        risks = [[cell.value for cell in row][:4] for row in workbook["Risk factors"].iter_rows()]
        self.assertIn([self.risk.code, self.risk.name, 1, 2], risks)

    # ------------------------------------------------------------------
    # Charts
    # ------------------------------------------------------------------
    def _labels(self, chart):
        return [one.text for one in etree.fromstring(chart.svg()).iter(f"{SVG}text")]

    def test_a_chart_says_its_numbers(self):
        row = {
            "label": "I1. Доля <школ> & педагогов",
            "percent": 37.5,
            "words": "3 из 8 (37,5 %)",
            "previous": None,
            "previous_words": "",
            "plan": 40.0,
        }
        empty = {**row, "percent": None, "words": "нет данных", "plan": None}
        chart = charts.shares("Доли", [row, empty], ("сейчас", "было", "план"))
        labels = self._labels(chart)
        for words in (
            "3 из 8 (37,5 %)",
            "нет данных",
            "план",
            "100 %",
            "I1. Доля <школ> & педагогов",
        ):
            self.assertIn(words, labels)
        self.assertTrue(chart.png().startswith(b"\x89PNG"))
        self.assertNotIn("план", self._labels(charts.shares("Доли", [empty], ("а", "б", "план"))))

    def test_a_long_name_is_cut_and_nothing_is_divided_by_zero(self):
        chart = charts.counts(
            "Риски", [{"label": "слово " * 60, "count": 0, "total": 0, "words": "нет данных"}]
        )
        self.assertTrue(any(label.endswith("…") for label in self._labels(chart)))
        self.assertTrue(charts.stacks("Пусто", [], ("а", "б", "в")).svg())
        row = {"label": "А", "counts": [0, 0, 0], "words": "0 / 0 / 0"}
        self.assertTrue(charts.stacks("Ноль", [row], ("а", "б", "в")).svg())
