"""The Word templates that are shipped: orders, extensions, letters, minutes.

The wording is the committee's Russian and lies in the templates alone. Run from the root of the
repository:

    python addons/shnor_monitoring/tools/document_templates.py            writes data/templates/
    python addons/shnor_monitoring/tools/document_templates.py --check    exit status 1: they differ
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from document_templates_note import note, note_school
from document_templates_public import note_public
from docx_builder import SMALL, WIDE, WIDTH, Builder
from minutes_template import minutes

FOLDER = Path(__file__).parents[1] / "data" / "templates"
CONTROL = "{}. Контроль за исполнением настоящего приказа {{{{ control }}}}."


def _letterhead(document, kind):
    document.centre("{{ organisation }}", bold=True)
    document.tag("{%p if organisation_contacts %}")
    document.centre("{{ organisation_contacts }}", size=SMALL)
    document.tag("{%p endif %}")
    document.centre(kind, bold=True, spaced=True, before=18, after=12)
    number = "№ {% if number %}{{ number }}{% else %}________{% endif %}"
    date = "{% if date %}{{ date }}{% else %}«___» ______________ 20___ г.{% endif %}"
    document.columns([WIDTH / 2] * 2, [date, number], ["left", "right"])
    document.centre("{{ place }}", before=6, after=12)


def _signature(document):
    document.text("", indent=False, before=18, keep=True)
    document.columns(
        [80, 40, 45], ["{{ signer_position }}", "", "{{ signer }}"], ["left", "left", "right"]
    )
    document.tag("{%p if executor %}")
    document.text(
        "Исполнитель: {{ executor }}{% if executor_phone %}, тел. {{ executor_phone }}{% endif %}",
        align="left",
        indent=False,
        size=SMALL,
        before=24,
    )
    document.tag("{%p endif %}")


def _annex(document, number, title, left, new_page=True):
    document.text(
        f"Приложение № {number}", align="left", indent=False, left=left, new_page=new_page
    )
    document.text(
        "к приказу от {% if date %}{{ date }}{% else %}_______________{% endif %} "
        "№ {% if number %}{{ number }}{% else %}_______{% endif %}",
        align="left",
        indent=False,
        left=left,
    )
    document.centre(title, bold=True, before=18, after=12, keep=True)


def _acquaintance(document):
    document.centre("ЛИСТ ОЗНАКОМЛЕНИЯ", bold=True, new_page=True)
    document.centre(
        "с приказом от {% if date %}{{ date }}{% else %}_______________{% endif %} "
        "№ {% if number %}{{ number }}{% else %}_______{% endif %}",
    )
    document.centre("«{{ title }}»", after=12)
    document.table(
        [12, 52, 51, 24, 26],
        ["№", "Организация", "Должность, фамилия, имя, отчество", "Дата", "Подпись"],
        [
            "{{ person.number }}",
            "{{ person.school }}",
            "{{ person.position }}{% if person.position and person.name %}, {% endif %}"
            "{{ person.name }}",
            "",
            "",
        ],
        "person in acquaintance",
        size=SMALL,
        centred=(0,),
    )


def order():
    """Build the order on a wave of monitoring with its five annexes."""
    document = Builder("Приказ о проведении мониторинга")
    _letterhead(document, "ПРИКАЗ")
    document.centre("{{ title }}", bold=True, before=6, after=14)
    _order_points(document)
    _signature(document)
    _order_wide_annexes(document)
    _order_upright_annexes(document)
    _acquaintance(document)
    return document.content()


def _order_points(document):
    document.text("{{ preamble }}")
    document.text("ПРИКАЗЫВАЮ:", indent=False, before=6, after=6)
    points = (
        "1. Провести с {{ begin }} по {{ end }} мониторинг системы работы со школами с низкими "
        "результатами обучения и/или школами, функционирующими в неблагоприятных социальных "
        "условиях (далее – мониторинг), за период с {{ period_from }} по {{ period_to }}.",
        "2. Утвердить:",
        "2.1. перечень участников мониторинга (приложение № 1);",
        "2.2. сроки проведения мониторинга по этапам (приложение № 2);",
        "2.3. список ответственных за проведение этапов мониторинга (приложение № 3);",
        "2.4. перечень форм сбора информации (приложение № 4);",
        "2.5. состав рабочей группы (приложение № 5).",
        "3. {% if coordinator %}Назначить ответственным за организацию и проведение мониторинга "
        "{{ coordinator }}.{% else %}Возложить ответственность за проведение этапов мониторинга "
        "на лиц, указанных в приложении № 3.{% endif %}",
        "4. Руководителям образовательных организаций, указанных в приложении № 1:",
        "4.1. назначить ответственного за участие в мониторинге в образовательной организации;",
        "4.2. обеспечить заполнение формы самообследования"
        "{% if self_evaluation_until %} в срок до {{ self_evaluation_until }}{% endif %};",
        "4.3. обеспечить полноту и достоверность представляемых сведений;",
        "4.4. принять участие в собеседовании{% if interview_from %} в период с "
        "{{ interview_from }} по {{ interview_until }}{% endif %};",
        "4.5. обновить сведения о выполнении дорожной карты мероприятий"
        "{% if roadmap_until %} в срок до {{ roadmap_until }}{% endif %}.",
        "5. Рабочей группе{% if working_group_until %} в срок до {{ working_group_until }}"
        "{% else %} не позднее 14 дней после завершения мониторинга{% endif %} рассмотреть "
        "результаты мониторинга и подготовить аналитический документ с адресными рекомендациями "
        "и методическими материалами.",
        "6. Направить результаты мониторинга с адресными рекомендациями и методическими "
        "материалами в образовательные организации и разместить их на официальном сайте "
        "комитета{% if publication %} {{ publication }}{% endif %}.",
        CONTROL.format(7),
    )
    for point in points:
        # a signature does not stand alone on a page
        document.text(point, keep=point == points[-1])


def _order_wide_annexes(document):
    document.section(wide=True)
    _annex(document, 1, "ПЕРЕЧЕНЬ УЧАСТНИКОВ МОНИТОРИНГА", WIDE - 90, new_page=False)
    document.table(
        [12, 62, 28, 60, 45, 45],
        [
            "№",
            "Образовательная организация",
            "Статус",
            "Основание",
            "Ответственный в образовательной организации",
            "Проводит собеседование",
        ],
        [
            "{{ one.number }}",
            "{{ one.school }}",
            "{{ one.status }}",
            "{{ one.basis }}",
            "{{ one.responsible }}",
            "{{ one.interviewer }}",
        ],
        "one in participants",
        centred=(0, 2),
    )
    _annex(document, 2, "СРОКИ ПРОВЕДЕНИЯ МОНИТОРИНГА ПО ЭТАПАМ", WIDE - 90)
    document.table(
        [12, 58, 28, 28, 62, 64],
        ["№", "Этап", "Начало", "Окончание", "Ответственный", "Результат"],
        [
            "{{ stage.number }}",
            "{{ stage.name }}",
            "{{ stage.begin }}",
            "{{ stage.end }}",
            "{{ stage.responsible }}",
            "{{ stage.result }}",
        ],
        "stage in stages",
        centred=(0, 2, 3),
    )


def _order_upright_annexes(document):
    document.section(wide=False)
    _annex(
        document, 3, "ОТВЕТСТВЕННЫЕ ЗА ПРОВЕДЕНИЕ ЭТАПОВ МОНИТОРИНГА", WIDTH - 90, new_page=False
    )
    document.table(
        [12, 55, 53, 45],
        ["№", "Фамилия, имя, отчество", "Должность", "Этап"],
        ["{{ person.number }}", "{{ person.name }}", "{{ person.position }}", "{{ person.stage }}"],
        "person in responsibles",
        centred=(0,),
    )
    _annex(document, 4, "ФОРМЫ СБОРА ИНФОРМАЦИИ", WIDTH - 90)
    document.tag("{%p for form in forms %}")
    document.text(
        "{{ form.number }}. {{ form.name }}", bold=True, indent=False, before=6, keep=True
    )
    document.text(
        "Заполняет: {{ form.filled_by }}. Вопросов: {{ form.question_count }}.",
        indent=False,
        after=4,
        keep=True,
    )
    document.table(
        [15, 115, 35],
        ["№", "Раздел", "Вопросов"],
        ["{{ part.number }}", "{{ part.title }}", "{{ part.question_count }}"],
        "part in form.sections",
        centred=(0, 2),
    )
    document.tag("{%p endfor %}")
    _annex(document, 5, "СОСТАВ РАБОЧЕЙ ГРУППЫ", WIDTH - 90)
    document.table(
        [12, 55, 58, 40],
        ["№", "Фамилия, имя, отчество", "Должность", "Роль в рабочей группе"],
        ["{{ person.number }}", "{{ person.name }}", "{{ person.position }}", "{{ person.role }}"],
        "person in working_group",
        centred=(0,),
    )


def amendment():
    """Build the order that amends another one, item by item."""
    document = Builder("Приказ о внесении изменений")
    _letterhead(document, "ПРИКАЗ")
    document.centre("{{ title }}", bold=True, before=6, after=14)
    document.text("{{ preamble }}")
    document.text("ПРИКАЗЫВАЮ:", indent=False, before=6, after=6)
    document.text(
        "1. Внести в приказ от {{ amended.date }} № {{ amended.number }} «{{ amended.title }}» "
        "следующие изменения:"
    )
    document.tag("{%p for change in changes %}")
    document.text(
        "1.{{ change.number }}. {{ change.text }}{% if loop.last %}.{% else %};{% endif %}"
    )
    document.tag("{%p endfor %}")
    document.text("2. Настоящий приказ вступает в силу со дня его подписания.")
    document.text(CONTROL.format(3), keep=True)
    _signature(document)
    _acquaintance(document)
    return document.content()


def extension():
    """Build the decision that gives one school more time."""
    document = Builder("Решение о продлении срока")
    _letterhead(document, "РЕШЕНИЕ")
    document.centre(
        "О продлении срока представления сведений в рамках мониторинга",
        bold=True,
        before=6,
        after=14,
    )
    document.text(
        "В соответствии с приказом от {{ order.date }} № {{ order.number }} «{{ order.title }}», "
        "рассмотрев обращение (заявитель: {{ applicant }}),"
    )
    document.text("РЕШЕНО:", indent=False, before=6, after=6)
    document.text("1. Образовательная организация: {{ school }}.")
    document.text("2. Этап мониторинга: {{ stage }}.")
    document.text(
        "3. {% if until_before %}Срок «{{ until_before }}» продлить до {{ until }}."
        "{% else %}Установить срок до {{ until }}.{% endif %}"
    )
    document.text("4. Причина: {{ reason }}", keep=True)
    document.tag("{%p if decision %}")
    document.text("5. {{ decision }}", keep=True)
    document.tag("{%p endif %}")
    _signature(document)
    return document.content()


def letter():
    """Build the letter to one school: its results, the district's totals, what it is advised."""
    document = Builder("Письмо в образовательную организацию")
    document.centre("{{ organisation }}", bold=True)
    document.tag("{%p if organisation_contacts %}")
    document.centre("{{ organisation_contacts }}", size=SMALL)
    document.tag("{%p endif %}")
    document.text("", indent=False, after=6)
    document.columns(
        [75, 90],
        [
            "{{ date }}\n№ {{ number }}",
            "Руководителю образовательной организации\n{{ school }}"
            "{% if director %}\n{{ director }}{% endif %}",
        ],
        ["left", "left"],
    )
    document.centre(
        "О результатах мониторинга и адресных рекомендациях", bold=True, before=18, after=12
    )
    document.text("Уважаемый руководитель!", align="center", indent=False, after=6)
    document.text(
        "В соответствии с приказом от {{ order.date }} № {{ order.number }} «{{ order.title }}» "
        "проведён мониторинг за период с {{ period_from }} по {{ period_to }}. Направляем "
        "результаты образовательной организации{% if status %} (статус: {{ status }}){% endif %}, "
        "адресные рекомендации и методические материалы."
    )
    document.tag("{%p if introduction %}")
    document.text("{{ introduction }}")
    document.tag("{%p endif %}")
    _letter_results(document)
    _letter_advice(document)
    _letter_steps(document)
    _signature(document)
    return document.content()


def _heading(document, text):
    document.text(text, bold=True, indent=False, align="left", before=12, after=4, keep=True)


def _letter_results(document):
    _heading(document, "1. Результаты образовательной организации")
    document.table(
        [12, 73, 35, 45],
        ["№", "Индикатор", "Результат", "Основание"],
        ["{{ row.number }}", "{{ row.name }}", "{{ row.words }}", "{{ row.reason }}"],
        "row in results",
        size=SMALL,
        centred=(0, 2),
    )
    document.text(
        "Результаты приведены для анализа и адресной помощи и не используются для оценки "
        "деятельности педагогических работников.",
        size=SMALL,
        before=4,
    )
    _heading(document, "2. Результаты по всем участникам мониторинга")
    document.table(
        [12, 83, 25, 22, 23],
        ["№", "Индикатор", "Число из общего числа", "Доля", "Ранее"],
        [
            "{{ row.number }}",
            "{{ row.name }}",
            "{{ row.share }}",
            "{{ row.percent }}",
            "{{ row.previous }}",
        ],
        "row in district",
        size=SMALL,
        centred=(0, 2, 3, 4),
    )


def _letter_advice(document):
    _heading(document, "3. Адресные рекомендации")
    document.tag("{%p for one in recommendations %}")
    document.text("3.{{ one.number }}. {{ one.text }}", before=4, keep=True)
    document.tag("{%p if one.basis %}")
    document.text("Основание: {{ one.basis }}", left=10, indent=False, size=12, keep=True)
    document.tag("{%p endif %}")
    document.text(
        "Срок: до {{ one.term }}. Ответственный: {{ one.responsible }}."
        "{% if one.expected_result %} Ожидаемый результат: {{ one.expected_result }}{% endif %}",
        left=10,
        indent=False,
        size=12,
    )
    document.tag("{%p endfor %}")
    document.tag("{%p if materials %}")
    _heading(document, "4. Методические материалы")
    document.tag("{%p endif %}")
    document.tag("{%p for one in materials %}")
    document.text(
        "4.{{ one.number }}. {{ one.name }}{% if one.kind %} ({{ one.kind|lower }}){% endif %}"
        "{% if one.source %}, {{ one.source }}{% endif %}"
        "{% if one.address %}: {{ one.address }}{% endif %}",
        align="left",
        size=12,
    )
    document.tag("{%p endfor %}")


def _letter_steps(document):
    _heading(document, "{% if materials %}5{% else %}4{% endif %}. Что необходимо сделать")
    steps = (
        "Ознакомиться с письмом и подтвердить ознакомление в личном кабинете (раздел «Письма», "
        "{{ portal }}) до {{ acknowledge_until }}.",
        "При несогласии с результатами или рекомендациями направить там же возражение с указанием "
        "причин; комитет рассмотрит его и ответит.",
        "Включить рекомендации в дорожную карту (план работы) организации и обеспечить их "
        "выполнение в указанные сроки.",
    )
    for step in steps:
        document.text(step, align="left", keep=step == steps[-1])


BUILDERS = {
    "order": order,
    "amendment": amendment,
    "extension": extension,
    "letter": letter,
    "minutes": minutes,
    "note": note,
    "note_school": note_school,
    "note_public": note_public,
}


def main():
    """Write the templates, or compare them with what is there."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing, tell what differs")
    options = parser.parse_args()
    stale = []
    for name, build in BUILDERS.items():
        path, content = FOLDER / f"{name}.docx", build()
        if options.check and (not path.is_file() or path.read_bytes() != content):
            stale.append(path.name)
        elif not options.check:
            path.write_bytes(content)
    if stale:
        sys.exit(f"not as the builder makes them: {', '.join(stale)}")


if __name__ == "__main__":
    main()
