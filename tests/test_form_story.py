"""The whole way of a self-evaluation, on a phone: from the mail to the accepted form."""

import re
from pathlib import Path

import pytest
from browsing import (
    axe_violations,
    control,
    field,
    ready,
    run_shell,
    section,
    status,
    sticks_out,
    wait_saved,
)
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[1]
SCHOOL = "270815"  # whose director is the login “director” of the demo
# what the day before has brought: what is required and no matter of the story
REQUIRED = """
sheet = env["survey.user_input"].search([("school_id.code", "=", "270815"),
    ("form_code", "=", "self_evaluation"), ("form_state", "=", "draft")])
questions = sheet.survey_id._form_schema()["questions"]
plain = {"number": lambda one: int(one["min"] or 0), "scale": lambda one: 3,
    "yes_no": lambda one: False, "choice": lambda one: one["options"][0]["code"],
    "choices": lambda one: [one["options"][0]["code"]], "date": lambda one: "2026-06-01",
    "text": lambda one: "Есть", "char": lambda one: "Есть"}
stored = sheet._form_answers()[sheet.id]
answers = {code: line["value"] for code, line in stored.items()
    if line["value"] is not None and questions[code]["type"] != "computed"}
for problem in sheet._form_problems():
    question = questions[problem["code"]]
    if problem["kind"] == "required" and question["type"] in plain and problem["code"] != "А7.1":
        answers.setdefault(problem["code"], plain[question["type"]](question))
first = [code for code in sheet.survey_id._form_schema()["sections"][0]["codes"]]
sheet._form_save_many({sheet: {c: v for c, v in answers.items() if c not in first}},
    origin="typed")
sheet.participant_id.with_user(env.ref("base.user_admin")).action_remind_directors()
mail = env["mail.mail"].search([("recipient_ids", "in", sheet.form_owner_ids.ids)], limit=1)
print("MAIL", mail.body_html)
print("SHEET", sheet.id)
env.cr.commit()
"""
SPECIALIST = """
user = env["res.users"].search([("login", "=", "specialist")])
sheet = env["survey.user_input"].with_user(user).browse(%s)
%s
env.cr.commit()
"""
RETURN = "sheet.action_form_return('Уточните А1.4.')"
ACCEPT = "sheet.form_query_ids.action_close()\nsheet.action_form_accept()"


@pytest.fixture(scope="module")
def world(module_database, shnor):
    """:return: (database with the demo, body of the director's mail, id of the sheet)"""
    shnor("demo", database=module_database)
    printed = run_shell(module_database, REQUIRED)
    mail = re.search(r"^MAIL (.*?)^SHEET", printed, re.MULTILINE | re.DOTALL)[1]
    return module_database, mail, int(re.search(r"^SHEET (\d+)", printed, re.MULTILINE)[1])


@pytest.fixture
def phone(browser):
    """:return: a browser of 360 pixels with nothing in it yet"""
    context = browser.new_context(viewport={"width": 360, "height": 780}, locale="ru-RU")
    context.set_default_timeout(20_000)
    yield context
    context.close()


def answer_problems(page):
    """Explain and correct on the last step what the form asks about."""
    for box in page.locator(".sf_problems textarea").all():
        box.fill("Проверено, так и есть")


def submit(page):
    page.locator("[data-declare]").check()
    answer_problems(page)
    page.locator("[data-submit]").click()
    receipt = page.locator("[data-part=receipt][tabindex]")
    expect(receipt).to_be_visible()
    return receipt.locator("[data-out=number]").inner_text()


def last_step(page):
    section(page, page.locator(".sf_step").count())


def looks_well(page):
    assert axe_violations(page) == []
    assert sticks_out(page) == []


def test_from_the_mail_to_the_accepted_form(world, serve, phone, browser):
    database, mail, sheet = world
    server = serve(database)
    page = phone.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"error on the page: {error}"))

    # the one link of the mail asks to log in and comes back to the form
    path = re.search(r'href="[^"]*(/my/forms/\d+)"', mail)[1]
    assert path == f"/my/forms/{sheet}"
    page.goto(server + path)
    assert "/web/login" in page.url
    page.fill("input[name=login]", "director")
    page.fill("input[name=password]", "director")
    page.click(".oe_login_form button[type=submit]")
    ready(page)
    looks_well(page)

    # it opens filled in; the director confirms
    expect(field(page, "А1.1")).to_have_class(re.compile("sf_is_prefilled"))
    page.locator("[data-confirm-all]").click()
    explanation = field(page, "А1.1").locator("[data-explanation]")
    if explanation.is_visible():
        explanation.fill("Закрыта школа в соседнем селе")
        explanation.blur()
    wait_saved(page)

    # the line drops in the middle; the page is loaded again without it
    page.wait_for_function("navigator.serviceWorker.controller || navigator.serviceWorker.ready")
    steps = page.locator(".sf_step").all_text_contents()
    step = 1 + next(index for index, text in enumerate(steps) if "А7" in text)
    section(page, step)
    phone.set_offline(True)
    field(page, "А7.1").locator("label").nth(2).click()
    status(page, "line")
    page.reload()
    ready(page)
    section(page, step)
    expect(field(page, "А7.1").locator("input:checked")).to_have_count(1)
    phone.set_offline(False)
    wait_saved(page)

    # a deputy fills a section by a link
    page.locator(".sf_delegation summary").click()
    page.fill("#sf_name", "Завуч школы")
    page.fill("#sf_email", "deputy@example.org")
    page.locator(".sf_delegation input[name=section]").first.check()
    page.locator(".sf_delegation form button[type=submit]").click()
    page.wait_for_selector("[data-link]:not([hidden])")
    link = page.input_value("#sf_link")
    deputy = browser.new_context(viewport={"width": 360, "height": 780}, locale="ru-RU")
    other = deputy.new_page()
    other.goto(server + link[link.index("/my/forms/") :])
    ready(other)
    control(other, "А1.4").fill("13")
    control(other, "А1.4").blur()
    wait_saved(other)
    deputy.close()

    # an error and its correction; what is left to be explained is explained; handed in
    page.reload()
    ready(page)
    section(page, 1)
    expect(control(page, "А1.4")).to_have_value("13")
    before = control(page, "А1.5").input_value()
    control(page, "А1.5").fill("900")
    control(page, "А1.5").blur()
    wait_saved(page)
    last_step(page)
    errors = page.locator(".sf_problems li", has=page.locator("a[href='#q-А1.5']"))
    expect(errors.first).to_be_visible()
    looks_well(page)
    errors.first.locator("a").click()
    control(page, "А1.5").fill(before)
    control(page, "А1.5").blur()
    wait_saved(page)
    last_step(page)
    expect(errors).to_have_count(0)
    first = submit(page)
    looks_well(page)

    # returned with a remark on one answer, corrected, accepted
    run_shell(
        database,
        SPECIALIST % (sheet, "sheet._form_ask('А1.4', 'По каким справкам?')\n" + RETURN),
    )
    page.reload()
    ready(page)
    section(page, 1)
    talk = field(page, "А1.4").locator(".sf_talk")
    expect(talk).to_contain_text("По каким справкам?")
    looks_well(page)
    talk.locator("textarea").fill("По справкам соцзащиты, исправлено")
    talk.locator("button").click()
    control(page, "А1.4").fill("12")
    control(page, "А1.4").blur()
    wait_saved(page)
    last_step(page)
    assert submit(page) != first
    run_shell(
        database,
        SPECIALIST % (sheet, ACCEPT),
    )

    # read-only now, and in the list with its receipts
    page.reload()
    ready(page)
    assert page.locator(".sf_input input").count() == 0
    looks_well(page)
    for address in ("/my", "/my/monitorings", "/my/school"):
        page.goto(server + address)
        page.wait_for_load_state("load")
        looks_well(page)
    page.goto(f"{server}/my/monitorings")
    page.locator(f"a[href*='/my/forms/{sheet}/receipt/']").first.click()
    expect(page.locator("text=" + first[:-2]).first).to_be_visible()
    looks_well(page)
