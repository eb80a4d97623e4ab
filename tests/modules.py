"""Addons that come and go, each time in an Odoo of its own, as in life."""

import os
import subprocess
import sys
from pathlib import Path

from odoo_log import unexpected

ROOT = Path(__file__).resolve().parents[1]
ODOO = ROOT / "scripts" / "lib" / "odoo_bin.py"
EXAMPLES = ROOT / "tests" / "addons"
REMOVE = """
env["ir.module.module"].search([("name", "=", "{name}")]).button_immediate_uninstall()
"""


def environment():
    """:return: the environment of a process whose Odoo knows the addons of tests/addons, too"""
    known = os.environ["ODOO_ADDONS_PATH"].split(",")
    path = ",".join(dict.fromkeys([*known, str(EXAMPLES)]))
    return {**os.environ, "ODOO_ADDONS_PATH": path}


def run(*arguments, source=None):
    """Run Odoo; its log is to be clean.

    :param arguments: of the program
    :param str source: what it reads from its standard input
    :return: what it printed, what it logged
    """
    done = subprocess.run(
        [sys.executable, ODOO, *arguments, "--no-http", "--log-level", "info"],
        env=environment(),
        input=source,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    assert "Traceback" not in done.stderr, done.stderr[-5000:]
    assert not unexpected(done.stderr), "\n".join(unexpected(done.stderr))
    return done.stdout, done.stderr


def shell(database, source):
    """:return: what a source printed in ``odoo shell``"""
    return run("shell", "--database", database, source=source)[0]


def install(database, name):
    """Install an addon, with its words in the languages of the database."""
    run("--database", database, "--init", name, "--stop-after-init")


def uninstall(database, name):
    """Uninstall an addon by its button; everything that it brought is to go."""
    _printed, log = run("shell", "--database", database, source=REMOVE.format(name=name))
    assert "ir.model.data could not be deleted ([])" in log, log[-5000:]
