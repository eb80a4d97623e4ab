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
    """Return what may be told of how many were counted at all; that nobody was, is told.

    :return: Told
    """
    if total >= threshold or not total:
        return Told(total, total)
    return Told(1, threshold - 1, SMALL)


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
    if not total:
        return {"total": everything, "yes": everything, "no_data": everything}
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
    ``tell_part`` has seen to. Why the number is hidden is not told apart: the reason would tell it.
    """
    if not no_data:
        return Told(0, 0)
    with_data = total - no_data
    is_hidden = (
        no_data < threshold
        or told.why in (EMPTY, COMPLEMENT)
        # too few with data, or too few of them a “no”: one number would give the other
        or with_data < 2 * threshold - 1
        or (told.why is None and with_data - yes < threshold)
    )
    return Told(1, total - told.low, SMALL) if is_hidden else Told(no_data, no_data)


def tell_partition(counts, threshold):
    """Return what may be told of counts that add up to a public total: all of them, or none.

    To hide some only would tell them: what is left of the total is theirs, and which ones join the
    small ones says how small those are.

    :param list counts: ints from 0
    :param int threshold: counts below it are hidden
    :return: list of Told, in the order of ``counts``
    """
    if all(count >= threshold for count in counts):
        return [Told(count, count) for count in counts]
    total = sum(counts)
    return [Told(0, total, SMALL if count < threshold else COMPLEMENT) for count in counts]


def tell_change(now, before):
    """Return whether a change may be told: only between two counts that are told themselves.

    :param now: dict of Told, of ``tell_share``
    :param before: dict of Told, or None
    :return: bool
    """
    return bool(before) and not any(
        told.why for share in (now, before) for told in (share["total"], share["yes"])
    )
