"""Help and partners on a phone: the director rates, asks and proposes, the committee confirms."""

import re

import pytest
from browsing import axe_violations, log_in, run_shell, sticks_out
from playwright.sync_api import expect

SCHOOL = "270815"  # whose director is the login “director” of the demo
TOPIC = "Урок физики по видеосвязи"
# an agreement in force with a leader school, and help that was held
WORLD = f"""
school = env["shnor.school"].search([("code", "=", "{SCHOOL}")])
leader = env["shnor.school"].search([("is_leader", "=", True), ("id", "!=", school.id)], limit=1)
agreement = env["shnor.agreement"].create({{
    "number": "рассказ-1", "school_id": school.id, "partner_school_id": leader.id,
    "partner_kind": "leader_school", "date_from": "2026-01-15", "state": "in_force",
    "basis_id": env.ref("shnor_network.agreement_basis_cooperation").id,
    "subject": "Рассказ о сети"}})
support = env["shnor.support"].create({{
    "school_id": school.id, "date": "2026-03-10", "state": "done", "topic": "Разбор результатов",
    "kind_id": env.ref("shnor_network.support_kind_visit").id}})
print("IDS", agreement.id, support.id)
env.cr.commit()
"""


@pytest.fixture(scope="module")
def world(module_database, shnor):
    """:return: (database with the demo, id of an agreement, id of help that was held)"""
    shnor("demo", database=module_database)
    printed = run_shell(module_database, WORLD)
    agreement, support = re.search(r"^IDS (\d+) (\d+)", printed, re.MULTILINE).groups()
    return module_database, int(agreement), int(support)


@pytest.fixture
def phone(browser):
    """:return: a page of 360 pixels in a browser with nothing in it yet"""
    context = browser.new_context(viewport={"width": 360, "height": 780}, locale="ru-RU")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"error on the page: {error}"))
    yield page
    context.close()


@pytest.fixture
def desk(browser):
    """:return: a page as wide as a desk has it"""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="ru-RU")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def looks_well(page):
    assert axe_violations(page) == []
    assert sticks_out(page) == []


def form_of(page, action):
    """:return: the form that sends to this address"""
    return page.locator(f'form[action="{action}"]')


def opened(page, action):
    """Open the folded form that sends to this address by the keyboard, as it can be done."""
    form = form_of(page, action)
    page.locator("details", has=form).last.locator("> summary").press("Enter")
    expect(form).to_be_visible()
    return form


def test_the_director_rates_and_proposes_and_the_committee_confirms(
    world, serve, phone, desk, query
):
    database, agreement, support = world
    server = serve(database)

    # the card on the home page leads to the help, which is rated
    log_in(phone, server, "director", "/my")
    phone.locator("a[href='/my/help']:visible").click()
    looks_well(phone)
    rating = form_of(phone, f"/my/help/{support}/rate")
    rating.locator(f"label[for='rate{support}_4']").click()
    rating.locator("textarea").fill("Помогло, нужен второй выезд")
    rating.locator("button[type=submit]").click()
    expect(phone.locator("[role=status]")).to_be_visible()
    looks_well(phone)
    assert query(
        database, f"SELECT usefulness, usefulness_remark FROM shnor_support WHERE id = {support}"
    ) == [["4", "Помогло, нужен второй выезд"]]

    # more help is asked for
    ask = opened(phone, "/my/help/ask#requests")
    looks_well(phone)
    ask.locator("[name=topic]").fill("Второй выезд методиста")
    ask.locator("[name=whom]").select_option("teachers")
    ask.locator("button[type=submit]").click()
    expect(phone.locator("li", has_text="Второй выезд методиста")).to_be_visible()

    # an activity is entered; it counts nowhere yet
    phone.goto(f"{server}/my")
    phone.locator("a[href='/my/partners']:visible").click()
    looks_well(phone)
    propose = opened(phone, f"/my/partners/{agreement}/propose")
    looks_well(phone)
    propose.locator("[name=topic]").fill(TOPIC)
    propose.locator("[name=kind_id]").select_option(index=1)
    propose.locator("[name=date]").fill("2026-04-14")
    propose.locator("[name=student_count]").fill("12")
    propose.locator("[name=confirmation]").fill("ссылка на запись")
    propose.locator("button[type=submit]").click()
    expect(phone.locator("[role=status]")).to_be_visible()
    looks_well(phone)
    assert state_of(query, database) == "reported"

    # the committee confirms it, and sees it in the picture
    log_in(desk, server, "specialist", f"/odoo/shnor.agreement/{agreement}")
    row = desk.locator(".o_field_one2many .o_data_row", has_text=TOPIC)
    row.locator(".o_data_cell").nth(2).click()
    dialog = desk.locator(".modal")
    dialog.locator("button[name=action_confirm]").click()
    expect(dialog.locator("button[name=action_confirm]")).to_be_hidden()
    assert state_of(query, database) == "done"
    errors = []
    desk.on("pageerror", lambda error: errors.append(error))
    desk.goto(f"{server}/odoo/shnor-network-picture")
    expect(desk.locator(".o_shnor_picture_canvas canvas").first).to_be_attached()
    desk.locator(".o_shnor_picture .btn-group button").nth(1).click()
    expect(desk.locator(".o_shnor_picture table tbody tr").first).to_be_visible()
    assert axe_violations(desk, ".o_shnor_picture") == []
    with desk.expect_download() as download:
        desk.locator(".o_shnor_picture button", has_text="Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert errors == []

    # the director sees that it counts
    phone.reload()
    expect(phone.locator("li", has_text=TOPIC).locator(".badge")).to_have_class(
        re.compile("text-bg-success")
    )


def state_of(query, database):
    return query(database, f"SELECT state FROM shnor_joint_activity WHERE topic = '{TOPIC}'")[0][0]
