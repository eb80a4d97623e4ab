"""The Word template of what is published of a campaign."""

from docx_builder import SMALL, WIDTH, Builder


def note_public():
    """Build the public version of the analytical note."""
    document = Builder("Результаты мониторинга")
    document.centre("{{ organisation }}", bold=True)
    document.tag("{%p if organisation_contacts %}")
    document.centre("{{ organisation_contacts }}", size=SMALL)
    document.tag("{%p endif %}")
    document.centre("РЕЗУЛЬТАТЫ МОНИТОРИНГА", bold=True, before=18)
    document.centre(
        "системы работы со школами с низкими образовательными результатами и школами, "
        "функционирующими в неблагоприятных социальных условиях",
        before=4,
    )
    document.centre("{{ title }}{% if territory %}. {{ territory }}{% endif %}", before=4, after=10)
    document.tag("{%p if erratum %}")
    document.text("Исправление к версии {{ corrects }}. {{ erratum }}", bold=True, after=8)
    document.tag("{%p endif %}")
    document.text("Период наблюдения: {{ period }}. Мониторинг проведён: {{ dates }}.")
    document.text(
        "{% if order %}Основание: {{ order }}. {% endif %}Школ-участниц: {{ participants }}. "
        "Опубликовано: {{ published_on }}, версия {{ version }}."
    )
    _head(document, "Индикаторы")
    document.table(
        [13, 50, 36, 19, 30, 17],
        ["№", "Индикатор", "Сколько из скольких", "Доля", "Изменение", "План"],
        [
            "{{ one.code }}",
            "{{ one.name }}",
            "{{ one.share }}{% if one.interval %}; нет данных: {{ one.no_data }}, "
            "доля от и до: {{ one.interval }}{% endif %}",
            "{{ one.percent }}",
            "{{ one.change }}",
            "{{ one.plan }}",
        ],
        "one in indicators",
        size=SMALL,
        centred=(0, 3, 4, 5),
    )
    document.tag("{%p if chart_indicators %}")
    document.text("{{ chart_indicators }}", align="left", indent=False, before=8, after=6)
    document.tag("{%p endif %}")
    document.tag("{%p if previous %}")
    document.text(
        "Изменение показано к прошлому мониторингу: {{ previous }}.", size=SMALL, before=4
    )
    document.tag("{%p endif %}")
    _table(
        document,
        "factors",
        "Факторы, влияющие на результаты",
        [18, 117, 30],
        ["Код", "Фактор", "Сколько школ назвали"],
        ["code", "name", "schools"],
    )
    _table(
        document,
        "deficits",
        "Дефициты",
        [42, 93, 30],
        ["Вид", "Дефицит", "У скольких школ"],
        ["kind", "name", "schools"],
    )
    _practices(document)
    _table(
        document,
        "general",
        "Рекомендации",
        [45, 90, 30],
        ["Кому", "Рекомендация", "Срок"],
        ["addressee", "text", "term"],
    )
    _table(
        document,
        "advice",
        "Рекомендации школам: направления работы",
        [42, 93, 30],
        ["Направление", "Рекомендация", "Скольким школам"],
        ["kind", "text", "schools"],
    )
    _table(
        document,
        "by_school",
        "Адресные рекомендации (публикуются по решению рабочей группы)",
        [45, 90, 30],
        ["Школа", "Рекомендация", "Срок"],
        ["school", "text", "term"],
    )
    _table(
        document,
        "materials",
        "Методические материалы",
        [72, 36, 57],
        ["Название", "Вид", "Где взять"],
        ["name", "kind", "address"],
    )
    _method(document)
    return document.content()


def _head(document, text):
    document.text(text, bold=True, indent=False, align="left", before=14, after=6, keep=True)


def _table(document, name, title, widths, heads, keys):
    document.tag(f"{{%p if {name} %}}")
    _head(document, title)
    document.table(
        widths, heads, [f"{{{{ one.{key} }}}}" for key in keys], f"one in {name}", size=SMALL
    )
    document.tag("{%p endif %}")


def _practices(document):
    document.tag("{%p if practices %}")
    _head(document, "Успешные практики")
    document.tag("{%p for one in practices %}")
    document.text(
        "{{ one.name }}{% if one.school %} ({{ one.school }}){% endif %}",
        bold=True,
        indent=False,
        before=4,
        keep=True,
    )
    document.text("Суть: {{ one.essence }}")
    document.tag("{%p if one.effect %}")
    document.text("Эффект: {{ one.effect }}")
    document.tag("{%p endif %}")
    document.tag("{%p if one.conditions %}")
    document.text("Условия: {{ one.conditions }}")
    document.tag("{%p endif %}")
    document.tag("{%p endfor %}")
    document.tag("{%p endif %}")


def _method(document):
    _head(document, "Как получены числа")
    document.tag("{%p for one in method %}")
    document.text("{{ one.text }}", after=4)
    document.tag("{%p endfor %}")
    document.table(
        [18, WIDTH - 18],
        ["Код", "Правило"],
        ["{{ one.code }}", "{{ one.text }}"],
        "one in rules",
        size=SMALL,
        centred=(0,),
    )
    document.text(
        "Контрольная сумма опубликованных данных (SHA-256): {{ digest }}",
        size=SMALL,
        align="left",
        indent=False,
        before=10,
    )
