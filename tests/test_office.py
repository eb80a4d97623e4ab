"""The back office as a specialist meets it: a form is checked, an interview is held."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from browsing import axe_violations, log_in
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def world(module_database):
    """:return: (database, {name: id of a record})"""
    source = (ROOT / "tests" / "data" / "office.py").read_text(encoding="utf-8")
    odoo = ROOT / "scripts" / "lib" / "odoo_bin.py"
    options = ["--database", module_database, "--no-http", "--log-level", "warn"]
    done = subprocess.run(
        [sys.executable, odoo, "shell", *options],
        input=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return module_database, json.loads(re.search(r"^OFFICE (.*)$", done.stdout, re.MULTILINE)[1])


@pytest.fixture(scope="module")
def server(world, serve):
    """:return: address of a server"""
    return serve(world[0])


@pytest.fixture
def page(browser, server):
    """:return: a page in which the specialist has logged in; what fails in it fails the test"""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="ru-RU")
    context.set_default_timeout(30_000)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    log_in(page, server, "olga")
    page.wait_for_selector(".o_main_navbar")
    yield page
    context.close()
    assert not errors


def test_a_form_is_checked_and_asked_about_in_the_row(page, server, world):
    database, ids = world
    page.goto(f"{server}/odoo/action-shnor_monitoring.survey_user_input_action/{ids['sheet']}")
    row = page.locator(".o_shnor_form_check tr[data-code='А1.1']")
    expect(row).to_contain_text("95 чел.")
    expect(row).to_contain_text("90 чел.")
    assert not axe_violations(page, ".o_shnor_form_check")

    # what differs: one answer is left
    page.locator(".o_shnor_form_check [role=group] button").nth(3).click()
    expect(page.locator(".o_shnor_form_check tr[data-code]")).to_have_count(1)

    # a question is two keys and a text away
    row.locator("button").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Почему в реестре 90?")
    page.keyboard.press("Control+Enter")
    talk = page.locator(".o_shnor_talk")
    expect(talk).to_contain_text("Почему в реестре 90?")
    expect(talk.locator("textarea")).to_have_count(0)
    expect(page.locator("button[name=action_open_form_queries]")).to_contain_text("1")
    assert not axe_violations(page, ".o_shnor_form_check")


def test_an_interview_is_held_with_the_directors_answers_beside(page, server, world, query):
    database, ids = world
    page.goto(f"{server}/odoo/action-shnor_monitoring.shnor_interview_action/{ids['interview']}")
    with page.context.expect_page() as opened:
        page.locator("button[name=action_hold]").click()
    form = opened.value
    field = form.locator("[data-code='Б3.1']")
    expect(field.locator("[data-out=beside]")).to_have_text(re.compile("10 чел."))
    field.locator("input").fill("12")
    field.locator("input").blur()
    form.goto(f"{server}/my/forms/{ids['record']}#check")
    expect(form.locator("[data-submit]")).to_be_visible()
    form.locator("[data-declare]").check()
    form.locator("[data-submit]").click()
    expect(form.locator(".sf_receipt, [data-part=receipt]").first).to_be_visible()
    states = query(database, "SELECT state FROM shnor_interview")
    assert states == [["held"]]
    differences = query(database, "SELECT code, self_value, interview_value FROM shnor_difference")
    assert ["А2.1", "10", "12"] in differences
