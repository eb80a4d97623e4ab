"""What holds for every test, the addons' own and those of tests/.

- A warning or an error in Odoo's log fails the test that it belongs to.
- A skipped test fails the run: Odoo skips silently when the browser or the HTTP server is missing.
"""

import logging
import os

import pytest
from odoo_log import is_noise

SKIPS_ALLOWED = os.environ.get("SHNOR_TEST_SCOPE") == "fast"


class Warnings(logging.Handler):
    """Keeps what is logged at WARNING or above, outside of assertLogs and mute_logger."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        message = record.getMessage()
        if record.name.startswith(("odoo", "werkzeug")) and not is_noise(message):
            self.lines.append(f"{record.levelname} {record.name}: {message}")

    def take(self):
        lines, self.lines = self.lines, []
        return lines


warnings = Warnings()


def pytest_configure():
    logging.getLogger().addHandler(warnings)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    result = yield
    # set-up's warnings are included: the fixtures of a class belong to its first test
    if lines := warnings.take():
        pytest.fail("Odoo's log has warnings or errors:\n" + "\n".join(lines), pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    result = yield
    if lines := warnings.take():
        pytest.fail("Odoo's log has warnings or errors:\n" + "\n".join(lines), pytrace=False)
    return result


def pytest_terminal_summary(terminalreporter):
    if skips := _forbidden_skips(terminalreporter):
        terminalreporter.section("skipped tests are failures here", red=True)
        terminalreporter.line(f"{len(skips)} skipped, see the summary for the reasons")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.exitstatus == pytest.ExitCode.OK and _forbidden_skips(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _forbidden_skips(reporter):
    return [] if SKIPS_ALLOWED else reporter.stats.get("skipped", [])
