"""Forms against stock Survey: saving one answer and opening a form, both through their own routes.

Both sides are requests to the same Odoo application in this process, one after the other: session,
rights, statements, rendering and the commit are in the time, the network is not.
"""

import json
import statistics
import threading
import time
import uuid

from . import databases
from .tools import machine, markdown_table, progress

PAGE, QUESTIONS, OPTIONS = 10, 150, 4
SAVE, SUBMIT = "ours: one answer saved", f"Survey: a page of {PAGE} questions submitted"
OPEN, SHOW = f"ours: a form of {QUESTIONS} questions", f"Survey: a page of {PAGE} questions"
TITLES = {"saving": (SAVE, SUBMIT), "opening": (OPEN, SHOW)}
WARM, CALLS = 5, 60  # requests of each side that do not count, and that do
# in each ten questions, the same on both sides
KINDS = ["numerical_box"] * 5 + ["simple_choice"] * 2 + ["char_box"] * 2 + ["text_box"]


def run(options):
    """Race the two ways of saving and of opening.

    :param options: of the command line
    :return: Markdown
    """
    name = databases.ensure("forms", _fill, f"{QUESTIONS} {PAGE}", template=options.template)
    try:
        databases.vacuum(name)
        race = Race(name)
        for turn in range(options.repeat):
            progress(f"forms, {turn + 1} of {options.repeat}")
            race.run()
        with databases.environment(name) as env:
            about = machine(env.cr)
        return f"### Forms: saving and opening\n\n{about}\n\n{race.markdown()}\n"
    finally:
        if not options.keep:
            databases.drop(name)


class Race:
    """Sends the requests of both sides in turn.

    :param name: of the database that ``_fill`` made
    """

    def __init__(self, name):
        from werkzeug.test import Client

        import odoo.http

        self.client = Client(odoo.http.root, use_cookies=True)
        self.figures = {side: [] for sides in TITLES.values() for side in sides}
        self.turn = 0
        self.browser = uuid.uuid4().hex  # a kept database knows the saves of the last run
        with databases.environment(name) as env:
            self.scene = json.loads(env["ir.config_parameter"].get_param("bench_forms"))
            self.client.set_cookie("session_id", _session(odoo.http, name, env))

    def run(self):
        """Send ``CALLS`` requests of each side, after some that warm the caches."""
        sides = {
            SUBMIT: self._submit,
            SAVE: self._save,
            SHOW: lambda: self._get(f"/survey/{self.scene['survey']}/{self.scene['answer']}"),
            OPEN: lambda: self._get(f"/my/forms/{self.scene['sheet']}"),
        }
        for number in range(WARM + CALLS):
            for side, call in sides.items():
                self.turn += 1
                begun = time.perf_counter()
                call()
                seconds = time.perf_counter() - begun
                if number >= WARM:
                    # Odoo counts the statements of each request
                    self.figures[side].append((seconds, threading.current_thread().query_count))

    def _save(self):
        code, kind = self.scene["codes"][self.turn % PAGE]
        value = self._value(kind)
        if kind == "simple_choice":
            value = self.scene["options"][code][self.turn % OPTIONS]
        saves = [{"seq": self.turn, "code": code, "value": value}]
        url = f"/my/forms/{self.scene['sheet']}/save"
        answer = self._post(url, {"client": self.browser, "saves": saves})
        if answer["acks"][0]["status"] != "saved":
            raise SystemExit(f"a save was refused: {answer}")

    def _submit(self):
        params = {"page_id": self.scene["page"]}
        for question, kind in self.scene["questions"]:
            value = self._value(kind)
            if kind == "simple_choice":
                value = self.scene["options"][str(question)][self.turn % OPTIONS]
            params[str(question)] = str(value)
        answer = self._post(f"/survey/submit/{self.scene['survey']}/{self.scene['answer']}", params)
        if "error" in answer[1]:
            raise SystemExit(f"Survey refused a page: {answer[1]}")

    def _value(self, kind):
        return self.turn if kind == "numerical_box" else f"Answer {self.turn}"

    def _post(self, url, params):
        response = self.client.post(url, json={"jsonrpc": "2.0", "params": params})
        if "result" not in response.json:
            raise SystemExit(f"{url}: {response.text[:2000]}")
        return response.json["result"]

    def _get(self, url):
        response = self.client.get(url)
        # a page with the questions, and not one that says why there is none
        if response.status_code != 200 or response.text.count("of the bench") < PAGE:
            raise SystemExit(f"{url}: {response.status_code} {response.text[:2000]}")

    def markdown(self):
        """:return: a table of medians, with ratios to Survey"""
        rows = []
        for ours, stock in TITLES.values():
            base = self._median(stock, 0), self._median(stock, 1)
            for side in (ours, stock):
                seconds, queries = self._median(side, 0), self._median(side, 1)
                times = sorted(one[0] for one in self.figures[side])
                rows.append(
                    [
                        side,
                        f"{queries:.0f}",
                        f"{queries / base[1]:.2f}",
                        f"{1000 * seconds:.1f}",
                        f"{1000 * times[len(times) // 20]:.1f}–"
                        f"{1000 * times[-1 - len(times) // 20]:.1f}",
                        f"{seconds / base[0]:.2f}",
                    ]
                )
        headers = ["", "statements", "of Survey's", "ms", "5–95 %", "of Survey's ms"]
        return markdown_table(headers, rows)

    def _median(self, side, index):
        return statistics.median(one[index] for one in self.figures[side])


def _fill(env):
    """Make a form and its sheet, a survey and its answer, and somebody who fills both."""
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Director",
                "login": "bench_director",
                "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
            }
        )
    )
    form = env["survey.survey"].create(
        {"title": "Form", "survey_type": "shnor_form", "form_code": "bench_form"}
    )
    _ask(env, form, QUESTIONS)
    sheet = _sheets(form, user.partner_id)
    survey = env["survey.survey"].create(
        {
            "title": "Survey",
            "access_mode": "token",
            "questions_layout": "page_per_section",
            "users_can_go_back": True,
            "scoring_type": "no_scoring",
        }
    )
    # a page after it: the submit shows the next one
    asked = _ask(env, survey, 2 * PAGE)
    answer = survey._create_answer(user=user, check_attempts=False)
    answer._mark_in_progress()
    schema = form._form_schema()["questions"]
    last = list(schema)[-PAGE:]
    page = asked[1 : PAGE + 1]
    scene = {
        "user": user.id,
        "sheet": sheet.id,
        "codes": [[code, KINDS[number]] for number, code in enumerate(last)],
        "survey": survey.access_token,
        "answer": answer.access_token,
        "page": asked[0].id,
        "questions": [[question.id, question.question_type] for question in page],
        "options": {
            **{
                code: [one["code"] for one in schema[code]["options"]]
                for code in last
                if "options" in schema[code]
            },
            **{str(question.id): question.suggested_answer_ids.ids for question in page},
        },
    }
    env["ir.config_parameter"].set_param("bench_forms", json.dumps(scene))


def _sheets(form, partner):
    """Return a sheet with an answer to each question, whose previous form has them, too."""
    values = {"partner_id": partner.id, "form_owner_ids": [(6, 0, partner.ids)]}
    previous = form._form_launch([values])
    sheet = form._form_launch([{**values, "form_previous_id": previous.id}])
    for one in previous, sheet:
        answers = {
            code: question["options"][0]["code"]
            if "options" in question
            else 7
            if question["type"] == "number"
            else "Answer"
            for code, question in form._form_schema()["questions"].items()
        }
        one._form_save_many({one: answers})
    return sheet


def _ask(env, survey, count):
    values = []
    for number in range(count):
        if number % PAGE == 0:
            values.append({"title": f"Section {number // PAGE + 1}", "is_page": True})
        kind = KINDS[number % PAGE]
        values.append(
            {
                "title": f"Question {number} of the bench",
                "question_type": kind,
                **({"form_code": f"B{number}"} if survey.is_form else {}),
                **(
                    {
                        "suggested_answer_ids": [
                            (0, 0, {"value": f"Option {one}"}) for one in range(OPTIONS)
                        ]
                    }
                    if kind == "simple_choice"
                    else {}
                ),
            }
        )
    return env["survey.question"].create(
        [{**vals, "survey_id": survey.id, "sequence": n} for n, vals in enumerate(values)]
    )


def _session(http, database, env):
    """Return the cookie of a session that has logged in."""
    user = env["res.users"].search([("login", "=", "bench_director")])
    session = http.root.session_store.new()
    session.update(http.get_default_session(), db=database)
    session.update(
        login=user.login,
        uid=user.id,
        session_token=user._compute_session_token(session.sid),
        create_time=time.time(),
        context={"lang": "ru_RU", "tz": "Asia/Vladivostok", "uid": user.id},
    )
    http.root.session_store.save(session)
    return session.sid
