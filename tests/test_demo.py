"""The demo district as a visitor meets it: every login works, and a number opens to its names."""

import hashlib
import re
import zipfile
from pathlib import Path

import pytest
from browsing import axe_violations

ROOT = Path(__file__).resolve().parents[1]
STAFF = ("administrator", "specialist", "methodist", "analyst", "keeper", "workgroup")
DIRECTORS = ("director", "director2")


@pytest.fixture(scope="module")
def demo(module_database, shnor):
    """:return: (database with the demo district, what `shnor demo` printed)"""
    done = shnor("demo", database=module_database)
    return module_database, done.stdout


@pytest.fixture(scope="module")
def server(demo, serve):
    """:return: address of a server with the demo database; its log is clean afterwards"""
    return serve(demo[0])


@pytest.fixture
def login(browser, server):
    """:return: function login(name, width): a page of somebody who has logged in"""
    contexts = []

    def log_in(name, width=1400):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale="ru-RU", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{server}/web/login")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", name)
        page.click(".oe_login_form button[type=submit]")
        return page

    yield log_in
    for context in contexts:
        context.close()


def test_the_words_at_the_end_tell_every_login(demo):
    for name in (*STAFF, *DIRECTORS):
        assert re.search(rf"^\s+{name}\s+\S", demo[1], re.MULTILINE), demo[1]


def test_the_dossier_of_december_is_whole(demo, shnor, tmp_path):
    """Order, forms, results and log, each with the checksum that the contents name."""
    file = tmp_path / "december.zip"
    shnor("dossier", file, "--campaign", "231-о", database=demo[0])
    with zipfile.ZipFile(file) as archive:
        sums = archive.read("0 SHA256SUMS").decode().splitlines()
        for line in sums:
            digest, name = line.split("  ", 1)
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        assert "НЕ ВКЛЮЧЁН" not in archive.read("0 Опись.txt").decode()
        # three files of its own stand beside those that it names
        assert len(archive.namelist()) == len(sums) + 3
        names = "\n".join(archive.namelist())
    for part in ("Приказ № 231-о", "Самообследование", "Показатели.json", "дорожные карты.xlsx"):
        assert part in names
    assert list(tmp_path.iterdir()) == [file]


def test_the_forms_of_july_and_december_are_in_every_state(demo, query):
    rows = query(
        demo[0],
        """
        SELECT school.code, campaign.state, sheet.form_state, sheet.deadline > now(),
               (SELECT count(*) FROM shnor_form_query q WHERE q.sheet_id = sheet.id),
               (SELECT count(*) FROM shnor_form_reopening_question_rel r
                  JOIN shnor_form_reopening o ON o.id = r.shnor_form_reopening_id
                 WHERE o.sheet_id = sheet.id),
               sheet.form_previous_id IS NOT NULL
          FROM survey_user_input sheet
          JOIN shnor_school school ON school.id = sheet.school_id
          JOIN shnor_campaign campaign ON campaign.id = sheet.campaign_id
         WHERE sheet.form_code = 'self_evaluation'
         ORDER BY 1
        """,
    )
    july = {row[0]: tuple(row[2:]) for row in rows if row[1] == "open"}
    assert july == {
        "270806": ("returned", "t", "0", "0", "t"),
        "270807": ("accepted", "f", "0", "0", "t"),
        "270808": ("returned", "t", "2", "0", "t"),
        "270811": ("returned", "t", "0", "2", "t"),
        "270813": ("submitted", "f", "1", "0", "t"),
        "270815": ("draft", "t", "0", "0", "t"),
        "270816": ("submitted", "f", "0", "0", "t"),
        "270817": ("accepted", "f", "0", "0", "t"),
    }
    december = [row for row in rows if row[1] == "closed"]
    assert {row[2] for row in december if row[0] in july} == {"accepted"}
    waiting = query(
        demo[0],
        """
        SELECT DISTINCT line.form_origin, line.form_confirmed
          FROM survey_user_input_line line
          JOIN survey_user_input sheet ON sheet.id = line.user_input_id
         WHERE sheet.form_state = 'draft' AND sheet.deadline > now()
           AND sheet.form_code = 'self_evaluation'
        """,
    )
    assert sorted(waiting) == [["previous", "f"], ["record", "f"], ["typed", "t"]]


@pytest.mark.parametrize("name", [*STAFF, "admin"])
def test_staff_log_in(name, login):
    page = login(name)
    page.wait_for_selector(".o_main_navbar, .o_home_menu")


@pytest.mark.parametrize("name", DIRECTORS)
def test_directors_log_in_on_a_phone_and_find_their_school(name, login):
    page = login(name, width=360)
    page.wait_for_selector(".o_portal_my_home")
    page.click("a[href='/my/school']")
    page.wait_for_selector("text=Приказ № 112-о")
    # nothing sticks out of a phone's screen
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_number_opens_to_names_reasons_and_the_fact(login, server):
    page = login("specialist")
    page.wait_for_selector(".o_main_navbar")
    page.goto(f"{server}/odoo/action-shnor_monitoring.shnor_campaign_action")
    page.click(".o_data_row:has-text('июль 2026') td[name=name]")
    row = page.locator("[name=result_ids] .o_data_row").first
    row.wait_for()
    assert "3 из 8" in row.inner_text()
    assert "37,5" in row.inner_text()
    row.locator("button[name=action_open_no]").click()
    page.wait_for_selector(".o_breadcrumb:has-text('I1')")
    evidence = page.locator(".o_data_row")
    evidence.first.wait_for()
    assert evidence.count() == 3
    cedar = page.locator(".o_data_row:has-text('МБОУ СОШ с. Кедровое')")
    assert "хуже: 1" in cedar.inner_text()
    cedar.locator("button[name=action_open_fact]").click()
    page.wait_for_selector(".o_breadcrumb:has-text('ВПР')")


def test_the_report_is_downloaded(login, server):
    page = login("workgroup")
    page.wait_for_selector(".o_main_navbar")
    page.goto(f"{server}/odoo/action-shnor_monitoring.shnor_campaign_action")
    page.click(".o_data_row:has-text('июль 2026') td[name=name]")
    with page.expect_download() as download:
        page.click("button:has-text('Отчёт в Excel')")
    assert download.value.suggested_filename.endswith(".xlsx")


def test_spreadsheets_are_checked_and_loaded_on_screen(login, server):
    """The same files again: everything is unchanged, and nothing is written."""
    page = login("keeper")
    page.wait_for_selector(".o_main_navbar")
    page.goto(f"{server}/odoo/action-shnor_registry.shnor_import_action/new")
    folder = ROOT / "addons" / "shnor_monitoring" / "demo" / "july2026"
    page.set_input_files(
        "input[type=file]", [folder / name for name in ("schools.xlsx", "results.xlsx")]
    )
    page.wait_for_selector("text=results.xlsx")
    page.click("button[name=action_check]")
    page.wait_for_selector("text=без изменений")


def test_the_board_acts_in_two_clicks(login, server):
    page = login("administrator")
    page.wait_for_selector(".o_main_navbar")
    page.goto(f"{server}/odoo/monitoring-board")
    cell = page.locator(".o_shnor_cell .fa-ellipsis-v").first
    cell.click()
    page.get_by_role("menuitem", name="Продлить срок").click()
    page.wait_for_selector(".modal .o_field_widget[name=date_until]")
    page.click(".modal .btn-close")
    page.click("button:has-text('Ход по дням')")
    page.wait_for_selector(".o_graph_renderer canvas")


def test_the_day_begins_with_what_waits_and_the_next_order_is_drafted(login, server):
    page = login("administrator")
    page.wait_for_selector(".o_main_navbar")
    page.goto(f"{server}/odoo/monitoring-today")
    page.click("button:has-text('Продления ждут решения')")
    page.wait_for_selector(".o_data_row:has-text('Усть-Манга')")
    page.goto(f"{server}/odoo/action-shnor_monitoring.shnor_order_action")
    page.click("button[name=action_prepare_next]")
    page.wait_for_selector(".o_field_widget[name=composition_words]:has-text('Старый Причал')")


def test_the_dashboard_opens_what_stands_behind_its_numbers(login, server):
    page = login("administrator")
    page.wait_for_selector(".o_main_navbar")
    page.goto(f"{server}/odoo/monitoring-dashboard")
    page.wait_for_selector(".o_shnor_card canvas")
    assert page.locator(".o_shnor_card").count() == 6
    assert axe_violations(page, ".o_shnor_screen") == []
    page.emulate_media(media="print")
    assert not page.locator(".o_main_navbar").is_visible()
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 360, "height": 800})
    screen = page.locator(".o_shnor_screen")
    assert screen.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    page.set_viewport_size({"width": 1400, "height": 900})
    page.locator(".o_shnor_card .o_shnor_figure").first.click()
    page.wait_for_selector(".o_list_view .o_group_header")


def test_what_came_of_december_opens_from_july_and_a_task_is_reported(login, server):
    page = login("administrator")
    page.wait_for_selector(".o_main_navbar")
    page.goto(f"{server}/odoo/monitoring-dashboard")
    page.locator(".o_shnor_halves section").nth(1).locator("button").first.click()
    page.wait_for_selector(".o_shnor_loop")
    assert axe_violations(page, ".o_shnor_screen") == []
    rows = page.locator(".o_shnor_loop section").first.locator("tbody tr")
    assert rows.count() == 4
    page.locator(".o_shnor_loop input[type=checkbox]").check()
    assert rows.count() == 2
    rows.first.locator("button").click()
    page.click("button[name=action_report]")
    page.fill(".modal .o_field_widget[name=result] textarea", "Подписаны девять соглашений")
    page.click(".modal button[name=action_confirm]")
    page.wait_for_selector(".o_field_widget[name=result]:has-text('девять соглашений')")


def test_signed_minutes_are_read_and_printed(login, server):
    page = login("specialist")
    page.wait_for_selector(".o_main_navbar")
    page.goto(f"{server}/odoo/action-shnor_monitoring.shnor_meeting_action")
    page.click(".o_data_row:has-text('2025')")
    page.wait_for_selector(".o_field_widget[name=quorum_words]")
    assert page.locator("button[name=action_sign_minutes]").count() == 0
    with page.expect_download() as download:
        page.click("button[name=action_document_docx]")
    assert download.value.suggested_filename == "Протокол рабочей группы № 4 от 26.12.2025.docx"
    page.click(".o_field_widget[name=question_ids] .o_data_row >> nth=0")
    page.wait_for_selector(".modal .o_field_widget[name=heard]")
