"""How a Word document looks, as CSS: as the place itself says, else its style, else the default."""

from docx.oxml.ns import qn

TWIPS = 56.6929  # in a millimetre
ALIGNS = {
    "center": "center",
    "right": "right",
    "end": "right",
    "both": "justify",
    "distribute": "justify",
}
CELL_ALIGNS = {"center": "middle", "bottom": "bottom"}
SIDES = ("top", "bottom", "left", "right")
OFF = ("0", "false", "off", "none")
LINES = {"double": "double", "dotted": "dotted", "dashed": "dashed", "thick": "solid"}
HEX = frozenset("0123456789abcdefABCDEF")


class Styles:
    """Answers what holds for a paragraph, a run or a table; and gives each look a short name."""

    def __init__(self, document):
        self.by_id = {
            style.get(qn("w:styleId")): style
            for style in document.styles.element.findall(qn("w:style"))
        }
        self.default = next(
            (
                style.get(qn("w:styleId"))
                for style in self.by_id.values()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
            ),
            None,
        )
        defaults = document.styles.element.find(qn("w:docDefaults"))
        self.defaults = {
            kind: defaults.find(f"{qn(f'w:{kind}Default')}/{qn(f'w:{kind}')}")
            if defaults is not None
            else None
            for kind in ("pPr", "rPr")
        }
        self.names = {}
        self.chains = {}

    # ------------------------------------------------------------------
    # Looks
    # ------------------------------------------------------------------
    def name(self, css):
        """Return the class of a look, ``s7``; the same for the same look."""
        css = "; ".join(f"{key}: {value}" for key, value in sorted(css.items()))
        return self.names.setdefault(css, f"s{len(self.names)}") if css else ""

    def sheet(self):
        """Return the rules of all looks that were asked for.

        :return: str, CSS made of numbers and known words only
        """
        return "\n".join(f".{name} {{ {css} }}" for css, name in self.names.items())

    # ------------------------------------------------------------------
    # Paragraphs
    # ------------------------------------------------------------------
    def paragraph(self, element):
        """Return the look of a paragraph as {property: value}."""
        own = element.find(qn("w:pPr"))
        sources = self._sources(own, "pPr", self._style_of(own, "w:pStyle") or self.default)
        css = {}
        align = _first(sources, "w:jc", "w:val")
        if align in ALIGNS:
            css["text-align"] = ALIGNS[align]
        for css_name, attributes in (
            ("margin-left", ("w:left", "w:start")),
            ("margin-right", ("w:right", "w:end")),
        ):
            if value := _number(_first(sources, "w:ind", *attributes)):
                css[css_name] = _mm(value)
        indent = _number(_first(sources, "w:ind", "w:firstLine"))
        hanging = _number(_first(own_first(sources, "w:ind"), "w:ind", "w:hanging"))
        if indent or hanging:
            css["text-indent"] = _mm(-hanging if hanging else indent)
        for css_name, attribute in (("margin-top", "w:before"), ("margin-bottom", "w:after")):
            if value := _number(_first(sources, "w:spacing", attribute)):
                css[css_name] = _pt(value / 20)
        line = _number(_first(sources, "w:spacing", "w:line"))
        if line and _first(sources, "w:spacing", "w:lineRule") in (None, "auto"):
            css["line-height"] = f"{line / 240 * 1.15:.3g}"
        if _is_on(sources, "w:keepNext"):
            css["break-after"] = "avoid-page"
        if _is_on(sources, "w:keepLines"):
            css["break-inside"] = "avoid"
        if _is_on(sources, "w:pageBreakBefore"):
            css["break-before"] = "page"
        return css

    def numbering(self, element):
        """Return (list, level) of a paragraph that Word numbers, or None."""
        own = element.find(qn("w:pPr"))
        for source in self._sources(own, "pPr", self._style_of(own, "w:pStyle") or self.default):
            found = source.find(qn("w:numPr"))
            if found is not None:
                number = found.find(qn("w:numId"))
                level = found.find(qn("w:ilvl"))
                if number is None or number.get(qn("w:val")) == "0":
                    return None
                return number.get(qn("w:val")), int(
                    level.get(qn("w:val")) if level is not None else 0
                )
        return None

    # ------------------------------------------------------------------
    # Runs
    # ------------------------------------------------------------------
    def run(self, run, paragraph):
        """Return the look of a run as {property: value}."""
        own = run.find(qn("w:rPr")) if run is not None else None
        around = paragraph.find(qn("w:pPr"))
        sources = [
            *self._sources(own, "rPr", self._style_of(own, "w:rStyle"), defaults=False),
            *self._sources(None, "rPr", self._style_of(around, "w:pStyle") or self.default),
        ]
        css = {}
        if _is_on(sources, "w:b"):
            css["font-weight"] = "bold"
        if _is_on(sources, "w:i"):
            css["font-style"] = "italic"
        if _is_on(sources, "w:caps"):
            css["text-transform"] = "uppercase"
        if _is_on(sources, "w:smallCaps"):
            css["font-variant"] = "small-caps"
        lines = []
        if _first(sources, "w:u", "w:val") not in (None, "none"):
            lines.append("underline")
        if _is_on(sources, "w:strike"):
            lines.append("line-through")
        if lines:
            css["text-decoration"] = " ".join(lines)
        if size := _number(_first(sources, "w:sz", "w:val")):
            css["font-size"] = _pt(size / 2)
        if spacing := _number(_first(sources, "w:spacing", "w:val")):
            css["letter-spacing"] = _pt(spacing / 20)
        if color := _color(_first(sources, "w:color", "w:val")):
            css["color"] = color
        align = _first(sources, "w:vertAlign", "w:val")
        if align in ("superscript", "subscript"):
            css["vertical-align"] = "super" if align == "superscript" else "sub"
            css["font-size"] = "70%"
        return css

    def is_hidden(self, run):
        """Return whether Word prints the run not at all."""
        own = run.find(qn("w:rPr"))
        return own is not None and _is_on([own], "w:vanish")

    # ------------------------------------------------------------------
    # Tables
    # ------------------------------------------------------------------
    def table_borders(self, table):
        """Return {side or insideH or insideV: CSS of the line} of a table."""
        own = table.find(qn("w:tblPr"))
        sources = self._sources(own, "tblPr", self._style_of(own, "w:tblStyle"), defaults=False)
        borders = {}
        for source in reversed(sources):
            found = source.find(qn("w:tblBorders"))
            for line in found if found is not None else ():
                borders[_side(line)] = _line(line)
        return borders

    def table_padding(self, table):
        """Return {property: value} of the room at the sides of the cells, where a table sets it."""
        own = table.find(qn("w:tblPr"))
        css = {}
        for source in self._sources(own, "tblPr", None, defaults=False):
            found = source.find(qn("w:tblCellMar"))
            for side in found if found is not None else ():
                if _side(side) in ("left", "right"):
                    css[f"padding-{_side(side)}"] = _mm(_number(side.get(qn("w:w"))))
        return css

    def cell(self, cell, borders):
        """Return the look of a cell as {property: value}; ``borders``: what its table gives it."""
        own = cell.find(qn("w:tcPr"))
        css = {f"border-{side}": line for side, line in borders.items() if line}
        if own is None:
            return css
        found = own.find(qn("w:tcBorders"))
        for line in found if found is not None else ():
            side = _side(line)
            if side in SIDES:
                css[f"border-{side}"] = _line(line) or "none"
        align = own.find(qn("w:vAlign"))
        if align is not None and align.get(qn("w:val")) in CELL_ALIGNS:
            css["vertical-align"] = CELL_ALIGNS[align.get(qn("w:val"))]
        shade = own.find(qn("w:shd"))
        if shade is not None and (color := _color(shade.get(qn("w:fill")))):
            css["background"] = color
        return css

    # ------------------------------------------------------------------
    # Where to look
    # ------------------------------------------------------------------
    def _style_of(self, properties, tag):
        found = properties.find(qn(tag)) if properties is not None else None
        return found.get(qn("w:val")) if found is not None else None

    def _sources(self, own, kind, style, defaults=True):
        key = (kind, style, defaults)
        if key not in self.chains:
            self.chains[key] = self._chain(*key)
        return [own, *self.chains[key]] if own is not None else self.chains[key]

    def _chain(self, kind, style, defaults):
        chain, seen = [], set()
        while style in self.by_id and style not in seen:
            seen.add(style)
            element = self.by_id[style]
            chain.append(element.find(qn(f"w:{kind}")))
            style = self._style_of(element, "w:basedOn")
        if defaults:
            chain.append(self.defaults.get(kind))
        return [source for source in chain if source is not None]


def own_first(sources, tag):
    """Return the sources up to the first that says anything with this tag."""
    for source in sources:
        if source.find(qn(tag)) is not None:
            return [source]
    return []


def _first(sources, tag, *attributes):
    for source in sources:
        found = source.find(qn(tag))
        if found is None:
            continue
        for attribute in attributes:
            if (value := found.get(qn(attribute))) is not None:
                return value
    return None


def _is_on(sources, tag):
    for source in sources:
        found = source.find(qn(tag))
        if found is not None:
            return found.get(qn("w:val"), "1") not in OFF
    return False


def _number(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0


def _mm(twips):
    return f"{twips / TWIPS:.2f}mm"


def _pt(points):
    return f"{points:g}pt"


def _color(value):
    is_color = value and len(value) == 6 and HEX.issuperset(value)
    return f"#{value}" if is_color else ""


def _side(line):
    name = line.tag.rsplit("}", 1)[-1]
    return {"start": "left", "end": "right"}.get(name, name)


def _line(line):
    kind = line.get(qn("w:val"))
    if kind in (None, "nil", "none"):
        return ""
    width = _number(line.get(qn("w:sz"))) / 8 or 0.5
    return f"{width:g}pt {LINES.get(kind, 'solid')} {_color(line.get(qn('w:color'))) or '#000000'}"
