"""The draft of a note: parts 8 to 10 and the appendix; the others are beside."""

from odoo.tools import format_date

from . import russian as ru
from .analysis_part_basis import (
    CAMPAIGN,
    MAX_NAMES,
    PARTICIPANT,
    BasisPart,
    ConclusionsPart,
    FollowupPart,
    PracticesPart,
)
from .analysis_part_facts import DeficitsPart, FactorsPart, FactsPart
from .analysis_sentences import Part, source, sources_digest

RECOMMENDATION = "shnor.recommendation"
# of so many schools nothing is concluded, unless a setting says otherwise
FEW = 20
UNITS = {"school": ru.SCHOOL, "teacher": ru.TEACHER}
ADDRESSEES = {
    "association": "районным методическим объединениям",
    "methodical_service": "методической службе",
    "leader_schools": "школам-лидерам",
    "committee": "комитету",
}


class Context:
    """What the sentences need beside the numbers.

    :param env: in Russian
    :param dict units: {model of what is counted: its noun (one, two to four, many)}
    :param int few: of so many schools nothing is concluded
    :param list materials: see ``engine.analysis_facts.Facts.material_rows``
    :param list unfulfilled: dicts ``id, participant_id, text, whom, fulfilment, comment``
    :param list loop: what the last decisions came to: dicts ``key, text, sources`` (extension)
    :param list others: dicts ``id, addressee, text`` of recommendations to somebody else
    """

    def __init__(self, env, units=None, few=FEW, **rows):
        self.env = env
        self.units = {**UNITS, **(units or {})}
        self.few = few
        for name in ("materials", "unfulfilled", "loop", "others"):
            setattr(self, name, rows.get(name) or [])

    def unit_words(self, unit):
        """Return the noun of what is counted."""
        return self.units.get(unit, ru.UNIT)

    def day(self, date, form="d MMMM y 'г.'"):
        """Return a date (ISO or date) in words."""
        return format_date(self.env, date, lang_code="ru_RU", date_format=form) if date else ""


def draft(statistics, context):
    """Return the sentences of a note, part by part.

    :param dict statistics: see ``shnor.analysis._statistics``
    :param Context context:
    :return: list of dict ``section, key, sequence, text, sources, digest, is_item, participant_id``
    """
    found, keys = [], set()
    for part in PARTS:
        for number, one in enumerate(part(statistics, context).sentences(), 1):
            if one["key"] in keys:  # two risks or subjects of the same name
                continue
            keys.add(one["key"])
            found.append({**one, "sequence": number * 10, "digest": sources_digest(one["sources"])})
    return found


class RecommendationsPart(Part):
    """How many recommendations, and to whom; they stand in the table."""

    section = "recommendations"

    def sentences(self):
        its = self.facts["recommendations"]

        def of_recommendations(*names):
            return [source(RECOMMENDATION, "campaign", name, its[name]) for name in names]

        if not its["count"]:
            yield self.say("none", "Рекомендаций пока нет.", *of_recommendations("count"))
            return
        text = (
            f"Подготовлено {ru.count(its['to_schools'], ru.RECOMMENDATION)} "
            f"для {ru.of(its['schools'], ru.SCHOOL)}"
        )
        if its["to_others"]:
            text += f" и {ru.count(its['to_others'], ru.RECOMMENDATION)} другим адресатам"
        yield self.say(
            "count",
            f"{text}. Основание каждой – показатель, ответ или фактор риска этой школы.",
            *of_recommendations("to_schools", "schools", "to_others"),
        )
        if its["draft"]:
            yield self.say(
                "draft",
                f"Из них ещё не принято решение по {its['draft']}.",
                *of_recommendations("draft"),
            )
        if its["unadvised"]:
            names = its["unadvised"]
            told = f": {', '.join(names)}" if len(names) <= MAX_NAMES else ""
            yield self.say(
                "unadvised",
                f"Без рекомендаций – {ru.count(len(names), ru.SCHOOL)}{told}.",
                *of_recommendations("unadvised"),
            )


class MaterialsPart(Part):
    """How many materials; they stand in the table."""

    section = "materials"

    def sentences(self):
        number = len(self.context.materials)
        ids = sorted(row["id"] for row in self.context.materials)
        yield self.say(
            "count",
            f"К рекомендациям подобрано {number} "
            f"{ru.form(number, ('материал', 'материала', 'материалов'))}; перечень – в таблице."
            if number
            else "Методические материалы к рекомендациям не подобраны.",
            source("shnor.material", "campaign", "ids", ids),
        )


class DecisionsPart(Part):
    """What the working group is asked to decide."""

    section = "decisions"

    def sentences(self):
        campaign, schools = self.facts["campaign"], self.facts["schools"]
        its = self.facts["recommendations"]
        yield self.say(
            "approve",
            "Утвердить аналитическую справку и адресные рекомендации по итогам мониторинга "
            f"{ru.quoted(campaign['name'])}.",
            source(CAMPAIGN, campaign["id"], "name", campaign["name"]),
            item=True,
        )
        if its["to_schools"]:
            yield self.say(
                "letters",
                "Комитету направить письма с адресными рекомендациями и методическими материалами "
                f"в {ru.count(its['schools'], ('школу', 'школы', 'школ'))} и получить от "
                "директоров подтверждение ознакомления.",
                source(RECOMMENDATION, "campaign", "schools", its["schools"]),
                item=True,
            )
            yield self.say(
                "control",
                f"Проверить исполнение рекомендаций ({its['count']}) в следующем мониторинге.",
                source(RECOMMENDATION, "campaign", "count", its["count"]),
                item=True,
            )
        missing = schools["not_reported"]
        if missing:
            names = ", ".join(missing) if len(missing) <= MAX_NAMES else f"{len(missing)}"
            yield self.say(
                "missing",
                f"Школам, не представившим самообследование ({names}), объяснить причины и "
                "представить сведения комитету.",
                source(PARTICIPANT, "campaign", "not_reported", missing),
                item=True,
            )
        for row in self.context.others:
            whom = ADDRESSEES.get(row["addressee"], "")
            yield self.say(
                f"other.{row['id']}",
                f"{'Рекомендовать ' + whom + ': ' if whom else ''}{row['text']}",
                source(RECOMMENDATION, row["id"], "text", row["text"]),
                item=True,
            )
        yield self.say(
            "publish",
            "Разместить результаты мониторинга на официальном сайте комитета без сведений, по "
            "которым можно узнать школу или педагога.",
            source(CAMPAIGN, campaign["id"], "publication", "1"),
            item=True,
        )


class AppendixPart(Part):
    """Formulas, and what the data cannot tell."""

    section = "appendix"

    def sentences(self):
        for one in self.facts["indicators"]:
            method = ru.sentence(one["method"]) or ru.sentence(one["rule"].replace("\n", " "))
            yield self.say(
                one["code"],
                f"{one['code']}. {one['name']}. {method}",
                source("shnor.indicator", one["code"], "rule", one["rule"]),
                item=True,
            )
        yield self.say(
            "share",
            "Доля – k из n, в процентах; те, по кому данных нет, остаются в знаменателе, рядом "
            "приводится доля среди тех, по кому данные есть. Когда считать не по чему, показано "
            "«нет данных», а не 0 %. Изменение – в процентных пунктах (п. п.).",
            source(CAMPAIGN, self.facts["campaign"]["id"], "method", "1"),
        )
        yield from self._limits()

    def _limits(self):
        schools, few = self.facts["schools"], self.context.few
        if 0 < schools["count"] <= few:
            yield self.say(
                "few",
                f"Школ мало ({schools['count']}): доли заметно меняются от одной школы, поэтому "
                "рядом с процентом всегда стоит «k из n».",
                source(PARTICIPANT, "campaign", "count", schools["count"]),
            )
        if self.facts["biased"]:
            yield self.say(
                "biased",
                "Результаты оценочных процедур с признаками необъективности в сравнение не входят: "
                f"{self.facts['biased']}.",
                source("shnor.assessment", "all", "biased", self.facts["biased"]),
            )
        if self.facts["differences"]:
            yield self.say(
                "differences",
                "Расхождений между источниками, по которым решение не принято: "
                f"{self.facts['differences']}; в расчёт вошёл ответ из формы.",
                source("shnor.difference", "campaign", "open", self.facts["differences"]),
            )
        if self.facts["campaign"]["period_to"][5:7] == "12":
            yield self.say(
                "december",
                "За второе полугодие новых результатов внешних оценочных процедур нет: динамика "
                "образовательных результатов показана по данным, которые есть на конец периода.",
                source(CAMPAIGN, self.facts["campaign"]["id"], "period_to", "12"),
            )
        yield self.say(
            "vpr",
            "Результаты ВПР использованы для анализа и адресной помощи; для оценки деятельности "
            "школ и педагогических работников они не применяются.",
            source(CAMPAIGN, self.facts["campaign"]["id"], "vpr", "1"),
        )


PARTS = (
    BasisPart,
    FollowupPart,
    FactsPart,
    FactorsPart,
    DeficitsPart,
    PracticesPart,
    ConclusionsPart,
    RecommendationsPart,
    MaterialsPart,
    DecisionsPart,
    AppendixPart,
)
