"""What the night needs: a form of 150 questions, its sheets, directors who are logged in already,
and a survey of the stock kind to compare with."""

import os
import time

PAGE = 10  # questions on the last page, as many as the stock survey's page has
QUESTIONS = 150
RACERS = 8  # who race against Survey afterwards, on sheets of their own


def build(database, directors):
    """Make the form, the survey and the sessions of the directors.

    :param str database: a clone with the addons installed
    :param int directors: how many
    :return: dict: ``codes`` of the last page, ``directors`` and ``racers`` [{"sheet", "session"}],
        ``stock`` {"survey", "page", "questions", "answers": tokens}
    """
    import odoo.http
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", os.environ["ODOO_RC"], "--workers=0", "--log-level=warn"])
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True, "lang": "en_US"})
        users = _users(env, directors + RACERS)
        form = _form(env)
        sheets = form._form_launch(
            [
                {
                    "form_title": user.name,
                    "partner_id": user.partner_id.id,
                    "form_owner_ids": [(6, 0, user.partner_id.ids)],
                }
                for user in users
            ]
        )
        stock = _stock(env, RACERS)
        cr.commit()
        sessions = [_session(odoo.http, database, user) for user in users]
        codes = [question.form_code for question in form.question_ids][-PAGE:]
        seats = [
            {"sheet": sheet.id, "session": session}
            for sheet, session in zip(sheets, sessions, strict=True)
        ]
    return {
        "codes": codes,
        "directors": seats[:directors],
        "racers": seats[directors:],
        "stock": stock,
    }


def _users(env, count):
    group = env.ref("base.group_portal")
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {"name": f"Director {n}", "login": f"night{n}", "group_ids": [(6, 0, group.ids)]}
                for n in range(count)
            ]
        )
    )


def _form(env):
    form = env["survey.survey"].create(
        {"title": "Night", "survey_type": "shnor_form", "form_code": "night"}
    )
    values = []
    for number in range(QUESTIONS):
        if number % PAGE == 0:
            values.append({"title": f"Section {number // PAGE + 1}", "is_page": True})
        values.append(
            {
                "title": f"Question {number + 1}",
                "form_code": f"N{number + 1}",
                "question_type": "numerical_box",
            }
        )
    env["survey.question"].create(
        [{**vals, "survey_id": form.id, "sequence": n} for n, vals in enumerate(values)]
    )
    return form


def _stock(env, count):
    """Make a stock survey: a page of ten numbers, and one after it."""
    survey = env["survey.survey"].create(
        {
            "title": "Stock",
            "access_mode": "token",
            "questions_layout": "page_per_section",
            "users_can_go_back": True,
            "scoring_type": "no_scoring",
        }
    )
    values = [{"title": "Page", "is_page": True}]
    values += [{"title": f"Question {n}", "question_type": "numerical_box"} for n in range(PAGE)]
    values += [
        {"title": "Next", "is_page": True},
        {"title": "Last", "question_type": "char_box"},
    ]
    questions = env["survey.question"].create(
        [{**vals, "survey_id": survey.id, "sequence": n} for n, vals in enumerate(values)]
    )
    answers = env["survey.user_input"]
    for _number in range(count):
        answers |= survey._create_answer(user=env.ref("base.public_user"), check_attempts=False)
    answers._mark_in_progress()
    answers.write({"partner_id": False})
    return {
        "survey": survey.access_token,
        "page": questions[0].id,
        "questions": questions[1 : PAGE + 1].ids,
        "answers": answers.mapped("access_token"),
    }


def _session(http, database, user):
    """Return the cookie of a session that has logged in: hashing 500 passwords is not the test."""
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
