from odoo.tests import tagged

from odoo.addons.shnor_monitoring.tests.common import MonitoringCase


@tagged("post_install", "-at_install")
class TestAuxiliaryIndicators(MonitoringCase):
    """Indicators that the committee may switch on: any partner, quiet agreements, by deficit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.indicators = {
            name: cls.env.ref(f"shnor_network.indicator_{name}")
            for name in ("any_partner", "quiet_agreement", "help_by_deficit")
        }
        values = {
            "partner_name": "Артель",
            "partner_kind": "enterprise",
            "date_from": "2026-01-15",
            "state": "in_force",
        }
        busy, _quiet = cls.env["shnor.agreement"].create(
            [
                {**values, "number": "вспом-1", "school_id": cls.school.id},
                {**values, "number": "вспом-2", "school_id": cls.second_school.id},
            ]
        )
        cls.env["shnor.joint.activity"].create(
            {
                "agreement_id": busy.id,
                "date": "2026-03-10",
                "kind_id": cls.env.ref("shnor_network.joint_activity_kind_career").id,
                "topic": "Пробы",
                "state": "done",
            }
        )
        cls.env["shnor.support"].create(
            {
                "school_id": cls.second_school.id,
                "date": "2026-03-10",
                "kind_id": cls.env.ref("shnor_network.support_kind_visit").id,
                "topic": "Выезд",
                "state": "done",
                "deficit": "дефицит кадров",
            }
        )

    def test_they_are_off_until_somebody_wants_them(self):
        self.assertFalse(any(one.active for one in self.indicators.values()))

    def test_they_count(self):
        for indicator in self.indicators.values():
            indicator.active = True
        campaign = self._sign(self._make_order())
        campaign.action_calculate()
        counts = {}
        for result in campaign.result_ids.filtered(lambda one: one.dimension == "overall"):
            counts[result.indicator_id] = (result.yes_count, result.unit_count)
        for name, expected in (
            ("any_partner", (1, 2)),
            ("quiet_agreement", (1, 2)),
            ("help_by_deficit", (1, 2)),
        ):
            with self.subTest(name):
                self.assertEqual(counts[self.indicators[name]], expected)
