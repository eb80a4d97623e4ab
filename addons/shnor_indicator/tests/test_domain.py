from odoo.tests import tagged

from .common import IndicatorCase


@tagged("post_install", "-at_install")
class TestDomainCondition(IndicatorCase):
    def test_units_that_fit_count_and_the_others_do_not(self):
        self._make_currencies(ZAA={}, ZBB={})
        indicator = self._make_indicator(domain="[('name', '=', 'ZAA')]")
        self.assertEqual(self._count(indicator), {"ZAA": "yes", "ZBB": "no"})
        reasons = {row.unit_label: row.reason for row in self.run.evidence_ids}
        self.assertEqual(
            reasons, {"ZAA": "Fits the condition.", "ZBB": "Does not fit the condition."}
        )

    def test_an_empty_condition_is_fulfilled_by_everybody(self):
        self._make_currencies(ZAA={})
        self.assertEqual(self._count(self._make_indicator()), {"ZAA": "yes"})

    def test_who_has_no_data_is_neither_yes_nor_no(self):
        self._make_currencies(ZAA={}, ZBB={}, ZCC={})
        indicator = self._make_indicator(
            domain="[('name', '=', 'ZAA')]", data_domain="[('name', '!=', 'ZCC')]"
        )
        self.assertEqual(self._count(indicator), {"ZAA": "yes", "ZBB": "no", "ZCC": "no_data"})

    def test_the_population_can_be_narrowed(self):
        self._make_currencies(ZAA={}, ZBB={})
        indicator = self._make_indicator(population_domain="[('name', '=', 'ZBB')]")
        self.assertEqual(self._count(indicator), {"ZBB": "yes"})

    def test_archived_units_are_counted_when_the_population_has_them(self):
        self._make_currencies(ZAA={}, ZBB={})[1].active = False
        self.assertEqual(set(self._count(self._make_indicator())), {"ZAA", "ZBB"})
