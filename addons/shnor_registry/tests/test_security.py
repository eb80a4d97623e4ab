from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestSecurity(RegistryCase):
    """Staff see and change their territories only, directors read their school only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.teacher, cls.foreign_teacher = cls._make_teacher(), cls._make_teacher("П-900")
        cls.employment = cls._make_employment(cls.teacher)
        cls.foreign_employment = cls._make_employment(cls.foreign_teacher, cls.foreign_school)
        cls.status = cls._make_status()
        cls.foreign_status = cls._make_status(school=cls.foreign_school)

    def _found(self, role, model):
        return self.env[model].with_user(self.users[role]).search([]).sudo()

    def test_staff_see_the_subtree_of_their_territories(self):
        self.users["working_group"].shnor_territory_ids = self.village
        self.users["specialist"].shnor_territory_ids = self.region
        for role, schools in (
            ("working_group", self.school),
            ("keeper", self.school + self.second_school),
            ("specialist", self.school + self.second_school + self.foreign_school),
            ("foreign_keeper", self.foreign_school),
            ("director", self.school),
            ("foreign_director", self.foreign_school),
        ):
            with self.subTest(role):
                self.assertEqual(self._found(role, "shnor.school"), schools)
        self.assertLessEqual(
            self.school + self.foreign_school, self._found("administrator", "shnor.school")
        )

    def test_who_answers_for_no_territory_sees_no_school(self):
        self.users["keeper"].shnor_territory_ids = False
        for model in ("shnor.school", "shnor.teacher", "shnor.employment", "shnor.school.status"):
            self.assertFalse(self._found("keeper", model))

    def test_a_director_reads_teachers_of_the_own_school_by_code(self):
        self.assertEqual(self._found("director", "shnor.teacher"), self.teacher)
        self.assertEqual(self._found("director", "shnor.employment"), self.employment)
        with self.assertRaises(AccessError):
            self._found("director", "shnor.diagnostic")

    def test_a_teacher_of_two_districts_shows_each_keeper_the_own_post(self):
        self._make_employment(self.teacher, self.foreign_school)
        self.assertIn(self.teacher, self._found("foreign_keeper", "shnor.teacher"))
        for role, school in (("foreign_keeper", self.foreign_school), ("keeper", self.school)):
            self.env.invalidate_all()
            [card] = self.teacher.with_user(self.users[role]).web_read(
                {"employment_ids": {"fields": {"school_id": {}}}, "school_names": {}}
            )
            self.assertEqual([job["school_id"] for job in card["employment_ids"]], school.ids)
            self.assertEqual(card["school_names"], school.short_name)

    def test_a_new_card_without_a_post_is_seen_by_its_author(self):
        keeper = self.users["keeper"]
        card = self.env["shnor.teacher"].with_user(keeper).create({"code": "Н-1", "name": "Новый"})
        self.assertEqual(card.name, "Новый")
        self.assertNotIn(card.sudo(), self._found("foreign_keeper", "shnor.teacher"))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a_fact_is_not_given_to_a_foreign_school(self):
        there = {"school_id": self._make_school("900010", self.foreign_district).id}
        moves = {
            self.status: there,
            self.employment: there,
            self._make_result(): there,
            self._make_diagnostic(self.teacher): {"teacher_id": self.foreign_teacher.id},
            self.village: {"parent_id": self.foreign_district.id},
        }
        for fact, move in moves.items():
            with self.subTest(fact._name), self.assertRaises(AccessError):
                fact.with_user(self.users["keeper"]).write(move)
        with self.assertRaises(AccessError):
            self.school.with_user(self.users["keeper"]).territory_id = self.foreign_district

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a_keeper_edits_the_contacts_of_the_own_schools(self):
        keeper = self.users["keeper"]
        self.school.with_user(keeper).email = "school@example.org"
        self.school.director_ids.with_user(keeper).phone = "+7 42400 2-13-45"
        for partner in (self.foreign_school.partner_id, self.foreign_school.director_ids):
            with self.assertRaises(AccessError):
                partner.with_user(keeper).phone = "+7 42400 2-13-45"

    def test_nobody_becomes_a_director_through_the_contact(self):
        """Who may edit a contact must not open somebody else's school to it."""
        contact = self.env["res.partner"].create({"name": "Чужой"})
        keeper = contact.with_user(self.users["foreign_keeper"])
        for commands in ([(4, self.school.id)], [(6, 0, self.school.ids)]):
            with self.assertRaises(AccessError):
                keeper.write({"shnor_directed_school_ids": commands})
            with self.assertRaises(AccessError):
                keeper.create({"name": "Новый", "shnor_directed_school_ids": commands})
        self.assertFalse(contact.shnor_directed_school_ids)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_territories_are_read_by_all_staff_and_changed_by_their_keepers(self):
        keeper = self.users["keeper"]
        self.assertEqual(self.foreign_district.with_user(keeper).name, "Степной район")
        self.village.with_user(keeper).name = "Большое Село"
        for attempt in (
            lambda: self.foreign_district.with_user(keeper).write({"name": "Наш"}),
            lambda: self.village.with_user(self.users["working_group"]).write({"name": "Наше"}),
            lambda: self._make_territory("Хутор").with_user(keeper).unlink(),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_new_territories_of_a_user_count_at_once(self):
        self.assertNotIn(self.foreign_school, self._found("keeper", "shnor.school"))
        self.users["keeper"].shnor_territory_ids += self.foreign_district
        self.assertIn(self.foreign_school, self._found("keeper", "shnor.school"))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_imports_with_the_rights_of_somebody_else(self):
        """An import works with the rights of the person named in it."""
        imports = self.env["shnor.import"].with_user(self.users["keeper"])
        administrator = {"user_id": self.users["administrator"].id}
        with self.assertRaises(AccessError):
            imports.create(administrator)
        mine = imports.create({})
        with self.assertRaises(AccessError):
            mine.write(administrator)
        self.assertNotIn(mine.sudo(), self._found("specialist", "shnor.import"))
