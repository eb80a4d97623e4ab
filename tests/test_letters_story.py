"""Letters on a phone: read, downloaded, acknowledged, objected to; what the register knows."""

import json
import re

import pytest
from browsing import axe_violations, log_in, run_shell, sticks_out
from playwright.sync_api import expect

SCHOOL = "270815"  # whose director is the login “director” of the demo
# what comes before the letters has stories of its own
SEND = """
from odoo.fields import Date
campaign = env["shnor.campaign"].search([("order_id.number", "=", "112-о")])
campaign.action_calculate()
campaign._draft_recommendations()
drafts = campaign.recommendation_ids.filtered(lambda one: one.state == "draft" and one.term_date)
drafts.filtered("responsible").action_accept()
analysis = campaign.analysis_id or env["shnor.analysis"].create({"campaign_id": campaign.id})
analysis._move_to("approved", digest=analysis._digest_of_rows())
pack = campaign._make_letters()
pack.action_send()
env.cr.commit()
env["shnor.letter.pack"]._cron_send()
letter = pack.letter_ids.filtered(lambda one: one.school_id.code == "%s")
import json
print("LETTER", json.dumps([letter.id, pack.state, len(pack.letter_ids), pack.sent_count]))
env.cr.commit()
"""
STATE = """
letter = env["shnor.letter"].browse(%d)
import json
print("STATE", json.dumps([letter.state, letter.objection_state, bool(letter.downloaded_at),
    letter.acknowledged_by_id.user_ids.login, letter.objection_ids.text]))
"""


@pytest.fixture(scope="module")
def sent(module_database, shnor, serve):
    """:return: (address of a server, its database, id of the letter of the director's school)"""
    shnor("demo", database=module_database)
    letter, state, made, out = printed(module_database, SEND % SCHOOL, "LETTER")
    assert (state, out) == ("sent", made)
    return serve(module_database), module_database, letter


@pytest.fixture
def page(browser):
    """:return: a page of 360 pixels"""
    context = browser.new_context(viewport={"width": 360, "height": 780}, locale="ru-RU")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"error on the page: {error}"))
    yield page
    context.close()


def printed(database, source, word):
    return json.loads(re.search(rf"^{word} (.*)$", run_shell(database, source), re.MULTILINE)[1])


def looks_well(page):
    assert axe_violations(page, "#wrapwrap main") == []
    assert sticks_out(page) == []


def test_a_director_reads_acknowledges_and_objects_on_a_phone(sent, page):
    server, database, letter = sent
    log_in(page, server, "director", "/my/monitorings")
    path = f"/my/letters/{letter}"
    expect(page.locator(f"a[href='{path}']")).to_be_visible()
    looks_well(page)
    page.goto(f"{server}/my/letters")
    looks_well(page)
    page.locator(f"a[href='{path}']").click()
    page.wait_for_url(f"{server}{path}")
    looks_well(page)
    with page.expect_download() as download:
        page.locator(f"a[href='{path}/pdf']").click()
    assert download.value.suggested_filename.endswith(".pdf")
    # with the keyboard alone
    button = page.locator(f"form[action='{path}/acknowledge'] button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".alert-success")).to_be_visible()
    expect(button).to_have_count(0)
    looks_well(page)
    page.locator("details:has(textarea) summary").click()
    page.locator("textarea").fill("Не учтена справка о диагностике.")
    page.locator(f"form[action='{path}/object'] button").click()
    expect(page.locator(".alert-success")).to_be_visible()
    expect(page.locator("textarea")).to_have_count(0)
    looks_well(page)
    assert printed(database, STATE % letter, "STATE") == [
        "acknowledged",
        "open",
        True,
        "director",
        "Не учтена справка о диагностике.",
    ]
