from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError

from ..report.document_pdf import render_pdf
from .shnor_document_mixin import EXTENSIONS


class ShnorCommand(models.AbstractModel):
    """Documents at a terminal: for samples, and for those who keep papers in folders."""

    _inherit = "shnor.command"

    @api.model
    def _document(self, file, reference=None, kind="order", sample=False):
        """Write the document of an order, or of what followed from it.

        :param Path file: where to; its ending says whether Word or PDF
        :param str reference: number of the order; None for the order of the latest campaign
        :param str kind: of the document, see ``_find_document``
        :param bool sample: a made-up document of the kind instead
        :return: str, what was done
        :raise UserError: there is no such document or kind, or the file cannot be written
        """
        file = Path(file)
        extension = file.suffix.lower().lstrip(".")
        if extension not in EXTENSIONS:
            raise UserError(self.env._("%s: name a file that ends in .docx or .pdf.", file))
        if file.is_dir() or not file.absolute().parent.is_dir():
            raise UserError(self.env._("%s: there is no such folder, or it is no file.", file))
        if sample:
            file.write_bytes(self._render_sample(kind, extension))
            return self.env._("%(kind)s: the sample is in %(file)s", kind=kind, file=file)
        record = self._find_document(kind, self._find_order(reference))
        _name, content = record._render_documents(extension)
        file.write_bytes(content)
        return self.env._(
            "%(order)s: the document is in %(file)s", order=record.display_name, file=file
        )

    @api.model
    def _render_sample(self, kind, extension):
        """Return a document of made-up data, from the template in use.

        :param str kind: a key of ``shnor.document.template._kinds``
        :param str extension: ``docx`` or ``pdf``
        """
        templates = self.env["shnor.document.template"]
        kinds = templates._kinds()
        if kind not in kinds:
            raise UserError(
                self.env._(
                    "There are no documents of the kind “%(kind)s”; there are: %(kinds)s.",
                    kind=kind,
                    kinds=", ".join(sorted(kinds)),
                )
            )
        # charts are drawn of records only
        bare = {key: "" for key in kinds[kind][1] if key == "mark" or key.startswith("chart_")}
        content = templates._in_use(kind)._render({**kinds[kind][1], **bare})
        return render_pdf(self.env, content) if extension == "pdf" else content

    @api.model
    def _find_document(self, kind, order):
        """Return the record that is printed (extension point).

        :param str kind: ``order``, ``minutes``
        :param order: shnor.order
        :return: record with ``shnor.document.mixin``
        :raise UserError: there is none
        """
        if kind == "order":
            return order
        if kind == "minutes":
            held = order.campaign_ids.meeting_ids.filtered(
                lambda one: one.state in ("held", "minuted")
            )
            if held:
                return held.sorted("start")[-1]
        raise UserError(
            self.env._(
                "%(order)s has no document of the kind “%(kind)s”.",
                order=order.display_name,
                kind=kind,
            )
        )

    @api.model
    def _find_order(self, reference):
        if not reference:
            return self._find_campaign().order_id
        found = self.env["shnor.order"].search([("number", "=", reference)])
        if not found:
            raise UserError(self.env._("There is no order with the number “%s”.", reference))
        if len(found) > 1:
            raise UserError(
                self.env._("Several orders have the number “%s”; print it on screen.", reference)
            )
        return found
