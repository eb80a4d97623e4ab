"""Compare ru.po of addons with the terms that Odoo exports; see scripts/i18n."""

import argparse
import io
import re
import sys
from pathlib import Path

import polib

import odoo.init  # noqa: F401 -- Odoo wants to be initialised before the rest of it
from odoo import SUPERUSER_ID
from odoo.api import Environment
from odoo.modules import get_module_path
from odoo.modules.registry import Registry
from odoo.tools import config
from odoo.tools.translate import trans_export

ROOT = Path(__file__).resolve().parents[2]
RUSSIAN = {
    "Language": "ru",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
}
# Questions, sections and checks of forms that an addon brings (data/form_*.xml).
CONTENT = re.compile(
    r"^model(_terms)?:(survey\.survey|survey\.question|shnor\.form\.check),.*\.form_"
)
# Where stock words («Created by») are translated already; --update takes them from there.
STOCK = ("base", "web", "mail", "portal")


def folder_of(addon):
    """:return: where the addon lies: among those of the product, or the examples of the tests"""
    example = ROOT / "tests" / "addons" / addon
    return example if example.exists() else ROOT / "addons" / addon


def export(env, addon):
    """:return: the addon's terms as a polib.POFile, from its sources and the database"""
    buffer = io.BytesIO()
    trans_export(False, [addon], buffer, "po", env)
    found = polib.pofile(buffer.getvalue().decode()) if buffer.getvalue() else polib.POFile()
    found[:] = [entry for entry in found if not is_content(entry)]
    return found


def is_content(entry):
    """:return: whether the term stands in the committee's own forms only, which are in Russian"""
    places = [":".join(place) for place in entry.occurrences]
    return bool(places) and all(CONTENT.search(place) for place in places)


def terms(catalogue):
    return {
        (entry.msgctxt, entry.msgid): entry
        for entry in catalogue
        if entry.msgid and not entry.obsolete
    }


def faults(path, catalogue, source):
    """:return: lines «file: what: term», none when the translation is complete and in step"""
    translated, exported = terms(catalogue), terms(source)
    for entry in translated.values():
        if not entry.msgstr.strip():
            yield f"{path}: untranslated: {entry.msgid!r}"
        if entry.fuzzy:
            yield f"{path}: fuzzy: {entry.msgid!r}"
    for key in exported.keys() - translated.keys():
        yield f"{path}: missing: {key[1]!r}"
    for key in translated.keys() - exported.keys():
        yield f"{path}: obsolete, not in the sources: {key[1]!r}"


def stock_translations():
    known = {}
    for addon in STOCK:
        known |= terms(polib.pofile(str(Path(get_module_path(addon), "i18n", "ru.po"))))
    return known


def update(path, catalogue, source):
    """Write the exported terms, translated where a translation is known."""
    known = stock_translations() | terms(catalogue)
    merged = polib.POFile(wrapwidth=78)
    merged.metadata = {**source.metadata, **catalogue.metadata, **RUSSIAN}
    for key, entry in terms(source).items():
        entry.msgstr = known[key].msgstr if key in known else ""
        if not entry.msgid.endswith(":"):
            entry.msgstr = entry.msgstr.removesuffix(":")  # some stock labels carry one
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        merged.append(entry)
    merged.save(str(path))


def template_faults(path, source):
    """:return: lines about terms that the template lacks

    Odoo merges ru.po with the .pot beside it, if there is one, and drops what that does not have.
    """
    if path.exists():
        for key in terms(source).keys() - terms(polib.pofile(str(path))).keys():
            yield f"{path.relative_to(ROOT)}: missing, so its translation is lost: {key[1]!r}"


def update_template(path, source):
    template = polib.POFile(wrapwidth=78)
    template.metadata = source.metadata
    for entry in terms(source).values():
        template.append(polib.POEntry(**{**vars(entry), "msgstr": "", "flags": []}))
    template.save(str(path))


def main():
    parser = argparse.ArgumentParser(prog="scripts/i18n", description=__doc__)
    parser.add_argument("--database", "-d", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("addons", nargs="*")
    args = parser.parse_args()
    addons = args.addons or sorted(p.parent.name for p in ROOT.glob("addons/*/__manifest__.py"))
    config.parse_config(["-d", args.database, "--no-http"], setup_logging=True)
    found = []
    with Registry(args.database).cursor(readonly=True) as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        for addon in addons:
            path = folder_of(addon) / "i18n" / "ru.po"
            catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
            source = export(env, addon)
            template = path.with_name(f"{addon}.pot")
            if args.update:
                path.parent.mkdir(exist_ok=True)
                update_template(template, source)
                update(path, catalogue, source)
                catalogue = polib.pofile(str(path))
            found += sorted(faults(path.relative_to(ROOT), catalogue, source))
            found += sorted(template_faults(template, source))
    print("\n".join(found) or f"ru.po complete and in step: {', '.join(addons)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
