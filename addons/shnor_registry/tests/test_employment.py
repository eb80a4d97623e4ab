from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestEmployment(RegistryCase):
    """A teacher is hired, dismissed, hired again, and holds several posts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teacher = cls._make_teacher()

    # Overlaps

    def test_one_post_is_not_held_twice_at_a_time(self):
        self._make_employment(self.teacher, date_to="2025-08-31")
        for begin, end, position in (
            ("2024-10-01", "2024-12-31", "учитель"),
            ("2020-09-01", "2024-09-02", "учитель"),
            ("2025-08-30", False, "Учитель"),
        ):
            with (
                self.subTest(begin=begin),
                self.assertRaisesRegex(ValidationError, "П-001, Школа 900001.*employed from"),
            ):
                self._make_employment(self.teacher, date_from=begin, date_to=end, position=position)

    def test_hired_again_on_the_day_of_dismissal_is_lawful(self):
        self._make_employment(self.teacher, date_to="2025-08-31")
        self._make_employment(self.teacher, date_from="2025-08-31")
        self.assertEqual(len(self.teacher.employment_ids), 2)

    def test_two_posts_and_two_schools_at_a_time_are_lawful(self):
        self._make_employment(self.teacher)
        self._make_employment(self.teacher, position="завуч")
        self._make_employment(self.teacher, self.second_school)
        self.assertEqual(self.teacher.school_ids, self.school + self.second_school)

    def test_the_same_post_from_the_same_day_is_entered_once(self):
        self._make_employment(self.teacher, date_to="2024-09-01")
        with self.assert_database_refuses("shnor.employment", "entered already"):
            self._make_employment(self.teacher, date_to="2024-09-01")

    def test_a_dismissal_before_the_hiring_is_refused(self):
        with self.assert_database_refuses("shnor.employment", "cannot be dismissed before"):
            self._make_employment(self.teacher, date_to="2024-08-31")

    def test_years_of_experience_are_not_negative(self):
        with self.assert_database_refuses("shnor.employment", "cannot be negative"):
            self._make_employment(self.teacher, experience_years=-1)

    # As of a date

    def test_the_day_of_dismissal_is_no_day_of_work(self):
        job = self._make_employment(self.teacher, date_to="2026-06-30")
        for day, employed in (
            ("2024-08-31", False),
            ("2024-09-01", True),
            ("2026-06-29", True),
            ("2026-06-30", False),
        ):
            with self.subTest(day):
                then = job.with_context(as_of=day)
                teacher = self.teacher.with_context(as_of=day)
                school = self.school.with_context(as_of=day)
                self.assertEqual(then.is_current, employed)
                self.assertEqual(teacher.is_employed, employed)
                self.assertEqual(teacher.school_ids, school if employed else school.browse())
                self.assertEqual(teacher.school_names, "Школа 900001" if employed else "")
                self.assertEqual(school.teacher_count, int(employed))
                for model, name in ((then, "is_current"), (teacher, "is_employed")):
                    for value in (True, False):
                        found = model.search([("id", "=", model.id), (name, "=", value)])
                        self.assertEqual(bool(found), value is employed)
                found = teacher.search([("school_ids", "in", school.ids)])
                self.assertEqual(found, teacher if employed else teacher.browse())

    def test_who_holds_two_posts_counts_once_in_the_school(self):
        self._make_employment(self.teacher)
        self._make_employment(self.teacher, position="завуч")
        self._make_employment(self._make_teacher("П-002"))
        self.assertEqual(self.school.teacher_count, 2)

    def test_the_teachers_of_a_school_open_as_of_the_date_asked_about(self):
        action = self.school.with_context(as_of="2025-01-15").action_open_teachers()
        self.assertEqual(action["context"]["as_of"], "2025-01-15")
        self.assertEqual(action["domain"], [("school_id", "=", self.school.id)])

    def test_a_fact_is_called_by_the_code_never_by_the_name(self):
        job = self._make_employment(self.teacher)
        self.assertEqual(job.display_name, "П-001, Школа 900001, учитель")
