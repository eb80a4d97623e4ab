"""Made-up data of the analytical note and of the note for one school; see document_samples."""

HEAD = {
    "organisation": "Комитет по образованию Приозёрного района",
    "organisation_contacts": "с. Приозёрное, ул. Школьная, д. 1, тел. 5-00-01",
    "mark": "ПРОЕКТ",
    "minutes": "протокол от 3 августа 2026 г. № 4",
    "place": "с. Приозёрное",
    "title": "о результатах мониторинга «Мониторинг, июль 2026»",
    "order": {
        "number": "112-о",
        "date": "22 июня 2026 г.",
        "title": "О проведении мониторинга системы работы со ШНОР и/или ШНСУ в июле 2026 года",
    },
    "begin": "1 июля 2026 года",
    "end": "24 июля 2026 года",
    "period_from": "1 января 2026 года",
    "period_to": "30 июня 2026 года",
    "previous": "Мониторинг, декабрь 2025",
    "school_count": 8,
    "signer": "Л.И. Коваль",
    "signer_position": "Председатель комитета",
    "executor": "Никитина Галина Ильинична",
    "executor_phone": "5-00-02",
}
INDICATOR = {
    "number": 1,
    "code": "I1",
    "name": "Доля школ с положительной динамикой образовательных результатов",
    "share": "3 из 8",
    "percent": "37,5 %",
    "no_data": 2,
    "interval": "37,5–62,5 %",
    "previous": "2 из 9 (22,2 %)",
    "delta": "+15,3 п. п.",
    "plan": "40,0 %",
    "comparable": "3 из 7 / 2 из 7",
}
RECOMMENDATION = {
    "number": 1,
    "whom": "СОШ с. Кедровое",
    "text": "Провести разбор результатов ВПР по предметам «Математика», «Русский язык».",
    "facts": "I1: нет. Сопоставимых пар: 4; лучше: 1; хуже: 2",
    "term": "01.10.2026",
    "responsible": "Заместитель директора по учебной работе",
    "expected_result": "Программа устранения дефицитов принята педсоветом",
}
MATERIAL = {
    "number": 1,
    "name": "Как разобрать результаты ВПР на педсовете",
    "kind": "Рекомендации",
    "address": "https://example.org/vpr",
    "source": "Методическая служба",
}
NOTE = {
    **HEAD,
    "part_basis": [{"text": "В мониторинге участвуют 8 школ.", "is_item": False}],
    "part_followup": [
        {"text": "На контроле 12 рекомендаций: исполнено – 5.", "is_item": False},
    ],
    "part_facts": [{"text": "3 из 8 школ (37,5 %).", "is_item": False}],
    "part_factors": [
        {"text": "«Дефицит педагогических кадров» – 5 из 7 школ.", "is_item": True},
    ],
    "part_deficits": [{"text": "Кадровые дефициты: есть вакансии – 4 из 7 школ.", "is_item": True}],
    "part_practices": [{"text": "СОШ с. Кедровое. Клуб чтения.", "is_item": True}],
    "part_conclusions": [{"text": "Доля выросла – 4 (I1, I2, I4, I5).", "is_item": False}],
    "part_recommendations": [
        {"text": "Подготовлено 16 рекомендаций для 8 школ.", "is_item": False},
    ],
    "part_materials": [{"text": "К рекомендациям подобрано 6 материалов.", "is_item": False}],
    "part_decisions": [{"text": "Утвердить аналитическую справку.", "is_item": True}],
    "part_appendix": [{"text": "Доля – k из n, в процентах.", "is_item": False}],
    "indicators": [INDICATOR],
    "columns": {f"c{number}": f"I{number}" for number in range(1, 8)},
    "schools": [
        {
            "number": 1,
            "school": "СОШ с. Кедровое",
            "status": "ШНОР",
            "cells": {
                "c1": "да",
                "c2": "12 из 15",
                "c3": "4 из 15",
                "c4": "да",
                "c5": "нет",
                "c6": "да",
                "c7": "нет данных",
            },
        },
    ],
    "subjects": [
        {
            "subject": "Математика",
            "procedure": "ВПР",
            "schools": 6,
            "pairs": 12,
            "better": 5,
            "same": 4,
            "worse": 3,
            "below": "31 из 140 (22,1 %)",
            "previous": "38 из 146 (26,0 %)",
        },
    ],
    "risks": [
        {
            "number": 1,
            "name": "Дефицит педагогических кадров",
            "schools": "5 из 7",
            "high": 2,
            "medium": 2,
            "low": 1,
            "with_risk": "1 из 4",
            "without_risk": "2 из 2",
        },
    ],
    "chart_indicators": "Диаграмма: индикаторы",
    "chart_subjects": "Диаграмма: результаты по предметам",
    "chart_risks": "Диаграмма: факторы риска",
    "recommendations": [RECOMMENDATION],
    "recommendations_to_others": [
        {
            **RECOMMENDATION,
            "whom": "Методическая служба",
            "text": "Провести семинар по смысловому чтению.",
        },
    ],
    "materials_list": [{**MATERIAL, "schools": 5}],
}
NOTE_SCHOOL = {
    **HEAD,
    "school": "СОШ с. Кедровое",
    "status": "ШНОР",
    "reported": True,
    "results": [
        {
            "code": "I2",
            "name": "Доля педагогов, прошедших диагностику",
            "result": "12 из 15",
            "percent": "80,0 %",
            "previous": "10 из 15",
        },
    ],
    "risks": [{"name": "Дефицит педагогических кадров"}],
    "district": [INDICATOR],
    "remarks": [{"text": "Клуб чтения работает третий год."}],
    "recommendations": [RECOMMENDATION],
    "materials": [MATERIAL],
}
