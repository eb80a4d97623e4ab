"""Word templates that staff edit: placeholders are read, nothing is executed.

docxtpl puts Jinja into the XML of a Word file. Jinja is a programming language; what a template may
say here is less: placeholders, conditions, loops over the lists of the document, a few filters.
Every template is parsed and its tree is walked against the data it will get, each time before it is
rendered, so there is no way round the check: no call, no attribute that is not in the data, no
assignment, no loop over a foreign list within a loop. The rendering is in Jinja's sandbox all the
same.
"""

import difflib
import io
import re

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from .docx_file import MAX_UNPACKED, Problem, W

FILTERS = (
    *("capitalize", "count", "d", "default", "first", "int", "join", "last", "length", "lower"),
    *("round", "title", "trim", "upper"),
)
TESTS = ("defined", "even", "none", "number", "odd", "string", "undefined")
LOOP = dict.fromkeys(("index", "index0", "revindex", "first", "last", "length"), "1")
# what a tree may consist of besides what the checker has a method for
PLAIN = (nodes.Const, nodes.TemplateData)
OPERATORS = (
    *(nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.CondExpr, nodes.Concat),
    *(nodes.Add, nodes.Sub, nodes.Neg, nodes.Pos, nodes.Output),
)
# characters that XML does not know; two of them are docxtpl's own marks
INVALID = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ANNEX = re.compile(r"^Приложени[ея]\s*(№\s*)?\S+")
# a tag that stands for the whole paragraph or row in which it is
WHOLE_PARAGRAPH = re.compile(r"\{[%#]p\s.*?[%#]\}")
WHOLE_ROW = re.compile(r"\{[%#]tr\s.*?[%#]\}")
PLACE_LENGTH = 90
HEADER, FOOTER, FOOTNOTES, PROPERTIES, BODY = "header", "footer", "footnotes", "properties", "body"


class RefusedTemplateError(Exception):
    """The template says what it may not say.

    :ivar problems: list of ``Problem``
    """

    def __init__(self, problems):
        super().__init__(problems)
        self.problems = problems


def render_docx(content, context, schema):
    """Fill a template in.

    :param bytes content: the template, a DOCX file that ``check_file`` has let through
    :param dict context: plain data: dicts, lists, texts, numbers
    :param dict schema: data of the same shape, with an element in every list
    :return: bytes, a DOCX file
    :raise RefusedTemplateError: the template does not fit the data, or is not well made
    """
    template = _Template(io.BytesIO(content))
    environment = _Environment(schema)
    template.render(clean(context), environment, autoescape=True)
    if environment.problems:
        raise RefusedTemplateError(environment.problems)
    _mend(template.docx)
    stream = io.BytesIO()
    template.save(stream)
    return stream.getvalue()


def clean(value):
    """Return the data without characters that would break the file; nothing but plain data passes.

    :raise TypeError: there is something else in it, e.g. a record
    """
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(item) for item in value]
    if isinstance(value, str):
        # a plain text, whatever class of text it was: nothing is exempt from escaping
        return INVALID.sub("", str.__str__(value).replace("\r\n", "\n").replace("\r", "\n"))
    if value is None or isinstance(value, (bool, int, float)):
        return value
    raise TypeError(f"a document is made of plain data, not of {type(value).__name__}")


def walk_placeholders(schema, prefix=""):
    """Yield (placeholder, example, list it belongs to) of everything that a template may say."""
    for key, value in schema.items():
        name = f"{prefix}{key}"
        if isinstance(value, list):
            yield name, value, True
        elif isinstance(value, dict):
            yield from walk_placeholders(value, f"{name}.")
        else:
            yield name, value, False


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja with less of it; what is parsed is checked."""

    intercepted_binops = frozenset(("*", "**", "%", "//", "/"))

    def __init__(self, schema):
        super().__init__(undefined=StrictUndefined, autoescape=True, finalize=_finalize)
        self.schema = schema
        self.part = BODY
        self.problems = []
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.tests = {name: test for name, test in self.tests.items() if not name.isalpha()} | {
            name: self.tests[name] for name in TESTS
        }

    def _parse(self, source, name, filename):
        tree = super()._parse(source, name, filename)
        found = _Checker(self, source).check(tree)
        if found:
            self.problems += found
            raise _ToldError("the problems are told")
        return tree

    def call_binop(self, context, operator, left, right):
        raise TemplateError(f"{operator} is not calculated")

    def call(self, *args, **kwargs):
        raise TemplateError("nothing is called")

    def tell(self, code, source, lineno, what="", hint=""):
        """Remember a problem at a line of the source."""
        self.problems.append(make_problem(self.part, code, source, lineno, what, hint))


class _ToldError(TemplateError):
    """What is wrong is in ``problems`` already."""


def _finalize(value):
    return "" if value is None or value is False else value


class _Template(DocxTemplate):
    """Fills all parts in before it complains, so that one upload shows every mistake."""

    beside = ()

    def patch_xml(self, src_xml):
        # docxtpl takes a tag such as {%p if %} out together with the whole paragraph or row
        self.beside = _find_beside(src_xml)
        return super().patch_xml(src_xml)

    def render_xml_part(self, src_xml, part, context, jinja_env=None):
        jinja_env.part = _part_of(part)
        jinja_env.problems += [
            Problem("beside", jinja_env.part, place, "", tag) for tag, place in self.beside
        ]
        # as docxtpl does: a line of the source is a paragraph
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", src_xml)
        try:
            result = super().render_xml_part(src_xml, part, context, jinja_env)
        except _ToldError:
            return self._untouched(src_xml)
        except TemplateSyntaxError as error:
            jinja_env.tell("syntax", source, error.lineno, error.message or "")
            return self._untouched(src_xml)
        except (TemplateError, ArithmeticError, TypeError, ValueError, LookupError) as error:
            jinja_env.tell("failed", source, _line_of(error), str(error))
            return self._untouched(src_xml)
        try:
            if len(result) > MAX_UNPACKED:
                jinja_env.tell("too_long", source, 0)
                return self._untouched(src_xml)
            etree.fromstring(result.encode())
        except etree.XMLSyntaxError:
            jinja_env.tell("crossed", source, _crossing(source))
            return self._untouched(src_xml)
        return result

    def render_properties(self, context, jinja_env=None):
        jinja_env.part = PROPERTIES
        try:
            super().render_properties(context, jinja_env)
        except _ToldError:
            return
        except TemplateSyntaxError as error:
            jinja_env.tell("syntax", error.source or "", error.lineno, error.message or "")
        except (TemplateError, TypeError, ValueError) as error:
            jinja_env.tell("failed", "", 0, str(error))

    def _untouched(self, source):
        return source


def _line_of(error):
    """Return the line of the template where the error came up."""
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _find_beside(source):
    """Return [(tag, text)] of paragraphs and rows that hold more than the tag that removes them."""
    found = []
    for element in etree.fromstring(source.encode()).iter(f"{W}tr", f"{W}p"):
        text = "".join(node.text or "" for node in element.iter(f"{W}t"))
        tags = WHOLE_ROW if element.tag == f"{W}tr" else WHOLE_PARAGRAPH
        if (match := tags.search(text)) and tags.sub("", text).strip():
            found.append((match[0], " ".join(text.split())[:PLACE_LENGTH]))
    return found


def _part_of(part):
    kind = getattr(part, "content_type", "")
    for name in (HEADER, FOOTER, FOOTNOTES):
        if f".{name}+xml" in kind:
            return name
    return BODY


def _crossing(source):
    """Return the line of the first tag that begins in one place of the page and ends in another."""
    for number, line in enumerate(source.split("\n"), 1):
        if "{%" in line:
            return number
    return 0


def _mend(document):
    """Give Word what it cannot do without: a paragraph in each cell, a row in each table."""
    for cell in list(document.element.body.iter(f"{W}tc")):
        if not len(cell) or cell[-1].tag != f"{W}p":
            etree.SubElement(cell, f"{W}p")
    for table in list(document.element.body.iter(f"{W}tbl")):
        if table.find(f".//{W}tr") is None:
            table.getparent().remove(table)


def make_problem(part, code, source, lineno, what="", hint=""):
    """Return a ``Problem`` with the place as a person sees it: the paragraph, and its annex."""
    lines = [_text(line) for line in source.split("\n")]
    place = annex = ""
    if lineno and lineno <= len(lines):
        place = lines[lineno - 1]
        if len(place) > PLACE_LENGTH:
            begin = max(place.find(what), place.find("{"), 0) if what else max(place.find("{"), 0)
            place = place[max(begin - 20, 0) :][:PLACE_LENGTH] + "…"
        for line in lines[:lineno]:
            if match := ANNEX.match(line):
                annex = match[0]
    return Problem(code, part, place, annex, what, hint)


def _text(line):
    text = re.sub(r"<[^>]*>", "", line)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return " ".join(text.split())


class _Checker:
    """Walks the tree of a template against the shape of its data."""

    def __init__(self, environment, source):
        self.environment, self.source = environment, source
        self.found = []

    def check(self, tree):
        """Return the problems of a parsed template."""
        self._body(tree.body, dict(self.environment.schema), ())
        return self.found

    def _tell(self, code, node, what="", hint=""):
        problem = make_problem(self.environment.part, code, self.source, node.lineno, what, hint)
        if problem not in self.found:
            self.found.append(problem)

    def _body(self, children, scope, loops):
        for child in children:
            self._node(child, scope, loops)

    def _node(self, node, scope, loops):
        """Check a node; return the shape of its value, or None where there is no telling."""
        if isinstance(node, PLAIN):
            return getattr(node, "value", "")
        method = getattr(self, f"_node_{type(node).__name__.lower()}", None)
        if method:
            return method(node, scope, loops)
        if isinstance(node, OPERATORS):
            for child in node.iter_child_nodes():
                self._node(child, scope, loops)
            return ""
        self._tell("forbidden", node, _word(node))
        return None

    def _node_output(self, node, scope, loops):
        for child in node.nodes:
            shape = self._node(child, scope, loops)
            if isinstance(shape, (list, dict)):
                self._tell("not_text", child, _path(child))

    def _node_name(self, node, scope, loops):
        if node.name in scope:
            return scope[node.name]
        self._tell("unknown", node, node.name, _similar(node.name, scope))
        return None

    def _node_getattr(self, node, scope, loops):
        return self._member(node, node.attr, scope, loops)

    def _node_getitem(self, node, scope, loops):
        key = node.arg.value if isinstance(node.arg, nodes.Const) else None
        if isinstance(key, str):
            return self._member(node, key, scope, loops)
        base = self._node(node.node, scope, loops)
        if isinstance(key, int) and isinstance(base, list):
            return base[0] if base else None
        self._tell("forbidden", node, _path(node))
        return None

    def _member(self, node, name, scope, loops):
        base = self._node(node.node, scope, loops)
        if name.startswith("_"):
            self._tell("forbidden", node, _path(node))
            return None
        if base is None:
            return None
        if isinstance(base, dict) and name in base:
            return base[name]
        if isinstance(base, dict):
            self._tell("unknown", node, _path(node), _similar(name, base, _path(node.node)))
        elif isinstance(base, list):
            self._tell("is_list", node, _path(node.node))
        else:
            self._tell("unknown", node, _path(node))
        return None

    def _node_filter(self, node, scope, loops):
        if node.name not in FILTERS:
            self._tell("filter", node, node.name, ", ".join(FILTERS))
            return None
        base = self._node(node.node, scope, loops) if node.node is not None else None
        for child in (*node.args, *(pair.value for pair in node.kwargs)):
            self._node(child, scope, loops)
        if node.name in ("first", "last") and isinstance(base, list):
            return base[0] if base else None
        return ""

    def _node_test(self, node, scope, loops):
        if node.name not in TESTS:
            self._tell("forbidden", node, node.name)
        if node.args or node.kwargs:
            self._tell("forbidden", node, node.name)
        self._node(node.node, scope, loops)
        return ""

    def _node_if(self, node, scope, loops):
        self._node(node.test, scope, loops)
        for branch in (node.body, node.elif_, node.else_):
            self._body(branch, scope, loops)

    def _node_for(self, node, scope, loops):
        if not isinstance(node.target, nodes.Name) or node.recursive:
            self._tell("forbidden", node, "for")
            return
        shape = self._node(node.iter, scope, loops)
        if shape is not None and not isinstance(shape, list):
            self._tell("no_list", node, _path(node.iter))
            shape = None
        # the work grows with the data and not with its square
        if loops and not any(name.name in loops for name in _names(node.iter)):
            self._tell("nested", node, _path(node.iter))
        inner = {**scope, "loop": LOOP, node.target.name: shape[0] if shape else None}
        inside = (*loops, node.target.name)
        if node.test is not None:
            self._node(node.test, inner, inside)
        self._body(node.body, inner, inside)
        self._body(node.else_, scope, loops)


def _names(node):
    return [node] if isinstance(node, nodes.Name) else list(node.find_all(nodes.Name))


def _path(node):
    """Return what a person wrote: ``stage.name``."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        return f"{_path(node.node)}[{_path(node.arg)}]"
    if isinstance(node, nodes.Const):
        return repr(node.value)
    return _word(node)


def _word(node):
    return {"Call": "()", "Assign": "set", "Mul": "*", "Pow": "**"}.get(
        type(node).__name__, type(node).__name__.lower()
    )


def _similar(name, known, prefix=""):
    found = difflib.get_close_matches(name, list(known), 1, 0.6)
    if not found:
        found = [one for one in known if one.split("_")[0] == name.split("_")[0]][:1]
    return f"{prefix}.{found[0]}" if found and prefix else "".join(found)
