from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_roadmap_snapshot import SnapshotCase


@tagged("post_install", "-at_install")
class TestRoadmapWaiver(SnapshotCase):
    """At the roadmap stage a school without measures has done nothing by that alone."""

    def setUp(self):
        super().setUp()
        self.stage = self.campaign._stage_of("roadmap")
        self.empty = self.stage.school_ids.filtered(
            lambda row: row.participant_id.school_id == self.second_school
        )
        self.full = self.stage.school_ids - self.empty
        self.participant = self.empty.participant_id

    def refresh(self):
        self.stage.school_ids._refresh()
        self.stage.school_ids.invalidate_recordset()
        return self.empty.state, self.full.state

    def waive(self, role="keeper", reason="Школа вошла в перечень в июне"):
        wizard = self.env["shnor.roadmap.waive"].with_user(self.users[role])
        wizard.create(
            {"participant_ids": [(6, 0, self.participant.ids)], "reason": reason}
        ).action_waive()

    def test_before_the_stage_begins_it_lies_ahead_for_everybody(self):
        self.open.state = "in_progress"
        self.env.cr.execute("UPDATE shnor_stage_school SET done_on = NULL")
        self.stage.school_ids.invalidate_recordset()
        with freeze_time(self.stage.date_from - timedelta(days=2)):
            self.assertEqual(self.refresh(), ("ahead", "ahead"))
        with freeze_time(self.stage.date_from + timedelta(days=1)):
            self.assertEqual(self.refresh(), ("open", "done"))

    def test_without_measures_it_is_told_and_becomes_late(self):
        with freeze_time(f"{self.stage.date_to} 03:00"):
            self.assertEqual(self.refresh()[0], "open")
            self.assertIn("no measures", self.empty.words)
            self.assertNotIn("no measures", self.full.words)
            self.assertFalse(self.empty._may_remind(self.stage.date_to))
            self.assertTrue(self.full._may_remind(self.stage.date_to))
        with freeze_time("2026-07-26 03:00"):
            self.assertEqual(self.refresh()[0], "late")
            self.assertIn("no measures", self.empty.words)

    def test_a_curator_says_that_none_is_required_and_takes_it_back(self):
        with freeze_time(f"{self.stage.date_to} 03:00"):
            self.refresh()
            self.waive()
            self.assertEqual(self.empty.state, "done")
            self.assertEqual(self.empty.words, "Not required")
            self.assertEqual(self.participant.roadmap_waived_by_id, self.users["keeper"])
            self.participant.with_user(self.users["keeper"]).action_require_roadmap()
            self.assertEqual(self.empty.state, "open")
            self.waive()
            # a measure that comes later is to be reported on all the same
            self._measure("Новое", school=self.second_school)
            self.assertEqual(self.empty.state, "open")

    def test_who_may_and_when(self):
        with freeze_time(f"{self.stage.date_to} 03:00"):
            for role in ("working_group", "director"):
                with self.assertRaises(AccessError):
                    self.participant.with_user(self.users[role])._waive_roadmaps("Причина")
            with self.assertRaisesRegex(UserError, "Write why"):
                self.waive(reason="  ")
            with self.assertRaisesRegex(UserError, "has measures"):
                self.full.participant_id.with_user(self.users["keeper"])._waive_roadmaps("Нет")
            action = self.participant.with_user(self.users["keeper"]).action_waive_roadmap()
            self.assertEqual(action["context"]["default_participant_ids"], self.participant.ids)
            self.assertEqual(
                self.empty.action_open_work()["res_id"],
                self.participant.id,
                "the card has the button, an empty list has none",
            )
            self.campaign.action_calculate()
            self.campaign.action_close()
            with self.assertRaisesRegex(UserError, "is closed"):
                self.waive()
