"""The form on paper: empty, to be filled by hand, or with the answers in words.

The page is a QWeb template; WeasyPrint makes the PDF of it. Nothing is fetched from anywhere: the
font is the one that Odoo brings, so that a bare machine has Russian letters, too.
"""

import logging
import threading

from odoo.exceptions import UserError
from odoo.tools import file_open, file_path

from ..engine import values
from . import form_hints as hints
from .form_cells import option_words, total_of

_logger = logging.getLogger(__name__)
# they tell of every page and of every letter
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
logging.getLogger("fontTools").setLevel(logging.WARNING)

# fonts that a thread has gathered, see _known_fonts
_threads = threading.local()

FONTS = "web/static/fonts/google/Roboto"
FONT_NAMES = ("Roboto-Regular.ttf", "Roboto-Bold.ttf", "Roboto-Italic.ttf")
STYLE = "shnor_form/report/form_pdf.css"
TEMPLATE = "shnor_form.form_pdf"
# lines to write on, empty rows of a table
LINES = {"char": 2, "text": 5}
EMPTY_ROWS = 8
# a table with more columns lies across a page of its own at the end
WIDE = 7
# how wide a column of a table is against the others
WEIGHTS = {"number": 4, "date": 5, "yes_no": 4, "choice": 7, "char": 9}
# per cent for the names of fixed rows, and for numbers of rows; as in the style sheet
LABEL_WIDTH, NUMBER_WIDTH = 26, 6
# so many letters of options stand beside each other
SHORT_OPTIONS = 36
# a longer text may go on over the page
LONG_TEXT = 400


def render_form(env, form):
    """Return the form as a PDF.

    :param dict form: as in ``form_xlsx.write_form``, further ``empty``, ``visible`` (codes that
        are asked), ``evidence``, ``queries``, ``return_reason``, ``organisation``, ``issuer`` and
        ``receipt``
    :return: bytes
    :raise UserError: this server cannot make PDFs
    """
    html = env["ir.qweb"]._render(TEMPLATE, _Paper(env, form).values())
    return write_pdf(env, str(html))


def write_pdf(env, html, style=STYLE, css="", pictures=None):
    """Return a page as a PDF, without a look outside this machine whatever it says.

    :param str html: the whole document
    :param str style: path of the style sheet, the addon first
    :param str css: rules that come after those of the style sheet
    :param dict pictures: {name: (bytes, content type)}, in the page ``picture:name``
    :return: bytes
    :raise UserError: this server cannot make PDFs
    """
    try:
        # it takes a second and some memory, which only those who print need
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        _logger.warning("WeasyPrint cannot be loaded: %s", error)
        raise UserError(
            env._(
                "PDFs cannot be made on this server: the library Pango is missing. Tell the "
                "administrator: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
                "libharfbuzz-subset0"
            )
        )
    fetcher = _make_fetcher(pictures or {})
    fonts = _known_fonts(FontConfiguration, style)
    with file_open(style) as stream:
        rules = f"{stream.read()}\n{css}"
    sheet = CSS(string=rules, font_config=fonts, url_fetcher=fetcher)
    document = HTML(string=html, url_fetcher=fetcher)
    return document.write_pdf(stylesheets=[sheet], font_config=fonts)


def _known_fonts(make, style):
    """Return the fonts of a style sheet, gathered once a thread: each time anew would leave most
    of a megabyte behind that Pango never gives back.
    """
    known = _threads.__dict__.setdefault("fonts", {})
    if style not in known:
        known[style] = make()
    return known[style]


def _make_fetcher(pictures):
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):
        """Knows the fonts and the given pictures by name, and nothing else."""

        def fetch(self, url, headers=None):
            if picture := pictures.get(url.removeprefix("picture:")):
                return URLFetcherResponse(url, picture[0], {"Content-Type": picture[1]})
            name = url.removeprefix("font:")
            if name not in FONT_NAMES:
                raise ValueError("a form fetches nothing")
            with open(file_path(f"{FONTS}/{name}"), "rb") as stream:
                return URLFetcherResponse(url, stream.read(), {"Content-Type": "font/ttf"})

    return Fetcher()


class _Paper:
    """Turns the form into what the template shows."""

    def __init__(self, env, form):
        self.env, self.form, self.schema = env, form, form["schema"]
        self.empty = form["empty"]
        self.queries, self.appendix = {}, []
        for query in form["queries"]:
            self.queries.setdefault(query["code"], []).append(query)

    def values(self):
        form = self.form
        names = ("title", "subtitle", "organisation", "issuer", "note", "return_reason", "receipt")
        return {
            **{name: form[name] for name in names},
            "lang": (self.env.lang or "en_US")[:2],
            "empty": self.empty,
            "help": self.schema["help"],
            "sections": [self._section(section) for section in self.schema["sections"]],
            # filled by the sections, so it comes after them
            "appendix": self.appendix,
        }

    def _section(self, section):
        """Return a section; what follows one after another goes into one list, tables apart."""
        blocks = []
        for code in section["codes"]:
            item = self._item(self.schema["questions"][code])
            if item.get("rows") and item["wide"]:
                self.appendix.append(item)
                item = {**item, "apart": True}
            elif item.get("rows"):
                blocks.append({"table": item, "items": []})
                continue
            if not blocks or blocks[-1]["table"]:
                blocks.append({"table": None, "items": []})
            blocks[-1]["items"].append(item)
        return {"title": section["title"], "help": section["help"], "blocks": blocks}

    def _item(self, question):
        code = question["code"]
        line = self.form["answers"].get(code) or {}
        item = {
            "code": code,
            "title": question["title"],
            "required": question["required"],
            "hints": self._hints(question),
            "before": self._before(question),
            "asked": code in self.form["visible"],
        }
        if question["type"] == "table":
            item.update(self._table(question, line.get("value") or []))
        if self.empty:
            return {**item, **self._blank(question)}
        value = line.get("value")
        if question["type"] == "computed":
            value = self.form["computed"].get(code)
        words = values.words(self.env, question, value)
        return {
            **item,
            "words": words,
            "before": item["before"] if item["before"] != words else "",
            "long": isinstance(value, str) and len(value) > LONG_TEXT,
            "comment": line.get("comment") or "",
            "unconfirmed": value is not None and line.get("confirmed") is False,
            "evidence": [one["name"] for one in self.form["evidence"].get(code, ())],
            "queries": self.queries.get(code, []),
        }

    def _before(self, question):
        """Return what was answered the last time, where that is short."""
        if question["type"] in ("table", "text"):
            return ""
        return values.words(self.env, question, self.form["previous"].get(question["code"]))

    def _hints(self, question):
        if not self.empty:
            return []
        env = self.env
        found = (
            question["help"],
            hints.limits(env, question),
            hints.condition(env, self.schema, question),
            hints.evidence(env, question),
        )
        return [hint for hint in found if hint]

    def _blank(self, question):
        """Return what there is to write in, or to tick."""
        env, kind = self.env, question["type"]
        boxes = []
        if kind == "yes_no":
            boxes = [env._("yes"), env._("no")]
        elif kind == "scale":
            boxes = [str(number) for number in range(question["min"], question["max"] + 1)]
        elif kind in ("choice", "choices"):
            boxes = list(option_words(question).values())
        return {
            "kind": kind,
            "unit": question["unit"],
            "boxes": boxes,
            "beside": kind in ("yes_no", "scale") or len("".join(boxes)) <= SHORT_OPTIONS,
            "scale": hints.scale(env, question) if kind == "scale" else "",
            "lines": range(LINES.get(kind, 0)),
            "delta": hints.delta(env, question),
        }

    def _table(self, question, table):
        """Return the columns and the rows of a table; fixed rows stand there even when empty."""
        # the unit stands in the head
        columns = [{**column, "unit": ""} for column in question["columns"]]
        known = {cells["row"]: cells for cells in table if cells.get("row")}
        rows = [(row["label"], known.get(row["code"], {})) for row in question["rows"]]
        free = [cells for cells in table if not cells.get("row")]
        if self.empty and question["grow"]:
            free = [{}] * EMPTY_ROWS
        rows += [(str(number), cells) for number, cells in enumerate(free, 1)]
        if not self.empty and not table:
            rows = []
        return {
            "columns": self._columns(question),
            "rows": [
                {"label": label, "cells": [self._cell(column, cells) for column in columns]}
                for label, cells in rows
            ],
            "fixed": bool(question["rows"]),
            "totals": self._totals(columns, table),
            # the word needs more room than the number of a row
            "total_span": 1 if question["rows"] or columns[0]["total"] else 2,
            "wide": len(columns) > WIDE,
        }

    def _columns(self, question):
        columns = question["columns"]
        room = 100 - (LABEL_WIDTH if question["rows"] else NUMBER_WIDTH)
        whole = sum(WEIGHTS[column["type"]] for column in columns)
        return [
            {
                "title": column["title"],
                "unit": column["unit"],
                "is_number": column["type"] == "number",
                "options": [one["label"] for one in column["options"]] if self.empty else [],
                "width": f"{room * WEIGHTS[column['type']] / whole:.1f}%",
            }
            for column in columns
        ]

    def _cell(self, column, cells):
        if self.empty:
            return self.env._("yes / no") if column["type"] == "yes_no" else ""
        return values.words(self.env, column, cells.get(column["code"]))

    def _totals(self, columns, table):
        """Return what stands under the columns, or None when nothing is summed up."""
        totals = [total_of(column, table) for column in columns]
        if all(total is None for total in totals):
            return None
        return [
            "" if self.empty else values.words(self.env, column, total)
            for column, total in zip(columns, totals, strict=True)
        ]
