"""The filling page as a director meets it: on a phone, a bad line, a shared computer."""

import gzip
import json
import re
from pathlib import Path

import openpyxl
import pytest
from browsing import (
    axe_violations,
    control,
    field,
    log_in,
    ready,
    run_shell,
    section,
    status,
    sticks_out,
    wait_saved,
)
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[1]
PHONE = 360


@pytest.fixture(scope="module")
def world(module_database):
    """:return: (database, {login: ids of sheets})"""
    source = (ROOT / "tests" / "data" / "filling_form.py").read_text(encoding="utf-8")
    printed = run_shell(module_database, source)
    return module_database, json.loads(re.search(r"^SHEETS (.*)$", printed, re.MULTILINE)[1])


@pytest.fixture(scope="module")
def server(world, serve):
    """:return: address of a server with the forms; a colleague from whom the form was taken back
    is told so, which is a warning in the log"""
    return serve(world[0], allowed="Такой формы нет, или она не ваша.")


@pytest.fixture
def device(browser, server):
    """:return: function device(width): a browser of its own, with nothing in it yet"""
    contexts = []

    def make(width=PHONE):
        context = browser.new_context(viewport={"width": width, "height": 780}, locale="ru-RU")
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def sheet(world):
    """:return: id of a sheet of Anna's that nobody has opened yet"""
    return world[1]["anna"].pop()


@pytest.fixture
def shell(world):
    """:return: function shell(source): runs it in `odoo shell` and commits"""
    return lambda source: run_shell(world[0], f"{source}\nenv.cr.commit()\n")


@pytest.fixture
def answers(world, query):
    """:return: function answers(sheet): {code: value} as the database has them, confirmed ones"""

    def read(sheet):
        rows = query(
            world[0],
            "SELECT form_code, form_value FROM survey_user_input_line "
            f"WHERE user_input_id = {sheet} AND form_confirmed AND form_value IS NOT NULL",
        )
        return {code: json.loads(value) for code, value in rows}

    return read


def open_form(device, server, sheet, login="anna"):
    """Log in and open the form; returns the page, which must make no error."""
    page = device.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"error on the page: {error}"))
    log_in(page, server, login, f"/my/forms/{sheet}")
    ready(page)
    return page


# ----------------------------------------------------------------------
# Filling
# ----------------------------------------------------------------------
def test_every_type_of_question_is_answered_and_saved(device, server, sheet, answers):
    page = open_form(device(), server, sheet)
    control(page, "А1.1").fill("9")
    field(page, "А1.1").locator("[data-explanation]").fill("Открыт класс")
    control(page, "А1.2").fill("3")
    expect(field(page, "А1.3").locator("output")).to_have_text(re.compile("33,3"))
    control(page, "А1.4").fill("12,5")
    section(page, 2)
    row = field(page, "А2.1").locator("tbody tr")
    row.nth(0).locator("input").nth(0).fill("Физика")
    row.nth(0).locator("input").nth(1).fill("0,5")
    field(page, "А2.1").locator("button:has-text('row'), button:has-text('строк')").first.click()
    row.nth(1).locator("input").nth(0).fill("Химия")
    row.nth(1).locator("input").nth(1).fill("1")
    row.nth(1).locator("select").select_option("дистанционно")
    expect(field(page, "А2.1").locator("tfoot strong").nth(1)).to_have_text("1,5")
    field(page, "А2.2").locator("tbody tr").nth(1).locator("select").select_option("yes")
    section(page, 3)
    # pressed where it was filled in so
    field(page, "А3.1").locator("label").nth(0).click()
    control(page, "А3.2").fill("2027-12-31")
    field(page, "А3.3").locator("label").nth(1).click()
    field(page, "А3.4").locator("input").nth(0).check()
    field(page, "А3.4").locator("input").nth(2).check()
    field(page, "А3.5").locator("input").nth(3).check()
    control(page, "А3.6").select_option("r1")
    control(page, "А3.7").fill("Разновозрастное наставничество <b>")
    control(page, "А3.8").fill("Старшие учат младших.")
    control(page, "А3.8").blur()
    wait_saved(page)
    assert answers(sheet) == {
        "А1.1": 9,
        "А1.2": 3,
        "А1.4": 12.5,
        "А2.1": [
            {"subject": "Физика", "rate": 0.5},
            {"subject": "Химия", "rate": 1, "closed": "дистанционно"},
        ],
        "А2.2": [{"row": "speech", "has": True}],
        "А3.1": True,
        "А3.2": "2027-12-31",
        "А3.3": "part",
        "А3.4": ["gaps", "absence"],
        "А3.5": 4,
        "А3.6": "r1",
        "А3.7": "Разновозрастное наставничество <b>",
        "А3.8": "Старшие учат младших.",
    }
    page.reload()
    ready(page)
    section(page, 2)
    expect(row).to_have_count(2)
    expect(row.nth(1).locator("input").nth(0)).to_have_value("Химия")


def test_what_was_filled_in_is_confirmed_one_by_one_and_by_section(device, server, sheet, answers):
    page = open_form(device(), server, sheet)
    expect(control(page, "А1.2")).to_have_value("3")
    expect(field(page, "А1.2")).to_have_class(re.compile("sf_is_prefilled"))
    assert answers(sheet) == {}
    field(page, "А1.2").locator("[data-confirm]").click()
    expect(field(page, "А1.2")).not_to_have_class(re.compile("sf_is_prefilled"))
    wait_saved(page)
    assert answers(sheet) == {"А1.2": 3}
    section(page, 3)
    page.locator("[data-confirm-all]").click()
    wait_saved(page)
    assert answers(sheet) == {"А1.2": 3, "А3.1": True, "А3.3": "part"}
    expect(page.locator(".sf_confirm_all")).to_be_hidden()


def test_a_hidden_answer_is_kept(device, server, sheet, answers):
    page = open_form(device(), server, sheet)
    section(page, 3)
    control(page, "А3.2").fill("2027-12-31")
    field(page, "А3.1").locator("input").nth(1).check()
    expect(field(page, "А3.2")).to_be_hidden()
    field(page, "А3.1").locator("input").nth(0).check()
    expect(control(page, "А3.2")).to_have_value("2027-12-31")
    wait_saved(page)
    assert answers(sheet)["А3.2"] == "2027-12-31"


def test_nonsense_is_refused_in_words_and_stays_as_it_was_typed(device, server, sheet, answers):
    page = open_form(device(), server, sheet)
    control(page, "А1.1").fill("много")
    control(page, "А1.4").fill("2000")
    control(page, "А1.4").blur()
    expect(field(page, "А1.1").locator(".sf_problem")).to_contain_text("много")
    expect(field(page, "А1.4").locator(".sf_problem")).to_contain_text("1000")
    page.reload()
    ready(page)
    expect(control(page, "А1.1")).to_have_value("много")
    status(page, "refused")
    page.locator("[data-kept]").click()
    expect(control(page, "А1.1")).to_be_focused()
    assert answers(sheet) == {}
    control(page, "А1.4").fill("100")
    control(page, "А1.4").blur()
    field(page, "А1.1").locator("[data-give-up]").click()
    expect(control(page, "А1.1")).to_have_value("7")
    wait_saved(page)
    assert answers(sheet) == {"А1.4": 100}


# ----------------------------------------------------------------------
# The line
# ----------------------------------------------------------------------
def test_nothing_is_lost_when_the_line_drops(device, server, sheet, answers):
    phone = device()
    page = open_form(phone, server, sheet)
    control(page, "А1.1").fill("8")
    wait_saved(page)
    page.wait_for_function("navigator.serviceWorker.controller || navigator.serviceWorker.ready")
    phone.set_offline(True)
    control(page, "А1.2").fill("4")
    control(page, "А1.2").blur()
    section(page, 3)
    control(page, "А3.7").fill("Набрано без связи")
    control(page, "А3.7").blur()
    status(page, "line")
    expect(field(page, "А3.7").locator(".sf_state")).not_to_be_empty()
    assert axe_violations(page) == []
    assert answers(sheet) == {"А1.1": 8}
    # the page opens again without a line, with all that was answered
    page.reload()
    ready(page)
    section(page, 1)
    expect(control(page, "А1.1")).to_have_value("8")
    expect(control(page, "А1.2")).to_have_value("4")
    section(page, 3)
    expect(control(page, "А3.7")).to_have_value("Набрано без связи")
    # typed and the page closed at once
    control(page, "А3.8").press_sequentially("И это")
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(f"{server}/my/forms/{sheet}")
    ready(page)
    wait_saved(page)
    assert answers(sheet) == {
        "А1.1": 8,
        "А1.2": 4,
        "А3.7": "Набрано без связи",
        "А3.8": "И это",
    }


def test_an_answer_whose_acknowledgement_was_lost_is_not_doubled(
    device, server, sheet, answers, world, query
):
    page = open_form(device(), server, sheet)
    lost = []

    def lose(route):
        lost.append(route.fetch())
        route.abort()

    page.route("**/save", lose)
    control(page, "А1.4").fill("10")
    control(page, "А1.4").blur()
    status(page, "line")
    assert answers(sheet) == {"А1.4": 10}
    page.unroute("**/save")
    wait_saved(page)
    sql = f"SELECT code FROM shnor_form_change WHERE sheet_id = {sheet} AND client IS NOT NULL"
    assert query(world[0], sql) == [["А1.4"]]
    assert lost


def test_a_server_in_trouble_is_asked_again_and_one_bad_answer_does_not_stop_others(
    device, server, sheet, answers
):
    page = open_form(device(), server, sheet)
    code = "А3.7"

    def fail(route):
        saves = route.request.post_data_json["params"]["saves"]
        if any(save["code"] == code for save in saves):
            error = {"code": 200, "message": "x", "data": {"name": "ValueError", "message": "bad"}}
            route.fulfill(json={"jsonrpc": "2.0", "id": None, "error": error})
        else:
            route.continue_()

    page.route("**/save", fail)
    section(page, 3)
    control(page, "А3.7").fill("ломает сервер")
    control(page, "А3.8").fill("не ломает")
    control(page, "А3.8").blur()
    page.wait_for_timeout(3000)
    expect(field(page, code).locator(".sf_problem")).to_contain_text("bad", timeout=40_000)
    expect(control(page, code)).to_have_value("ломает сервер")
    status(page, "refused")
    assert answers(sheet) == {"А3.8": "не ломает"}


def test_two_browsers_see_each_other_and_nothing_is_lost_silently(device, server, sheet, answers):
    one, two = device(), device()
    first = open_form(one, server, sheet)
    second = open_form(two, server, sheet)
    control(first, "А1.2").fill("5")
    wait_saved(first)
    two.set_offline(True)
    control(second, "А1.2").fill("6")
    control(second, "А1.2").blur()
    control(second, "А1.4").fill("20")
    control(second, "А1.4").blur()
    status(second, "line")
    two.set_offline(False)
    wait_saved(second)
    # the later answer counts, and whoever gave it is told of the other one
    assert answers(sheet)["А1.2"] == 6
    note = field(second, "А1.2").locator(".sf_note")
    expect(note).to_contain_text("5")
    assert axe_violations(second) == []
    # the first browser sees it when it asks next
    first.evaluate("window.dispatchEvent(new Event('online'))")
    control(first, "А1.4").fill("21")
    control(first, "А1.4").blur()
    wait_saved(first)
    expect(control(first, "А1.2")).to_have_value("6")
    expect(field(first, "А1.2").locator(".sf_note")).to_be_visible()
    # and the other answer is one press away
    note.locator("[data-take]").click()
    expect(control(second, "А1.2")).to_have_value("5")
    wait_saved(second)
    assert answers(sheet)["А1.2"] == 5


def test_two_tabs_of_one_browser_do_not_mix_up_their_answers(device, server, sheet, answers):
    phone = device()
    first = open_form(phone, server, sheet)
    second = phone.new_page()
    second.goto(f"{server}/my/forms/{sheet}")
    ready(second)
    phone.set_offline(True)
    for number, page in enumerate([first, second, first, second]):
        control(page, "А1.4").fill(str(10 + number))
        control(page, "А1.4").blur()
    control(first, "А1.2").fill("1")
    control(first, "А1.2").blur()
    section(second, 3)
    control(second, "А3.7").fill("вторая вкладка")
    control(second, "А3.7").blur()
    phone.set_offline(False)
    wait_saved(first)
    wait_saved(second)
    assert answers(sheet) == {"А1.2": 1, "А1.4": 13, "А3.7": "вторая вкладка"}


def test_without_a_line_a_form_that_was_never_opened_says_so(device, server, sheet, world):
    phone = device()
    page = open_form(phone, server, sheet)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.keys().then((names) => names.length === 2)")
    phone.set_offline(True)
    page.goto(f"{server}/my/forms/{world[1]['anna'][0]}")
    expect(page.locator("h1")).to_have_count(1)
    assert page.locator(".sf_page").count() == 0
    page.goto(f"{server}/my/forms/{sheet}")
    ready(page)


# ----------------------------------------------------------------------
# Who
# ----------------------------------------------------------------------
def test_a_session_that_ended_keeps_the_answers_and_asks_to_log_in(device, server, sheet, answers):
    phone = device()
    page = open_form(phone, server, sheet)
    phone.clear_cookies()
    control(page, "А1.4").fill("33")
    control(page, "А1.4").blur()
    status(page, "login")
    page.locator("[data-login]").click()
    page.fill("input[name=login]", "anna")
    page.fill("input[name=password]", "anna")
    page.click(".oe_login_form button[type=submit]")
    ready(page)
    wait_saved(page)
    assert answers(sheet) == {"А1.4": 33}


def test_on_a_shared_computer_nobody_sees_what_somebody_else_answered(
    device, server, sheet, answers
):
    computer = device(1400)
    page = open_form(computer, server, sheet)
    page.evaluate("navigator.serviceWorker.ready")
    computer.set_offline(True)
    control(page, "А1.4").fill("44")
    control(page, "А1.4").blur()
    status(page, "line")
    computer.set_offline(False)
    # Anna logs out before her answer went; Boris logs in
    computer.clear_cookies()
    page.route("**/save", lambda route: route.abort())
    page.goto("about:blank")
    page.unroute("**/save")
    log_in(page, server, "boris")
    page.wait_for_selector(".o_portal_my_home")
    page.wait_for_function("caches.keys().then((names) => !names.some((n) => n.includes('page')))")
    assert page.goto(f"{server}/my/forms/{sheet}").status == 404
    computer.set_offline(True)
    page.goto(f"{server}/my/forms/{sheet}")
    assert page.locator(".sf_page").count() == 0
    assert "44" not in page.content()
    computer.set_offline(False)
    # what she typed waits for her
    computer.clear_cookies()
    page.goto(f"{server}/my/forms/{sheet}")
    page.fill("input[name=login]", "anna")
    page.fill("input[name=password]", "anna")
    page.click(".oe_login_form button[type=submit]")
    ready(page)
    wait_saved(page)
    assert answers(sheet) == {"А1.4": 44}


def test_a_colleague_fills_the_given_sections_by_the_link(device, server, sheet, answers):
    page = open_form(device(), server, sheet)
    page.locator(".sf_delegation summary").click()
    page.fill("#sf_name", "Вера Орлова")
    page.fill("#sf_email", "vera@example.com")
    page.locator(".sf_delegation input[name=section]").nth(1).check()
    page.locator(".sf_delegation form button[type=submit]").click()
    page.wait_for_selector("[data-link]:not([hidden])")
    assert axe_violations(page) == []
    assert sticks_out(page) == []
    link = page.input_value("#sf_link")
    path = link[link.index("/my/forms/") :]
    other = device().new_page()
    other.goto(server + path)
    ready(other)
    expect(other.locator(".sf_step")).to_have_count(2)
    field(other, "А2.1").locator("tbody input").first.fill("Физика")
    field(other, "А2.1").locator("tbody input").first.blur()
    wait_saved(other)
    assert answers(sheet) == {"А2.1": [{"subject": "Физика"}]}
    section(other, 2)
    expect(other.locator("[data-submit]")).to_be_hidden()
    expect(other.locator(".sf_delegation")).to_be_hidden()
    page.locator(".sf_delegation [data-list] button").click()
    expect(page.locator(".sf_delegation [data-list] button")).to_have_count(0)
    section(other, 1)
    field(other, "А2.1").locator("tbody input").first.fill("Химия")
    status(other, "login")
    assert answers(sheet) == {"А2.1": [{"subject": "Физика"}]}


# ----------------------------------------------------------------------
# Handing in
# ----------------------------------------------------------------------
def fill_all(page):
    control(page, "А1.1").fill("9")
    field(page, "А1.1").locator("[data-explanation]").fill("Открыт класс")
    control(page, "А1.2").fill("3")
    section(page, 3)
    page.locator("[data-confirm-all]").click()
    control(page, "А3.2").fill("2027-12-31")


def test_the_form_is_checked_submitted_and_returned(device, server, sheet, shell, world, query):
    page = open_form(device(), server, sheet)
    fill_all(page)
    section(page, 1)
    control(page, "А1.2").fill("30")
    section(page, 3)
    field(page, "А3.5").locator("input").nth(0).check()
    section(page, 4)
    # what does not hold is told with a way to it
    problems = page.locator(".sf_problems li")
    expect(problems).to_have_count(2)
    assert axe_violations(page) == []
    problems.nth(0).locator("a").click()
    expect(control(page, "А1.2")).to_be_focused()
    control(page, "А1.2").fill("3")
    section(page, 4)
    expect(problems).to_have_count(1)
    submit = page.locator("[data-submit]")
    expect(submit).to_be_disabled()
    page.locator("[data-declare]").check()
    submit.click()
    expect(page.locator(".sf_summary > [data-message]")).to_have_class("sf_problem")
    problems.locator("textarea").fill("Так и есть, опрос прилагаем")
    # the answer to the submit is lost: pressed again, it is the same submit
    page.route("**/submit", lambda route: (route.fetch(), route.abort()))
    submit.click()
    expect(page.locator(".sf_summary > [data-message]")).to_have_class("sf_problem")
    page.unroute("**/submit")
    submit.click()
    receipt = page.locator("[data-part=receipt][tabindex]")
    expect(receipt).to_be_visible()
    number = receipt.locator("[data-out=number]").inner_text()
    assert number
    assert axe_violations(page) == []
    receipts = f"SELECT count(*) FROM shnor_form_receipt WHERE sheet_id = {sheet}"
    assert query(world[0], receipts) == [["1"]]
    section(page, 1)
    expect(field(page, "А1.1").locator("output")).to_have_text("9 чел.")
    assert page.locator(".sf_input input").count() == 0
    # returned with a question on one answer
    shell(
        f"sheet = env['survey.user_input'].browse({sheet})\n"
        "sheet._form_ask('А1.4', 'Какая скорость на самом деле?')\n"
        "sheet.action_form_return('Нет скорости интернета')\n"
    )
    page.reload()
    ready(page)
    expect(page.locator(".sf_banners [data-part=returned]")).to_contain_text("Нет скорости")
    talk = field(page, "А1.4").locator(".sf_talk")
    expect(talk).to_contain_text("на самом деле")
    assert axe_violations(page) == []
    assert sticks_out(page) == []
    control(page, "А1.4").fill("12")
    control(page, "А1.4").blur()
    talk.locator("textarea").fill("12 мегабит, замер приложен")
    talk.locator("button").click()
    expect(talk.locator(".sf_line_reply")).to_contain_text("12 мегабит")
    wait_saved(page)
    section(page, 4)
    page.locator("[data-declare]").check()
    submit.click()
    expect(receipt).to_be_visible()
    assert receipt.locator("[data-out=number]").inner_text() != number


def test_a_closed_form_is_read_only_and_a_late_answer_stays_on_the_device(
    device, server, sheet, shell, answers
):
    phone = device()
    page = open_form(phone, server, sheet)
    control(page, "А1.1").fill("8")
    wait_saved(page)
    phone.set_offline(True)
    control(page, "А1.4").fill("55")
    control(page, "А1.4").blur()
    status(page, "line")
    shell(
        f"env['survey.user_input'].browse({sheet}).deadline = "
        "__import__('odoo').fields.Datetime.subtract("
        "__import__('odoo').fields.Datetime.now(), hours=2)"
    )
    phone.set_offline(False)
    banner = page.locator(".sf_banners [data-part=closed]")
    expect(banner).to_contain_text("Лапина")
    kept = page.locator(".sf_banners [data-part=kept]")
    expect(kept).to_contain_text("55")
    expect(field(page, "А1.4").locator(".sf_kept")).to_contain_text("55")
    assert page.locator(".sf_input input").count() == 0
    page.reload()
    ready(page)
    expect(kept).to_contain_text("55")
    assert axe_violations(page) == []
    assert answers(sheet) == {"А1.1": 8}


# ----------------------------------------------------------------------
# Files
# ----------------------------------------------------------------------
def test_files_are_attached_refused_in_words_and_removed(device, server, sheet, tmp_path):
    page = open_form(device(), server, sheet)
    section(page, 3)
    box = field(page, "А3.8").locator(".sf_evidence")
    picture = tmp_path / "справка.png"
    page.locator("h1").screenshot(path=picture)
    box.locator("input[type=file]").set_input_files(picture)
    expect(box.locator("li a")).to_have_text("справка.png")
    with page.expect_download() as download:
        box.locator("li a").click()
    assert Path(download.value.path()).read_bytes() == picture.read_bytes()
    program = tmp_path / "отчёт.pdf"
    program.write_bytes(b"MZ" + bytes(1000))
    box.locator("input[type=file]").set_input_files(program)
    expect(box.locator("[data-message]")).to_have_class("sf_problem")
    expect(box.locator("[data-message]")).to_contain_text("отчёт.pdf")
    box.locator("li button").click()
    expect(box.locator("li")).to_have_count(0)


def test_the_workbook_comes_back_with_its_mistakes_named(device, server, sheet, tmp_path, answers):
    page = open_form(device(), server, sheet)
    page.locator(".sf_twins summary").click()
    with page.expect_download() as download:
        page.locator("[data-path='/xlsx']").click()
    path = tmp_path / "Самообследование.xlsx"
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    given = {"А1.2": 5, "А1.4": "быстро"}
    for row in book.worksheets[0].iter_rows():
        if row[0].value in given:
            row[3].value = given[row[0].value]
    book.save(path)
    twins = page.locator(".sf_twins")
    twins.locator("input[type=file]").set_input_files(path)
    expect(twins.locator(".sf_faults li")).to_have_count(1)
    expect(twins.locator(".sf_faults li")).to_contain_text("быстро")
    assert axe_violations(page) == []
    assert answers(sheet) == {}
    twins.locator("[data-good]").click()
    expect(control(page, "А1.2")).to_have_value("5")
    assert answers(sheet)["А1.2"] == 5


# ----------------------------------------------------------------------
# For everybody
# ----------------------------------------------------------------------
@pytest.mark.parametrize("width", [PHONE, 1400])
def test_every_step_is_accessible_and_fits(device, server, sheet, width):
    page = open_form(device(width), server, sheet)
    control(page, "А1.1").fill("много")
    control(page, "А1.1").blur()
    page.locator("details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    for number in range(1, 5):
        section(page, number)
        page.wait_for_timeout(100)
        assert axe_violations(page) == []
        assert sticks_out(page) == []
    if width == PHONE:
        page.locator("[data-steps]").click()
        assert axe_violations(page) == []


def test_the_form_is_filled_by_keyboard(device, server, sheet, answers):
    page = open_form(device(1400), server, sheet)
    section(page, 3)
    page.locator(".sf_skip").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    # the link past the list of sections leads to the section that is open
    assert page.evaluate("document.activeElement.hasAttribute('data-confirm-all')")
    section(page, 1)
    page.locator(".sf_section_title").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hasAttribute('data-confirm-all')")
    page.keyboard.press("Enter")
    wait_saved(page)
    # three numbers and an explanation
    for _press in range(4):
        page.keyboard.press("Tab")
    expect(control(page, "А1.4")).to_be_focused()
    page.keyboard.type("15")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".sf_section_title")).to_be_focused()
    wait_saved(page)
    assert answers(sheet) == {"А1.1": 7, "А1.2": 3, "А1.4": 15}


def test_the_first_load_is_small(device, server, sheet):
    page = device().new_page()
    log_in(page, server, "anna")
    page.wait_for_selector(".o_portal_my_home")
    asked = []
    page.on("request", lambda request: asked.append((request.resource_type, request.url)))
    page.goto(f"{server}/my/forms/{sheet}")
    ready(page)
    assert all(url.startswith(server) for _kind, url in asked)
    kinds = ("document", "script", "stylesheet", "font", "image")
    loaded = {url for kind, url in asked if kind in kinds and "worker.js" not in url}
    sizes = {url: len(gzip.compress(page.request.get(url).body())) for url in loaded}
    # the page, its script, its style
    assert len(sizes) == 3, sizes
    assert sum(sizes.values()) < 50_000, sizes
