"""A Word document as blocks that a page can show: sections, paragraphs, tables, pictures.

Paper is made of the very file that staff get in Word, so both say the same, whatever was edited in
the template. What an office's documents are made of is carried over; text boxes and charts are not
(``lost`` tells of them).
"""

import io

from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from .docx_charts import SVG_TYPE, paragraph_words
from .docx_styles import TWIPS, Styles

EMU = 36000  # in a millimetre
PICTURES = {"image/png", "image/jpeg", "image/gif"}
# elements that only stand around what is to be shown
AROUND = {
    qn(name) for name in ("w:ins", "w:smartTag", "w:hyperlink", "w:sdtContent", "w:customXml")
}
LOST = (qn("w:txbxContent"), qn("w:object"), qn("w:pict"))
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
LETTERS = {
    "russianLower": "абвгдежзиклмнопрстуфхцчшщэюя",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
}
ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def read_blocks(content, charts=None):
    """Return a DOCX file as plain data.

    :param bytes content: the file
    :param dict charts: {what a paragraph says: report.charts.Chart that stands there instead}
    :return: dict with ``title``, ``sections`` (``name``, ``blocks``, ``header``, ``footer``,
        ``first_header``), ``css`` (made of numbers and known words only), ``pictures``
        {name: (bytes, content type)} and ``lost`` (whether something cannot be shown)
    """
    return _Reader(Document(io.BytesIO(content)), charts or {}).blocks()


class _Reader:
    def __init__(self, document, charts):
        self.document = document
        self.charts = charts
        self.styles = Styles(document)
        self.numbers = _Numbers(document)
        self.pictures = {}
        self.part = document.part

    def blocks(self):
        sections, blocks, pages = [], [], list(self.document.sections)
        for element in self._children(self.document.element.body):
            if element.tag == qn("w:sectPr"):
                continue
            blocks += self._block(element)
            if element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
                # the paragraph that carries the end of a section is usually empty
                if blocks and blocks[-1]["kind"] == "text" and not blocks[-1]["runs"]:
                    blocks.pop()
                sections.append(self._section(pages[len(sections)], len(sections), blocks))
                blocks = []
        sections.append(self._section(pages[-1], len(sections), blocks))
        return {
            "title": self.document.core_properties.title or "",
            "sections": sections,
            "css": "\n".join([*(one.pop("css") for one in sections), self.styles.sheet()]),
            "pictures": self.pictures,
            "lost": next(self.document.element.body.iter(*LOST, CHART), None) is not None,
        }

    def _children(self, parent):
        """Yield what stands in a body or a cell, out of the frames of forms and of changes."""
        for element in parent:
            if element.tag == qn("w:sdt"):
                content = element.find(qn("w:sdtContent"))
                yield from self._children(content) if content is not None else ()
            elif element.tag in AROUND:
                yield from self._children(element)
            else:
                yield element

    # ------------------------------------------------------------------
    # Sections
    # ------------------------------------------------------------------
    def _section(self, section, number, blocks):
        name = f"page{number}"
        first = number == 0 and section.different_first_page_header_footer
        return {
            "name": name,
            "blocks": blocks,
            "header": self._margin(section.header),
            "footer": self._margin(section.footer),
            "first_header": self._margin(section.first_page_header) if first else [],
            "first_footer": self._margin(section.first_page_footer) if first else [],
            "css": self._page_css(section, name, first),
        }

    def _margin(self, margin):
        self.part = margin.part
        blocks = [block for one in self._children(margin._element) for block in self._block(one)]
        self.part = self.document.part
        return blocks if any(block.get("runs", True) for block in blocks) else []

    def _page_css(self, section, name, first):
        size = " ".join(
            f"{length.mm:.1f}mm" for length in (section.page_width, section.page_height)
        )
        margins = [
            f"{length.mm:.1f}mm"
            for length in (
                section.top_margin,
                section.right_margin,
                section.bottom_margin,
                section.left_margin,
            )
        ]
        above, below = (
            f"{distance.mm:.1f}mm"
            for distance in (section.header_distance, section.footer_distance)
        )
        css = (
            f"@page {name} {{ size: {size}; margin: {' '.join(margins)}; "
            f"@top-center {{ content: element({name}-header); width: 100%; vertical-align: top; "
            f"padding-top: {above} }} "
            f"@bottom-center {{ content: element({name}-footer); width: 100%; "
            f"vertical-align: bottom; padding-bottom: {below} }} }}\n"
            f".{name} {{ page: {name} }}\n"
            f".{name}-header {{ position: running({name}-header) }}\n"
            f".{name}-footer {{ position: running({name}-footer) }}\n"
        )
        if first:
            css += (
                f"@page {name}:first {{ @top-center {{ content: element({name}-first-header) }} "
                f"@bottom-center {{ content: element({name}-first-footer) }} }}\n"
                f".{name}-first-header {{ position: running({name}-first-header) }}\n"
                f".{name}-first-footer {{ position: running({name}-first-footer) }}\n"
            )
        return css

    # ------------------------------------------------------------------
    # Paragraphs
    # ------------------------------------------------------------------
    def _block(self, element):
        if element.tag == qn("w:p"):
            return self._paragraph(element)
        if element.tag == qn("w:tbl"):
            return [self._table(element)]
        return []

    def _paragraph(self, element):
        """Return the blocks of a paragraph: more than one where a page ends in the middle of it."""
        css = self.styles.paragraph(element)
        # the height of a line is that of its letters, and not of the paragraph's own
        base = self.styles.run(element.find(qn("w:r")), element)
        css.update({key: base[key] for key in ("font-size",) if key in base})
        if self.charts and (chart := self.charts.get(paragraph_words(element))):
            return [{"kind": "text", "class": self.styles.name(css), "runs": [self._chart(chart)]}]
        pieces = [[]]
        if mark := self.numbers.mark(self.styles.numbering(element)):
            css.update({key: value for key, value in mark[1].items() if key not in css})
            pieces[-1].append({"text": f"{mark[0]} ", "class": ""})
        for run in self._runs(element, element):
            if run == "page":
                pieces.append([])
            else:
                pieces[-1].append(run)
        blocks = []
        for number, runs in enumerate(pieces):
            if len(pieces) > 1 and not runs and number < len(pieces) - 1:
                continue
            look = {**css, "break-before": "page"} if number else css
            blocks.append({"kind": "text", "class": self.styles.name(look), "runs": runs})
        return blocks

    def _runs(self, parent, paragraph):
        """Yield what a paragraph holds: texts, breaks, pictures, page numbers."""
        field = None
        for element in parent:
            if element.tag in AROUND or element.tag == qn("w:sdt"):
                yield from self._runs(element, paragraph)
            elif element.tag == qn("w:fldSimple"):
                name = _field(element.get(qn("w:instr"), ""))
                if name:
                    yield {"field": name, "class": ""}
                else:
                    yield from self._runs(element, paragraph)
            elif element.tag == qn("w:r") and not self.styles.is_hidden(element):
                look = self.styles.run(element, paragraph)
                name = self.styles.name(look)
                for item in self._inline(element, name):
                    if "field_state" in item:
                        field = self._next_field(field, item)
                        if field and field["told"] is False and field["name"]:
                            field["told"] = True
                            yield {"field": field["name"], "class": name}
                    elif not field or (field["shown"] and not field["name"]):
                        yield item if item != {"page": True} else "page"

    def _next_field(self, field, item):
        """Follow a field of Word: begin, its words, separate, the last result, end."""
        state = item["field_state"]
        if state == "begin":
            return {"name": "", "shown": False, "told": False}
        if state == "end" or field is None:
            return None
        if state == "separate":
            return {**field, "shown": True}
        return {**field, "name": field["name"] or _field(item["words"])}

    def _inline(self, run, name):
        for element in run:
            tag = etree.QName(element).localname
            if tag == "t":
                yield {"text": element.text or "", "class": name}
            elif tag == "tab":
                yield {"tab": True}
            elif tag == "noBreakHyphen":
                yield {"text": "\u2011", "class": name}
            elif tag in ("br", "cr"):
                is_page = element.get(qn("w:type")) == "page"
                yield {"page": True} if is_page else {"line": True}
            elif tag == "sym":
                yield {"text": "•", "class": name}
            elif tag == "fldChar":
                yield {"field_state": element.get(qn("w:fldCharType"))}
            elif tag == "instrText":
                yield {"field_state": "words", "words": element.text or ""}
            elif tag == "drawing":
                yield from self._picture(element)

    def _picture(self, drawing):
        blip = next(drawing.iter(qn("a:blip")), None)
        extent = next(drawing.iter(qn("wp:extent")), None)
        if blip is None or extent is None:
            return
        identifier = blip.get(qn("r:embed"))
        part = self.part.related_parts.get(identifier)
        if part is None or part.content_type not in PICTURES:
            return
        name = f"picture{len(self.pictures)}"
        self.pictures[name] = (part.blob, part.content_type)
        look = {
            "width": f"{int(extent.get('cx')) / EMU:.1f}mm",
            "height": f"{int(extent.get('cy')) / EMU:.1f}mm",
        }
        yield {"picture": name, "class": self.styles.name(look)}

    def _chart(self, chart):
        name = f"picture{len(self.pictures)}"
        self.pictures[name] = (chart.svg(), SVG_TYPE)
        width, height = chart.size_mm
        look = {"width": f"{width:.1f}mm", "height": f"{height:.1f}mm"}
        return {"picture": name, "class": self.styles.name(look)}

    # ------------------------------------------------------------------
    # Tables
    # ------------------------------------------------------------------
    def _table(self, table):
        widths = [
            float(column.get(qn("w:w")) or 0) for column in table.findall(f"{qn('w:tblGrid')}/*")
        ]
        borders = self.styles.table_borders(table)
        padding = self.styles.table_padding(table)
        grid = [self._row(row) for row in table.findall(qn("w:tr"))]
        _span_rows(grid)
        rows = [self._cells(row, number, grid, borders, padding) for number, row in enumerate(grid)]
        heads = 0
        while heads < len(grid) and grid[heads]["head"]:
            heads += 1
        whole = sum(widths) or 1
        look = {"width": f"{whole / TWIPS:.1f}mm"}
        align = table.find(f"{qn('w:tblPr')}/{qn('w:jc')}")
        if align is not None and align.get(qn("w:val")) == "center":
            look.update({"margin-left": "auto", "margin-right": "auto"})
        return {
            "kind": "table",
            "class": self.styles.name(look),
            "columns": [self.styles.name({"width": f"{100 * w / whole:.2f}%"}) for w in widths],
            "head": rows[:heads],
            "rows": rows[heads:],
        }

    def _row(self, row):
        properties = row.find(qn("w:trPr"))
        cells, column = [], 0
        for cell in (one for one in self._children(row) if one.tag == qn("w:tc")):
            own = cell.find(qn("w:tcPr"))
            span = own.find(qn("w:gridSpan")) if own is not None else None
            merge = own.find(qn("w:vMerge")) if own is not None else None
            columns = int(span.get(qn("w:val"))) if span is not None else 1
            cells.append(
                {
                    "element": cell,
                    "column": column,
                    "columns": columns,
                    "rows": 1,
                    "goes_on": merge is not None and merge.get(qn("w:val")) != "restart",
                }
            )
            column += columns
        return {
            "cells": cells,
            "width": column,
            "head": properties is not None and properties.find(qn("w:tblHeader")) is not None,
            "whole": properties is not None and properties.find(qn("w:cantSplit")) is not None,
        }

    def _cells(self, row, number, grid, borders, padding):
        cells = []
        for cell in row["cells"]:
            if cell["goes_on"]:
                continue
            last_row = number + cell["rows"] == len(grid)
            last_column = cell["column"] + cell["columns"] == row["width"]
            lines = {
                "top": borders.get("insideH" if number else "top", ""),
                "bottom": borders.get("bottom" if last_row else "insideH", ""),
                "left": borders.get("insideV" if cell["column"] else "left", ""),
                "right": borders.get("right" if last_column else "insideV", ""),
            }
            cells.append(
                {
                    "class": self.styles.name(
                        {**padding, **self.styles.cell(cell["element"], lines)}
                    ),
                    "columns": cell["columns"],
                    "rows": cell["rows"],
                    "blocks": [
                        block
                        for element in self._children(cell["element"])
                        for block in self._block(element)
                    ],
                }
            )
        return {"cells": cells, "whole": row["whole"]}


def _span_rows(grid):
    """Let a cell that goes on downwards stand once, over several rows."""
    above = {}
    for row in grid:
        for cell in row["cells"]:
            if cell["goes_on"] and cell["column"] in above:
                above[cell["column"]]["rows"] += 1
            else:
                cell["goes_on"] = False
                above[cell["column"]] = cell


def _field(words):
    name = words.split()[0].upper() if words.split() else ""
    return {"PAGE": "page", "NUMPAGES": "pages"}.get(name, "")


class _Numbers:
    """Counts the paragraphs that Word numbers by itself."""

    def __init__(self, document):
        self.levels, self.counts = {}, {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        patterns = {
            one.get(qn("w:abstractNumId")): one for one in root.findall(qn("w:abstractNum"))
        }
        for number in root.findall(qn("w:num")):
            found = number.find(qn("w:abstractNumId"))
            pattern = patterns.get(found.get(qn("w:val"))) if found is not None else None
            if pattern is not None:
                self.levels[number.get(qn("w:numId"))] = [
                    self._level(level) for level in pattern.findall(qn("w:lvl"))
                ]

    def _level(self, level):
        def value(name, default):
            found = level.find(qn(name))
            return found.get(qn("w:val"), default) if found is not None else default

        indent = level.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        left = float(indent.get(qn("w:left")) or 0) if indent is not None else 0
        hanging = float(indent.get(qn("w:hanging")) or 0) if indent is not None else 0
        look = {"margin-left": f"{left / TWIPS:.2f}mm"} if left else {}
        if hanging:
            look["text-indent"] = f"{-hanging / TWIPS:.2f}mm"
        return {
            "format": value("w:numFmt", "decimal"),
            "text": value("w:lvlText", ""),
            "start": int(value("w:start", "1")),
            "look": look,
        }

    def mark(self, place):
        """Return (number in words, look) of the next paragraph at this place of a list, or None."""
        levels = self.levels.get(place[0]) if place else None
        if not levels or place[1] >= len(levels):
            return None
        number, level = place
        counts = self.counts.setdefault(number, {})
        counts[level] = counts.get(level, levels[level]["start"] - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if levels[level]["format"] == "bullet":
            return "–", levels[level]["look"]
        text = levels[level]["text"]
        for one in range(level + 1):
            count = counts.get(one, levels[one]["start"])
            text = text.replace(f"%{one + 1}", _count(count, levels[one]["format"]))
        return text, levels[level]["look"]


def _count(number, kind):
    if kind in LETTERS:
        letters = LETTERS[kind]
        return letters[(number - 1) % len(letters)]
    if kind in ("lowerRoman", "upperRoman"):
        words = ""
        for value, letter in ROMAN:
            while number >= value:
                words, number = words + letter, number - value
        return words.upper() if kind == "upperRoman" else words
    return str(number)
