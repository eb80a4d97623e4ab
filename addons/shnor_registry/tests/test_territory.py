from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestTerritory(RegistryCase):
    """Region → municipality → settlement."""

    def test_a_territory_is_no_part_of_itself(self):
        with self.assertRaisesRegex(UserError, "[Rr]ecursion|part of itself"):
            self.district.parent_id = self.village

    def test_two_territories_have_two_codes(self):
        self._make_territory("Первая", code="07601")
        self._make_territory("Без кода")
        self._make_territory("Тоже без кода")
        with self.assert_database_refuses("shnor.territory", "exists already"):
            self._make_territory("Вторая", code="07601")

    def test_schools_of_the_parts_belong_to_the_whole(self):
        schools = self.school + self.second_school + self.foreign_school
        for territory, found in (
            (self.village, self.school),
            (self.district, self.school + self.second_school),
            (self.region, schools),
        ):
            with self.subTest(territory.name):
                self.assertEqual(
                    schools.search(
                        [("id", "in", schools.ids), ("territory_id", "child_of", territory.id)]
                    ),
                    found,
                )

    def test_a_village_that_moves_takes_its_schools_along(self):
        self.village.parent_id = self.foreign_district
        self.assertEqual(
            self.school.search([("territory_id", "child_of", self.foreign_district.id)]),
            self.school + self.foreign_school,
        )

    def test_a_territory_with_schools_or_parts_is_not_deleted(self):
        for territory in (self.village, self.region):
            with self.subTest(territory.name), self.assert_database_refuses("shnor.territory", ""):
                territory.unlink()


@tagged("post_install", "-at_install")
class TestSubject(RegistryCase):
    """Two spellings are one subject."""

    def test_spaces_case_and_yo_do_not_tell_subjects_apart(self):
        self.env["shnor.subject"].create({"name": "Счёт"})
        with self.assert_database_refuses("shnor.subject", "in the list already"):
            self.env["shnor.subject"].create({"name": "  СЧЕТ "})

    def test_missing_subjects_are_made_once(self):
        subjects = self.env["shnor.subject"]
        known = subjects.create({"name": "Счёт", "active": False})
        found = subjects._find_or_create(["счет", "Пение", " пение\xa0", "", None])
        self.assertEqual(found["счет"], known.id)
        self.assertEqual(found["Пение"], found[" пение\xa0"])
        self.assertEqual(subjects.browse(found["Пение"]).name, "Пение")
        self.assertEqual(set(found), {"счет", "Пение", " пение\xa0"})
