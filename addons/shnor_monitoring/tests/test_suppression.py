from collections import defaultdict
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.general_text import general_text
from ..engine.suppression import (
    Told,
    tell_change,
    tell_part,
    tell_partition,
    tell_share,
    tell_total,
)

THRESHOLDS = (3, 5, 7)


def seen(told):
    """Return what a stranger sees of a count: never why it is hidden."""
    return (told.low, told.high, told.why is None)


def inputs_by_output(inputs, tell):
    """Return {what is told: inputs that would be told so}: all that a stranger can find out who
    knows the rules."""
    found = defaultdict(list)
    for one in inputs:
        found[tell(one)].append(one)
    return found


@tagged("post_install", "-at_install")
class TestSuppression(BaseCase):
    """A stranger who knows the rules tries every input that fits what is told."""

    def test_a_part_of_a_total(self):
        for threshold, total in product(THRESHOLDS, range(40)):
            found = inputs_by_output(
                range(total + 1), lambda k, n=total, t=threshold: seen(tell_part(k, n, t))
            )
            for (low, high, exact), counts in found.items():
                self.assertTrue(all(low <= count <= high for count in counts))
                if exact:
                    [count] = counts
                    self.assertGreaterEqual(min(count, total - count), threshold)
                else:
                    self.assertEqual(counts, list(range(low, high + 1)))
                    self.assertGreaterEqual(len(counts), min(threshold, total + 1))

    def test_a_share_with_units_without_data(self):
        """Whatever can be worked out of yes, no, no data and their sums is not small."""
        sums = {
            "yes": lambda k, u, n: k,
            "no data": lambda k, u, n: u,
            "no": lambda k, u, n: n - k - u,
            "not yes": lambda k, u, n: n - k,
            "with data": lambda k, u, n: n - u,
        }
        for threshold in THRESHOLDS:
            for total in range(threshold, 5 * threshold):
                cells = [(k, u) for k in range(total + 1) for u in range(total - k + 1)]
                found = inputs_by_output(
                    cells,
                    lambda cell, n=total, t=threshold: tuple(
                        seen(told) for told in tell_share(*cell, n, t).values()
                    ),
                )
                for fitting in found.values():
                    for name, count in sums.items():
                        values = {count(k, u, total) for k, u in fitting}
                        told_zero = name == "no data" and values == {0}
                        if len(values) == 1 and not told_zero:
                            self.assertGreaterEqual(min(values), threshold, (name, total, fitting))

    def test_a_hidden_share_keeps_as_many_values_as_the_threshold(self):
        found = inputs_by_output(
            [(k, u) for k in range(31) for u in range(31 - k)],
            lambda cell: tuple(seen(told) for told in tell_share(*cell, 30, 5).values()),
        )
        for (_total, (_low, _high, exact), _no_data), fitting in found.items():
            if not exact:
                self.assertGreaterEqual(len({k for k, _u in fitting}), 4)

    def test_a_partition_is_told_as_a_whole_or_not_at_all(self):
        for threshold, parts in ((3, 3), (5, 2), (5, 3)):
            for total in range(2 * threshold, 18):
                tables = [
                    counts
                    for counts in product(range(total + 1), repeat=parts)
                    if sum(counts) == total
                ]
                found = inputs_by_output(
                    tables,
                    lambda counts, t=threshold: tuple(
                        seen(told) for told in tell_partition(list(counts), t)
                    ),
                )
                for fitting in found.values():
                    for index in range(parts):
                        values = {counts[index] for counts in fitting}
                        if len(values) == 1:
                            self.assertGreaterEqual(min(values), threshold)
                        else:
                            self.assertGreaterEqual(len(values), threshold)

    @given(st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 2000), st.integers(3, 50))
    @settings(max_examples=200, deadline=None)
    def test_large_numbers(self, yes, no_data, no, threshold):
        total = yes + no_data + no
        told = tell_share(yes, no_data, total, threshold)
        for name, count in (("total", total), ("yes", yes), ("no_data", no_data)):
            self.assertTrue(told[name].low <= count <= told[name].high)
        if total and told["yes"].why is None:
            self.assertGreaterEqual(min(yes, total - yes), threshold)
            if told["no_data"].why is None and no_data:
                self.assertGreaterEqual(min(no_data, no), threshold)

    def test_institutions_are_told_whole(self):
        told = tell_share(3, 2, 8, 5, whole=True)
        self.assertEqual(told, {"total": Told(8, 8), "yes": Told(3, 3), "no_data": Told(2, 2)})
        self.assertIsNone(tell_share(3, 1, 4, 5, whole=True)["yes"].exact)

    def test_nobody(self):
        self.assertEqual(set(tell_share(0, 0, 0, 5).values()), {Told(0, 0)})

    def test_a_change_needs_both(self):
        now, hidden = tell_share(10, 0, 30, 5), tell_share(2, 0, 30, 5)
        self.assertTrue(tell_change(now, now))
        self.assertFalse(tell_change(now, hidden))
        self.assertFalse(tell_change(hidden, now))
        self.assertFalse(tell_change(now, None))
        self.assertIsNone(tell_total(4, 5).exact)

    def test_the_text_of_a_rule_without_its_school(self):
        self.assertEqual(
            general_text("По предметам ({subject}) провести анализ. Сейчас у {k} из {n}."),
            "По предметам провести анализ.",
        )
        self.assertEqual(
            general_text("Прошли {k} из {n}. Составить график. Сейчас {value}."),
            "Составить график.",
        )
        self.assertEqual(general_text("Улучшить {subject}."), "Улучшить ….")
        self.assertEqual(general_text(False), "")
