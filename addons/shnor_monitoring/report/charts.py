"""Bar charts for documents: vector graphics for the PDF and for Word, a picture for what cannot.

A chart is a list of shapes; the same list is written as SVG and drawn as PNG. Numbers stand beside
the bars, so that nothing is told by colour alone.
"""

import io
from html import escape

from odoo.tools import file_path

FONT = "web/static/fonts/google/Roboto/Roboto-Regular.ttf"
# units a millimetre; a chart is as wide as the text of an upright page
SCALE, WIDTH_MM = 4, 165
WIDTH = WIDTH_MM * SCALE
LABEL, GAP, RIGHT = 250, 10, 120
BAR, TEXT, SMALL = 13, 12.5, 11
INK, GREY, LINE = "#1b2733", "#55636f", "#c5ced6"
NOW, BEFORE, PLAN = "#1f4e79", "#a9bfd6", "#b3261e"
BETTER, SAME, WORSE = "#2b6a4d", "#c5ced6", "#b3541e"
# a letter of Roboto is so wide against its height, on average
LETTER = 0.55


class Chart:
    """Shapes on a sheet that grows downwards.

    :param str title: what it shows, for those who cannot see it
    """

    def __init__(self, title):
        self.title = title
        self.shapes = []
        self.height = 0

    @property
    def size_mm(self):
        """Width and height on paper."""
        return WIDTH_MM, self.height / SCALE

    def rect(self, x, y, width, height, colour):
        """Draw a filled rectangle."""
        self.shapes.append(("rect", x, y, max(width, 0), height, colour))

    def line(self, x, y, x2, y2, colour=LINE, width=1):
        """Draw a line."""
        self.shapes.append(("line", x, y, x2, y2, colour, width))

    def text(self, x, y, words, colour=INK, size=TEXT, anchor="start"):
        """Write words; ``y`` is the line they stand on."""
        self.shapes.append(("text", x, y, str(words), colour, size, anchor))

    # ------------------------------------------------------------------
    # What comes of it
    # ------------------------------------------------------------------
    def svg(self):
        """Return the chart as vector graphics.

        :return: bytes
        """
        height = round(self.height)
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_MM}mm" '
            f'height="{height / SCALE}mm" viewBox="0 0 {WIDTH} {height}" role="img">',
            f"<title>{escape(self.title)}</title>",
            *(getattr(self, f"_svg_{shape[0]}")(*shape[1:]) for shape in self.shapes),
            "</svg>",
        ]
        return "".join(parts).encode()

    def _svg_rect(self, x, y, width, height, colour):
        return (
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
            f'fill="{colour}"/>'
        )

    def _svg_line(self, x, y, x2, y2, colour, width):
        return (
            f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
            f'stroke-width="{width}"/>'
        )

    def _svg_text(self, x, y, words, colour, size, anchor):
        return (
            f'<text x="{x:.1f}" y="{y:.1f}" font-family="Fallback, Roboto, Arial, sans-serif" '
            f'font-size="{size}" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'
        )

    def png(self, zoom=3):
        """Return the chart as a picture, for word processors that show no SVG.

        :param int zoom: pixels a unit
        :return: bytes
        """
        from PIL import Image, ImageDraw, ImageFont

        image = Image.new("RGB", (WIDTH * zoom, round(self.height) * zoom), "white")
        draw = ImageDraw.Draw(image)
        path, fonts = file_path(FONT), {}
        anchors = {"start": "ls", "middle": "ms", "end": "rs"}
        for kind, x, y, *rest in self.shapes:
            if kind == "rect" and rest[0]:
                draw.rectangle(
                    [x * zoom, y * zoom, (x + rest[0]) * zoom - 1, (y + rest[1]) * zoom - 1],
                    fill=rest[2],
                )
            elif kind == "line":
                ends = [x * zoom, y * zoom, rest[0] * zoom, rest[1] * zoom]
                draw.line(ends, fill=rest[2], width=max(1, round(rest[3] * zoom)))
            elif kind == "text":
                words, colour, size, anchor = rest
                font = fonts.setdefault(size, ImageFont.truetype(path, round(size * zoom)))
                draw.text((x * zoom, y * zoom), words, colour, font, anchors[anchor])
        stream = io.BytesIO()
        image.save(stream, "PNG", optimize=True)
        return stream.getvalue()


def shares(title, rows, legend):
    """Return a chart of shares now and before, a row an indicator.

    :param list rows: dicts ``label, percent`` (None: no data), ``words``, ``previous`` (None: not
        known), ``previous_words``, ``plan`` (None: none)
    :param legend: (now, before, plan) in words
    :return: Chart
    """
    chart = Chart(title)
    span = WIDTH - LABEL - GAP - RIGHT
    has_plan = any(row["plan"] is not None for row in rows)
    has_previous = any(row["previous"] is not None for row in rows)
    colours = [(NOW, legend[0]), *([(BEFORE, legend[1])] if has_previous else [])]
    y = _legend(chart, colours, legend[2] * has_plan)
    top = y
    for row in rows:
        lines = _wrap(row["label"], LABEL)
        height = max(2 * BAR + 6, len(lines) * (TEXT + 2)) + 8
        for number, words in enumerate(lines):
            chart.text(0, y + TEXT + number * (TEXT + 2), words)
        _bar(chart, y + 2, row["percent"], row["words"], NOW, span, INK)
        _bar(chart, y + 4 + BAR, row["previous"], row["previous_words"], BEFORE, span, GREY)
        if row["plan"] is not None:
            x = LABEL + GAP + span * min(row["plan"], 100) / 100
            chart.line(x, y, x, y + 2 * BAR + 6, PLAN, 2)
        y += height
    _axis(chart, top, y, span)
    return chart


def stacks(title, rows, legend):
    """Return a chart of counts that make up a whole, a row a subject.

    :param list rows: dicts ``label, counts`` (list of int, as ``legend``), ``words``
    :param legend: (better, same, worse) in words
    :return: Chart
    """
    chart = Chart(title)
    colours = (BETTER, SAME, WORSE)
    y = _legend(chart, list(zip(colours, legend, strict=True)))
    most = max((sum(row["counts"]) for row in rows), default=0) or 1
    span = WIDTH - LABEL - GAP - RIGHT
    for row in rows:
        lines = _wrap(row["label"], LABEL)
        for number, words in enumerate(lines):
            chart.text(0, y + TEXT + number * (TEXT + 2), words)
        x = LABEL + GAP
        for count, colour in zip(row["counts"], colours, strict=True):
            width = span * count / most
            chart.rect(x, y + 1, width, BAR + 3, colour)
            if width >= 14:
                ink = INK if colour == SAME else "#ffffff"
                chart.text(x + width / 2, y + TEXT + 1, count, ink, SMALL, "middle")
            x += width
        chart.text(x + 6, y + TEXT + 1, row["words"], INK, SMALL)
        y += max(BAR + 4, len(lines) * (TEXT + 2)) + 8
    chart.height = y
    return chart


def counts(title, rows):
    """Return a chart of how many of how many, a row a factor.

    :param list rows: dicts ``label, count, total, words``
    :return: Chart
    """
    chart = Chart(title)
    span = WIDTH - LABEL - GAP - RIGHT
    y = 4
    for row in rows:
        lines = _wrap(row["label"], LABEL)
        for number, words in enumerate(lines):
            chart.text(0, y + TEXT + number * (TEXT + 2), words)
        percent = 100 * row["count"] / row["total"] if row["total"] else 0
        chart.rect(LABEL + GAP, y + 1, span, BAR + 3, "#eef2f5")
        chart.rect(LABEL + GAP, y + 1, span * percent / 100, BAR + 3, NOW)
        chart.text(LABEL + GAP + span + 6, y + TEXT + 1, row["words"], INK, SMALL)
        y += max(BAR + 4, len(lines) * (TEXT + 2)) + 8
    chart.height = y
    return chart


def _bar(chart, y, percent, words, colour, span, ink):
    if words == "":
        return
    width = span * (percent or 0) / 100
    chart.rect(LABEL + GAP, y, width, BAR, colour)
    chart.text(LABEL + GAP + width + 6, y + BAR - 2.5, words, ink, SMALL)


def _axis(chart, top, bottom, span):
    for percent in (0, 25, 50, 75, 100):
        x = LABEL + GAP + span * percent / 100
        chart.shapes.insert(0, ("line", x, top - 2, x, bottom, LINE, 0.7))
        chart.text(x, bottom + SMALL + 2, f"{percent} %", GREY, SMALL, "middle")
    chart.height = bottom + SMALL + 10


def _legend(chart, entries, plan=""):
    x, y = LABEL + GAP, 4
    for colour, words in entries:
        chart.rect(x, y, 11, 11, colour)
        chart.text(x + 16, y + 10, words, INK, SMALL)
        x += 16 + len(words) * SMALL * LETTER + 22
    if plan:
        chart.line(x, y - 1, x, y + 12, PLAN, 2)
        chart.text(x + 8, y + 10, plan, INK, SMALL)
    return y + 24


def _wrap(words, width):
    """Return words in lines that fit; a long one is cut at the third."""
    limit = int(width / (TEXT * LETTER))
    lines = [""]
    for word in str(words).split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= limit or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > 3:
        lines = [*lines[:2], f"{lines[2][: limit - 1]}…"]
    return lines
