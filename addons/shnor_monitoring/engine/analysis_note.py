"""The note as plain data for its template: paragraphs, tables, and what the charts show."""

from . import russian as ru

# so many indicators have a column of their own in the table of schools
COLUMNS = 7
VERDICTS = {"yes": "да", "no": "нет", "no_data": ru.NO_DATA}
CATEGORIES = {
    "low_results": "ШНОР",
    "adverse": "ШНСУ",
    "both": "ШНОР, ШНСУ",
    "none": "нет статуса",
}
CHART_INDICATORS = "Диаграмма: индикаторы"
CHART_SUBJECTS = "Диаграмма: результаты по предметам"
CHART_RISKS = "Диаграмма: факторы риска"


def paragraphs(sentences):
    """Return sentences as the paragraphs that they make.

    Sentences that were drafted about the same matter stand together; an item stands alone.

    :param list sentences: dicts ``key, text, is_item``, in order
    :return: list of dict ``text, is_item``
    """
    found, last = [], None
    for one in sentences:
        matter = _matter(one["key"])
        if not one["is_item"] and found and matter and matter == last:
            found[-1]["text"] += f" {one['text']}"
        else:
            found.append({"text": one["text"], "is_item": bool(one["is_item"])})
        last = None if one["is_item"] else matter
    return found


def _matter(key):
    """Return what a sentence is about: ``facts.I1`` of ``facts.I1.share``; nothing of others."""
    parts = (key or "").split(".")
    return ".".join(parts[:2]) if len(parts) > 2 else ""


def indicator_rows(statistics):
    """Return the table of the indicators."""
    return [
        {
            "number": number,
            "code": one["code"],
            "name": one["name"],
            "share": ru.share(one["k"], one["n"]),
            "percent": ru.percent(one["percent"]),
            "no_data": one["no_data"] if one["n"] else ru.NO_DATA,
            "interval": _interval(one),
            "previous": _previous(one["previous"]),
            "delta": "–" if one["delta"] is None else ru.points(one["delta"]),
            "plan": "–" if one["plan"] is None else ru.percent(one["plan"]),
            "comparable": _comparable(one["comparable"]),
        }
        for number, one in enumerate(statistics["indicators"], 1)
    ]


def _interval(one):
    if not one["n"]:
        return ru.NO_DATA
    low, high = ru.percent(one["low"]), ru.percent(one["high"])
    return low if low == high else f"{low[:-2]}–{high}"


def _previous(previous):
    if previous is None:
        return "–"
    if not previous["n"]:
        return ru.NO_DATA
    return f"{ru.share(previous['k'], previous['n'])} ({ru.percent(previous['percent'])})"


def _comparable(its):
    if not its:
        return "–"
    now, before = its["now"], its["before"]
    return f"{ru.share(now['k'], now['n'])} / {ru.share(before['k'], before['n'])}"


def columns(statistics):
    """Return the codes of the indicators that have a column: ``c1, c2, …``, empty where none."""
    codes = [one["code"] for one in statistics["indicators"]][:COLUMNS]
    codes += [""] * (COLUMNS - len(codes))
    return {f"c{number}": code for number, code in enumerate(codes, 1)}


def school_rows(statistics):
    """Return the table of the schools, by name; never by their results."""
    codes = columns(statistics)
    return [
        {
            "number": number,
            "school": school["name"],
            "status": CATEGORIES[school["category"]],
            "cells": {
                column: result_words(school["results"].get(code)) if code else ""
                for column, code in codes.items()
            },
        }
        for number, school in enumerate(statistics["by_school"], 1)
    ]


def result_words(result):
    """Return a school's result in words: yes, no, or how many of how many."""
    if not result or not result["n"]:
        return ru.NO_DATA if not result or result["verdict"] is None else VERDICTS["no_data"]
    if result["verdict"]:
        return VERDICTS[result["verdict"]]
    return ru.share(result["k"], result["n"])


def subject_rows(statistics):
    """Return the table of the subjects."""
    return [
        {
            "subject": row["subject"],
            "procedure": row["procedure"],
            "schools": row["schools"],
            "pairs": row["pairs"],
            "better": row["better"],
            "same": row["same"],
            "worse": row["worse"],
            "below": _below(row["below"], row["participants"], row["percent"]),
            "previous": _below(
                row["previous_below"], row["previous_participants"], row["previous_percent"]
            ),
        }
        for row in statistics["by_subject"]
    ]


def _below(below, participants, percent):
    if not participants:
        return ru.NO_DATA
    return f"{ru.share(below, participants)} ({ru.percent(percent)})"


def risk_rows(statistics):
    """Return the table of the risks with the dynamics of schools with and without them."""
    return [
        {
            "number": number,
            "name": row["name"],
            "schools": ru.share(row["schools"], row["asked"]),
            "high": row["high"],
            "medium": row["medium"],
            "low": row["low"],
            "with_risk": ru.share(row["with_better"], row["with_known"]),
            "without_risk": ru.share(row["without_better"], row["without_known"]),
        }
        for number, row in enumerate(statistics["risks"], 1)
    ]


def chart_rows(statistics):
    """Return what the charts show: of indicators, subjects and risks (lists of dict)."""
    indicators = [
        {
            "label": f"{one['code']}. {one['name']}",
            "percent": one["percent"],
            "words": f"{ru.share(one['k'], one['n'])} ({ru.percent(one['percent'])})"
            if one["n"]
            else ru.NO_DATA,
            "previous": (one["previous"] or {}).get("percent"),
            "previous_words": _previous(one["previous"]) if one["previous"] else "",
            "plan": one["plan"],
        }
        for one in statistics["indicators"]
    ]
    subjects = [
        {
            "label": f"{row['subject']} ({row['procedure']})",
            "counts": [row["better"], row["same"], row["worse"]],
            "words": f"{row['better']} / {row['same']} / {row['worse']}",
        }
        for row in statistics["by_subject"]
    ]
    risks = [
        {
            "label": row["name"],
            "count": row["schools"],
            "total": row["asked"],
            "words": ru.share(row["schools"], row["asked"]),
        }
        for row in statistics["risks"]
    ]
    return {"indicators": indicators, "subjects": subjects, "risks": risks}
