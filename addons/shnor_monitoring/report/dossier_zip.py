"""The ZIP of a dossier, written while it is sent: one file at a time in memory."""

import hashlib
import zipfile
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

CHUNK = 1 << 20
# the contents stand first in every viewer, the checksums as sha256sum reads them
CONTENTS_HTML, CONTENTS_TEXT, CHECKSUMS = "0 Опись.html", "0 Опись.txt", "0 SHA256SUMS"
UNITS = ("Б", "КБ", "МБ", "ГБ")
HEAD = Markup(
    """<!DOCTYPE html>
<html lang="ru">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>%(title)s</title>
<style>
body { font: 16px/1.45 "Liberation Sans", Arial, sans-serif; margin: 1.5rem auto; max-width: 72rem;
  padding: 0 1rem; color: #1b2733; }
table { border-collapse: collapse; width: 100%%; margin: 0.5rem 0 1.5rem; }
th, td { border: 1px solid #bfc8d2; padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; }
th { background: #dce6f1; }
td.size { text-align: right; white-space: nowrap; }
td.sum { font: 13px/1.4 "Liberation Mono", monospace; overflow-wrap: anywhere; }
.missing { color: #8c1d18; }
@media (max-width: 40rem) { td.sum, th.sum { display: none; } }
</style>
</head>
<body>
<main>
<h1>%(title)s</h1>
"""
)


@dataclass(frozen=True)
class Entry:
    """A file of a dossier, or what kept it from being made.

    :param str path: folder and name
    :param int size: bytes
    :param str sha256: of the content
    :param str problem: why there is no file; empty when there is one
    """

    path: str
    size: int = 0
    sha256: str = ""
    problem: str = ""


class _Pipe:
    """What a ZIP is written into; it is taken out piece by piece and cannot be sought."""

    def __init__(self):
        self.pieces = []

    def write(self, data):  # pylint: disable=method-required-super
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self):
        """Nothing is kept back."""

    def take(self):
        pieces, self.pieces = self.pieces, []
        return pieces


def stream_zip(head, files, moment):
    """Yield the bytes of a dossier: its files, then the contents that name each with its checksum.

    :param dict head: ``title`` and ``facts``, pairs (what, value) that stand over the contents
    :param files: iterable of (path, bytes or iterator of bytes, problem); read one by one
    :param tuple moment: year, month, day, hour, minute, second that the files bear
    """
    pipe, entries = _Pipe(), []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(path, content):
            digest, size = hashlib.sha256(), 0
            info = zipfile.ZipInfo(path, moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as target:
                for piece in pieces_of(content):
                    digest.update(piece)
                    size += len(piece)
                    target.write(piece)
                    yield from pipe.take()
            entries.append(Entry(path, size, digest.hexdigest()))
            yield from pipe.take()

        for path, content, problem in files:
            if problem:
                entries.append(Entry(path, problem=problem))
            else:
                yield from add(path, content)
        listed = list(entries)
        for path, text in (
            (CONTENTS_HTML, contents_html(head, listed)),
            (CONTENTS_TEXT, contents_text(head, listed)),
            (CHECKSUMS, checksums(listed)),
        ):
            yield from add(path, text.encode())
    yield from pipe.take()


def pieces_of(content):
    """Yield the content in pieces.

    :param content: bytes, or an iterator of bytes
    """
    if not isinstance(content, bytes):
        yield from content
        return
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]


def by_folder(entries):
    """Return {folder: [(number, entry)]} in the order of the names; numbers go on."""
    folders = {}
    for number, entry in enumerate(sorted(entries, key=lambda one: sort_key(one.path)), 1):
        folders.setdefault(entry.path.rpartition("/")[0], []).append((number, entry))
    return folders


def sort_key(path):
    """Return by what a path is sorted: folder by folder, whatever the case of letters."""
    return path.lower().split("/")


def size_words(size):
    """Return a number of bytes as people read it."""
    value, unit = float(size), 0
    while value >= 1024 and unit < len(UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{value:.0f} {UNITS[unit]}" if unit == 0 else f"{value:.1f} {UNITS[unit]}"


def checksums(entries):
    """Return the checksums in the format of ``sha256sum --check``."""
    return "".join(f"{one.sha256}  {one.path}\n" for one in entries if not one.problem)


def contents_text(head, entries):
    """Return the contents as plain text."""
    lines = [head["title"], "=" * len(head["title"]), ""]
    lines += [f"{what}: {value}" for what, value in head["facts"]]
    for folder, found in by_folder(entries).items():
        lines += ["", folder, "-" * len(folder)]
        for number, entry in found:
            name = entry.path.rpartition("/")[2]
            if entry.problem:
                lines.append(f"{number}. {name} – НЕ ВКЛЮЧЁН: {entry.problem}")
            else:
                lines += [f"{number}. {name} ({size_words(entry.size)})", f"   {entry.sha256}"]
    return "\n".join([*lines, "", _how_to_check(), ""])


def contents_html(head, entries):
    """Return the contents as a page that links to the files beside it."""
    facts = Markup("").join(
        Markup("<tr><th scope='row'>%s</th><td>%s</td></tr>\n") % fact for fact in head["facts"]
    )
    parts = [HEAD % {"title": head["title"]}, Markup("<table>\n%s</table>\n") % facts]
    for folder, found in by_folder(entries).items():
        rows = Markup("").join(_row(number, entry) for number, entry in found)
        parts.append(
            Markup(
                "<h2>%s</h2>\n<table>\n<thead><tr><th scope='col'>№</th><th scope='col'>Файл</th>"
                "<th scope='col'>Размер</th><th scope='col' class='sum'>SHA-256</th></tr></thead>\n"
                "<tbody>\n%s</tbody>\n</table>\n"
            )
            % (folder, rows)
        )
    parts.append(Markup("<p>%s</p>\n</main>\n</body>\n</html>\n") % _how_to_check())
    return str(Markup("").join(parts))


def _row(number, entry):
    name = entry.path.rpartition("/")[2]
    if entry.problem:
        return Markup(
            "<tr><td>%s</td><td>%s</td><td colspan='2' class='missing'>не включён: %s</td></tr>\n"
        ) % (number, name, entry.problem)
    return Markup(
        "<tr><td>%s</td><td><a href=\"%s\">%s</a></td><td class='size'>%s</td>"
        "<td class='sum'>%s</td></tr>\n"
    ) % (number, quote(entry.path), name, size_words(entry.size), entry.sha256)


def _how_to_check():
    return (
        f"Целостность файлов проверяется командой «sha256sum --check "
        f"'{CHECKSUMS}'» в распакованной папке."
    )
