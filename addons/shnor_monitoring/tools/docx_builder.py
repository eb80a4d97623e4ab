"""A Word file by ГОСТ Р 7.0.97-2016, in a few words: typeface, margins, page numbers, tables.

python-docx does the work; here is what an office's document has beyond its defaults. The same input
gives the same bytes, so that a template can be compared with the one in the repository.
"""

import io
import zipfile
from copy import deepcopy
from datetime import datetime

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

TYPEFACE = "Times New Roman"
SIZE, SMALL, TABLE = 14, 11, 12
LEFT, RIGHT, TOP, BOTTOM = Mm(30), Mm(15), Mm(20), Mm(20)
LONG, SHORT = Mm(297), Mm(210)
INDENT = Mm(12.5)
WIDTH = 165  # mm between the margins of an upright page
WIDE = 252  # and of one that lies
A_DAY = datetime(2026, 1, 1)


class Builder:
    """One document, written from top to bottom."""

    def __init__(self, title):
        self.document = Document()
        self._style()
        section = self.document.sections[0]
        self._page(section, wide=False)
        section.different_first_page_header_footer = True
        self._mark(section.first_page_header.paragraphs[0])
        self._header(section)
        properties = self.document.core_properties
        properties.title, properties.author, properties.comments = title, "", ""
        properties.language = "ru-RU"
        properties.created = properties.modified = A_DAY

    def _style(self):
        styles = self.document.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = TYPEFACE, Pt(SIZE)
        fonts = normal.element.rPr.rFonts
        for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(name), TYPEFACE)
        normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
        normal.paragraph_format.line_spacing = 1.0
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "ru-RU")
        normal.element.rPr.append(language)
        for name in ("Header", "Footer"):
            styles[name].font.size = Pt(12)

    def _page(self, section, wide):
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (LONG, SHORT) if wide else (SHORT, LONG)
        section.left_margin, section.right_margin = (Mm(30), Mm(15))
        section.top_margin, section.bottom_margin = TOP, BOTTOM
        section.header_distance = section.footer_distance = Mm(10)

    def _header(self, section):
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = ALIGN.CENTER
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            run = paragraph.add_run()
            element = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                element.set(qn("w:fldCharType"), kind)
            else:
                element.text = text
            run._r.append(element)
        self._mark(section.header.add_paragraph())

    def _mark(self, paragraph):
        paragraph.alignment = ALIGN.RIGHT
        paragraph.add_run("{{ mark }}").bold = True

    # ------------------------------------------------------------------
    # Text
    # ------------------------------------------------------------------
    def tag(self, text):
        """Write a paragraph that only says what happens to those after it: ``{%p if … %}``."""
        return self.text(text, indent=False)

    def text(self, text="", *, align="justify", indent=True, **style):
        """Write a paragraph of the body; ``style`` as in ``_run``, further before, after, keep."""
        paragraph = self.document.add_paragraph()
        return self._fill(paragraph, text, align=align, indent=indent, **style)

    def centre(self, text, **style):
        """Write a paragraph in the middle."""
        return self.text(text, align="center", indent=False, **style)

    def _fill(self, paragraph, text, *, align="left", indent=False, **style):
        layout = paragraph.paragraph_format
        paragraph.alignment = getattr(ALIGN, align.upper())
        if indent:
            layout.first_line_indent = INDENT
        if style.pop("new_page", False):
            layout.page_break_before = True
        if style.pop("keep", False):
            layout.keep_with_next = True
        if left := style.pop("left", 0):
            layout.left_indent = Mm(left)
        layout.space_before = Pt(style.pop("before", 0))
        layout.space_after = Pt(style.pop("after", 0))
        self._run(paragraph, text, **style)
        return paragraph

    def _run(self, paragraph, text, *, bold=False, size=None, italic=False, spaced=False):
        run = paragraph.add_run(text)
        run.bold, run.italic = bold or None, italic or None
        if size:
            run.font.size = Pt(size)
        if spaced:
            spacing = OxmlElement("w:spacing")
            spacing.set(qn("w:val"), "60")
            run._r.get_or_add_rPr().append(spacing)

    # ------------------------------------------------------------------
    # Pages and tables
    # ------------------------------------------------------------------
    def section(self, wide):
        """Begin a section on a new page; ``wide``: it lies."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self._page(section, wide)
        section.different_first_page_header_footer = False
        return section

    def table(self, widths, heads, cells, loop, size=TABLE, centred=()):
        """Write a table with a row for each element of a list; its head is repeated on each page.

        :param list widths: mm
        :param str loop: ``person in responsibles``
        :param centred: numbers of the columns in the middle
        """
        table = self._grid(widths, 4)
        self._row(table.rows[0], heads, size, bold=True, align="center")
        self._repeat(table.rows[0])
        self._row(table.rows[1], [f"{{%tr for {loop} %}}"], size)
        self._row(table.rows[2], cells, size, centred=centred)
        self._row(table.rows[3], ["{%tr endfor %}"], size)
        return table

    def _grid(self, widths, rows):
        table = self.document.add_table(rows, len(widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
            for cell in column.cells:
                cell.width = Mm(width)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        return table

    def _row(self, row, texts, size, bold=False, align="left", centred=()):
        for number, text in enumerate(texts):
            paragraph = row.cells[number].paragraphs[0]
            place = "center" if number in centred else align
            self._fill(paragraph, text, align=place, bold=bold, size=size)

    def _repeat(self, row):
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def columns(self, widths, texts, aligns, **style):
        """Write texts beside each other, without lines."""
        table = self._grid(widths, 1)
        table.style = "Normal Table"
        margins = OxmlElement("w:tblCellMar")
        for side in ("w:left", "w:right"):
            margin = OxmlElement(side)
            margin.set(qn("w:w"), "0")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        # the schema of Word wants it before what tells of the look
        look = table._tbl.tblPr.find(qn("w:tblLook"))
        look.addprevious(margins)
        for cell, text, align in zip(table.rows[0].cells, texts, aligns, strict=True):
            self._fill(cell.paragraphs[0], text, align=align, **style)
        return table

    # ------------------------------------------------------------------
    # The file
    # ------------------------------------------------------------------
    def content(self):
        """Return the document: the same bytes each time.

        :return: bytes
        """
        self._forget_defaults()
        self._forget_numbering()
        stream = io.BytesIO()
        self.document.save(stream)
        result = io.BytesIO()
        with (
            zipfile.ZipFile(stream) as source,
            zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
        ):
            for name in sorted(source.namelist(), key=lambda name: (name[0] != "[", name)):
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o600 << 16
                target.writestr(entry, source.read(name))
        return result.getvalue()

    def _forget_numbering(self):
        """Throw out what the numbering says of styles that are gone."""
        root = self.document.part.numbering_part.element
        for style in list(root.iter(qn("w:pStyle"))):
            style.getparent().remove(style)

    def _forget_defaults(self):
        """Throw out the styles of tables and lists that nobody uses: a clerk's menu stays short."""
        used = {"Table Grid", "Normal Table", "Normal", "Header", "Footer", "No List"}
        used |= {"Default Paragraph Font", "Header Char", "Footer Char"}
        styles = self.document.styles.element
        for style in deepcopy(list(styles)):
            name = style.find(qn("w:name"))
            if style.tag != qn("w:style") or name is None:
                continue
            if name.get(qn("w:val")).lower() not in {one.lower() for one in used}:
                identifier = style.get(qn("w:styleId"))
                for real in styles.findall(qn("w:style")):
                    if real.get(qn("w:styleId")) == identifier:
                        styles.remove(real)
