from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.shnor_monitoring.tests.common import MonitoringCase


@tagged("post_install", "-at_install")
class TestRoadmapSource(MonitoringCase):
    """In the matrix of a campaign a roadmap says how many of its measures are reported on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        order = cls._make_order()
        roadmap = cls._stage_type("roadmap")
        order.stage_ids[1].stage_type_id = roadmap
        order.responsible_ids[1].stage_type_id = roadmap
        cls.campaign = cls._sign(order)
        cls.participant, cls.second = (
            cls.campaign.participant_ids.filtered(
                lambda one, school=school: one.school_id == school
            )
            for school in (cls.school, cls.second_school)
        )
        cls._measure("Одно", "done", result="Есть")
        cls._measure("Другое", "not_started")
        cls._measure("Давно прошло", "not_started", date_from="2025-01-01", date_to="2025-03-01")

    @classmethod
    def _measure(cls, name, state, **values):
        return cls.env["shnor.measure"].create(
            {
                "school_id": cls.school.id,
                "name": name,
                "state": state,
                "date_from": "2026-02-01",
                "date_to": "2026-06-30",
                **values,
            }
        )

    def _late(self):
        return self.env["shnor.participant"].search(
            [("campaign_id", "=", self.campaign.id), ("late_days", ">", 0)]
        )

    def test_measures_of_the_period_are_counted(self):
        self.assertEqual(self.participant.roadmap_words, "1 of 2 reported")
        self.assertEqual(self.second.roadmap_words, "No measures")

    def test_a_roadmap_is_late_after_its_stage_until_all_is_reported(self):
        with freeze_time("2026-07-24 03:00"):
            self.assertFalse(self.participant.late_days)
            self.assertFalse(self._late())
        with freeze_time("2026-07-26 03:00"):
            self.participant.invalidate_recordset()
            self.assertEqual(self.participant.late_words, "Roadmap: 2 days")
            # a school without measures is late, too, until somebody says that it needs none
            self.assertEqual(self._late(), self.participant | self.second)
            self.second.with_user(self.users["keeper"])._waive_roadmaps("Школа новая")
            self.assertEqual(self.second.roadmap_words, "Not required")
            self.assertEqual(self._late(), self.participant)
            self.env["shnor.measure"].search([("name", "=", "Другое")]).write(
                {"state": "failed", "state_reason": "Нет помещения"}
            )
            self.participant.invalidate_recordset()
            self.assertFalse(self.participant.late_days)
            self.assertFalse(self._late())
