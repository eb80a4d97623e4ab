"""The benchmarks run, their sides agree, and numbers of statements are within their bounds."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_product_sql_and_loops_agree_on_a_district(template):
    """The sides write the same rows: the product, plain SQL and two loops over records."""
    told = _bench("indicators", "--scale", "district", template=template)
    assert "The sides agree." in told
    for side in ("product", "plain SQL", "loop over records", "loop, prefetched and batched"):
        assert f"| {side} " in told


def test_network_sides_agree_on_a_district(template):
    """Indicators 4 to 6, and the roadmaps as they were taken down: every row is compared."""
    told = _bench("network", "--scale", "district", template=template)
    assert told.count("The sides agree.") == 2
    assert "Rows written: 185." in told, "measures of the period, and no others"
    for side in ("product", "plain SQL", "loop over records"):
        assert told.count(f"| {side} ") == 2


def test_saving_and_opening_take_few_statements_beside_survey(template):
    told = _bench("forms", template=template)
    # of Survey's statements for the submit of a page, and for a page
    assert _cell(told, "ours: one answer saved", 2) <= 1 / 3
    assert _cell(told, "ours: a form of 150 questions", 2) <= 1


def test_statistics_agree_with_those_of_survey(template):
    told = _bench("statistics", "--scale", "district", template=template)
    assert "3,000 answers. The sides agree." in told


def test_signing_makes_the_same_records_by_few_statements(template):
    told = _bench("signing", "--scale", "district", template=template)
    signed = _cell(told, "product: sign", 2)
    assert signed <= _cell(told, "the same records one by one", 2) / 10


def test_every_letter_comes_out_of_the_job(template):
    told = _bench("letters", "--scale", "district", template=template)
    assert _cell(told, "10 schools", 2) <= 60, "statements to make the pack"


def _bench(*arguments, template):
    command = [ROOT / "scripts" / "bench", *arguments, "--repeat", "1", "--template", template]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def _cell(table, row, column):
    """Return a number of a Markdown table."""
    [line] = [line for line in table.splitlines() if line.startswith(f"| {row} ")]
    return float(line.split("|")[column + 1].replace(",", ""))
