from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import tagged

from .common import IndicatorCase

FIELDS = {
    "year": "color",
    "value": "partner_latitude",
    "maximum": "partner_longitude",
    "size": "color",
}


@tagged("post_install", "-at_install")
class TestDynamicsOfYears(IndicatorCase):
    """A firm's contacts serve as measurements: a year, a value out of a maximum, and a series."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        firms = cls.env["res.partner"].create({"name": "Firm", "is_company": True})
        cls.firm = firms
        for name, hook in (
            ("_indicator_population", lambda self, run: Domain("id", "=", firms.id)),
            ("_indicator_membership", lambda self, run: None),
        ):
            cls.startClassPatcher(
                patch.object(cls.registry["res.partner"], name, hook, create=True)
            )

    def _measure(self, *facts):
        """Give the firm measurements: (series, year, value, maximum)."""
        self.env["res.partner"].create(
            [
                {
                    "name": "Measurement",
                    "parent_id": self.firm.id,
                    "function": series,
                    FIELDS["year"]: year,
                    FIELDS["value"]: value,
                    FIELDS["maximum"]: maximum,
                }
                for series, year, value, maximum in facts
            ]
        )

    def _verdict(self, **values):
        settings = {
            "unit_model": "res.partner",
            "fact_field_id": self._field("res.partner", "child_ids").id,
            "date_field_id": False,
            "compare": "years",
            "better_when": "lower",
            "series_field_ids": [(6, 0, self._field("res.partner", "function").ids)],
            "min_better_count": 0,
            "min_better_percent": 50,
            "worse_points": 10,
            "worse_inclusive": False,
        }
        for name in ("year", "value", "maximum"):
            settings[f"{name}_field_id"] = self._field("res.partner", FIELDS[name]).id
        indicator = self._make_indicator("dynamics", **{**settings, **values})
        return self._count(indicator)[self.firm.name]

    def _details(self):
        details = self.run.evidence_ids.details
        return details["pairs"], details["better"], details["worse"]

    def test_the_year_of_the_run_is_compared_with_the_one_before(self):
        self._measure(
            ("A", 2024, 9, 10), ("A", 2025, 5, 10), ("A", 2026, 4, 10), ("A", 2027, 9, 10)
        )
        self.assertEqual(self._verdict(), "yes")
        self.assertEqual(self._details(), (1, 1, 0))

    def test_a_year_without_the_one_before_is_no_pair(self):
        self._measure(("A", 2024, 9, 10), ("A", 2026, 4, 10), ("B", 2025, 1, 10))
        self.assertEqual(self._verdict(), "no_data")
        self.assertEqual(self._verdict(year_offset=2), "yes")

    def test_a_rise_from_20_to_30_per_cent_is_exactly_10_points(self):
        self._measure(("A", 2025, 1, 5), ("A", 2026, 3, 10))
        self.assertEqual(self._verdict(min_better_percent=0), "yes")
        self.assertEqual(self._verdict(min_better_percent=0, worse_inclusive=True), "no")

    def test_zero_is_a_value(self):
        self._measure(("A", 2025, 1, 5), ("A", 2026, 0, 5))
        self.assertEqual(self._verdict(), "yes")

    def test_zero_in_both_years_is_better_when_set_so(self):
        self._measure(("A", 2025, 0, 5), ("A", 2026, 0, 5))
        self.assertEqual(self._verdict(), "no")
        self.assertEqual(self._verdict(zero_is_better=True), "yes")

    def test_nothing_out_of_nothing_is_no_measurement(self):
        self._measure(("A", 2025, 0, 0), ("A", 2026, 0, 5))
        self.assertEqual(self._verdict(), "no_data")

    def test_half_of_the_pairs_is_enough_and_less_is_not(self):
        self._measure(
            ("A", 2025, 5, 10),
            ("A", 2026, 4, 10),
            ("B", 2025, 5, 10),
            ("B", 2026, 5, 10),
        )
        self.assertEqual(self._verdict(), "yes")
        self._measure(("C", 2025, 5, 10), ("C", 2026, 5, 10))
        self.assertEqual(self._verdict(), "no")

    def test_an_empty_series_is_a_series(self):
        self._measure((False, 2025, 5, 10), (False, 2026, 4, 10), ("A", 2026, 9, 10))
        self.assertEqual(self._verdict(), "yes")

    def test_too_small_is_no_data(self):
        self._measure(("A", 2025, 5, 10), ("A", 2026, 4, 10))
        size = self._field("res.partner", FIELDS["size"]).id  # 2026 stand behind it
        self.assertEqual(self._verdict(size_field_id=size, min_size=2026), "yes")
        self.assertEqual(self._verdict(size_field_id=size, min_size=2027), "no_data")
        self.assertIn("too little", self.run.evidence_ids.reason)

    def test_what_lies_within_the_thresholds_is_told_so(self):
        self._measure(("A", 2025, 5, 10), ("A", 2026, 6, 10))
        self._verdict()
        self.assertRegex(self.run.evidence_ids.pairs, r"→ 6 of 10 \(60%\), within the thresholds$")
