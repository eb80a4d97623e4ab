import io
import re
import zipfile

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..report.document_pdf import render_pdf
from ..report.docx_charts import place_charts

EXTENSIONS = ("docx", "pdf")
MAX_AT_ONCE = 100
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200b-\u200f\u202a-\u202e]+')
NAME_LENGTH = 120
# devices of Windows, which are no names of files there
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.I)


class ShnorDocumentMixin(models.AbstractModel):
    """A record that goes out on paper: Word by a template that staff edit, and the same as PDF.

    A model says its kind of document (``shnor.document.template._kinds``), the data of the document
    and the name of the file; the rest is here. The data are plain: no template reaches a record.
    """

    _name = "shnor.document.mixin"
    _description = "Record with a document"

    # ------------------------------------------------------------------
    # What a model says
    # ------------------------------------------------------------------
    def _document_kind(self):
        """Return the kind of the document.

        :return: str, a key of ``shnor.document.template._kinds``
        """
        raise NotImplementedError(f"{self._name} says no kind of its document")

    def _document_context(self):
        """Return the data of the document, in Russian, with the keys of the sample of its kind.

        :return: dict of texts, numbers, lists and dicts
        """
        raise NotImplementedError(f"{self._name} has no data for its document")

    def _document_values(self):
        """Return the data that the template gets; a model that freezes them overrides this."""
        return self._document_context()

    def _document_charts(self):
        """Return the charts of the document.

        :return: dict {what the paragraph says in which it is to stand: report.charts.Chart}
        """
        return {}

    def _document_is_complete(self):
        """Return whether the reader may see everything that stands in the document."""
        return True

    def _document_name(self):
        """Return the name of the file, without its extension."""
        return self.display_name

    # ------------------------------------------------------------------
    # What comes of it
    # ------------------------------------------------------------------
    def action_document_docx(self):
        """Send the documents as Word files; several come in one ZIP.

        :return: dict, action that downloads
        """
        return self._document_download("docx")

    def action_document_pdf(self):
        """Send the documents as PDF; several come in one ZIP.

        :return: dict, action that downloads
        """
        return self._document_download("pdf")

    def _document_download(self, extension):
        self._check_documents()
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/shnor/document/{self[0]._document_kind()}/{ids}.{extension}",
            "target": "download",
        }

    def _check_documents(self):
        """Refuse what there is no document of.

        :raise AccessError: the records are not for the reader
        :raise UserError: there are none, or too many at once
        """
        self.check_access("read")
        if not self:
            raise UserError(self.env._("Choose what is to be printed."))
        if len(self) > MAX_AT_ONCE:
            raise UserError(
                self.env._(
                    "Not more than %(limit)s documents at once; these are %(count)s. Choose fewer.",
                    limit=MAX_AT_ONCE,
                    count=len(self),
                )
            )

    def _render_documents(self, extension):
        """Return the documents of the records as one file: the document, or a ZIP of several.

        :param str extension: ``docx`` or ``pdf``
        :return: (name, bytes)
        :raise AccessError: the records are not for the reader
        :raise UserError: there is no template, or this server cannot make PDFs
        """
        self._check_documents()
        files = [self._in_russian(record)._render_document(extension) for record in self]
        if len(files) == 1:
            return files[0]
        stream, names = io.BytesIO(), set()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files:
                archive.writestr(_other_name(name, names), content)
        return self.env._("Documents") + ".zip", stream.getvalue()

    def _render_document(self, extension, template=None):
        """Return the document of one record.

        :param str extension: ``docx`` or ``pdf``
        :param template: shnor.document.template to try; by default the one in use
        :return: (name, bytes)
        """
        self.ensure_one()
        templates = self.env["shnor.document.template"]
        template = template or templates._in_use(self._document_kind())
        content = template._render(self._document_values())
        charts = self._document_charts()
        if extension == "pdf":
            content = render_pdf(self.env, content, charts)
        elif charts:
            content = place_charts(content, charts)
        return f"{safe_file_name(self._document_name())}.{extension}", content

    # ------------------------------------------------------------------
    # Words that every document has
    # ------------------------------------------------------------------
    @api.model
    def _in_russian(self, records):
        """Return the records in the language of the documents, where it is installed."""
        languages = {code for code, _name in self.env["res.lang"].get_installed()}
        return records.with_context(lang="ru_RU") if "ru_RU" in languages else records

    @api.model
    def _document_organisation(self):
        """Return what stands at the head: the names of the office, and where it is."""
        company = self.env.company
        place = ", ".join(filter(None, (company.zip, company.city, company.street)))
        phone = f"тел. {company.phone}" if company.phone else ""
        return {
            "organisation": company.name or "",
            "organisation_contacts": ", ".join(filter(None, (place, phone, company.email))),
        }

    @api.model
    def _date_words(self, date, year="года"):
        """Return ``22 июня 2026 года``; nothing of no date."""
        if not date:
            return ""
        return f"{format_date(self.env, date, lang_code='ru_RU', date_format='d MMMM y')} {year}"

    @api.model
    def _date_numbers(self, date):
        return date.strftime("%d.%m.%Y") if date else ""

    @api.model
    def _initials(self, name):
        """Return ``Л.И. Коваль`` of ``Коваль Любовь Ивановна``; other names as they are."""
        words = (name or "").split()
        if len(words) != 3 or "." in name:
            return name or ""
        return f"{words[1][0]}.{words[2][0]}. {words[0]}"


def safe_file_name(name):
    """Return a name that is one on every system, Russian letters kept.

    :param str name: what the document is called
    :return: str, without extension
    """
    words = " ".join(FORBIDDEN.sub(" ", name or "").split())[:NAME_LENGTH].strip(" .")
    if not words or RESERVED.match(words):
        return f"Документ {words}".strip()
    return words


def _other_name(name, names):
    """Return the name, with a number where the archive has it already."""
    stem, _dot, extension = name.rpartition(".")
    number, result = 1, name
    while result.lower() in names:
        number += 1
        result = f"{stem} ({number}).{extension}"
    names.add(result.lower())
    return result
