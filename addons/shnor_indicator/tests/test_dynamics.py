from odoo.tests import tagged

from .common import IndicatorCase


@tagged("post_install", "-at_install")
class TestDynamicsCondition(IndicatorCase):
    """The latest rate is compared with the one before it."""

    def test_higher_is_better_and_one_rate_is_no_data(self):
        self._make_currencies(
            ZAA={"2026-01-10": 10, "2026-02-10": 11},
            ZBB={"2026-01-10": 10, "2026-02-10": 9},
            ZCC={"2026-01-10": 10},
            ZDD={},
        )
        indicator = self._make_indicator("dynamics", worse_points=1)
        self.assertEqual(
            self._count(indicator), {"ZAA": "yes", "ZBB": "no", "ZCC": "no_data", "ZDD": "no_data"}
        )
        reasons = {row.unit_label: row.reason for row in self.run.evidence_ids}
        self.assertEqual(reasons["ZAA"], "Pairs: 1, better: 1, worse: 0.")
        self.assertEqual(
            reasons["ZCC"], "There is nothing to compare: no comparable pair of facts."
        )

    def test_lower_can_be_better(self):
        self._make_currencies(ZAA={"2026-01-10": 10, "2026-02-10": 11})
        indicator = self._make_indicator("dynamics", better_when="lower")
        self.assertEqual(self._count(indicator), {"ZAA": "no"})

    def test_only_the_last_two_up_to_the_last_day_are_compared(self):
        self._make_currencies(
            ZAA={"2025-01-10": 99, "2026-01-10": 10, "2026-02-10": 11, "2026-07-01": 1}
        )
        self.assertEqual(self._count(self._make_indicator("dynamics")), {"ZAA": "yes"})

    def test_a_gain_must_be_large_enough_and_exactly_enough_is(self):
        self._make_currencies(
            ZAA={"2026-01-10": 10, "2026-02-10": 15},
            ZBB={"2026-01-10": 10, "2026-02-10": 14.99},
        )
        indicator = self._make_indicator("dynamics", better_points=5)
        self.assertEqual(self._count(indicator), {"ZAA": "yes", "ZBB": "no"})

    def test_whether_an_exact_fall_is_one_is_a_setting(self):
        self._make_currencies(ZAA={"2026-01-10": 10, "2026-02-10": 5})
        settings = {"min_better_count": 0, "worse_points": 5}
        inclusive = self._make_indicator("dynamics", **settings, worse_inclusive=True)
        exclusive = self._make_indicator("dynamics", **settings, worse_inclusive=False)
        self.assertEqual(self._count(inclusive), {"ZAA": "no"})
        self.assertEqual(self._count(exclusive), {"ZAA": "yes"})

    def test_the_later_rate_may_have_to_be_of_the_period(self):
        self._make_currencies(
            ZAA={"2025-10-10": 10, "2025-12-31": 11}, ZBB={"2025-10-10": 10, "2026-01-01": 11}
        )
        indicator = self._make_indicator("dynamics", fresh_only=True)
        self.assertEqual(self._count(indicator), {"ZAA": "no", "ZBB": "yes"})

    def test_series_are_compared_apart_and_one_fall_spoils_it(self):
        other = self.env["res.company"].create(
            {"name": "Other", "currency_id": self.env.ref("base.USD").id}
        )
        currency = self._make_currencies(ZAA={"2026-01-10": 10, "2026-02-10": 11})
        for day, rate in (("2026-01-10", 20), ("2026-02-10", 15)):
            currency.rate_ids.create(
                {"currency_id": currency.id, "name": day, "rate": rate, "company_id": other.id}
            )
        series = [(6, 0, self._field("res.currency.rate", "company_id").ids)]
        strict = self._make_indicator("dynamics", series_field_ids=series)
        lenient = self._make_indicator("dynamics", series_field_ids=series, max_worse_count=1)
        half = self._make_indicator(
            "dynamics", series_field_ids=series, max_worse_count=1, min_better_percent=50.01
        )
        self.assertEqual(self._count(strict), {"ZAA": "no"})
        self.assertEqual(self._count(lenient), {"ZAA": "yes"})
        self.assertEqual(self._count(half), {"ZAA": "no"})
        pairs = self.run.evidence_ids.pairs.splitlines()
        self.assertEqual(len(pairs), 2)
        self.assertTrue(any("10 → 11, better" in pair for pair in pairs), pairs)
        self.assertTrue(any("20 → 15, worse" in pair for pair in pairs), pairs)
