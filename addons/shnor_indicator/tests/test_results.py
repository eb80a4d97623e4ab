from odoo.tests import tagged

from .common import IndicatorCase


@tagged("post_install", "-at_install")
class TestResults(IndicatorCase):
    def test_no_data_stays_in_n_and_widens_the_interval(self):
        self._make_currencies(ZAA={}, ZBB={}, ZCC={}, ZDD={}, ZEE={}, ZFF={}, ZGG={}, ZHH={})
        indicator = self._make_indicator(
            domain="[('name', 'in', ('ZAA', 'ZBB', 'ZCC'))]",
            data_domain="[('name', 'not in', ('ZGG', 'ZHH'))]",
        )
        self._count(indicator)
        result = self.run.overall_ids
        self.assertEqual(
            (result.yes_count, result.no_count, result.no_data_count, result.unit_count),
            (3, 3, 2, 8),
        )
        self.assertAlmostEqual(result.percent, 37.5)
        self.assertAlmostEqual(result.percent_with_data, 50.0)
        self.assertAlmostEqual(result.percent_low, 37.5)
        self.assertAlmostEqual(result.percent_high, 62.5)
        self.assertEqual(result.share, "3 of 8")
        self.assertRegex(result.interval, "^37[.,]5–62[.,]5 %$")

    def test_halves_are_rounded_up(self):
        self._make_currencies(**{f"Z{i:02}": {} for i in range(16)})
        indicator = self._make_indicator(domain="[('name', '=', 'Z00')]")
        self._count(indicator)
        self.assertAlmostEqual(self.run.overall_ids.percent, 6.3)  # 6.25

    def test_nothing_to_divide_by_is_no_data_and_not_zero(self):
        self._count(self._make_indicator())
        result = self.run.overall_ids
        self.assertEqual(
            (result.unit_count, result.share, result.interval), (0, "0 of 0", "no data")
        )
        self.env.cr.execute(
            "SELECT percent, percent_with_data FROM shnor_indicator_result WHERE id = %s",
            (result.id,),
        )
        self.assertEqual(self.env.cr.fetchone(), (None, None))

    def test_the_change_is_to_the_run_compared_with(self):
        currencies = self._make_currencies(ZAA={}, ZBB={})
        indicator = self._make_indicator(domain="[('symbol', '=', 'good')]")
        currencies[0].symbol = "good"
        self._count(indicator)
        earlier = self.run
        currencies.symbol = "good"
        self._count(indicator, previous_run_id=earlier.id)
        result = self.run.overall_ids
        self.assertEqual(result.previous_share, "1 of 2")
        self.assertAlmostEqual(result.delta, 50)
        self.assertEqual(earlier.overall_ids.previous_share, False)

    def test_the_change_is_that_of_the_exact_shares(self):
        currencies = self._make_currencies(ZAA={}, ZBB={}, ZCC={}, ZDD={}, ZEE={}, ZFF={})
        indicator = self._make_indicator(domain="[('symbol', '=', 'good')]")
        currencies[0].symbol = "good"
        self._count(indicator)  # 1 of 6: 16.66… %
        earlier = self.run
        currencies[:5].symbol = "good"
        self._count(indicator, previous_run_id=earlier.id)  # 5 of 6: 83.33… %
        self.assertAlmostEqual(self.run.overall_ids.delta, 66.7)  # 83.3 - 16.7 is 66.6

    def test_a_share_of_results_together_is_the_share_of_their_units(self):
        self._make_currencies(ZAA={}, ZBB={}, ZCC={}, ZDD={})
        half = self._make_indicator(domain="[('name', 'in', ('ZAA', 'ZBB'))]")
        one = self._make_indicator(
            population_domain="[('name', '=', 'ZAA')]", domain="[('name', '=', 'ZZZ')]"
        )
        self._count(half + one)
        [[percent]] = self.env["shnor.indicator.result"]._read_group(
            [("run_id", "=", self.run.id)], [], ["percent:avg"]
        )
        self.assertAlmostEqual(percent, 40.0)  # 2 of 5, not the mean of 50 and 0

    def test_a_number_opens_the_names_behind_it(self):
        self._make_currencies(ZAA={}, ZBB={})
        self._count(self._make_indicator(domain="[('name', '=', 'ZAA')]"))
        result = self.run.overall_ids
        action = result.action_open_yes()
        self.assertTrue(action["context"]["search_default_yes"])
        rows = self.env["shnor.indicator.evidence"].search(action["domain"])
        self.assertEqual(sorted(rows.mapped("unit_label")), ["ZAA", "ZBB"])
        unit = rows.filtered(lambda row: row.verdict == "yes").action_open_unit()
        self.assertEqual(unit["res_model"], "res.currency")

    def test_calculating_again_replaces_the_draft(self):
        self._make_currencies(ZAA={})
        self._count(self._make_indicator())
        self.run._calculate()
        self.assertEqual(len(self.run.evidence_ids), 1)
        self.assertEqual(len(self.run.overall_ids), 1)
