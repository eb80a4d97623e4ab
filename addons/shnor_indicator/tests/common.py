from unittest.mock import patch

from odoo.fields import Domain
from odoo.tests import TransactionCase

from odoo.addons.shnor_indicator.models.shnor_indicator import ShnorIndicator


class IndicatorCase(TransactionCase):
    """Currencies are counted, by their rates: the engine knows nothing of what it counts.

    A rate has a date (``name``), a value (``rate``) and belongs to a currency: what a measurement
    of anything has. Each test makes currencies of its own.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "lang": "en_US"})
        cls.startClassPatcher(
            patch.object(
                ShnorIndicator,
                "_selection_unit_model",
                lambda self: [("res.currency", "Currency"), ("res.partner", "Contact")],
            )
        )
        known = cls.env["res.currency"].with_context(active_test=False).search([]).ids
        cls.startClassPatcher(
            patch.object(
                cls.registry["res.currency"],
                "_indicator_population",
                lambda self, run: Domain("id", "not in", known),
                create=True,
            )
        )
        cls.startClassPatcher(
            patch.object(
                cls.registry["res.currency"],
                "_indicator_membership",
                lambda self, run: None,
                create=True,
            )
        )

    @classmethod
    def _field(cls, model, name):
        return cls.env["ir.model.fields"]._get(model, name)

    @classmethod
    def _make_currencies(cls, **rates):
        """Make currencies: name = {date: rate}."""
        currencies = cls.env["res.currency"].create(
            [{"name": name, "symbol": name} for name in rates]
        )
        cls.env["res.currency.rate"].create(
            [
                {"currency_id": currency.id, "name": day, "rate": rate}
                for currency, days in zip(currencies, rates.values(), strict=True)
                for day, rate in days.items()
            ]
        )
        return currencies

    @classmethod
    def _make_indicator(cls, kind="domain", **values):
        if kind != "domain":
            values = {
                "fact_field_id": cls._field("res.currency", "rate_ids").id,
                "date_field_id": cls._field("res.currency.rate", "name").id,
                **values,
            }
        if kind == "dynamics":
            values = {"value_field_id": cls._field("res.currency.rate", "rate").id, **values}
        count = cls.env["shnor.indicator"].search_count([])
        return cls.env["shnor.indicator"].create(
            {
                "code": f"X{count}",
                "name": "Share of currencies",
                "unit_model": "res.currency",
                "condition_kind": kind,
                **values,
            }
        )

    @classmethod
    def _make_run(cls, indicators, **values):
        return cls.env["shnor.indicator.run"].create(
            {
                "name": "Spring",
                "date_from": "2026-01-01",
                "date_to": "2026-06-30",
                "indicator_ids": [(6, 0, indicators.ids)],
                **values,
            }
        )

    def _count(self, indicator, **values):
        """Return {currency: verdict} of a new run, and keep the run in `self.run`."""
        self.run = self._make_run(indicator, **values)
        self.run._calculate()
        return {row.unit_label: row.verdict for row in self.run.evidence_ids}
