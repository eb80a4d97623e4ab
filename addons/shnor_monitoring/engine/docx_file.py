"""What a Word file may bring with it: text, tables and pictures, and nothing that acts or fetches.

A template comes from outside and goes out under the committee's name, so it is looked through
before anything else opens it.
"""

import io
import re
import zipfile
from typing import NamedTuple

from lxml import etree

MAX_FILE = 5 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_MEMBERS = 500
CONTENT_TYPES = "[Content_Types].xml"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# an older Word, or a file behind a password
OLE = b"\xd0\xcf\x11\xe0"
# what may be outside the file: the address of a link that somebody clicks
LINKS = ("/hyperlink",)
# fields that run a program or read another file when the document is opened
FIELD = re.compile(r"^\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|DATABASE)\b", re.I)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Problem(NamedTuple):
    """What is wrong, where, and what it is about; the model has the words."""

    code: str
    part: str = ""
    place: str = ""
    annex: str = ""
    what: str = ""
    hint: str = ""


class RefusedFileError(Exception):
    """The file cannot be a template."""

    def __init__(self, code, what=""):
        super().__init__(code, what)
        self.problem = Problem(code, what=what)


def check_file(content):
    """Look through a file that somebody uploaded.

    :param bytes content: the file
    :raise RefusedFileError: it is not a plain Word document; ``code`` says why
    """
    if len(content) > MAX_FILE:
        raise RefusedFileError("too_big", f"{len(content) / 1024 / 1024:.1f}")
    if content.startswith(OLE):
        raise RefusedFileError("old_format")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise RefusedFileError("not_docx") from error


def _check_archive(archive):
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if CONTENT_TYPES not in names:
        raise RefusedFileError("not_docx")
    if len(names) > MAX_MEMBERS or len(names) != len(set(names)):
        raise RefusedFileError("bomb")
    left = MAX_UNPACKED
    types = None
    for info in infos:
        # the file may lie about its size, so it is read, and never more than is left
        with archive.open(info) as stream:
            data = stream.read(left + 1)
        left -= len(data)
        if left < 0:
            raise RefusedFileError("bomb")
        _check_member(info.filename, data)
        if info.filename == CONTENT_TYPES:
            types = data.decode("utf-8", "replace")
    if "macroEnabled" in types or "vbaProject" in types:
        raise RefusedFileError("macros")
    if MAIN_TYPE not in types:
        raise RefusedFileError("not_docx")


def _check_member(name, data):
    lower = name.lower()
    if name.startswith("/") or ".." in name.split("/"):
        raise RefusedFileError("not_docx")
    if "vbaproject" in lower or "vbadata" in lower:
        raise RefusedFileError("macros")
    if "/embeddings/" in lower or "/activex/" in lower or lower.startswith("word/afchunk"):
        raise RefusedFileError("embedded", name.rsplit("/", 1)[-1])
    if lower.endswith((".xml", ".rels")):
        _check_xml(name, data)


def _check_xml(name, data):
    try:
        tree = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        raise RefusedFileError("not_docx") from error
    if tree.getroottree().docinfo.doctype:
        raise RefusedFileError("not_docx")
    if name.endswith(".rels"):
        for relation in tree:
            outside = relation.get("TargetMode", "").lower() == "external"
            if outside and not relation.get("Type", "").endswith(LINKS):
                raise RefusedFileError("external", relation.get("Target", "")[:80])
        return
    # a field's words may lie in pieces over several runs
    instructions = "".join(node.text or "" for node in tree.iter(f"{W}instrText"))
    simple = [node.get(f"{W}instr", "") for node in tree.iter(f"{W}fldSimple")]
    for words in [*re.split(r"(?=\b(?:DDE|INCLUDE|LINK|IMPORT|DATABASE))", instructions), *simple]:
        if match := FIELD.match(words):
            raise RefusedFileError("field", match[1].upper())


def _parser():
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
