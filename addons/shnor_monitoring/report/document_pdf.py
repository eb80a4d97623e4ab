"""A document on paper: its Word file as a QWeb page, of which WeasyPrint makes the PDF."""

from odoo.addons.shnor_form.report.form_pdf import write_pdf

from .docx_blocks import read_blocks

STYLE = "shnor_monitoring/report/document_pdf.css"
TEMPLATE = "shnor_monitoring.document_pdf"


def render_pdf(env, content, charts=None):
    """Return a Word file as a PDF.

    :param bytes content: DOCX file
    :param dict charts: {name as a paragraph of the file says it: report.charts.Chart}
    :return: bytes
    :raise UserError: this server cannot make PDFs
    """
    blocks = read_blocks(content, charts)
    html = env["ir.qweb"]._render(TEMPLATE, {"document": blocks})
    return write_pdf(env, str(html), style=STYLE, css=blocks["css"], pictures=blocks["pictures"])
