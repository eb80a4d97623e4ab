"""Parts 3 to 5 of the note: statistical facts, factors, deficits."""

from . import russian as ru
from .analysis_sentences import Part, source

RESULT, ASSESSMENT, RISK = "shnor.indicator.result", "shnor.assessment", "shnor.risk"
DEFICIT = "shnor.analysis.deficit"
PAIRS = ("pairs", "better", "worse", "same")
BELOW = ("below", "participants", "previous_below", "previous_participants")
# so many risks are told of one by one; all of them stand in the table
TOLD_RISKS = 5
GROUPS = {
    "subject": "Предметные дефициты",
    "staff": "Кадровые дефициты",
    "management": "Управленческие дефициты",
    "resources": "Ресурсные дефициты",
}


class FactsPart(Part):
    """Six indicators: k of n, per cent, interval, change, comparable schools, plan; subjects."""

    section = "facts"

    def sentences(self):
        if not self.facts["indicators"]:
            yield self.say(
                "none",
                "Индикаторы ещё не рассчитаны: статистических данных нет.",
                source("shnor.campaign", self.facts["campaign"]["id"], "calculated", False),
            )
        yield from self._set_of_schools()
        for one in self.facts["indicators"]:
            yield from self._indicator(one)
        yield from self._subjects()

    def _set_of_schools(self):
        schools, previous = self.facts["schools"], self.facts["campaign"]["previous"]
        if not previous or not (schools["entered"] or schools["left"]):
            return
        yield self.say(
            "set",
            f"По сравнению с мониторингом {ru.quoted(previous)} состав школ изменился: вошло – "
            f"{schools['entered']}, вышло – {schools['left']}, участвует в обоих мониторингах – "
            f"{schools['common']}."
            + (" Изменение долей приводится и по этим школам отдельно." * bool(schools["common"])),
            *(
                source("shnor.participant", "campaign", name, schools[name])
                for name in ("entered", "left", "common")
            ),
        )

    def _indicator(self, one):
        code = one["code"]
        units = self.context.unit_words(one["unit"])

        def of_result(*names):
            return [source(RESULT, code, name, one[name]) for name in names]

        if not one["n"]:
            yield self.say(
                f"{code}.share",
                f"{one['name']}: нет данных – считать не по чему.",
                *of_result("k", "n"),
            )
            return
        small = ""
        if one["unit"] == "school" and one["n"] <= self.context.few:
            small = f"; одна школа – это {ru.points(100 / one['n']).lstrip('+')}"
        yield self.say(
            f"{code}.share",
            f"{one['name']}: {ru.share(one['k'], one['n'], units)} "
            f"({ru.percent(one['percent'])}{small}).",
            *of_result("k", "n"),
        )
        if one["no_data"]:
            yield self.say(
                f"{code}.interval", self._interval(one, units), *of_result("k", "n", "no_data")
            )
        if self.facts["campaign"]["previous"]:
            yield self.say(
                f"{code}.change",
                self._change(one, units),
                *of_result("k", "n"),
                source(RESULT, code, "previous", one["previous"]),
            )
        if one["comparable"]:
            yield self._comparable(one, units)
        if one["plan"] is not None:
            reached = "достигнут" if one["is_reached"] else "не достигнут"
            yield self.say(
                f"{code}.plan",
                f"План – {ru.percent(one['plan'])}: {reached}.",
                *of_result("k", "n", "plan"),
            )

    def _interval(self, one, units):
        text = f"Нет данных по {_dative(one['no_data'], one['unit'], units)}"
        if one["no_data"] == one["n"]:
            return f"{text}: о доле ничего сказать нельзя."
        known = one["n"] - one["no_data"]
        return (
            f"{text}; среди тех, по кому данные есть, – {ru.share(one['k'], known)} "
            f"({ru.percent(one['percent_with_data'])}), а когда данные поступят, доля составит "
            f"от {ru.percent(one['low'])} до {ru.percent(one['high'])}."
        )

    def _change(self, one, units):
        previous, name = one["previous"], ru.quoted(self.facts["campaign"]["previous"])
        if previous is None:
            return f"В мониторинге {name} индикатор не рассчитывался: сравнить не с чем."
        if not previous["n"]:
            return f"В мониторинге {name} данных по индикатору не было: сравнить не с чем."
        return (
            f"В мониторинге {name} было {ru.share(previous['k'], previous['n'], units)} "
            f"({ru.percent(previous['percent'])}); изменение: {ru.points(one['delta'])}"
        )

    def _comparable(self, one, units):
        its = one["comparable"]
        now, before = its["now"], its["before"]
        text = (
            f"По {_school_dative(its['schools'])}, участвующим в обоих мониторингах: "
            f"{ru.share(now['k'], now['n'], units)} ({ru.percent(now['percent'])}) против "
            f"{ru.share(before['k'], before['n'], units)} ({ru.percent(before['percent'])})"
        )
        if its["schools"] == 1:
            text = text.replace("участвующим", "участвующей", 1)
        if its["delta"] is not None:
            text += f"; изменение: {ru.points(its['delta'])}"
        else:
            text += "."
        return self.say(
            f"{one['code']}.common",
            text,
            source(RESULT, one["code"], "comparable", {"now": now, "before": before}),
        )

    def _subjects(self):
        rows = self.facts["by_subject"]
        if not rows and self.facts["indicators"]:
            yield self.say(
                "subjects.none",
                "По предметам сопоставимых результатов за два учебных года нет.",
                source(ASSESSMENT, "all", "pairs", 0),
            )
        if not rows:
            return
        total = {name: sum(row[name] for row in rows) for name in PAIRS}
        yield self.say(
            "subjects.total",
            f"Сопоставимых результатов за два учебных года – {total['pairs']}: лучше – "
            f"{total['better']}, критическое падение – {total['worse']}, прочие – "
            f"{total['same']}.",
            *(source(ASSESSMENT, "all", name, total[name]) for name in PAIRS),
        )
        for row in rows:
            if row["worse"]:
                yield self._fall(row)

    def _fall(self, row):
        """Return the sentence on a subject in which a result has fallen critically."""
        ref = f"{row['procedure']}.{row['subject']}"
        names = ("pairs", "worse", *BELOW)
        return self.say(
            f"subject.{ref}",
            f"{row['subject']} ({row['procedure']}): критическое падение – {row['worse']} из "
            f"{row['pairs']} сопоставимых результатов; ниже минимума {row['below']} из "
            f"{ru.of(row['participants'], ru.PEOPLE)} ({ru.percent(row['percent'])}), год назад "
            f"{row['previous_below']} из {row['previous_participants']} "
            f"({ru.percent(row['previous_percent'])}).",
            *(source(ASSESSMENT, ref, name, row[name]) for name in names),
            item=True,
        )


class FactorsPart(Part):
    """Risks that schools state, how often, and beside them the dynamics of results, as counts."""

    section = "factors"

    def sentences(self):
        risks, schools = self.facts["risks"], self.facts["schools"]
        reported = source("shnor.participant", "campaign", "reported", schools["reported"])
        if not schools["reported"]:
            yield self.say(
                "none",
                "Самообследование никто не представил: данных о факторах риска нет.",
                reported,
            )
            return
        stating = sum(1 for one in self.facts["by_school"] if one["risks"] and one["reported"])
        yield self.say(
            "count",
            f"Факторы риска указали {ru.share(stating, schools['reported'], ru.SCHOOL)}, "
            "представивших самообследование."
            if stating
            else "Ни одна школа, представившая самообследование, факторов риска не указала.",
            reported,
            source(RISK, "all", "stating", stating),
        )
        for row in risks[:TOLD_RISKS]:
            yield from self._risk(row)
        if any(row["with_known"] and row["without_known"] for row in risks):
            yield self.say(
                "limits", self._limits(risks), source(RISK, "all", "known", _most_known(risks))
            )

    def _risk(self, row):
        levels = [
            f"{name} – {row[key]}"
            for key, name in (("high", "высокая"), ("medium", "средняя"), ("low", "низкая"))
            if row[key]
        ]
        significance = f", значимость: {', '.join(levels)}" if levels else ""
        said = (
            f"{ru.quoted(row['name'])} – {ru.share(row['schools'], row['asked'], ru.SCHOOL)}"
            f"{significance}"
        )
        yield self.say(
            row["code"],
            f"{said}{self._relation(row)}.",
            *(
                source(RISK, row["code"], name, row[name])
                for name in (
                    "schools",
                    "asked",
                    "high",
                    "medium",
                    "low",
                    "with_better",
                    "with_known",
                    "without_better",
                    "without_known",
                )
            ),
            item=True,
        )

    def _relation(self, row):
        """Return the dynamics of schools with and without the risk, as counts only."""
        if not row["with_known"] and not row["without_known"]:
            return "; о динамике результатов этих школ данных нет"
        if not row["with_known"]:
            return "; о динамике результатов школ с этим риском данных нет"
        said = (
            f"; положительная динамика результатов – у {row['with_better']} из "
            f"{ru.of(row['with_known'], ru.SCHOOL)} с этим риском"
        )
        if not row["without_known"]:
            return f"{said}; школ без него, о динамике которых есть данные, нет"
        others = ru.of(row["without_known"], ru.SCHOOL)
        return f"{said} и у {row['without_better']} из {others} без него"

    def _limits(self, risks):
        known = _most_known(risks)
        if known <= self.context.few:
            return (
                f"О динамике результатов есть данные по {_school_dative(known)}: по стольким "
                "школам делать вывод о связи рисков с результатами рано, числа приведены для "
                "обсуждения."
            )
        return (
            "Различие чисел само по себе не доказывает, что риск стал причиной результатов: школы "
            "различаются и другими условиями."
        )


class DeficitsPart(Part):
    """Deficits of subjects, staff, management and resources."""

    section = "deficits"

    def sentences(self):
        deficits, schools = self.facts["deficits"], self.facts["schools"]
        yield from self._subjects(deficits["subject"])
        for group in ("staff", "management", "resources"):
            known = [row for row in deficits[group] if row["asked"]]
            found = [row for row in known if row["count"]]
            if not known:
                yield self.say(
                    f"{group}.none",
                    f"{GROUPS[group]}: нет данных – школы не ответили на эти вопросы.",
                    source("shnor.participant", "campaign", "reported", schools["reported"]),
                )
            elif not found:
                yield self.say(
                    f"{group}.none",
                    f"{GROUPS[group]}: по ответам школ не выявлены.",
                    *(source(DEFICIT, row["code"], "count", 0) for row in known),
                )
            for row in sorted(found, key=lambda one: -one["count"]):
                yield self._deficit(group, row)

    def _deficit(self, group, row):
        together = ""
        if row["sum"]:
            together = (
                f" (всего{' ' if row['unit'] else ''}{row['unit']} – {ru.digits(row['sum'])})"
            )
        return self.say(
            f"{group}.{row['code']}",
            f"{GROUPS[group]}: {row['name']} – "
            f"{ru.share(row['count'], row['asked'], ru.SCHOOL)}{together}.",
            *(source(DEFICIT, row["code"], name, row[name]) for name in ("count", "asked", "sum")),
            item=True,
        )

    def _subjects(self, rows):
        asked = rows[0]["asked"] if rows else 0
        if not rows:
            yield self.say(
                "subject.none",
                f"{GROUPS['subject']}: по результатам оценочных процедур, диагностик и ответам "
                "школ не выявлены.",
                source(ASSESSMENT, "all", "low", 0),
            )
        for row in rows:
            parts = []
            if row["count"]:
                parts.append(
                    "ниже минимума 30 % участников и более – "
                    f"{ru.share(row['count'], asked, ru.SCHOOL)} с результатами этого года"
                )
            if row["named"]:
                parts.append(
                    f"дефициты обучающихся назвали {ru.count(row['named'], ru.SCHOOL)}"
                    if row["named"] != 1
                    else "дефициты обучающихся назвала 1 школа"
                )
            if row["teachers"]:
                parts.append(
                    "низкий уровень по независимой диагностике – "
                    f"{ru.count(row['teachers'], ru.TEACHER)}"
                )
            yield self.say(
                f"subject.{row['name']}",
                f"{GROUPS['subject']}: {row['name']} – {'; '.join(parts)}.",
                *(
                    source(ASSESSMENT, row["name"], name, row[name])
                    for name in ("count", "asked", "named", "teachers")
                ),
                item=True,
            )


def _most_known(risks):
    return max((row["with_known"] + row["without_known"] for row in risks), default=0)


def _school_dative(number):
    return f"{ru.digits(number)} {'школе' if ru._ends_in_one(number) else 'школам'}"


def _dative(number, unit, units):
    if unit == "school":
        return _school_dative(number)
    if unit == "teacher":
        return f"{ru.digits(number)} {'педагогу' if ru._ends_in_one(number) else 'педагогам'}"
    return f"{ru.digits(number)} из тех, кого считали ({units[2]})"
