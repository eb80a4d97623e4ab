# ruff: noqa: F821 (`env` is the shell's)
"""Run in `odoo shell`: a form with every type of question, two owners and a deputy.

Prints a line `SHEETS {…}` with the ids of the sheets by who fills them, enough for every test.
"""

import json

from odoo import fields

PORTAL = env.ref("base.group_portal")


def user(login, name, organisation):
    partner = env["res.partner"].create(
        {"name": name, "email": f"{login}@example.com", "parent_id": organisation.id}
    )
    return env["res.users"].create(
        {
            "login": login,
            "password": login,
            "partner_id": partner.id,
            "group_ids": [(6, 0, PORTAL.ids)],
            "lang": "ru_RU",
            "tz": "Asia/Vladivostok",
        }
    )


def page(title, **values):
    return ask(None, None, title, is_page=True, **values)


def ask(code, kind, title, options=(), **values):
    ask.sequence += 10
    return env["survey.question"].create(
        {
            "survey_id": form.id,
            "form_code": code,
            "question_type": kind,
            "title": title,
            "sequence": ask.sequence,
            "suggested_answer_ids": [
                (0, 0, {"value": label, "form_code": option}) for option, label in options
            ],
            **values,
        }
    )


ask.sequence = 0
RU = env["res.lang"]._lang_get("ru_RU") or env["res.lang"]._activate_lang("ru_RU")
env = env(context={**env.context, "lang": "ru_RU"})

form = env["survey.survey"].create(
    {
        "title": "Самообследование школы",
        "survey_type": "shnor_form",
        "form_code": "filling_test",
        "form_record_model": "res.partner",
        "form_contact": "Ольга Петровна Лапина, методист, 2-12-34",
    }
)
page("Контингент", form_help="Числа на начало учебного года. Фамилий не указывайте.")
ask(
    "А1.1",
    "numerical_box",
    "Обучающихся всего",
    form_unit="чел.",
    form_help="По данным отчёта ОО-1.",
    constr_mandatory=True,
    form_prefill="record",
    form_prefill_path="color",
    form_minimum=0,
    form_maximum=3000,
    form_delta=5,
)
ask("А1.2", "numerical_box", "Из них подвозятся", form_unit="чел.", form_prefill="previous")
ask("А1.3", "computed", "Доля подвозимых", form_unit="%", form_decimals=1,
    form_formula="percent([А1.2], [А1.1])")  # fmt: skip
ask("А1.4", "numerical_box", "Скорость интернета", form_unit="Мбит/с", form_decimals=1,
    form_maximum=1000)  # fmt: skip
page("Кадры")
ask(
    "А2.1",
    "number_table",
    "Вакансии",
    form_help="По одной строке на предмет.",
    form_column_ids=[
        (0, 0, {"code": "subject", "title": "Предмет", "column_type": "char", "required": True}),
        (0, 0, {"code": "rate", "title": "Ставок", "decimals": 2, "maximum": 5, "total": True}),
        (0, 0, {"code": "since", "title": "С какого времени", "column_type": "date"}),
        (
            0,
            0,
            {
                "code": "closed",
                "title": "Чем закрыто",
                "column_type": "choice",
                "options": "совмещение\nвнешний совместитель\nдистанционно\nне ведётся",
            },
        ),
    ],
)
ask(
    "А2.2",
    "number_table",
    "Специалисты",
    form_rows_grow=False,
    form_column_ids=[
        (0, 0, {"code": "has", "title": "Есть", "column_type": "yes_no"}),
        (0, 0, {"code": "rate", "title": "Ставок", "decimals": 2, "total": True}),
    ],
    matrix_row_ids=[
        (0, 0, {"value": "Педагог-психолог", "form_code": "psychologist"}),
        (0, 0, {"value": "Логопед", "form_code": "speech"}),
    ],
)
page("Управление и безопасность")
ask(
    "А3.1", "yes_no", "Программа развития действует", constr_mandatory=True, form_prefill="previous"
)
ask("А3.2", "date", "До какого числа", form_condition="[А3.1] == yes", constr_mandatory=True)
ask(
    "А3.3",
    "simple_choice",
    "Заключения ПМПК исполняются",
    [("full", "полностью"), ("part", "частично"), ("none", "нет")],
    form_prefill="previous",
)
ask(
    "А3.4",
    "multiple_choice",
    "Причины низких результатов",
    [
        ("gaps", "пробелы начальной школы"),
        ("reading", "смысловое чтение"),
        ("absence", "пропуски занятий"),
        ("language", "языковой барьер"),
    ],
)
ask(
    "А3.5",
    "scale",
    "Большинству учеников интересно на уроках",
    scale_min=1,
    scale_max=4,
    scale_min_label="нет",
    scale_max_label="да",
)
ask(
    "А3.6",
    "simple_choice",
    "Главный риск",
    [(f"r{n}", label) for n, label in enumerate(
        ["оснащение", "кадры", "компетентность", "мотивация", "благополучие", "дисциплина"])],
)  # fmt: skip
ask("А3.7", "char_box", "Успешная практика, название")
ask("А3.8", "text_box", "В чём её суть", form_evidence="optional")
env["shnor.form.check"].create(
    [
        {
            "survey_id": form.id,
            "condition": "[А1.2] <= [А1.1]",
            "message": "Подвозимых больше, чем обучающихся. Проверьте оба числа.",
        },
        {
            "survey_id": form.id,
            "condition": "[А3.5] > 1",
            "message": "Очень низкая оценка. Так ли это?",
            "severity": "warning",
        },
    ]
)

sheets = {}
for login, name, school in (
    ("anna", "Анна Ивановна Седова", "МБОУ СОШ с. Кедровое"),
    ("boris", "Борис Ким", "МБОУ ООШ с. Рыбацкий Стан"),
):
    organisation = env["res.partner"].create(
        {"name": school, "is_company": True, "color": 7, "tz": "Asia/Vladivostok"}
    )
    owner = user(login, name, organisation)
    common = {
        "partner_id": owner.partner_id.id,
        "form_owner_ids": [(6, 0, owner.partner_id.ids)],
        "form_organisation_id": organisation.id,
        "form_record_id": organisation.id,
    }
    before = form._form_launch([{**common, "form_title": f"{school}, декабрь 2025"}])
    before._form_save_many(
        {before: {"А1.1": 1, "А1.2": 3, "А3.1": True, "А3.3": "part", "А3.8": "Наставники."}}
    )
    before._form_set_locked(True)
    vals = {
        **common,
        "form_title": f"{school}, июль 2026",
        "form_previous_id": before.id,
        "deadline": fields.Datetime.add(fields.Datetime.now(), days=9),
    }
    sheets[login] = form._form_launch([vals] * 40).ids
env.cr.commit()
print("SHEETS", json.dumps(sheets))
