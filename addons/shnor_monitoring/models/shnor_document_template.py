import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import file_open

from ..engine.docx_template import RefusedTemplateError, render_docx
from ..report.document_pdf import render_pdf
from ..report.document_samples import SAMPLES
from ..report.docx_charts import place_charts
from .shnor_document_mixin import safe_file_name

FOLDER = "shnor_monitoring/data/templates"
PREVIEW_RECORDS = 20
CHANGES = {"file", "kind"}


class ShnorDocumentTemplate(models.Model):
    """A Word file from which documents are made; staff edit it in Word.

    What is shipped stays in the addon and comes anew with each update; a file that staff upload
    takes its place until the shipped one is restored.
    """

    _name = "shnor.document.template"
    _description = "Template of documents"
    _inherit = ["mail.thread"]
    _order = "kind, in_use desc, name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    kind = fields.Selection(
        [
            ("order", "Order on monitoring"),
            ("amendment", "Amending order"),
            ("extension", "Extension of a term"),
            ("letter", "Letter to a school"),
        ],
        string="For",
        required=True,
        tracking=True,
    )
    file = fields.Binary(
        string="Own Word file",
        attachment=True,
        help="Upload the file that you edited in Word (.docx). It is tried out before it is taken.",
    )
    file_name = fields.Char(string="Name of the file")
    shipped = fields.Char(string="Shipped file", readonly=True, copy=False)
    is_changed = fields.Boolean(
        string="Changed",
        compute="_compute_is_changed",
        store=True,
        help="An own file is used instead of the one that came with the system.",
    )
    loses_in_pdf = fields.Boolean(
        string="Not all of it in the PDF",
        readonly=True,
        help="The Word file has text boxes or charts, which the PDF cannot show.",
    )
    in_use = fields.Boolean(
        string="In use",
        tracking=True,
        help="Documents of this kind are made from the template in use.",
    )
    active = fields.Boolean(default=True, tracking=True)

    _in_use_uniq = models.UniqueIndex(
        "(kind) WHERE in_use AND active",
        "Another template of this kind is in use. Press “Use this one” on the one that you want.",
    )

    @api.depends("file", "shipped")
    def _compute_is_changed(self):
        for template in self:
            template.is_changed = bool(
                template.shipped and template.with_context(bin_size=True).file
            )

    @api.model
    def _kinds(self):
        """Return the kinds of documents; an addon adds its own, and the kind to the selection.

        :return: dict {kind: (model of the records, or None while there is none; data of a made-up
            document, with an element in every list)}
        """
        return {
            "order": ("shnor.order", SAMPLES["order"]),
            "amendment": ("shnor.order", SAMPLES["amendment"]),
            "extension": ("shnor.extension", SAMPLES["extension"]),
            "letter": ("shnor.letter", SAMPLES["letter"]),
        }

    # ------------------------------------------------------------------
    # Changes are tried out first
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create(vals_list)
        templates._check_content()
        return templates

    def write(self, vals):
        if "file" in vals:
            self._keep_previous()
        result = super().write(vals)
        if not CHANGES.isdisjoint(vals):
            self._check_content()
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for template, vals in zip(self, vals_list, strict=True):
            vals.setdefault("name", self.env._("%s (copy)", template.name))
            vals["in_use"] = False
            if not vals.get("file"):
                vals["file"] = base64.b64encode(template._content())
                vals["file_name"] = template._file_name()
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed(self):
        for template in self:
            if template.in_use or template.shipped:
                raise UserError(
                    self.env._(
                        "“%s” is in use or came with the system: archive it instead, or use "
                        "another template first.",
                        template.name,
                    )
                )

    def _keep_previous(self):
        """Leave the file that is about to be replaced in the chatter."""
        for template in self.filtered("file"):
            template.message_post(
                body=self.env._("The Word file was replaced; this is the one before."),
                attachments=[(template._file_name(), base64.b64decode(template.file))],
            )

    # ------------------------------------------------------------------
    # Use
    # ------------------------------------------------------------------
    @api.model
    def _in_use(self, kind):
        """Return the template from which documents of a kind are made.

        :param str kind: a key of ``_kinds``
        :return: shnor.document.template
        :raise UserError: none is in use
        """
        found = self.search([("kind", "=", kind), ("in_use", "=", True)], limit=1)
        if not found:
            labels = dict(self._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "There is no template for “%s”. Open Configuration → Templates of documents "
                    "and press “Use this one” on one of them.",
                    labels.get(kind, kind),
                )
            )
        return found

    def _content(self):
        """Return the Word file that counts: the own one, else the shipped one.

        :return: bytes
        """
        self.ensure_one()
        if self.file:
            return base64.b64decode(self.with_context(bin_size=False).file)
        if not self.shipped:
            raise ValidationError(self.env._("“%s” has no file: upload one.", self.name))
        # a name without a folder, and nobody writes it but the addon's own data
        with file_open(f"{FOLDER}/{self.shipped.rsplit('/', 1)[-1]}", "rb") as stream:
            return stream.read()

    def _file_name(self):
        return self.file_name or f"{self.name}.docx"

    def _render(self, values):
        """Return the template filled in.

        :param dict values: the data of the document
        :return: bytes, a DOCX file
        :raise UserError: the template does not fit any more; the message names the places
        """
        self.ensure_one()
        try:
            return render_docx(self._content(), values, self._kinds()[self.kind][1])
        except RefusedTemplateError as error:
            raise UserError(self._refusal(error.problems)) from error

    def _preview(self, extension):
        """Return the template filled in with the latest record that the reader may print, or with
        made-up data while there is none.

        :param str extension: ``docx`` or ``pdf``
        :return: (name, bytes)
        """
        self.ensure_one()
        record = self._preview_record()
        values = record._document_values() if record else self._kinds()[self.kind][1]
        content = self._render(values)
        charts = record._document_charts() if record else {}
        if extension == "pdf":
            content = render_pdf(self.env, content, charts)
        elif charts:
            content = place_charts(content, charts)
        return f"{safe_file_name(self.name)}.{extension}", content

    def _preview_record(self):
        """Return the latest record with a document of this kind, or None."""
        model = self._kinds()[self.kind][0]
        if not model or not self.env[model].has_access("read"):
            return None
        records = self.env["shnor.document.mixin"]._in_russian(self.env[model])
        for record in records.search([], order="id desc", limit=PREVIEW_RECORDS):
            if record._document_kind() == self.kind and record._document_is_complete():
                return record
        return None

    def action_use(self):
        """Make documents of this kind from this template from now on."""
        self.ensure_one()
        self.check_access("write")
        others = self.search([("kind", "=", self.kind), ("in_use", "=", True)]) - self
        others.in_use = False
        others.flush_recordset(["in_use"])
        self.write({"in_use": True, "active": True})

    def action_restore(self):
        """Throw the own file away: the shipped one counts again."""
        for template in self:
            if not template.shipped:
                raise UserError(
                    self.env._(
                        "“%s” did not come with the system: there is nothing to restore.",
                        template.name,
                    )
                )
        self.write({"file": False, "file_name": False})

    def action_download(self):
        """Send the Word file with its placeholders, to be edited.

        :return: dict, action that downloads
        """
        self.ensure_one()
        return self._download("template.docx")

    def action_preview_docx(self):
        """Send the template filled in, as a Word file.

        :return: dict, action that downloads
        """
        self.ensure_one()
        return self._download("preview.docx")

    def action_preview_pdf(self):
        """Show the template filled in, as a PDF.

        :return: dict, action that opens a page
        """
        self.ensure_one()
        return {**self._download("preview.pdf"), "target": "new"}

    def _download(self, what):
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/shnor/document/template/{self.id}/{what}",
            "target": "download",
        }
