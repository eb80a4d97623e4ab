from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestStatus(RegistryCase):
    """A school enters the list, leaves it, and people ask what it was on a date."""

    # Overlaps

    def test_a_second_status_of_the_same_kind_at_the_same_time_is_refused(self):
        self._make_status(date_to="2026-08-31")
        for begin, end in (
            ("2025-10-01", "2025-12-31"),  # inside
            ("2025-01-01", "2025-09-01"),  # ends on the first day
            ("2026-08-31", False),  # begins on the last day
            ("2025-01-01", False),  # around
        ):
            with (
                self.subTest(begin=begin, end=end),
                self.assertRaisesRegex(
                    ValidationError, "Школа 900001.*overlaps.*Close the earlier"
                ),
            ):
                self._make_status(date_from=begin, date_to=end)

    def test_an_open_status_leaves_no_room_for_a_later_one(self):
        self._make_status()
        with self.assertRaisesRegex(ValidationError, "overlaps"):
            self._make_status(date_from="2030-01-01")

    def test_two_overlapping_statuses_entered_together_are_refused(self):
        values = {"school_id": self.school.id, "category": "adverse", "date_from": "2025-09-01"}
        with self.assertRaisesRegex(ValidationError, "overlaps"):
            self.env["shnor.school.status"].create([values, dict(values)])

    def test_stretching_a_status_over_another_is_refused(self):
        earlier = self._make_status(date_from="2023-09-01", date_to="2024-08-31")
        self._make_status()
        earlier.date_to = "2025-08-31"
        with self.assertRaisesRegex(ValidationError, "overlaps"):
            earlier.date_to = "2025-09-01"

    def test_one_status_after_another_is_lawful(self):
        self._make_status(date_to="2026-01-31")
        self._make_status(date_from="2026-02-01")
        self.assertEqual(len(self.school.status_ids), 2)

    def test_both_kinds_at_a_time_and_the_same_kind_elsewhere_are_lawful(self):
        self._make_status()
        self._make_status("adverse")
        self._make_status(school=self.second_school)
        self.assertEqual(len(self.school.status_ids), 2)

    def test_a_status_that_ends_before_it_begins_is_refused(self):
        with self.assert_database_refuses("shnor.school.status", "cannot end before it begins"):
            self._make_status(date_to="2025-08-31")

    def test_a_status_of_one_day_is_lawful(self):
        status = self._make_status(date_to="2025-09-01")
        self.assertTrue(status.with_context(as_of="2025-09-01").is_current)
        self.assertFalse(status.with_context(as_of="2025-09-02").is_current)

    # As of a date

    def _state(self, day):
        """Return what the card says on ``day``, having made sure that the search agrees."""
        school = self.school.with_context(as_of=day)
        status = school.status_ids
        schools = school.search([("id", "in", (self.school + self.second_school).ids)])
        for name in ("has_low_results", "has_adverse"):
            for value in (True, False):
                with self.subTest(day, field=name, value=value):
                    self.assertEqual(
                        schools.filtered_domain([(name, "=", value)]),
                        school.search([("id", "in", schools.ids), (name, "=", value)]),
                    )
        for value in (True, False):
            self.assertEqual(
                status.filtered(lambda line, value=value: line.is_current is value),
                status.search([("id", "in", status.ids), ("is_current", "=", value)]),
            )
        return school.has_low_results, school.has_adverse

    def test_both_ends_of_a_status_count(self):
        self._make_status(date_to="2026-06-30")
        self._make_status("adverse", date_from="2026-06-30")
        for day, expected in (
            ("2025-08-31", (False, False)),
            ("2025-09-01", (True, False)),
            ("2026-06-29", (True, False)),
            ("2026-06-30", (True, True)),
            ("2026-07-01", (False, True)),
            ("2040-01-01", (False, True)),
        ):
            self.assertEqual(self._state(day), expected)

    def test_the_summary_names_the_statuses_of_the_day(self):
        self._make_status(date_to="2026-06-30")
        self._make_status("adverse", date_from="2026-06-01")
        words = [
            self.school.with_context(as_of=day).status_summary
            for day in ("2025-01-01", "2026-01-01", "2026-06-15", "2026-07-01")
        ]
        self.assertEqual(
            words, ["", "Low results", "Low results, Adverse conditions", "Adverse conditions"]
        )

    def test_schools_with_a_status_on_a_date_are_found_archived_ones_too(self):
        self._make_status(date_to="2026-06-30")
        self._make_status("adverse", school=self.second_school)
        self.second_school.action_archive()
        schools = self.school + self.second_school + self.foreign_school
        day = self.env["shnor.school.status"].with_context(as_of="2026-06-30")._as_of()
        self.assertEqual(schools._with_status_at(day), self.school + self.second_school)
        self.assertEqual(schools._with_status_at(day, ["low_results"]), self.school)
        self.assertEqual(schools.browse()._with_status_at(day), schools.browse())

    def test_a_date_that_is_none_is_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "“31.12.2025” is not a date. Write it as"):
            _summary = self.school.with_context(as_of="31.12.2025").status_summary

    def test_the_list_as_of_a_date_carries_the_date(self):
        action = self.env["shnor.as.of"].create({"date": "2025-12-31", "target": "status"})
        action = action.action_open()
        self.assertEqual(
            action["context"], {"as_of": "2025-12-31", "search_default_is_current": True}
        )
        self.assertIn("2025", action["name"])

    def test_each_target_of_as_of_opens_a_list_that_has_the_filter(self):
        wizard = self.env["shnor.as.of"].create({"date": "2025-12-31"})
        for target, _label in wizard._fields["target"].selection:
            with self.subTest(target):
                wizard.target = target
                action = wizard.action_open()
                search = self.env[action["res_model"]].get_view(view_type="search")["arch"]
                for key in action["context"]:
                    if key.startswith("search_default_"):
                        self.assertIn(f'name="{key[len("search_default_") :]}"', search)
