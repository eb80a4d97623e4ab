"""Databases of the benchmarks: a template with the addons, and one clone for each scale."""

import hashlib
import os
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

from .tools import progress

ADDONS = Path(__file__).resolve().parents[2] / "addons"
MODULES = (
    "shnor_website",
    "shnor_network",
    "shnor_monitoring",
    "shnor_form",
    "shnor_indicator",
    "shnor_registry",
)
TEMPLATE = "bench_template"
PREFIX = "bench_"
# Views, translations and tests do not change what is measured; the rest of an addon may.
SOURCES = ("*.py", "*.xml", "*.csv")
IGNORED = {"tests", "views", "static", "i18n", "demo", "readme"}


def configure():
    """Read Odoo's configuration from ODOO_RC, without starting a server.

    :raise SystemExit: when ODOO_RC does not name a file
    """
    rc = os.environ.get("ODOO_RC")
    if not rc or not Path(rc).is_file():
        raise SystemExit("ODOO_RC must name Odoo's configuration file; scripts/bench sets it.")
    from odoo.tools import config  # only after the check above

    config.parse_config(["-c", rc, "--workers=0", "--max-cron-threads=0", "--log-level=warn"])


def fingerprint():
    """:return: a digest of the addons' sources; a database made from others is stale"""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ADDONS.rglob(pattern)):
            relative = path.relative_to(ADDONS)
            if IGNORED.isdisjoint(relative.parts):
                digest.update(str(relative).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


@contextmanager
def server():
    """A cursor on the server's own database, in autocommit, for CREATE and DROP DATABASE."""
    from odoo.sql_db import db_connect

    with closing(db_connect("postgres").cursor()) as cr:
        cr._cnx.autocommit = True
        yield cr


def exists(name):
    """:return: whether the server has a database of this name"""
    with server() as cr:
        cr.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        return bool(cr.fetchone())


def drop(name):
    """Drop a database of the benchmarks, if it exists."""
    from odoo.modules.registry import Registry
    from odoo.sql_db import close_db

    _check_own(name)
    Registry.delete(name)
    close_db(name)
    with server() as cr:
        cr.execute(f'DROP DATABASE IF EXISTS "{name}"')


def clone(source, name):
    """Make the database ``name`` as a copy of ``source``, in place of one that may exist."""
    from odoo.sql_db import close_db

    drop(name)
    close_db(source)
    with server() as cr:
        cr.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def stamp(name):
    """:return: what was noted in a database by :func:`set_stamp`; None when it is not there"""
    if not exists(name):
        return None
    with _cursor(name) as cr:
        cr.execute("SELECT to_regclass('bench_stamp')")
        if cr.fetchone()[0] is None:
            return None
        cr.execute("SELECT value FROM bench_stamp")
        row = cr.fetchone()
        return row and row[0]


def set_stamp(name, value):
    """Note in a database of what sources and scale it was made."""
    with _cursor(name) as cr:
        cr.execute("CREATE TABLE IF NOT EXISTS bench_stamp (value text)")
        cr.execute("DELETE FROM bench_stamp")
        cr.execute("INSERT INTO bench_stamp VALUES (%s)", (value,))
        cr.commit()


def ensure_template():
    """Make the template with the addons installed, unless one of the same sources exists.

    :return: the template's name
    """
    sources = fingerprint()
    if stamp(TEMPLATE) == sources:
        return TEMPLATE
    progress("Installing the addons into a template database")
    drop(TEMPLATE)
    command = [sys.executable, "-m", "odoo", "-c", os.environ["ODOO_RC"], "-d", TEMPLATE]
    command += ["-i", ",".join(MODULES), "--skip-auto-install", "--stop-after-init", "--no-http"]
    command += ["--workers=0", "--max-cron-threads=0", "--log-level=warn"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise SystemExit(f"The addons cannot be installed:\n{done.stdout.decode()[-4000:]}")
    set_stamp(TEMPLATE, sources)
    return TEMPLATE


def ensure(name, fill, note="", template=None):
    """Make a clone of the template and fill it, unless a kept one of the same sources exists.

    :param name: the database's name without the prefix of the benchmarks
    :param fill: called with an environment of the superuser; its work is committed
    :param note: what else the content depends on
    :param template: database with the addons, to be cloned instead of installing one
    :return: the database's full name
    """
    name = PREFIX + name
    wanted = f"{fingerprint()} {note}"
    if stamp(name) != wanted:
        clone(template or ensure_template(), name)
        with environment(name) as env:
            fill(env)
            env.cr.commit()
        set_stamp(name, wanted)
    return name


@contextmanager
def environment(name):
    """The superuser's environment on a database, with the language of the addons' sources."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    with Registry(name).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})


def vacuum(name, tables=()):
    """Clean up and take statistics, as autovacuum does on a database that has been alive."""
    with _cursor(name) as cr:
        cr._cnx.autocommit = True
        for table in tables or ("",):
            cr.execute(f"VACUUM (ANALYZE) {table}")
        cr.execute("CHECKPOINT")


@contextmanager
def _cursor(name):
    from odoo.sql_db import db_connect

    with closing(db_connect(name).cursor()) as cr:
        yield cr


def _check_own(name):
    if not name.startswith(PREFIX):
        raise ValueError(f"{name} is not a database of the benchmarks")
