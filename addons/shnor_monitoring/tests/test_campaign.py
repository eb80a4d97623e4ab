from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import MonitoringCase


@tagged("post_install", "-at_install")
class TestCampaign(MonitoringCase):
    """A specialist watches the clock of the campaign that the order made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.campaign = cls._sign(cls._make_order())

    def test_the_clock_tells_what_is_due_next(self):
        for day, words, state in (
            ("2026-06-29", "Days to the begin: 2", "calm"),
            ("2026-07-01", "Days to the end: 23", "calm"),
            ("2026-07-23", "Days to the end: 1", "soon"),
            ("2026-07-25", "Days to the working group: 13", "calm"),
            ("2026-08-07", "Days to the working group: 0", "soon"),
            ("2026-08-09", "The working group is late, days: 2", "overdue"),
        ):
            with self.subTest(day), freeze_time(day):
                self.campaign.invalidate_recordset()
                self.assertEqual((self.campaign.clock, self.campaign.clock_state), (words, state))

    def test_stages_know_whether_they_are_ahead_or_over(self):
        with freeze_time("2026-07-10"):
            self.assertEqual(
                self.campaign.stage_ids.mapped("state"), ["current", "future", "future"]
            )
            self.assertEqual(self.campaign.current_stages, "Self-evaluation")

    def test_the_previous_campaign_is_the_latest_before_in_the_same_territory(self):
        dates = {"date_begin": "2025-12-01", "date_end": "2025-12-19", "stage_ids": False}
        december = self._make_order(number="12-о", date="2025-11-24", **dates)
        december.responsible_ids.unlink()
        december.write(
            {
                "stage_ids": [
                    (
                        0,
                        0,
                        {
                            "stage_type_id": self._stage_type("check").id,
                            "date_from": "2025-12-01",
                            "date_to": "2025-12-19",
                        },
                    )
                ],
                "responsible_ids": [
                    (
                        0,
                        0,
                        {"name": "Методист", "stage_type_id": self._stage_type("check").id},
                    )
                ],
            }
        )
        december = self._sign(december)
        foreign = self._make_order(self.foreign_school, number="8-о")
        foreign = self._sign(foreign)
        self.assertFalse(december.previous_campaign_id)
        # an order that comes in late takes its place before those that are open
        self.assertEqual(self.campaign.previous_campaign_id, december)
        self.assertFalse(foreign.previous_campaign_id)
        later = self._make_order(number="9-о", date_begin="2026-07-02")
        later.stage_ids[0].date_from = "2026-07-02"
        self.assertEqual(self._sign(later).previous_campaign_id, self.campaign)

    def test_a_campaign_is_neither_made_nor_deleted_nor_edited_by_hand(self):
        with self.assertRaisesRegex(UserError, "Repeal its order"):
            self.campaign.unlink()
        with self.assertRaisesRegex(UserError, "by the buttons"):
            self.campaign.write({"state": "closed"})
        campaign = self.campaign.with_user(self.users["specialist"])
        for name in ("period_to", "date_end", "order_id", "run_id", "previous_campaign_id", "name"):
            with self.subTest(name), self.assertRaisesRegex(UserError, "not edited by hand"):
                campaign.write({name: False})

    def test_staff_of_one_district_open_a_campaign_of_two_and_see_their_own(self):
        order = self._make_order(self.school + self.foreign_school, number="10-о")
        campaign = self._sign(order)
        for role, school in (
            ("working_group", self.school),
            ("foreign_specialist", self.foreign_school),
        ):
            for record in (campaign, order):
                with self.subTest(role, model=record._name):
                    self.env.invalidate_all()
                    [row] = record.with_user(self.users[role]).web_read(
                        {
                            "participant_ids": {"fields": {"school_id": {}}},
                            "stage_ids": {"fields": {"stage_type_id": {}, "date_to": {}}},
                        }
                    )
                    seen = [line["school_id"] for line in row["participant_ids"]]
                    self.assertEqual(seen, school.ids)
                    self.assertEqual(len(row["stage_ids"]), 3)
