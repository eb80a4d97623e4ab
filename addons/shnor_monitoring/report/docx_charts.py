"""Charts in a filled Word file: a paragraph that says nothing but a chart's name becomes the chart.

Word shows the vector graphics; what does not know them shows the picture that goes with it.
"""

import io

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

SVG_TYPE = "image/svg+xml"
SVG_BLIP = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
    '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main"'
    ' r:embed="{}"/></a:ext></a:extLst>'
)


def place_charts(content, charts):
    """Return a Word file in which charts stand where their names stood.

    :param bytes content: DOCX file
    :param dict charts: {name as the paragraph says it: report.charts.Chart}
    :return: bytes
    """
    document = Document(io.BytesIO(content))
    placed = 0
    for paragraph in list(document.element.body.iter(qn("w:p"))):
        chart = charts.get(paragraph_words(paragraph))
        if chart:
            placed += 1
            _place(document, paragraph, chart, placed)
    if not placed:
        return content
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def paragraph_words(paragraph):
    """Return what a paragraph says, as one text."""
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t"))).strip()


def _place(document, paragraph, chart, number):
    runs = paragraph.findall(qn("w:r"))
    for run in runs:
        paragraph.remove(run)
    run = Paragraph(paragraph, document._body).add_run()
    width, height = chart.size_mm
    shape = run.add_picture(io.BytesIO(chart.png()), Mm(width), Mm(height))
    name = PackURI(f"/word/media/chart{number}.svg")
    part = Part(name, SVG_TYPE, chart.svg(), document.part.package)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
    properties = shape._inline.docPr
    properties.set("descr", chart.title)
    blip = next(shape._inline.iter(qn("a:blip")))
    blip.append(parse_xml(SVG_BLIP.format(relation)))
