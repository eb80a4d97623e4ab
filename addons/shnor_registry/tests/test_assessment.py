from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestAssessment(RegistryCase):
    """A keeper enters counts of students; shares are made of sums."""

    def test_the_share_of_a_row(self):
        self.assertEqual(self._make_result().below_percent, 20)
        nobody = self._make_result(grade=6, participant_count=0, below_count=0, good_count=0)
        self.assertEqual(nobody.below_percent, 0)

    def test_the_share_of_a_group_is_that_of_its_students(self):
        """10 of 10 and 0 of 90 are 10 %, not the mean of 100 % and 0 %."""
        self._make_result(participant_count=10, below_count=10, good_count=0)
        self._make_result(grade=6, participant_count=90, below_count=0)
        self._make_result(self.second_school, participant_count=0, below_count=0, good_count=0)
        groups = self.env["shnor.assessment"]._read_group(
            [("school_id", "in", (self.school + self.second_school).ids)],
            ["school_id"],
            ["below_percent:avg"],
        )
        self.assertEqual(dict(groups), {self.school: 10, self.second_school: False})

    def test_counts_that_do_not_fit_are_refused(self):
        for values, words in (
            ({"below_count": 13}, "cannot be more than the participants"),
            ({"below_count": 21, "good_count": 0}, "cannot be more than the participants"),
            ({"below_count": -1}, "cannot be negative"),
            ({"average": -1}, "cannot be negative"),
            ({"grade": 13}, "from 1 to 12"),
            ({"academic_year": 26}, "Write the school year as 2025/2026"),
        ):
            with self.subTest(**values), self.assert_database_refuses("shnor.assessment", words):
                self._make_result(**values)
        self._make_result(below_count=12)

    def test_a_result_is_entered_once(self):
        self._make_result()
        self._make_result(biased=True, grade=6)
        with self.assert_database_refuses("shnor.assessment", "entered already"):
            self._make_result(biased=True)

    # The school year

    def test_the_year_is_written_as_people_write_it(self):
        result = self._make_result()
        self.assertEqual(result.academic_year_name, "2025/2026")
        result.academic_year_name = " 2024 / 2025"
        self.assertEqual(result.academic_year, 2025)
        for words in ("2026", "2024/2026", "прошлый", ""):
            with (
                self.subTest(words),
                self.assertRaisesRegex(UserError, "write the school year as 2025/2026"),
            ):
                result.academic_year_name = words

    def test_the_year_is_found_and_grouped_by_its_name(self):
        this, last = self._make_result(), self._make_result(academic_year=2025)
        both = this + last
        for operator, value, found in (
            ("=", "2025/2026", this),
            ("in", ["2024/2025", "2025/2026"], both),
            ("!=", "2025/2026", last),
            ("ilike", "2024/2025", last),
        ):
            with self.subTest(operator, value=value):
                domain = [("id", "in", both.ids), ("academic_year_name", operator, value)]
                self.assertEqual(both.search(domain), found)
        self.assertEqual(
            both._read_group(
                [("id", "in", both.ids)], ["academic_year_name"], ["participant_count:sum"]
            ),
            [("2024/2025", 20), ("2025/2026", 20)],
        )

    def test_the_name_of_a_result(self):
        self.assertEqual(
            self._make_result().display_name, "VPR 2025/2026, Тестовая математика, grade 5"
        )
