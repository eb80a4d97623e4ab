"""A short deadline night: the server is killed in the middle, and nothing acknowledged is lost."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_nothing_is_lost_when_the_server_is_killed(template):
    night = ["--directors", "20", "--rate", "40", "--seconds", "8", "--kill", "server"]
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "load", *night, "--race", "0", "--template", template],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "ODOO_LOG_LEVEL": "warn"},
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "acknowledged answers are there, each once; 20 receipts match." in done.stdout
