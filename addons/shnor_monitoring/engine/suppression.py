"""What may be told of a count in public: small ones cannot be had, not by subtraction either.

Pure functions over integers; docs/method.md tells the rules in words. Every count that is hidden
leaves the reader with several possible values, also when the reader knows these rules:
``tests/test_suppression.py`` tries all inputs.
"""

from typing import NamedTuple

DEFAULT_THRESHOLD = 5
# below it a hidden count would be as good as told
LEAST_THRESHOLD = 3
SMALL, COMPLEMENT, EMPTY = "small", "complement", "empty"


class Told(NamedTuple):
    """What the public is told of a count: that it lies from ``low`` to ``high``.

    ``why`` is None for an exact count, else why it is hidden: it is small itself, what is left
    of the total is small, or too few are counted at all.
    """

    low: int
    high: int
    why: str | None = None

    @property
    def exact(self):
        """The count, None when it is hidden."""
        return None if self.why else self.low


def tell_part(count, total, threshold):
    """Return what may be told of ``count`` of ``total``.

    ``total`` is public itself. A count below the threshold is hidden, and so is one that leaves
    fewer than the threshold: the rest is had by subtraction. Where the total is too small for two
    ranges of ``threshold`` values each, nothing is told.

    :param int count: from 0 to total
    :param int total: how many there are
    :param int threshold: counts below it are hidden
    :return: Told
    """
    if total + 1 < 2 * threshold:
        return Told(0, total, EMPTY)
    if count < threshold:
        return Told(0, threshold - 1, SMALL)
    if total - count < threshold:
        return Told(total - threshold + 1, total, COMPLEMENT)
    return Told(count, count)


def tell_total(total, threshold):
    """Return what may be told of how many were counted at all.

    :return: Told
    """
    return Told(total, total) if total >= threshold else Told(0, threshold - 1, SMALL)


def tell_share(yes, no_data, total, threshold, whole=False):
    """Return what may be told of an indicator: so many of so many, and so many without data.

    Everybody is a yes, a no or without data, so any two of the numbers give the third. “No” is
    never told by itself.

    :param int yes: units that count
    :param int no_data: units without data
    :param int total: all of them
    :param int threshold: counts below it are hidden
    :param bool whole: told as it is as soon as the total is large enough: counts of institutions,
        which the regulation wants published
    :return: dict of Told: ``total, yes, no_data``
    """
    everything = tell_total(total, threshold)
    if everything.why:
        nothing = Told(0, threshold - 1, EMPTY)
        return {"total": everything, "yes": nothing, "no_data": nothing}
    if whole:
        return {"total": everything, "yes": Told(yes, yes), "no_data": Told(no_data, no_data)}
    told = tell_part(yes, total, threshold)
    return {
        "total": everything,
        "yes": told,
        "no_data": _tell_no_data(yes, no_data, total, told, threshold),
    }


def _tell_no_data(yes, no_data, total, told, threshold):
    """Return what may be told of those without data, beside what is told of the yes.

    That nobody is without data is told of no person; it makes the rest a plain yes or no, which
    ``tell_part`` has seen to.
    """
    if not no_data:
        return Told(0, 0)
    hidden = Told(0, total - told.low if told.why is None else total)
    if no_data < threshold or told.why == EMPTY:
        return hidden._replace(why=SMALL)
    # with data there are the rest: too few of them, and “no” is as good as told
    if total - no_data < 2 * threshold - 1 or (not told.why and total - yes - no_data < threshold):
        return hidden._replace(why=COMPLEMENT)
    if told.why == COMPLEMENT:
        return hidden._replace(why=COMPLEMENT)
    return Told(no_data, no_data)


def tell_partition(counts, threshold):
    """Return what may be told of counts that add up to a public total.

    Small ones are hidden; then, from the smallest, as many others as it takes to leave each hidden
    one ``threshold`` possible values. What is hidden is not told apart.

    :param list counts: ints from 0
    :param int threshold: counts below it are hidden
    :return: list of Told, in the order of ``counts``
    """
    hidden = {index for index, count in enumerate(counts) if count < threshold}
    order = sorted(range(len(counts)), key=lambda index: (counts[index], index))
    for index in order:
        rest = sum(counts[one] for one in hidden)
        if not hidden or (len(hidden) > 1 and rest >= 2 * threshold):
            break
        hidden.add(index)
    rest = sum(counts[index] for index in hidden)
    return [
        Told(0, rest, SMALL if count < threshold else COMPLEMENT)
        if index in hidden
        else Told(count, count)
        for index, count in enumerate(counts)
    ]


def tell_change(now, before):
    """Return whether a change may be told: only between two counts that are told themselves.

    :param now: dict of Told, of ``tell_share``
    :param before: dict of Told, or None
    :return: bool
    """
    return bool(before) and not any(
        told.why for share in (now, before) for told in (share["total"], share["yes"])
    )
