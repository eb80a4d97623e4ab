from odoo.tests import tagged

from .common import IndicatorCase


@tagged("post_install", "-at_install")
class TestQueries(IndicatorCase):
    def test_the_number_of_statements_does_not_grow_with_the_units(self):
        indicators = (
            self._make_indicator(domain="[('symbol', '!=', False)]")
            + self._make_indicator("facts")
            + self._make_indicator("dynamics")
        )
        self._make_currencies(**{f"Z{i:02}": {"2026-01-01": 1, "2026-02-01": 2} for i in range(3)})
        few = self._statements(indicators)
        self._make_currencies(
            **{f"Z{i:02}": {"2026-01-01": 1, "2026-02-01": 2} for i in range(3, 90)}
        )
        self.assertEqual(self._statements(indicators), few)
        self.assertEqual(self.run.overall_ids[0].unit_count, 90)

    def _statements(self, indicators):
        self.run = self._make_run(indicators)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.run._calculate()
        return self.env.cr.sql_log_count - before
