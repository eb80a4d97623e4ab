"""The shipped Word template of the minutes; ``document_templates.py`` writes it."""

from docx_builder import SMALL, WIDTH, Builder

SYSTEM = (
    "по вопросам системы работы со школами с низкими результатами обучения и/или школами, "
    "функционирующими в неблагоприятных социальных условиях"
)


def minutes():
    """Build the minutes of a meeting of the working group."""
    document = Builder("Протокол заседания рабочей группы")
    _head(document)
    _people(document)
    _agenda(document)
    document.tag("{%p for question in questions %}")
    _question(document)
    document.tag("{%p endfor %}")
    _signatures(document)
    document.tag("{%p if annexes %}")
    document.text("Приложения:", indent=False, before=18, keep=True)
    document.tag("{%p endif %}")
    document.tag("{%p for annex in annexes %}")
    document.text("{{ annex.number }}. {{ annex.text }}", align="left", indent=False)
    document.tag("{%p endfor %}")
    return document.content()


def _head(document):
    document.centre("{{ organisation }}", bold=True)
    document.tag("{%p if organisation_contacts %}")
    document.centre("{{ organisation_contacts }}", size=SMALL)
    document.tag("{%p endif %}")
    document.centre("ПРОТОКОЛ", bold=True, spaced=True, before=18)
    document.centre("заседания рабочей группы", bold=True)
    document.centre(SYSTEM, after=12)
    document.columns(
        [WIDTH / 2] * 2,
        [
            "{% if date %}{{ date }}{% else %}«___» ______________ 20___ г.{% endif %}",
            "№ {% if number %}{{ number }}{% else %}________{% endif %}",
        ],
        ["left", "right"],
    )
    document.tag("{%p if place %}")
    document.centre("{{ place }}", before=6)
    document.tag("{%p endif %}")
    document.tag("{%p if held_on != date %}")
    document.centre("Заседание проведено {{ held_on }}", before=6)
    document.tag("{%p endif %}")


def _people(document):
    document.text("", indent=False)
    for title, name in (("Председатель", "chair"), ("Секретарь", "secretary")):
        document.text(
            f"{title} – {{{{ {name}_full }}}}{{% if {name}_position %}}, "
            f"{{{{ {name}_position }}}}{{% endif %}}.",
            align="left",
            indent=False,
        )
    document.text(
        "Присутствовали: {{ present_count }} из {{ member_count }} членов рабочей группы. "
        "Кворум (не менее {{ quorum_needed }}) {{ quorum }}.",
        indent=False,
        before=6,
        after=4,
        keep=True,
    )
    document.table(
        [12, 70, 83],
        ["№", "Фамилия, имя, отчество", "Должность, роль в рабочей группе"],
        [
            "{{ one.number }}",
            "{{ one.name }}",
            "{{ one.position }}{% if one.position and one.role %}; {% endif %}{{ one.role }}",
        ],
        "one in present",
        centred=(0,),
    )
    for title, name, more in (
        ("Отсутствовали:", "absent", "{% if one.reason %} ({{ one.reason }}){% endif %}"),
        ("Приглашены:", "guests", ""),
    ):
        document.tag(f"{{%p if {name} %}}")
        document.text(title, indent=False, before=6, keep=True)
        document.tag("{%p endif %}")
        document.tag(f"{{%p for one in {name} %}}")
        document.text(
            "{{ one.number }}. {{ one.name }}{% if one.position %}, {{ one.position }}{% endif %}"
            + more,
            align="left",
            indent=False,
        )
        document.tag("{%p endfor %}")


def _agenda(document):
    document.centre("ПОВЕСТКА ДНЯ:", bold=True, before=14, after=4, keep=True)
    document.tag("{%p for point in agenda %}")
    document.text("{{ point.number }}. {{ point.title }}")
    document.tag("{%p if point.speaker %}")
    document.text(
        "Докладчик: {{ point.speaker }}.", size=SMALL, align="left", left=12.5, indent=False
    )
    document.tag("{%p endif %}")
    document.tag("{%p endfor %}")


def _question(document):
    document.text(
        "{{ question.number }}. {{ question.title }}",
        bold=True,
        indent=False,
        before=14,
        after=4,
        keep=True,
    )
    document.tag("{%p if question.withdrawn %}")
    document.text("{{ question.withdrawn }}")
    document.tag("{%p else %}")
    document.tag("{%p if question.speaker or question.heard %}")
    document.text(
        "СЛУШАЛИ: {{ question.speaker }}{% if question.speaker and question.heard %}. {% endif %}"
        "{{ question.heard }}"
    )
    document.tag("{%p endif %}")
    document.tag("{%p if question.spoke %}")
    document.text("ВЫСТУПИЛИ:", keep=True)
    document.tag("{%p endif %}")
    document.tag("{%p for one in question.spoke %}")
    document.text("{{ one.text }}")
    document.tag("{%p endfor %}")
    document.text("РЕШИЛИ:", before=4, keep=True)
    document.tag("{%p for one in question.decided %}")
    document.text("{{ one.text }}")
    document.tag("{%p endfor %}")
    document.tag("{%p for task in question.tasks %}")
    document.text("{{ task.number }}. {{ task.text }}.", keep=True)
    document.text(
        "Ответственный: {{ task.responsible }}.{% if task.term %} Срок: до {{ task.term }}."
        "{% endif %}",
        align="left",
        indent=False,
        left=12.5,
    )
    document.tag("{%p endfor %}")
    document.text(
        "Голосовали: «за» – {{ question.votes_for }}, «против» – {{ question.votes_against }}, "
        "«воздержались» – {{ question.votes_abstained }}. {{ question.outcome }}",
        before=4,
    )
    document.tag("{%p endif %}")


def _signatures(document):
    document.text("", indent=False, before=24, keep=True)
    for title, name in (("Председатель", "chair"), ("Секретарь", "secretary")):
        document.columns(
            [60, 60, 45],
            [title, "____________________", f"{{{{ {name} }}}}"],
            ["left", "center", "right"],
            before=8,
        )
