"""Addons plug into a committee that works, and are taken away from it again.

One is somebody else's (tests/addons, see docs/plugin.md), the other is `shnor_network`. Servers end
before an addon is removed: their jobs would hold it up.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests
import xlsxwriter
from browsing import axe_violations, log_in, run_server, sticks_out
from modules import environment, install, shell, uninstall
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = "shnor_example_clubs"

SCHOOL = "270815"  # whose director is the login “director” of the demo
NETWORK = ("I4", "I5", "I6")
# everything that people make of the addon: requests, an activity for many schools, reports with
# files, tasks, a snapshot, indicators and rules of the committee's own that rest on its facts
WORK = f"""
from odoo.fields import Command
school = env["shnor.school"].search([("code", "=", "{SCHOOL}")])
july = env["shnor.campaign"].search([("order_id.number", "=", "112-о")])
schools = july.participant_ids.school_id
author = school.director_ids[:1]
env["shnor.support.request"]._ask(school, {{"topic": "Разбор ВПР по биологии"}}, author)
env["shnor.support.event"].create({{
    "topic": "Семинар для всех", "date": "2026-04-02", "state": "done",
    "kind_id": env.ref("shnor_network.support_kind_seminar").id,
    "territory_id": july.territory_id.id, "school_ids": [Command.set(schools[:3].ids)]}})
measure = school.measure_ids.filtered(lambda one: one.state != "done")[:1]
report = env["shnor.measure.report"]._report(
    measure, {{"state": "done", "percent": "100", "remark": "Проведено"}},
    [("Справка.pdf", b"%PDF-1.4 proof")], author)
report.action_confirm()
env["shnor.agreement"]._cron_watch()
agreement = env["shnor.agreement"].search([("partner_school_id", "!=", False)], limit=1)
agreement.activity_schedule("shnor_network.mail_activity_type_agreement", user_id=env.uid)
agreement.activity_schedule("shnor_network.mail_activity_type_proposal", user_id=env.uid
    ).action_feedback(feedback="сделано")
agreement.message_post(body="Обсудили")
july._take_roadmap_snapshot()
own = env.ref("shnor_network.indicator_4").copy({{"code": "X4", "name": "Наша помощь"}})
env.ref("shnor_network.indicator_5").min_count = 2
env["shnor.recommendation.rule"].create({{
    "name": "Наше правило", "text": "Пригласите методиста.",
    "condition_ids": [Command.create({{"kind": "indicator", "verdict": "no",
        "indicator_id": env.ref("shnor_network.indicator_help_by_deficit").id}})]}})
july.action_calculate()
env.cr.commit()
"""
# every list and form that people can open, every record they can read, the whole job at a terminal
LOOK = r"""
import json
from odoo.tools import SQL
july = env["shnor.campaign"].search([("order_id.number", "=", "112-о")])
december = july.previous_campaign_id
env = env(context={"lang": "ru_RU", "tz": "Asia/Vladivostok"})
for action in env["ir.actions.act_window"].search([("res_model", "=like", "shnor.%")]):
    model = env[action.res_model]
    model.get_views([[view_id, kind] for view_id, kind in action.views], {"toolbar": True})
env["ir.ui.menu"].load_menus(False)
names = sorted(name for name in env.registry if name.startswith(("shnor.", "survey.")))
for name in names:
    model = env[name]
    if model._abstract or model._transient or not model._auto:
        continue
    model.with_context(active_test=False).search([], limit=200).read()
for campaign in july | december:
    views = campaign.get_views([[False, "form"]])
    fields = views["models"]["shnor.campaign"]["fields"]
    campaign.web_read({name: {} for name in fields})
said = {}
for campaign in july | december:
    said[campaign.order_id.number] = {
        "state": campaign.state, "intact": campaign.run_id._is_intact(),
        "results": {result.indicator_id.code: [result.yes_count, result.unit_count,
            result.delta, result.previous_unit_count] for result in campaign.result_ids},
        "export": sorted(campaign._export_values()["indicators"]),
        "reasons": sorted({row.reason or "" for row in campaign.run_id.evidence_ids.filtered(
            lambda row: row.indicator_id.code == "I4")}),
        "facts": sorted({bool(row.fact_name) for row in campaign.run_id.evidence_ids.filtered(
            lambda row: row.indicator_id.code == "I4" and row.fact_id)}),
        "files": env["ir.attachment"].search([("res_model", "=", "shnor.campaign"),
            ("res_id", "=", campaign.id)]).mapped("name"),
        "log": campaign.event_ids[:1].text,
    }
indicators = env["shnor.indicator"].with_context(active_test=False).search([])
said["indicators"] = {one.code: one.active for one in indicators}
said["rules"] = {one.name: one.active for one in
    env["shnor.recommendation.rule"].with_context(active_test=False).search([])}
said["advice"] = env["shnor.recommendation"].search_count([])
said["min_count"] = indicators.filtered(lambda one: one.code == "I5").min_count
said["tables"] = [row[0] for row in env.execute_query(SQL(
    "SELECT table_name FROM information_schema.tables WHERE table_name = ANY(%s)",
    ["shnor_support", "shnor_agreement", "shnor_joint_activity", "shnor_measure"]))]
print("SAID", json.dumps(said))
"""
CALCULATE = """
july = env["shnor.campaign"].search([("order_id.number", "=", "112-о")])
july.action_calculate()
july.previous_campaign_id.action_calculate()  # a draft to be compared with
july._draft_recommendations()
env.cr.commit()
"""
PAGES = ("/my", "/my/home", "/my/school", "/my/monitorings")


# Excel as the committee has it: a club of the director's school, and of another one
CLUBS = (
    (SCHOOL, "Юный физик", "Физика", "02.02.2026", 12),
    ("270808", "Шахматы", "", "10.03.2026", 0),
)
LOAD = """
told, faults, done = env["shnor.import.runner"]._run_folder("{folder}")
assert done and not faults, faults
env["shnor.club"].search([]).flush_recordset()
july = env["shnor.campaign"].search([("order_id.number", "=", "112-о")])
july.action_calculate()
[k1] = july.result_ids.filtered(lambda one: one.indicator_id.code == "K1")
rows = july.run_id.evidence_ids.filtered(lambda one: one.indicator_id == k1.indicator_id)
yes = rows.filtered(lambda one: one.verdict == "yes")
import json
print("SAID", json.dumps({{
    "k1": [k1.yes_count, k1.unit_count, k1.indicator_id.with_context(lang="ru_RU").name],
    "fact": yes.mapped("fact_name"),
    "codes": july.result_ids.indicator_id.mapped("code"),
    "clubs": {{club.school_id.code: club.id for club in env["shnor.club"].search([])}}}}))
env.cr.commit()
"""


@pytest.fixture(scope="module")
def demo(module_database, shnor):
    """:return: database with the demo"""
    shnor("demo", database=module_database)
    return module_database


@pytest.fixture
def phone(browser):
    """:return: a page of 360 pixels"""
    context = browser.new_context(viewport={"width": 360, "height": 780}, locale="ru-RU")
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"error on the page: {error}"))
    yield page
    context.close()


def test_an_addon_of_somebody_else_plugs_in(demo, phone, query, monkeypatch, tmp_path):
    install(demo, EXAMPLE)
    assert_translated(demo)
    write_clubs(tmp_path / "clubs.xlsx")

    # its spreadsheet comes in, its indicator is counted, and names the club that decided
    said = told(shell(demo, LOAD.format(folder=tmp_path)))
    assert said["k1"] == [1, 8, "Доля школ, открывших кружок"]
    assert said["fact"] == ["Юный физик"]
    assert {"I1", "I6", "K1"} < set(said["codes"])

    # the director finds the page, sees the own club alone, and tells how many pupils come
    monkeypatch.setenv("ODOO_ADDONS_PATH", environment()["ODOO_ADDONS_PATH"])
    with run_server(demo, tmp_path / "server.log") as server:
        log_in(phone, server, "director", "/my")
        phone.locator("a[href='/my/clubs']:visible").click()
        expect(phone.locator("article h2")).to_have_text(["Юный физик"])
        looks_well(phone)
        own, foreign = said["clubs"][SCHOOL], said["clubs"]["270808"]
        phone.locator(f"#pupils{own}").fill("много")
        phone.locator("article button").click()
        expect(phone.locator("[role=alert]")).to_contain_text("числом")
        looks_well(phone)
        phone.locator(f"#pupils{own}").fill("15")
        phone.locator("article button").click()
        expect(phone.locator("[role=status]")).to_be_visible()
        assert pupils(query, demo) == {own: 15, foreign: 0}

        # the id of a foreign club leads nowhere
        token = phone.locator("article input[name=csrf_token]").input_value()
        form = {"csrf_token": token, "pupils": "99"}
        for club in (foreign, 999_999):
            answer = phone.request.post(f"{server}/my/clubs/{club}/pupils", form=form)
            assert answer.status == 404
        assert pupils(query, demo) == {own: 15, foreign: 0}

    # it goes, and leaves what was counted
    uninstall(demo, EXAMPLE)
    assert query(demo, "SELECT to_regclass('shnor_club')") == [[""]]
    assert query(demo, "SELECT active FROM shnor_indicator WHERE code = 'K1'") == [["f"]]


def assert_translated(database):
    """The example's ru.po is complete and in step, as those of the product are."""
    checker = [sys.executable, ROOT / "scripts" / "lib" / "check_i18n.py"]
    done = subprocess.run(
        [*checker, "--database", database, EXAMPLE],
        env={**environment(), "ODOO_LOG_LEVEL": "error"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def write_clubs(path):
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Кружки")
        header = ("Код ОО", "Название", "Предмет", "Открыт", "Обучающихся")
        for number, row in enumerate((header, *CLUBS)):
            sheet.write_row(number, 0, row)


def pupils(query, database):
    rows = query(database, "SELECT id, pupil_count FROM shnor_club")
    return {int(club): int(count) for club, count in rows}


def looks_well(page):
    assert axe_violations(page) == []
    assert sticks_out(page) == []


def told(printed):
    return json.loads(re.search(r"^SAID (.*)$", printed, re.MULTILINE)[1])


# The addon that everybody has


@pytest.fixture(scope="module")
def committee(demo):
    """:return: database with the demo, on which people have worked with the addon"""
    shell(demo, WORK)
    return demo


def look(database, first=""):
    """:return: what the database says when everything is opened, after ``first`` was done"""
    return told(shell(database, first + LOOK))


def visit(server, login, paths):
    """:return: {path: (status, text)} as a person who has logged in gets them"""
    session = requests.Session()
    page = session.get(f"{server}/web/login", timeout=60).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    session.post(
        f"{server}/web/login",
        data={"login": login, "password": login, "csrf_token": token},
        timeout=60,
    )
    answers = {path: session.get(f"{server}{path}", timeout=60) for path in paths}
    return {path: (answer.status_code, answer.text) for path, answer in answers.items()}


def test_nothing_below_knows_the_network():
    """No code of the addons below names it; their READMEs may say that they do not know it."""
    for addon in ("shnor_registry", "shnor_indicator", "shnor_form", "shnor_monitoring"):
        for path in sorted((ROOT / "addons" / addon).rglob("*")):
            if path.suffix in {".py", ".xml", ".csv", ".js", ".scss", ".css", ".po", ".pot"}:
                assert "shnor_network" not in path.read_text(encoding="utf-8"), path


def test_the_network_goes_and_comes_back(committee, shnor, tmp_path):
    before = look(committee)
    assert set(NETWORK) < set(before["112-о"]["results"])

    uninstall(committee, "shnor_network")
    gone = look(committee)
    assert gone["tables"] == []
    check_what_stays(before, gone)
    check_what_is_told(gone)

    # the next calculation counts what is left; the frozen one stays
    left = look(committee, CALCULATE)
    assert sorted(left["112-о"]["results"]) == ["I1", "I2", "I3"]
    for code in ("I1", "I2", "I3"):
        assert left["112-о"]["results"][code] == before["112-о"]["results"][code]
    assert left["231-о"]["results"] == before["231-о"]["results"]
    assert left["231-о"]["intact"]
    shnor("report", tmp_path / "frozen.xlsx", "--campaign", "231-о", database=committee)
    with run_server(committee, tmp_path / "server.log") as server:
        pages = visit(server, "director", (*PAGES, "/my/help", "/my/roadmap"))
    assert {path: status for path, (status, _text) in pages.items()} == {
        **dict.fromkeys(PAGES, 200),
        "/my/help": 404,
        "/my/roadmap": 404,
    }
    assert "/my/help" not in pages["/my"][1]

    # it comes back to its own indicators, and to what staff had set
    install(committee, "shnor_network")
    back = look(committee)
    assert back["indicators"] == {**before["indicators"], "X4": False}
    assert back["min_count"] == 2
    assert back["rules"] == before["rules"]
    assert back["231-о"]["results"] == before["231-о"]["results"]
    assert back["231-о"]["intact"]
    again = look(committee, CALCULATE)
    # there is no help yet; it is compared with the campaign that was frozen before
    frozen = before["231-о"]["results"]
    for code in NETWORK:
        yes, total, delta, earlier = again["112-о"]["results"][code]
        assert (yes, total, earlier) == (0, 8, frozen[code][1])
        assert delta < 0


def check_what_stays(before, gone):
    """Results, evidence and checksums are as they were; what can no longer be counted rests."""
    for number in ("112-о", "231-о"):
        for name in ("state", "results", "export", "reasons"):
            assert gone[number][name] == before[number][name], (number, name)
        assert gone[number]["intact"]
        assert gone[number]["facts"] == [True], "a fact that went is told, not left out"
    active = {code for code, active in gone["indicators"].items() if active}
    assert active == {"I1", "I2", "I3"}
    # what nobody used has gone, what a rule of the committee asks for is still there
    assert set(before["indicators"]) - set(gone["indicators"]) == {"D5.1", "D5.2"}
    assert gone["advice"] == before["advice"]
    assert set(gone["rules"]) <= set(before["rules"])
    assert gone["rules"]["Наше правило"]
    assert gone["rules"]["Нет совместных мероприятий со школой-лидером"] is False


def check_what_is_told(gone):
    """The facts behind are left with each campaign, and its log says where."""
    july, december = gone["112-о"], gone["231-о"]
    for campaign in (july, december):
        [workbook] = [name for name in campaign["files"] if name.endswith(".xlsx")]
        assert workbook in campaign["log"]
    assert f"{SCHOOL}, Справка.pdf" in july["files"]
