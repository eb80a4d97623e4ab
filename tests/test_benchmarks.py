"""The benchmark's sides write the same rows: the product, plain SQL and two loops over records."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_product_sql_and_loops_agree_on_a_district(template):
    command = [ROOT / "scripts" / "bench", "indicators", "--scale", "district", "--repeat", "1"]
    done = subprocess.run(
        [*command, "--template", template],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "The sides agree." in done.stdout
    for side in ("product", "plain SQL", "loop over records", "loop, prefetched and batched"):
        assert f"| {side} " in done.stdout
