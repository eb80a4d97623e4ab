"""Do two answers say the same? Told from plain data, without the database."""

from .expression import EPSILON, is_empty

NUMBERS = ("number", "scale", "computed")
# free texts say the same in other words, so nobody is asked about them
FREE = ("text",)


def comparable(question, other):
    """Return whether answers to two questions can be told apart at all.

    :param dict question: of the schema
    :param dict other: of the schema of another form, or the same question
    """
    kind, other_kind = question["type"], other["type"]
    if kind in FREE or other_kind in FREE:
        return False
    return kind == other_kind or (kind in NUMBERS and other_kind in NUMBERS)


def differ(question, value, other):
    """Return whether two answers to comparable questions differ; what is missing differs from
    nothing.

    :param dict question: of the schema
    :param value: an answer
    :param other: another answer
    """
    if is_empty(value) or is_empty(other):
        return False
    kind = question["type"]
    if kind in NUMBERS:
        return abs(value - other) > EPSILON
    if kind == "char":
        return " ".join(value.casefold().split()) != " ".join(other.casefold().split())
    if kind == "choices":
        return set(value) != set(other)
    return value != other


def change_words(show, question, before, now):
    """Return the change of a number in words, ``""`` when there is none to tell: ``+3 (+12 %)``.

    :param show: function that writes a number with the unit
    :param dict question: of the schema
    """
    if question["type"] not in NUMBERS or before is None or now is None:
        return ""
    change = now - before
    if abs(change) <= EPSILON:
        return ""
    words = f"+{show(change)}" if change > 0 else f"−{show(-change)}"
    if before and question.get("unit") != "%":
        percent = round(100 * change / abs(before))
        words += f" ({'+' if percent > 0 else '−'}{abs(percent)} %)" if percent else ""
    return words
