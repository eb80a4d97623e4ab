"""A server and a browser to look at it with, and the checker of accessibility."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests
from odoo_log import unexpected
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
STARTUP = 120  # seconds
# what WCAG 2.2 asks at A and AA, and what axe recommends beyond it
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextlib.contextmanager
def run_server(database, log, allowed=None):
    """Run a server as `scripts/run` does.

    :param str database: that it serves
    :param Path log: file for its output; warnings in it fail the test
    :param str allowed: what the warnings say that the tests mean to cause
    :return: its address
    """
    port = _free_port()
    environment = {
        **os.environ,
        "ODOO_RC": str(ROOT / "config" / "odoo.demo.conf"),
        "ODOO_HTTP_PORT": str(port),
        "PGDATABASE": database,
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, ROOT / "scripts" / "lib" / "odoo_bin.py"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/web/health", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)
    lines = unexpected(log.read_text(encoding="utf-8"))
    assert not [line for line in lines if not allowed or allowed not in line]


def _free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_for(url, process, log):
    deadline = time.monotonic() + STARTUP
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        with contextlib.suppress(requests.RequestException):
            requests.get(url, timeout=10).raise_for_status()
            return
        time.sleep(0.5)
    raise AssertionError(f"the server does not answer:\n{log.read_text(encoding='utf-8')}")


@contextlib.contextmanager
def start_chromium():
    """:return: the machine's Chromium, which asks nothing of the world outside"""
    path = next(filter(None, map(shutil.which, BROWSERS)))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


def log_in(page, server, login, path=""):
    """Log in with a login that is its own password, and go on to a page."""
    page.goto(f"{server}/web/login?redirect={path}" if path else f"{server}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", login)
    page.click(".oe_login_form button[type=submit]")


def axe_violations(page, within=None):
    """Check the accessibility of a page as it stands.

    :param page: of playwright
    :param str within: CSS selector of the part to look at; None: everything
    :return: list of lines “rule: what is wrong (where)”, empty when there is nothing to say
    """
    # what lies half under a bar that sticks to the top counts as too small to press
    page.evaluate("window.scrollTo(0, 0)")
    page.add_script_tag(path=Path(os.environ["SHNOR_HOME"]) / "axe" / "axe.min.js")
    found = page.evaluate(
        """([within, tags]) => axe.run(within || document, {
            runOnly: {type: "tag", values: tags},
            resultTypes: ["violations"],
        }).then((result) => result.violations)""",
        [within, AXE_TAGS],
    )
    return [
        f"{violation['id']}: {violation['help']} ({node['html'][:200]})"
        for violation in found
        for node in violation["nodes"]
    ]


def sticks_out(page):
    """Return what is wider than the window, as tags with their classes."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll("body *")]
                .filter((el) => el.getBoundingClientRect().right > innerWidth + 1)
                .map((el) => `${el.tagName}.${el.className}`)"""
    )


# The filling page


def run_shell(database, source):
    """Run a source in `odoo shell`; returns what it printed."""
    odoo = ROOT / "scripts" / "lib" / "odoo_bin.py"
    options = ["--database", database, "--no-http", "--log-level", "warn"]
    done = subprocess.run(
        [sys.executable, odoo, "shell", *options],
        input=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def ready(page):
    """Wait until the page has started."""
    page.wait_for_selector(".sf_page[data-ready]")


def field(page, code):
    """:return: the box of a question"""
    return page.locator(f'.sf_field[data-code="{code}"]')


def control(page, code):
    """:return: the first thing to be filled in of a question"""
    return field(page, code).locator("input, select, textarea").first


def section(page, number):
    """Go to a step, counted from 1."""
    page.evaluate(
        "(number) => { location.hash ="
        " document.querySelectorAll('.sf_step')[number - 1].getAttribute('href'); }",
        number,
    )
    page.wait_for_function(
        "(number) => document.querySelectorAll('.sf_step')[number - 1].ariaCurrent === 'step'",
        arg=number,
    )


def wait_saved(page):
    """Wait until the server has everything: nothing waits on the device, and the page says so."""
    page.wait_for_function(
        """() => document.querySelector(".sf_status").dataset.state === "saved"
            && !Object.keys(localStorage).some((key) => key.includes("/q/"))"""
    )


def status(page, state):
    """Wait until the page tells this state of saving."""
    expect(page.locator(".sf_status")).to_have_attribute("data-state", state)
