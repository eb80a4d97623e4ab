"""The Word templates of the analytical note: the full one, and that for one school."""

from docx_builder import SMALL, WIDTH, Builder

TINY = 9
PARTS = (
    ("basis", "1. Основание, сроки, участники, методы и источники"),
    ("followup", "2. Исполнение решений по итогам предыдущего мониторинга"),
    ("facts", "3. Статистические факты"),
    ("factors", "4. Факторы, влияющие на результаты"),
    ("deficits", "5. Дефициты"),
    ("practices", "6. Успешные практики"),
    ("conclusions", "7. Выводы"),
    ("recommendations", "8. Адресные рекомендации"),
    ("materials", "9. Методические материалы"),
    ("decisions", "10. Проект решений"),
)


def note():
    """Build the analytical note for the working group."""
    document = Builder("Аналитическая справка")
    _head(document, "{{ title }}")
    for part, title in PARTS:
        if part == "recommendations":
            document.section(wide=True)
        if part == "decisions":
            document.section(wide=False)
        _part(document, part, title)
        if part in TABLES:
            TABLES[part](document)
    _signature(document)
    _appendix(document)
    return document.content()


def note_school():
    """Build the note for one school: its own data, and the totals of all schools."""
    document = Builder("Аналитическая справка для образовательной организации")
    _head(document, "{{ title }}")
    document.centre("для образовательной организации: {{ school }} ({{ status }})", after=10)
    document.text(
        "Мониторинг проведён с {{ begin }} по {{ end }} на основании приказа от {{ order.date }} "
        "№ {{ order.number }} за период с {{ period_from }} по {{ period_to }}. Приведены данные "
        "только этой организации и итоги по всем школам мониторинга (всего {{ school_count }})."
    )
    document.tag("{%p if not reported %}")
    document.text("Самообследование организация не представила.")
    document.tag("{%p endif %}")
    _heading(document, "1. Результаты организации")
    document.table(
        [14, 78, 28, 20, 25],
        ["Код", "Индикатор", "Результат", "%", "Было"],
        [
            "{{ one.code }}",
            "{{ one.name }}",
            "{{ one.result }}",
            "{{ one.percent }}",
            "{{ one.previous }}",
        ],
        "one in results",
        size=SMALL,
        centred=(0, 2, 3, 4),
    )
    _heading(document, "2. Итоги по всем школам мониторинга")
    _indicators(document, "one in district")
    document.tag("{%p if risks %}")
    _heading(document, "3. Факторы риска, которые указала организация")
    document.tag("{%p for one in risks %}")
    document.text("– {{ one.name }}", indent=False, left=8)
    document.tag("{%p endfor %}")
    document.tag("{%p endif %}")
    document.tag("{%p if remarks %}")
    _heading(document, "Что отмечено в справке")
    document.tag("{%p for one in remarks %}")
    document.text("{{ one.text }}")
    document.tag("{%p endfor %}")
    document.tag("{%p endif %}")
    document.section(wide=True)
    _heading(document, "{% if risks %}4{% else %}3{% endif %}. Адресные рекомендации")
    document.tag("{%p if recommendations %}")
    _advice(document, "one in recommendations", whom=False)
    document.tag("{%p else %}")
    document.text("Рекомендаций нет.")
    document.tag("{%p endif %}")
    document.tag("{%p if materials %}")
    _heading(document, "{% if risks %}5{% else %}4{% endif %}. Методические материалы")
    document.table(
        [12, 100, 40, 60, 40],
        ["№", "Название", "Вид", "Где найти", "Источник"],
        [
            "{{ one.number }}",
            "{{ one.name }}",
            "{{ one.kind }}",
            "{{ one.address }}",
            "{{ one.source }}",
        ],
        "one in materials",
        size=SMALL,
        centred=(0,),
    )
    document.tag("{%p endif %}")
    _signature(document, [120, 60, 72])
    return document.content()


def _head(document, title):
    document.centre("{{ organisation }}", bold=True)
    document.tag("{%p if organisation_contacts %}")
    document.centre("{{ organisation_contacts }}", size=SMALL)
    document.tag("{%p endif %}")
    document.tag("{%p if minutes %}")
    document.text("УТВЕРЖДЕНО", align="left", indent=False, left=WIDTH - 75, before=10)
    document.text("рабочей группой, {{ minutes }}", align="left", indent=False, left=WIDTH - 75)
    document.tag("{%p endif %}")
    document.centre("АНАЛИТИЧЕСКАЯ СПРАВКА", bold=True, before=16)
    document.centre(title, bold=True, after=12)


def _heading(document, text):
    document.text(text, bold=True, align="left", indent=False, before=12, after=4, keep=True)


def _caption(document, text):
    document.text(text, align="left", indent=False, size=SMALL, before=8, after=3, keep=True)


def _part(document, part, title):
    _heading(document, title)
    _sentences(document, part)


def _sentences(document, part):
    document.tag(f"{{%p for one in part_{part} %}}")
    document.tag("{%p if one.is_item %}")
    document.text("– {{ one.text }}", indent=False, left=8)
    document.tag("{%p else %}")
    document.text("{{ one.text }}")
    document.tag("{%p endif %}")
    document.tag("{%p endfor %}")


def _chart(document, name, caption):
    document.tag(f"{{%p if {name} %}}")
    _caption(document, caption)
    document.text(f"{{{{ {name} }}}}", align="left", indent=False, after=6)
    document.tag("{%p endif %}")


def _indicators(document, loop):
    document.table(
        [13, 41, 19, 18, 27, 30, 17],
        ["Код", "Индикатор", "k из n", "%", "Было", "Изменение", "План"],
        [
            "{{ one.code }}",
            "{{ one.name }}",
            "{{ one.share }}",
            "{{ one.percent }}",
            "{{ one.previous }}",
            "{{ one.delta }}",
            "{{ one.plan }}",
        ],
        loop,
        size=10,
        centred=(0, 2, 3, 4, 5, 6),
    )


def _facts_tables(document):
    _caption(document, "Таблица 1. Индикаторы")
    _indicators(document, "one in indicators")
    _caption(
        document,
        "Таблица 2. Индикаторы: полнота данных и школы, участвующие в обоих мониторингах",
    )
    document.table(
        [14, 34, 47, 70],
        ["Код", "Нет данных", "Доля после поступления данных", "Сейчас / было у тех же школ"],
        [
            "{{ one.code }}",
            "{{ one.no_data }}",
            "{{ one.interval }}",
            "{{ one.comparable }}",
        ],
        "one in indicators",
        size=10,
        centred=(0, 1, 2, 3),
    )
    _chart(document, "chart_indicators", "Рисунок 1. Доли по индикаторам")
    document.tag("{%p if subjects %}")
    _caption(document, "Таблица 3. Сопоставимые результаты по предметам")
    document.table(
        [29, 14, 15, 12, 17, 20, 20, 19, 19],
        [
            "Предмет",
            "Вид",
            "Школ",
            "Пар",
            "Лучше",
            "Прочие",
            "Падение",
            "Ниже мин.",
            "Год назад",
        ],
        [
            "{{ one.subject }}",
            "{{ one.procedure }}",
            "{{ one.schools }}",
            "{{ one.pairs }}",
            "{{ one.better }}",
            "{{ one.same }}",
            "{{ one.worse }}",
            "{{ one.below }}",
            "{{ one.previous }}",
        ],
        "one in subjects",
        size=TINY,
        centred=(1, 2, 3, 4, 5, 6, 7, 8),
    )
    document.tag("{%p endif %}")
    _chart(
        document,
        "chart_subjects",
        "Рисунок 2. Сопоставимые результаты по предметам: лучше / прочие / критическое падение",
    )
    document.section(wide=True)
    _caption(document, "Таблица 4. Результаты по школам (школы – по алфавиту)")
    heads = [f"{{{{ columns.c{number} }}}}" for number in range(1, 8)]
    document.table(
        [10, 62, 26, *[22] * 7],
        ["№", "Школа", "Статус", *heads],
        [
            "{{ one.number }}",
            "{{ one.school }}",
            "{{ one.status }}",
            *(f"{{{{ one.cells.c{number} }}}}" for number in range(1, 8)),
        ],
        "one in schools",
        size=10,
        centred=(0, 2, 3, 4, 5, 6, 7, 8, 9),
    )
    document.section(wide=False)


def _risks_table(document):
    document.tag("{%p if risks %}")
    _caption(document, "Таблица 5. Факторы риска и динамика результатов (число школ)")
    document.table(
        [10, 51, 21, 14, 15, 15, 19, 20],
        [
            "№",
            "Фактор риска",
            "Указали",
            "Выс.",
            "Сред.",
            "Низк.",
            "Лучше с риском",
            "Лучше без риска",
        ],
        [
            "{{ one.number }}",
            "{{ one.name }}",
            "{{ one.schools }}",
            "{{ one.high }}",
            "{{ one.medium }}",
            "{{ one.low }}",
            "{{ one.with_risk }}",
            "{{ one.without_risk }}",
        ],
        "one in risks",
        size=TINY,
        centred=(0, 2, 3, 4, 5, 6, 7),
    )
    document.tag("{%p endif %}")
    _chart(document, "chart_risks", "Рисунок 3. Сколько школ указали фактор риска")


def _advice(document, loop, whom=True):
    widths = [9, 34, 62, 50, 23, 33, 41] if whom else [10, 82, 60, 24, 34, 42]
    heads = ["№", "Кому", "Рекомендация", "Основание", "Срок", "Ответственный", "Результат"]
    cells = [
        "{{ one.number }}",
        "{{ one.whom }}",
        "{{ one.text }}",
        "{{ one.facts }}",
        "{{ one.term }}",
        "{{ one.responsible }}",
        "{{ one.expected_result }}",
    ]
    if not whom:
        heads, cells = (
            [one for number, one in enumerate(heads) if number != 1],
            [one for number, one in enumerate(cells) if number != 1],
        )
    document.table(widths, heads, cells, loop, size=TINY, centred=(0, 4 if whom else 3))


def _recommendations_tables(document):
    document.tag("{%p if recommendations %}")
    _caption(document, "Таблица 6. Рекомендации школам")
    _advice(document, "one in recommendations")
    document.tag("{%p endif %}")
    document.tag("{%p if recommendations_to_others %}")
    _caption(document, "Таблица 7. Рекомендации другим адресатам")
    _advice(document, "one in recommendations_to_others")
    document.tag("{%p endif %}")


def _materials_table(document):
    document.tag("{%p if materials_list %}")
    _caption(document, "Таблица 8. Методические материалы")
    document.table(
        [10, 80, 40, 62, 42, 18],
        ["№", "Название", "Вид", "Где найти", "Источник", "Школ"],
        [
            "{{ one.number }}",
            "{{ one.name }}",
            "{{ one.kind }}",
            "{{ one.address }}",
            "{{ one.source }}",
            "{{ one.schools }}",
        ],
        "one in materials_list",
        size=10,
        centred=(0, 5),
    )
    document.tag("{%p endif %}")


TABLES = {
    "facts": _facts_tables,
    "factors": _risks_table,
    "recommendations": _recommendations_tables,
    "materials": _materials_table,
}


def _signature(document, widths=(80, 40, 45)):
    document.text("", indent=False, before=14, keep=True)
    document.columns(
        list(widths), ["{{ signer_position }}", "", "{{ signer }}"], ["left", "left", "right"]
    )
    document.tag("{%p if executor %}")
    document.text(
        "Исполнитель: {{ executor }}{% if executor_phone %}, тел. {{ executor_phone }}{% endif %}",
        align="left",
        indent=False,
        size=SMALL,
        before=18,
    )
    document.tag("{%p endif %}")


def _appendix(document):
    document.text(
        "Приложение. Как получены числа, и чего они не говорят",
        bold=True,
        align="left",
        indent=False,
        after=6,
        new_page=True,
        keep=True,
    )
    document.tag("{%p for one in part_appendix %}")
    document.text("{{ one.text }}", size=12, after=4)
    document.tag("{%p endfor %}")
