import base64
import io
import re
import zipfile
from pathlib import Path

from docx import Document
from pypdf import PdfReader

from .common import MonitoringCase

TEMPLATES = Path(__file__).parents[1] / "data" / "templates"


class DocumentCase(MonitoringCase):
    """An order to be printed, and Word files made for the purpose."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.order = cls._make_order()
        cls.order_template = cls.env.ref("shnor_monitoring.document_template_order")

    def _print(self, record, extension="docx"):
        return record._render_documents(extension)[1]

    def _docx(self, *paragraphs, rows=(), header=""):
        """Return a Word file with these paragraphs, and a table with these rows."""
        document = Document()
        for text in paragraphs:
            document.add_paragraph(text)
        if rows:
            table = document.add_table(0, len(rows[0]))
            for texts in rows:
                for cell, text in zip(table.add_row().cells, texts, strict=True):
                    cell.text = text
        if header:
            document.sections[0].header.paragraphs[0].text = header
        stream = io.BytesIO()
        document.save(stream)
        return stream.getvalue()

    def _own(self, content, kind="order"):
        """Upload a Word file as a template of its own."""
        return self.env["shnor.document.template"].create(
            {
                "name": "Свой шаблон",
                "kind": kind,
                "file": base64.b64encode(content),
                "file_name": "свой.docx",
            }
        )

    def _repack(self, content, change):
        """Return the file with its members as ``change`` leaves them: {name: bytes}."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        change(members)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return stream.getvalue()

    def _words(self, content):
        """Return everything that a Word file says, its tables and headers too."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = [
                archive.read(name).decode()
                for name in archive.namelist()
                if re.match(r"word/(document|header\d*|footer\d*)\.xml", name)
            ]
        texts = [
            "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", paragraph))
            for part in parts
            for paragraph in part.split("</w:p>")
        ]
        return "\n".join(texts)

    def _tables(self, content):
        """Return the tables of a Word file as lists of rows of texts."""
        return [
            [[cell.text for cell in row.cells] for row in table.rows]
            for table in Document(io.BytesIO(content)).tables
        ]

    def _pages(self, content):
        return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
