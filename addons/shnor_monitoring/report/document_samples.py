"""Made-up data of every kind of document: the shape that a template may rely on, and the examples.

What a model gives to a template has exactly these keys; a test holds them against each other. Each
list has an element, so that its members are known. No real school or person is meant.
"""

HEAD = {
    "organisation": "Комитет по образованию Приозёрного района",
    "organisation_contacts": "с. Приозёрное, ул. Школьная, д. 1, тел. 5-00-01",
    "mark": "ПРОЕКТ",
    "number": "112-о",
    "date": "22 июня 2026 г.",
    "date_short": "22.06.2026",
    "place": "с. Приозёрное",
    "title": "О проведении мониторинга системы работы со ШНОР и/или ШНСУ в июле 2026 года",
    "preamble": "Во исполнение Положения о системе работы со школами с низкими результатами "
    "обучения и/или школами, функционирующими в неблагоприятных социальных условиях,",
    "control": "оставляю за собой",
    "signer": "Л.И. Коваль",
    "signer_full": "Коваль Любовь Ивановна",
    "signer_position": "Председатель комитета",
    "executor": "Никитина Галина Ильинична",
    "executor_phone": "5-00-02",
}
ACQUAINTANCE = [
    {
        "number": 1,
        "school": "МБОУ СОШ с. Кедровое",
        "name": "Орлова Мария Петровна",
        "position": "директор",
    },
    {
        "number": 2,
        "school": "МБОУ ООШ с. Усть-Манга",
        "name": "Зимин Пётр Олегович",
        "position": "директор",
    },
]
ORDER = {
    **HEAD,
    "begin": "1 июля 2026 года",
    "end": "24 июля 2026 года",
    "period_from": "1 января 2026 года",
    "period_to": "30 июня 2026 года",
    "coordinator": "Никитину Галину Ильиничну, главного специалиста комитета",
    "self_evaluation_until": "10 июля 2026 года",
    "interview_from": "6 июля 2026 года",
    "interview_until": "15 июля 2026 года",
    "roadmap_until": "15 июля 2026 года",
    "working_group_until": "7 августа 2026 года",
    "publication": "в течение 10 рабочих дней со дня заседания рабочей группы",
    "participant_count": 2,
    "participants": [
        {
            "number": 1,
            "school": "МБОУ СОШ с. Кедровое",
            "status": "ШНОР",
            "basis": "Приказ министерства от 15.09.2025 № 41",
            "responsible": "Орлова Мария Петровна",
            "interviewer": "Дьячкова Инна Леонидовна",
        },
        {
            "number": 2,
            "school": "МБОУ ООШ с. Усть-Манга",
            "status": "ШНОР, ШНСУ",
            "basis": "Приказ комитета от 20.09.2025 № 88",
            "responsible": "Зимин Пётр Олегович",
            "interviewer": "Дьячкова Инна Леонидовна",
        },
    ],
    "stages": [
        {
            "number": 1,
            "name": "Самообследование",
            "begin": "01.07.2026",
            "end": "10.07.2026",
            "responsible": "Никитина Галина Ильинична",
            "result": "Заполненные формы самообследования",
        },
        {
            "number": 2,
            "name": "Заседание рабочей группы",
            "begin": "25.07.2026",
            "end": "07.08.2026",
            "responsible": "Савельева Зоя Леонидовна",
            "result": "Протокол, аналитический документ",
        },
    ],
    "responsibles": [
        {
            "number": 1,
            "name": "Никитина Галина Ильинична",
            "position": "Главный специалист комитета",
            "stage": "Самообследование",
            "email": "staff1@example.org",
        }
    ],
    "forms": [
        {
            "number": 1,
            "name": "Самообследование образовательной организации",
            "filled_by": "Образовательная организация",
            "question_count": 120,
            "sections": [{"number": "1.1", "title": "Контекст", "question_count": 12}],
        }
    ],
    "working_group": [
        {
            "number": 1,
            "name": "Савельева Зоя Леонидовна",
            "position": "Заместитель председателя комитета",
            "role": "Председатель рабочей группы",
        }
    ],
    "acquaintance": ACQUAINTANCE,
}
BASE_ORDER = {
    "number": "112-о",
    "date": "22 июня 2026 г.",
    "title": "О проведении мониторинга системы работы со ШНОР и/или ШНСУ в июле 2026 года",
}
AMENDMENT = {
    **HEAD,
    "number": "118-о",
    "date": "6 июля 2026 г.",
    "date_short": "06.07.2026",
    "title": "О внесении изменений в приказ от 22 июня 2026 г. № 112-о",
    "preamble": "В связи с неблагоприятными погодными условиями,",
    "amended": BASE_ORDER,
    "changes": [
        {
            "number": 1,
            "text": "В приложении 2 срок окончания этапа «Самообследование» «10.07.2026» "
            "заменить на «14.07.2026»",
        },
        {
            "number": 2,
            "text": "В приложении 1 исключить строку «МБОУ ООШ с. Усть-Манга»",
        },
    ],
    "acquaintance": ACQUAINTANCE,
}
EXTENSION = {
    **{name: HEAD[name] for name in HEAD if name not in ("title", "preamble", "control")},
    "number": "3",
    "date": "9 июля 2026 г.",
    "date_short": "09.07.2026",
    "order": BASE_ORDER,
    "school": "МБОУ СОШ с. Кедровое",
    "stage": "Самообследование",
    "until_before": "10 июля 2026 года",
    "until": "14 июля 2026 года",
    "reason": "Отсутствие связи с 3 по 9 июля 2026 г.",
    "applicant": "директор Орлова Мария Петровна",
    "decision": "Остальные сроки мониторинга не изменяются.",
}
LETTER = {
    **{name: HEAD[name] for name in ("organisation", "organisation_contacts", "mark")},
    **{name: HEAD[name] for name in HEAD if name.startswith(("signer", "executor"))},
    "number": "2026-07/1",
    "date": "12 августа 2026 г.",
    "date_short": "12.08.2026",
    "acknowledge_until": "19 августа 2026 года",
    "portal": "https://monitoring.example.org",
    "introduction": "Рабочая группа рассмотрела результаты мониторинга на заседании 5 августа "
    "2026 года.",
    "campaign": "Мониторинг, июль 2026",
    "order": BASE_ORDER,
    "period_from": "1 января 2026 года",
    "period_to": "30 июня 2026 года",
    "school": "МБОУ СОШ с. Кедровое",
    "school_full": "Муниципальное бюджетное общеобразовательное учреждение средняя "
    "общеобразовательная школа с. Кедровое",
    "status": "ШНОР",
    "director": "Орлова Мария Петровна",
    "results": [
        {
            "number": 1,
            "name": "Доля школ с положительной динамикой образовательных результатов",
            "words": "засчитано",
            "reason": "Сопоставимых пар 4, из них лучше 3.",
        },
        {
            "number": 2,
            "name": "Доля педагогических работников, прошедших диагностику",
            "words": "6 из 8 (75 %)",
            "reason": "нет данных: 1 из 8",
        },
    ],
    "district": [
        {
            "number": 1,
            "name": "Доля школ с положительной динамикой образовательных результатов",
            "share": "5 из 8",
            "percent": "62,5 %",
            "previous": "4 из 8",
        }
    ],
    "recommendations": [
        {
            "number": 1,
            "text": "Включить в план внутришкольного контроля разбор работ по математике в 5 и 6 "
            "классах.",
            "kind": "Образовательные результаты",
            "basis": "Индикатор 1: сопоставимых пар 4, из них лучше 3.",
            "term": "1 октября 2026 года",
            "responsible": "Директор школы",
            "expected_result": "Доля работ ниже минимума снижается.",
            "indicator": "1",
            "materials": [
                {
                    "name": "Разбор типичных ошибок ВПР по математике",
                    "kind": "Рекомендация",
                    "address": "https://fipi.example.org/vpr",
                    "source": "ФИПИ",
                }
            ],
        }
    ],
    "materials": [
        {
            "number": 1,
            "name": "Разбор типичных ошибок ВПР по математике",
            "kind": "Рекомендация",
            "address": "https://fipi.example.org/vpr",
            "source": "ФИПИ",
        }
    ],
}
SAMPLES = {"order": ORDER, "amendment": AMENDMENT, "extension": EXTENSION, "letter": LETTER}


def blank(value):
    """Return the sample as a draft in its first minute has it: texts and lists are empty."""
    if isinstance(value, dict):
        return {key: blank(item) for key, item in value.items()}
    if isinstance(value, list):
        return []
    return "" if isinstance(value, str) else 0
