"""Parts 1, 2, 6 and 7 of the note: basis, last decisions, practices, conclusions."""

from . import russian as ru
from .analysis_sentences import Part, source

CAMPAIGN, PARTICIPANT = "shnor.campaign", "shnor.participant"
FOLLOWUP = "shnor.recommendation.followup"
# names that stand in a sentence; more of them are only counted
MAX_NAMES = 10
# so many risks and deficits are named in the conclusions
LEADING = 3


class BasisPart(Part):
    """Basis, dates, participants, methods and sources."""

    section = "basis"

    def sentences(self):
        campaign = self.facts["campaign"]
        order = campaign["order"]
        amended = ""
        if campaign["amending"]:
            its = campaign["amending"]
            amended = f" (в редакции приказа от {its['date']} № {its['number']})"
        yield self.say(
            "order",
            f"Мониторинг проведён на основании приказа от {order['date']} № {order['number']} "
            f"{ru.quoted(order['title'])}{amended}.",
            source("shnor.order", campaign["id"], "order", order["number"]),
        )
        day = self.context.day
        yield self.say(
            "dates",
            f"Сроки проведения: с {day(campaign['date_begin'])} по {day(campaign['date_end'])} "
            f"Наблюдаемый период: с {day(campaign['period_from'])} по "
            f"{day(campaign['period_to'])}",
            *(
                source(CAMPAIGN, campaign["id"], name, campaign[name])
                for name in ("date_begin", "date_end", "period_from", "period_to")
            ),
        )
        yield from self._schools()
        yield from self._methods()

    def _schools(self):
        schools = self.facts["schools"]

        def of_schools(*names):
            return [source(PARTICIPANT, "campaign", name, schools[name]) for name in names]

        if not schools["count"]:
            yield self.say("schools", "Участников в мониторинге нет.", *of_schools("count"))
            return
        kinds = [
            f"{words} – {schools[name]}"
            for name, words in (
                ("low_results", "ШНОР"),
                ("adverse", "ШНСУ"),
                ("both", "одновременно ШНОР и ШНСУ"),
                ("none", "без статуса в реестре"),
            )
            if schools[name]
        ]
        verb = "участвует" if ru.form(schools["count"], (1, 2, 2)) == 1 else "участвуют"
        yield self.say(
            "schools",
            f"В мониторинге {verb} {ru.count(schools['count'], ru.SCHOOL)}: {', '.join(kinds)}.",
            *of_schools("count", "low_results", "adverse", "both", "none"),
        )
        missing = schools["not_reported"]
        names = ""
        if missing and len(missing) <= MAX_NAMES:
            names = f" Не представили: {', '.join(missing)}."
        told = ru.share(schools["reported"], schools["count"], ru.SCHOOL)
        yield self.say(
            "reported",
            (
                f"Самообследование представили {told}.{names}"
                if schools["reported"]
                else "Самообследование не представила ни одна школа."
            ),
            *of_schools("reported", "count", "not_reported"),
        )
        yield self.say(
            "interviews",
            (
                "Собеседования с директорами проведены в "
                f"{schools['interviewed']} из {ru.of(schools['count'], ru.SCHOOL)}."
                if schools["interviewed"]
                else "Собеседования с директорами не проводились."
            ),
            *of_schools("interviewed", "count"),
        )

    def _methods(self):
        campaign, run = self.facts["campaign"], self.facts["run"]
        yield self.say(
            "methods",
            "Методы: расчёт долей по единым правилам с указанием, какая школа и какой педагог "
            "учтены и почему; анализ самообследования и собеседования; сопоставление источников. "
            "Источники: реестр школ и педагогов, результаты оценочных процедур, диагностики "
            "педагогов, учёт методической помощи и сетевого взаимодействия, дорожные карты, формы "
            "самообследования и собеседования.",
            source(CAMPAIGN, campaign["id"], "method", "1"),
        )
        if run["calculated_at"]:
            day = self.context.day(run["calculated_at"][:10])
            yield self.say(
                "run",
                f"Индикаторы рассчитаны {day}; правила расчёта и ограничения данных – в "
                "приложении.",
                source(
                    "shnor.indicator.run", "campaign", "calculated_on", run["calculated_at"][:10]
                ),
            )
        else:
            yield self.say(
                "run",
                "Индикаторы ещё не рассчитаны.",
                source("shnor.indicator.run", "campaign", "calculated_on", None),
            )


class FollowupPart(Part):
    """Fulfilment of the last decisions."""

    section = "followup"

    def sentences(self):
        previous, its = self.facts["campaign"]["previous"], self.facts["followups"]
        if not previous:
            nothing = "" if self.context.loop else ": оценивать исполнение решений не по чему"
            yield self.say(
                "none",
                f"Предыдущего мониторинга этой территории в системе нет{nothing}.",
                source(CAMPAIGN, self.facts["campaign"]["id"], "previous", None),
            )
            yield from self._loop()
            return
        name = ru.quoted(previous)
        if not its["count"]:
            yield self.say(
                "none",
                f"По итогам мониторинга {name} принятых рекомендаций, исполнение которых можно "
                "проверить, нет.",
                source(FOLLOWUP, "campaign", "count", 0),
            )
        else:
            yield from self._recommendations(name, its)
        yield from self._loop()

    def _loop(self):
        for row in self.context.loop:
            yield self.say(row["key"], row["text"], *row["sources"], item=row["is_item"])

    def _recommendations(self, name, its):
        def of_followups(*names):
            return [source(FOLLOWUP, "campaign", one, its[one]) for one in names]

        parts = [
            f"{words} – {its[key]}"
            for key, words in (
                ("done", "исполнено"),
                ("partly", "исполнено частично"),
                ("not_done", "не исполнено"),
                ("open", "исполнение не отмечено"),
            )
            if its[key]
        ]
        yield self.say(
            "count",
            f"По итогам мониторинга {name} на контроле "
            f"{ru.count(its['count'], ru.RECOMMENDATION)}: {', '.join(parts)}.",
            *of_followups("count", "done", "partly", "not_done", "open"),
        )
        if its["overdue"]:
            yield self.say(
                "overdue",
                f"Срок истёк, а исполнение не подтверждено: "
                f"{ru.count(its['overdue'], ru.RECOMMENDATION)}.",
                *of_followups("overdue"),
            )
        if its["aimed"]:
            yield self.say(
                "moved",
                f"Индикатор, на который направлена рекомендация, указан в "
                f"{its['aimed']} из {its['count']}; он стал лучше – {its['moved_better']}, не "
                f"изменился – {its['moved_same']}, стал хуже – {its['moved_worse']}, нет данных – "
                f"{its['moved_unknown']}. Совпадение исполнения и изменения индикатора не "
                "доказывает, что одно вызвано другим.",
                *of_followups(
                    "aimed", "count", "moved_better", "moved_same", "moved_worse", "moved_unknown"
                ),
            )
        words = {"partly": "исполнено частично", "not_done": "не исполнено"}
        for row in self.context.unfulfilled:
            yield self.say(
                f"row.{row['id']}",
                f"{row['whom']}: {ru.quoted(row['text'].rstrip('.'))} – "
                f"{words[row['fulfilment']]}. {ru.sentence(row['comment'])}".strip(),
                source(FOLLOWUP, row["id"], "fulfilment", [row["fulfilment"], row["comment"]]),
                item=True,
                school=row["participant_id"],
            )


def loop_sentences(rows):
    """Yield what became of the decisions of the working group and of the measures.

    :param dict rows: see ``shnor.campaign._loop_rows``
    :return: dicts ``key, text, sources, is_item``
    """
    for kind, words, model in (
        ("decisions", "Решений рабочей группы на контроле", "shnor.decision"),
        (
            "measures",
            "Мероприятий дорожных карт за период и по рекомендациям предыдущего мониторинга",
            "shnor.measure",
        ),
    ):
        its = rows["counts"][kind]
        if its["total"]:
            yield _count_sentence(kind, words, model, its, rows[kind])
            yield from _movement_sentences(kind, model, rows[kind])
    for row in rows["decisions"]:
        if not row["done"]:
            yield _decision_sentence(row)


def _count_sentence(kind, words, model, its, rows):
    # what a later meeting took back is not waited for any more
    dropped = sum(1 for row in rows if row.get("state") == "cancelled")
    said = {**its, "total": its["total"] - dropped, "dropped": dropped}
    overdue = f", просрочено – {said['overdue']}" if said["overdue"] else ""
    taken_back = f"; снято – {dropped}" if dropped else ""
    return {
        "key": f"{kind}.count",
        "text": f"{words} – {said['total']}: исполнено – {said['done']}{overdue}{taken_back}.",
        "sources": [source(model, "campaign", name, said[name]) for name in said],
        "is_item": False,
    }


def _movement_sentences(kind, model, rows):
    """Yield how the indicators moved at which decisions or measures aimed, when any of them did."""
    moves = ("better", "same", "worse", "unknown")
    moved = {move: sum(1 for row in rows if row["movement"] == move) for move in moves}
    aimed = sum(moved.values())
    if aimed:
        aims = {"decisions": "решение", "measures": "мероприятие"}[kind]
        yield {
            "key": f"{kind}.moved",
            "text": f"Индикатор, на который направлено {aims}, указан в {aimed} из {len(rows)}; он "
            f"стал лучше – {moved['better']}, не изменился – {moved['same']}, стал хуже – "
            f"{moved['worse']}, нет данных – {moved['unknown']}. Совпадение исполнения и изменения "
            "индикатора не доказывает, что одно вызвано другим.",
            "sources": [
                source(model, "campaign", "aimed", aimed),
                source(model, "campaign", "rows", len(rows)),
                *(source(model, "campaign", f"moved_{move}", moved[move]) for move in moves),
            ],
            "is_item": False,
        }


def _decision_sentence(row):
    due = f"срок – {row['date_due']}, " if row["date_due"] else ""
    result = f" {ru.sentence(row['result'])}" if row["result"] else ""
    moved = f" Индикатор {row['movement_words']}." if row["movement_words"] else ""
    # by how many days it is late is another number every day: the term says it
    state = "снято" if row["state"] == "cancelled" else "не исполнено"
    state += ", срок истёк" if row["overdue"] else ""
    return {
        "key": f"decision.{row['id']}",
        "text": f"Решение (протокол {row['minutes']}): {ru.quoted(row['text'].rstrip('.'))} – "
        f"{state}; {due}ответственный – {row['responsible']}.{result}{moved}",
        "sources": [
            source("shnor.decision", row["id"], "state", [row["state"], row["result"]]),
            source("shnor.decision", row["id"], "overdue", [row["overdue"], row["date_due"]]),
            source("shnor.decision", row["id"], "movement", row["movement_words"]),
        ],
        "is_item": True,
    }


class PracticesPart(Part):
    """What worked, where, and under which conditions others may do the same."""

    section = "practices"

    def sentences(self):
        practices = self.facts["practices"]
        if not practices:
            yield self.say(
                "none",
                "Практик, отобранных для распространения, нет.",
                source("shnor.practice", "campaign", "count", 0),
            )
        for one in practices:
            text = f"{one['school']}. {ru.sentence(one['name'])}"
            if _plain(one["essence"]) != _plain(one["name"]):
                text += f" {ru.sentence(one['essence'])}"
            if one["effect"]:
                text += f" Эффект: {ru.clause(one['effect'])}"
            if one["conditions"]:
                text += f" Условия тиражирования: {ru.clause(one['conditions'])}"
            yield self.say(
                f"row.{one['id']}",
                text,
                source(
                    "shnor.practice",
                    one["id"],
                    "text",
                    [one["name"], one["essence"], one["effect"], one["conditions"]],
                ),
                item=True,
                school=one["participant_id"],
            )


class ConclusionsPart(Part):
    """What follows from the facts, said only where the numbers carry it."""

    section = "conclusions"

    def sentences(self):
        yield from self._movement()
        yield from self._plan()
        yield from self._leading()
        schools = self.facts["schools"]
        if schools["not_reported"]:
            missing = len(schools["not_reported"])
            yield self.say(
                "missing",
                f"Выводы неполны: самообследование не представили "
                f"{ru.share(missing, schools['count'], ru.SCHOOL)}.",
                source(PARTICIPANT, "campaign", "not_reported", schools["not_reported"]),
            )

    def _movement(self):
        indicators = self.facts["indicators"]
        compared = [one for one in indicators if one["delta"] is not None]
        if not indicators or not self.facts["campaign"]["previous"]:
            return
        groups = (
            ("выросла", [one for one in compared if one["delta"] > 0]),
            ("снизилась", [one for one in compared if one["delta"] < 0]),
            ("не изменилась", [one for one in compared if one["delta"] == 0]),
            ("сравнить нельзя", [one for one in indicators if one["delta"] is None]),
        )
        parts = [
            f"{words} – {len(found)} ({', '.join(one['code'] for one in found)})"
            for words, found in groups
            if found
        ]
        yield self.say(
            "movement",
            f"Всего {ru.count(len(indicators), ru.INDICATOR)}. Доля {'; '.join(parts)}.",
            *(
                source("shnor.indicator.result", one["code"], "delta", one["delta"])
                for one in indicators
            ),
        )

    def _plan(self):
        planned = [one for one in self.facts["indicators"] if one["is_reached"] is not None]
        if not planned:
            return
        missed = [one["code"] for one in planned if not one["is_reached"]]
        text = (
            f"План достигнут по {len(planned) - len(missed)} из "
            f"{ru.of(len(planned), ru.INDICATOR)}, для которых он задан"
        )
        yield self.say(
            "plan",
            f"{text}; не достигнут: {', '.join(missed)}." if missed else f"{text}.",
            *(
                source("shnor.indicator.result", one["code"], "is_reached", one["is_reached"])
                for one in planned
            ),
        )

    def _leading(self):
        risks = self.facts["risks"][:LEADING]
        if risks:
            named = [f"{ru.quoted(one['name'])} ({one['schools']})" for one in risks]
            yield self.say(
                "risks",
                f"Чаще других школы указывают факторы риска: {ru.join(named)}.",
                *(source("shnor.risk", one["code"], "schools", one["schools"]) for one in risks),
            )
        found = [
            row
            for group in ("staff", "management", "resources")
            for row in self.facts["deficits"][group]
            if row["count"]
        ]
        found = sorted(found, key=lambda one: -one["count"])[:LEADING]
        if found:
            named = [f"{row['name']} ({row['count']})" for row in found]
            yield self.say(
                "deficits",
                f"Наиболее частые дефициты: {'; '.join(named)}.",
                *(
                    source("shnor.analysis.deficit", row["code"], "count", row["count"])
                    for row in found
                ),
            )


def _plain(text):
    return " ".join((text or "").split()).rstrip(".").casefold()
