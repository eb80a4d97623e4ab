from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from odoo.addons.shnor_indicator.engine.conditions import CONDITIONS, Condition
from odoo.addons.shnor_indicator.models.shnor_indicator import ShnorIndicator

from .common import IndicatorCase


class LetterCondition(Condition):
    """A kind that an addon above might bring: the label begins with a letter."""

    mark = "letter"

    @staticmethod
    def problems(indicator):
        if len(indicator.domain) > 1:
            yield "one letter is needed."

    @staticmethod
    def rule(words):
        yield f"Yes: begins with {words.indicator.domain}."

    @staticmethod
    def reason(words, verdict, details):
        return f"Begins with {details['letter']}."

    @property
    def fact_model(self):
        return "res.currency"

    def verdict(self):
        return (
            SQL(
                "CASE WHEN left(unit.label, 1) = %s THEN 'yes' ELSE 'no' END", self.indicator.domain
            ),
            SQL("unit.unit_id"),
            SQL("jsonb_build_object('letter', left(unit.label, 1))"),
            SQL(),
        )


@tagged("post_install", "-at_install")
class TestDefinition(IndicatorCase):
    def test_a_condition_on_a_field_that_does_not_exist_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Choose it anew with the editor"):
            self._make_indicator(domain="[('colour', '=', 'red')]")

    def test_what_is_no_domain_is_refused(self):
        for text in (
            "[('name', '=', 'Z'",
            "__import__('os')",
            "name = 1",
            "[('name', 'eats', 1)]",
            "5",
        ):
            with self.subTest(text), self.assertRaises(ValidationError):
                self._make_indicator(domain=text)

    def test_a_bad_condition_on_facts_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Currency Rate"):
            self._make_indicator("facts", fact_domain="[('colour', '=', 'red')]")

    def test_facts_need_a_date_unless_any_will_do(self):
        with self.assertRaisesRegex(ValidationError, "choose the date of a fact"):
            self._make_indicator("facts", date_field_id=False)
        self._make_indicator("facts", date_field_id=False, window="any")

    def test_dynamics_need_something_to_compare(self):
        with self.assertRaisesRegex(ValidationError, "choose the value"):
            self._make_indicator("dynamics", value_field_id=False)
        with self.assertRaisesRegex(ValidationError, "choose the year"):
            self._make_indicator("dynamics", compare="years")
        with self.assertRaisesRegex(ValidationError, "choose the size"):
            self._make_indicator("dynamics", min_size=10)

    def test_the_rule_is_told_in_words_with_its_settings(self):
        rule = self._make_indicator(
            "facts", window="years", window_years=2, min_count=4, fact_domain="[('rate', '>', 2)]"
        ).rule
        self.assertIn("at least: 4", rule)
        self.assertIn("years: 2", rule)
        self.assertIn("Technical Rate > 2", rule)

    def test_the_rule_is_frozen_with_the_results(self):
        indicator = self._make_indicator("facts", min_count=4)
        self._count(indicator)
        indicator.min_count = 5
        self.assertIn("at least: 4", self.run.overall_ids.rule)

    def test_a_specialist_makes_an_indicator_in_the_form(self):
        with Form(self.env["shnor.indicator"]) as form:
            form.code = "X99"
            form.name = "Share of strong currencies"
            form.unit_model = "res.currency"
            form.domain = "[('symbol', '!=', False)]"
        indicator = form.record
        self._make_currencies(ZAA={})
        run = self.env["shnor.indicator.run"].browse(indicator.action_preview()["res_id"])
        self.assertEqual(run.overall_ids.share, "1 of 1")
        self.assertTrue(run.is_preview)

    def test_a_copy_gets_a_code_of_its_own(self):
        indicator = self._make_indicator()
        self.assertEqual(indicator.copy().code, f"{indicator.code} (copy)")

    # ------------------------------------------------------------------
    # Kinds of addons above
    # ------------------------------------------------------------------
    def _with_letters(self):
        kinds = {**CONDITIONS, "facts": LetterCondition}
        self.startPatcher(patch.object(ShnorIndicator, "_condition_kinds", lambda self: kinds))
        return self._make_indicator("facts", domain="Z", fact_field_id=False, date_field_id=False)

    def test_an_addon_above_brings_its_own_kind(self):
        indicator = self._with_letters()
        currencies = self._make_currencies(ZAA={}, YAA={})
        self.assertEqual(self._count(indicator), {"ZAA": "yes", "YAA": "no"})
        row = self.run.evidence_ids.filtered(lambda one: one.verdict == "yes")
        self.assertEqual(row.reason, "Begins with Z.")
        self.assertEqual((row.fact_model, row.fact_id), ("res.currency", currencies[0].id))
        self.assertEqual(indicator.rule, "Yes: begins with Z.")

    def test_the_author_is_told_the_problems_of_such_a_kind(self):
        indicator = self._with_letters()
        with self.assertRaisesRegex(ValidationError, "one letter is needed"):
            indicator.domain = "ZZ"

    def test_a_kind_whose_addon_is_gone_is_not_counted(self):
        indicator = self._make_indicator()
        self._count(indicator)
        said = self.run.evidence_ids.mapped("reason")
        kinds = {kind: CONDITIONS[kind] for kind in ("facts", "dynamics")}
        with patch.object(ShnorIndicator, "_condition_kinds", lambda self: kinds):
            indicator.invalidate_recordset()
            self.assertFalse(indicator.rule)
            self.assertEqual(self.run.evidence_ids.mapped("reason"), said)
            with self.assertRaisesRegex(ValidationError, "is not installed"):
                self._count(indicator)
