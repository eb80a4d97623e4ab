"""Periods of one thing must not overlap: rows of the file against each other and what is there."""

from collections import defaultdict
from datetime import date

from ..tools.text import key


def overlaps(kind, table, model_name, names, ids, inclusive):
    """Yield (index, where the other period is, in words) for rows that overlap another period.

    :param kind: model of the kind, for its environment
    :param tuple names: fields that say whose period it is, then the first and the last date
    :param dict ids: {index: id of the record found}: the row takes its place
    :param bool inclusive: the last date belongs to the period
    """
    *owner, begin, end = names
    periods = defaultdict(list)
    columns = [table.get(name) for name in names]
    good = table.good()
    for index in good:
        *whose, first, last = (column[index] for column in columns)
        periods[_owner_key(whose)].append((first, last or date.max, index, None))
    for row in _others(kind.env, table, model_name, names, ids, good):
        whose = _owner_key([row[name] for name in owner])
        if whose in periods:
            periods[whose].append((row[begin], row[end] or date.max, None, row["id"]))
    for group in periods.values():
        yield from _overlaps_of(kind.env, table, sorted(group, key=lambda p: p[:2]), inclusive)


def _owner_key(whose):
    return tuple(key(value or "") if isinstance(value, str | None) else value for value in whose)


def _others(env, table, model_name, names, ids, good):
    """Return the periods in the system, but for those that rows of the file replace."""
    values = table.get(names[0])
    owners = list({values[index] for index in good})
    # sudo: a period that the user may not see still is in the way
    model = env[model_name].sudo()
    domain = [(names[0], "in", owners), ("id", "not in", list(ids.values()))]
    return model.search(domain, order="id").read(list(names), load=None)


def _overlaps_of(env, table, group, inclusive):
    latest = None
    for period in group:
        first, last, index, _record_id = period
        if latest and (first <= latest[1] if inclusive else first < latest[1]):
            at_fault, other = (latest, period) if index is None else (period, latest)
            if at_fault[2] is not None:
                yield at_fault[2], _words(env, table, other)
        if latest is None or last > latest[1]:
            latest = period


def _words(env, table, period):
    first, last, index, _record_id = period
    begin = first.strftime("%d.%m.%Y")
    words = (
        env._("from %s", begin)
        if last == date.max
        else env._("from %(begin)s to %(end)s", begin=begin, end=last.strftime("%d.%m.%Y"))
    )
    if index is None:
        return words
    return env._("%(period)s, row %(row)s", period=words, row=table.rows[index])
