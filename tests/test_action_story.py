"""From numbers to action: July of the demo from the calculation to the published page and the
acknowledged letter, and how December opens."""

import re
import time

import pytest
from browsing import axe_violations, log_in, run_shell, sticks_out
from playwright.sync_api import expect

SCHOOL = "270815"  # whose director is the login “director” of the demo
SPECIALIST = """
user = env["res.users"].search([("login", "=", "specialist")])
env = env(user=user.id, context={"lang": "ru_RU", "tz": "Asia/Vladivostok"})
"""
# the collection is over: what the committee does one by one is done here in one go
ADVISED = f"""
{SPECIALIST}
july = env["shnor.campaign"].search([("order_id.number", "=", "112-о")])
july.action_calculate()
july.action_draft_recommendations()
july.recommendation_ids.filtered(lambda one: one.state == "draft").action_accept()
print("JULY", july.id)
env.cr.commit()
"""
# the working group has met; the votes are entered, the minutes not yet signed
MEETING = f"""
{SPECIALIST}
july = env["shnor.campaign"].search([("order_id.number", "=", "112-о")])
meeting = env["shnor.meeting"].create({{
    "campaign_id": july.id, "start": "2026-08-05 01:00:00", "place": "Зал заседаний"}})
meeting.action_all_present()
meeting.action_held()
meeting.minutes_number = "3"
for question in meeting.question_ids:
    question.decided = "Принять."
names = meeting.question_ids.filtered(lambda one: one.kind == "publish_names")
(meeting.question_ids - names).action_vote_unanimously()
present = len(meeting.attendance_ids._vote())
names.write({{"votes_against": present, "decided": "Публиковать без названий."}})
meeting.question_ids.filtered(lambda one: one.kind == "free")[-1:].action_draft_decisions()
print("MEETING", meeting.id)
env.cr.commit()
"""
DECEMBER = """
order = env["shnor.order"].search([("previous_order_id.number", "=", "112-о")])
administrator = env["res.users"].search([("login", "=", "administrator")])
order = order.with_user(administrator)
order.action_submit()
for reviewer in order.reviewer_ids.sorted("sequence"):
    order.with_user(reviewer.user_id).action_approve()
order.write({"number": "240-о", "date": "2026-11-23"})
order.action_sign()
print("DECEMBER", order.campaign_ids.id)
env.cr.commit()
"""


@pytest.fixture(scope="module")
def world(module_database, shnor, serve):
    """:return: (address of a server, its database with the demo)"""
    shnor("demo", database=module_database)
    return serve(module_database), module_database


@pytest.fixture
def pages(browser):
    """:return: function pages(width): a page of a visitor whom the server has not seen yet"""
    contexts = []

    def make(width):
        context = browser.new_context(viewport={"width": width, "height": 880}, locale="ru-RU")
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"error on the page: {error}"))
        return page

    yield make
    for context in contexts:
        context.close()


def number(database, source, name):
    """Run a source in the shell; return the number that it printed after a name."""
    return int(re.search(rf"^{name} (\d+)", run_shell(database, source), re.MULTILINE).group(1))


def wait_for(seen, seconds=120):
    """Wait for what a job of the server does."""
    until = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < until
        time.sleep(1)


def press(page, name, confirm=False):
    page.locator(f"button[name={name}]:visible").first.click()
    if confirm:
        page.locator(".modal .btn-primary").click()


def press_in(page, tab, name):
    """Press a button of a tab of the form."""
    page.locator(f".o_notebook_headers a[name={tab}]").click()
    press(page, name)


def looks_well(page):
    assert axe_violations(page) == []
    assert sticks_out(page) == []


def test_from_the_numbers_to_what_came_of_it(world, pages, query):
    server, database = world
    july = number(database, ADVISED, "JULY")
    desk = pages(1400)

    # the note is drafted
    log_in(desk, server, "specialist", f"/odoo/shnor.campaign/{july}")
    press_in(desk, "analysis", "action_draft_analysis")
    expect(desk.locator(".o_field_one2many .o_data_row").first).to_be_visible()
    [[analysis, problems]] = query(
        database,
        "SELECT analysis.id, count(*) FROM shnor_analysis analysis"
        " JOIN shnor_analysis_sentence sentence ON sentence.analysis_id = analysis.id"
        f" WHERE analysis.campaign_id = {july} GROUP BY analysis.id",
    )
    assert int(problems) > 50

    # letters and publication wait for the working group
    desk.goto(f"{server}/odoo/shnor.campaign/{july}")
    assert query(database, f"SELECT is_approved FROM shnor_campaign WHERE id = {july}") == [["f"]]

    # its minutes are signed, which approves the analysis
    meeting = number(database, MEETING, "MEETING")
    desk.goto(f"{server}/odoo/shnor.meeting/{meeting}")
    press(desk, "action_sign_minutes", confirm=True)
    expect(desk.locator("button[name=action_sign_minutes]:visible")).to_have_count(0)
    assert query(
        database, f"SELECT state, digest IS NULL FROM shnor_analysis WHERE id = {analysis}"
    ) == [["approved", "f"]]

    # a letter for every school; the job prints and sends them
    desk.goto(f"{server}/odoo/shnor.campaign/{july}")
    press_in(desk, "outcome", "action_make_letters")
    press(desk, "action_send", confirm=True)
    wait_for(
        lambda: (
            query(database, "SELECT state, count(*) FROM shnor_letter GROUP BY state")
            == [["sent", "8"]]
        )
    )

    # the director reads it on a phone, and says so
    phone = pages(360)
    log_in(phone, server, "director", "/my")
    phone.locator("a[href='/my/letters']:visible").click()
    looks_well(phone)
    phone.locator("a[href^='/my/letters/']").first.click()
    looks_well(phone)
    phone.locator("form[action$=acknowledge] button").click()
    expect(phone.locator("[role=status]")).to_be_visible()
    looks_well(phone)
    assert query(
        database,
        "SELECT school.code FROM shnor_letter letter"
        " JOIN shnor_school school ON school.id = letter.school_id"
        " WHERE letter.state = 'acknowledged' AND letter.opened_at IS NOT NULL",
    ) == [[SCHOOL]]

    # the public version is published, and read by somebody without an account
    desk.goto(f"{server}/odoo/shnor.campaign/{july}")
    press_in(desk, "outcome", "action_open_publications")
    press(desk, "action_publish", confirm=True)
    expect(desk.locator("button[name=action_publish]:visible")).to_have_count(0)
    reader = pages(360)
    reader.goto(f"{server}/monitoring")
    looks_well(reader)
    reader.locator("main a[href^='/monitoring/']").first.click()
    looks_well(reader)
    text = reader.locator("main").inner_text()
    for [name] in query(
        database, f"SELECT school_name FROM shnor_participant WHERE campaign_id = {july}"
    ):
        assert name not in text

    # December opens with what came of it
    december = number(database, DECEMBER, "DECEMBER")
    desk.goto(f"{server}/odoo/shnor.campaign/{december}")
    press_in(desk, "outcome", "action_open_loop")
    expect(desk.locator(".o_shnor_loop tbody tr").first).to_be_visible()
    assert axe_violations(desk, ".o_shnor_loop") == []
    followups = query(
        database,
        f"SELECT count(*) FROM shnor_recommendation_followup WHERE campaign_id = {december}",
    )
    assert int(followups[0][0]) > 30
