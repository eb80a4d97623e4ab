"""The main job at a terminal: spreadsheets in, indicators out, faults refused."""

import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
JULY = ROOT / "addons" / "shnor_monitoring" / "demo" / "july2026"
DATA = ROOT / "tests" / "data"
EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
FAULTS = json.loads((DATA / "broken" / "faults.json").read_text(encoding="utf-8"))
REFUSED = sorted({fault["file"] for fault in FAULTS if fault["severity"] == "error"})
# What the product knows of schools; partners carry the schools' names and the directors.
TABLES = "table_name LIKE 'shnor\\_%' OR table_name = 'res_partner'"


def _faults_of(file):
    return [fault for fault in FAULTS if fault["file"] == file]


def _folder_with(file, folder):
    """Copy july2026 to `folder` with the broken `file` (KIND_fault.xlsx) in its kind's place."""
    shutil.copytree(JULY, folder)
    kinds = sorted((path.stem for path in JULY.glob("*.xlsx")), key=len, reverse=True)
    kind = next(kind for kind in kinds if file.startswith(f"{kind}_"))
    shutil.copy(DATA / "broken" / file, folder / f"{kind}.xlsx")
    return folder


@pytest.fixture(scope="module")
def contents(query):
    """:return: function contents(database): {table: rows and a digest of them} of the product"""

    def read(database):
        tables = [
            row[0]
            for row in query(
                database,
                "SELECT table_name FROM information_schema.tables "
                f"WHERE table_type = 'BASE TABLE' AND ({TABLES}) ORDER BY 1",
            )
        ]
        assert tables
        parts = [
            f"SELECT '{table}', count(*), "
            f"md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
            for table in tables
        ]
        return {row[0]: row[1:] for row in query(database, " UNION ALL ".join(parts))}

    return read


@pytest.fixture(scope="module")
def july(module_database, shnor, tmp_path_factory):
    """:return: database with july2026 in it, and what `shnor indicators --json` says of it"""
    file = tmp_path_factory.mktemp("july") / "indicators.json"
    done = shnor("import", JULY, database=module_database)
    shnor("indicators", "--json", file, database=module_database)
    return module_database, json.loads(file.read_text(encoding="utf-8")), done


@pytest.mark.parametrize("code", sorted(EXPECTED["indicators"]))
def test_an_indicator_of_july_is_as_worked_out_by_hand(july, code):
    _database, actual, _done = july
    assert actual["indicators"][code] == EXPECTED["indicators"][code]


def test_the_order_of_july_is_as_it_was_signed(july):
    _database, actual, _done = july
    order = {key: value for key, value in EXPECTED.items() if key != "indicators"}
    assert {key: actual.get(key) for key in order} == order


def test_a_second_import_changes_nothing(july, shnor, contents):
    database = july[0]
    before = contents(database)
    shnor("import", JULY, database=database)
    after = contents(database)
    # Each import leaves its own protocol; what it speaks of is as it was.
    assert {t: v for t, v in after.items() if not t.startswith("shnor_import")} == {
        t: v for t, v in before.items() if not t.startswith("shnor_import")
    }


@pytest.fixture(scope="module")
def untouched(make_database, contents):
    """:return: database without data, and its contents before any import"""
    database = make_database()
    return database, contents(database)


@pytest.mark.parametrize("file", REFUSED)
def test_a_broken_file_is_refused_and_nothing_is_written(
    file, untouched, shnor, contents, tmp_path
):
    database, before = untouched
    done = shnor("import", _folder_with(file, tmp_path / "wave"), database=database, status=None)
    assert done.returncode > 0, done.stdout
    for fault in _faults_of(file):
        line = _line_about(fault, done.stdout + done.stderr)
        assert line, f"{fault}\nis not told in\n{done.stdout}\n{done.stderr}"
    assert contents(database) == before


def _line_about(fault, output):
    """Return the line of `output` that names the place of `fault`, or None."""
    kind = fault["file"].split("_")[0]
    places = [kind, fault["sheet"], fault["row"], fault["column"]]
    wanted = [str(place) for place in places if place is not None]
    return next(
        (line for line in output.splitlines() if all(place in line for place in wanted)), None
    )


def test_a_sheet_without_rows_is_a_warning(make_database, shnor, query, tmp_path):
    database = make_database()
    folder = _folder_with("support_header_only.xlsx", tmp_path / "wave")
    done = shnor("import", folder, database=database)
    assert _line_about(_faults_of("support_header_only.xlsx")[0], done.stdout + done.stderr)
    assert query(database, "SELECT count(*) FROM shnor_support") == [["0"]]
    assert query(database, "SELECT count(*) > 0 FROM shnor_agreement") == [["t"]]


def test_text_like_a_formula_comes_in_as_text(make_database, shnor, query, tmp_path):
    database = make_database()
    file = "teachers_formula_injection.xlsx"
    shnor("import", _folder_with(file, tmp_path / "wave"), database=database)
    value = _faults_of(file)[0]["value"]
    names = [row[0] for row in query(database, "SELECT name FROM shnor_teacher")]
    assert value in names
