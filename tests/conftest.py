"""Fixtures for tests that drive the product from outside: the command line, a running server."""

import contextlib
import os
import shutil
import subprocess
import uuid
from pathlib import Path

import pytest
from browsing import run_server, start_chromium
from odoo_log import unexpected

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def template():
    """:return: name of the database with all addons installed; never connect to it, clone it"""
    return os.environ["SHNOR_TEST_TEMPLATE"]


@pytest.fixture(scope="session")
def make_database(template):
    """:return: function without arguments: makes a fresh clone (0.2 s), returns its name"""
    made = []

    def make():
        name = f"shnor_test_{uuid.uuid4().hex[:12]}"
        _client("createdb", "-T", template, name)
        made.append(name)
        return name

    yield make
    for name in made:
        _client("dropdb", "--if-exists", "--force", name)
        shutil.rmtree(Path(os.environ["ODOO_DATA_DIR"], "filestore", name), ignore_errors=True)


@pytest.fixture
def database(make_database):
    """:return: name of a database of this test's own"""
    return make_database()


@pytest.fixture(scope="module")
def module_database(make_database):
    """:return: name of a database that the tests of a file share"""
    return make_database()


@pytest.fixture(scope="session")
def shnor():
    """:return: function shnor(*arguments, database, status=0): scripts/shnor as a person runs it"""

    def run(*arguments, database, status=0, timeout=600):
        command = [ROOT / "scripts" / "shnor", *map(str, arguments), "--database", database]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        output = f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
        if status is not None:
            assert done.returncode == status, output
        assert not unexpected(done.stderr), output
        return done

    return run


@pytest.fixture(scope="session")
def query():
    """:return: function query(database, sql): rows as lists of text, by psql"""

    def run(database, sql):
        output = _client("psql", "-d", database, "-AtqF", "\t", "-c", sql)
        return [line.split("\t") for line in output.splitlines()]

    return run


@pytest.fixture(scope="module")
def serve(tmp_path_factory):
    """:return: function serve(database, allowed=None): address of a server of it, whose log is
    clean afterwards, see ``run_server``"""
    with contextlib.ExitStack() as servers:

        def start(database, allowed=None):
            log = tmp_path_factory.mktemp("server") / "odoo.log"
            return servers.enter_context(run_server(database, log, allowed))

        yield start


@pytest.fixture(scope="module")
def browser():
    """:return: the machine's Chromium"""
    with start_chromium() as chromium:
        yield chromium


def _client(tool, *arguments):
    command = [Path(os.environ["PGPATH"], tool), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
