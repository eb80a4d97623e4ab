from odoo.tests import tagged

from .common import IndicatorCase


@tagged("post_install", "-at_install")
class TestFactsCondition(IndicatorCase):
    def test_a_fact_within_the_period_counts_and_both_ends_belong_to_it(self):
        self._make_currencies(
            ZAA={"2026-01-01": 1},
            ZBB={"2026-06-30": 1},
            ZCC={"2025-12-31": 1, "2026-07-01": 1},
            ZDD={},
        )
        indicator = self._make_indicator("facts")
        self.assertEqual(
            self._count(indicator), {"ZAA": "yes", "ZBB": "yes", "ZCC": "no", "ZDD": "no"}
        )

    def test_years_end_on_the_last_day_and_begin_after_the_same_day(self):
        self._make_currencies(
            ZAA={"2023-06-30": 1},
            ZBB={"2023-07-01": 1},
            ZCC={"2026-07-01": 1},
            ZDD={"2026-06-30": 1},
        )
        indicator = self._make_indicator("facts", window="years", window_years=3)
        self.assertEqual(
            self._count(indicator), {"ZAA": "no", "ZBB": "yes", "ZCC": "no", "ZDD": "yes"}
        )

    def test_at_any_time_means_not_after_the_last_day(self):
        self._make_currencies(ZAA={"1990-01-01": 1}, ZBB={"2026-07-01": 1})
        indicator = self._make_indicator("facts", window="any")
        self.assertEqual(self._count(indicator), {"ZAA": "yes", "ZBB": "no"})

    def test_enough_facts_are_needed_and_only_those_that_fit(self):
        self._make_currencies(
            ZAA={"2026-02-01": 5, "2026-03-01": 6},
            ZBB={"2026-02-01": 5, "2026-03-01": 1},
        )
        indicator = self._make_indicator("facts", min_count=2, fact_domain="[('rate', '>', 2)]")
        self.assertEqual(self._count(indicator), {"ZAA": "yes", "ZBB": "no"})
        reasons = {row.unit_label: row.reason for row in self.run.evidence_ids}
        self.assertEqual(
            reasons, {"ZAA": "Facts that count: 2.", "ZBB": "Facts that count: 1, needed: 2."}
        )

    def test_the_latest_fact_that_fits_is_the_deciding_one(self):
        currency = self._make_currencies(
            ZAA={"2026-02-01": 5, "2026-05-01": 6, "2026-06-01": 1, "1969-12-31": 9}
        )
        indicator = self._make_indicator("facts", window="any", fact_domain="[('rate', '>', 2)]")
        self._count(indicator)
        decided = currency.rate_ids.filtered(lambda rate: str(rate.name) == "2026-05-01")
        self.assertEqual(self.run.evidence_ids.fact_id, decided.id)
        self.assertEqual(self.run.evidence_ids.action_open_fact()["res_id"], decided.id)
        decided.unlink()
        self.env.invalidate_all()
        self.assertEqual(self.run.evidence_ids.fact_name, "deleted since")
