"""Compare addons/*/i18n/ru.po with the terms that Odoo exports; see scripts/i18n."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]


def export(database, addon, folder):
    """:return: the addon's terms as a polib.POFile, exported from the sources and the database"""
    path = Path(folder, f"{addon}.pot")
    launcher = ROOT / "scripts" / "lib" / "odoo_bin.py"
    command = [sys.executable, launcher, "i18n", "export", "-d", database, "-l", "pot", "-o", path]
    subprocess.run([*command, addon], check=True, stdout=subprocess.DEVNULL)
    return polib.pofile(str(path)) if path.stat().st_size else polib.POFile()


def terms(catalogue):
    return {
        (entry.msgctxt, entry.msgid): entry
        for entry in catalogue
        if entry.msgid and not entry.obsolete
    }


def faults(path, catalogue, source):
    """:return: lines «file: what: term», empty when the translation is complete and in step"""
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


def update(path, catalogue, source):
    """Write the exported terms with the translations that are already there."""
    known = terms(catalogue)
    merged = polib.POFile(wrapwidth=78)
    merged.metadata = {**source.metadata, **catalogue.metadata, "Language": "ru"}
    for key, entry in terms(source).items():
        entry.msgstr = known[key].msgstr if key in known else ""
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        merged.append(entry)
    path.parent.mkdir(exist_ok=True)
    merged.save(str(path))


def main():
    parser = argparse.ArgumentParser(prog="scripts/i18n", description=__doc__)
    parser.add_argument("--database", "-d", required=True)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("addons", nargs="*")
    args = parser.parse_args()
    addons = args.addons or sorted(p.parent.name for p in ROOT.glob("addons/*/__manifest__.py"))
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for addon in addons:
            path = ROOT / "addons" / addon / "i18n" / "ru.po"
            catalogue = polib.pofile(str(path)) if path.exists() else polib.POFile()
            source = export(args.database, addon, folder)
            if args.update:
                update(path, catalogue, source)
                catalogue = polib.pofile(str(path))
            found += sorted(faults(os.path.relpath(path, ROOT), catalogue, source))
    print("\n".join(found) or f"ru.po complete and in step: {', '.join(addons)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
