from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestPortalAccess(RegistryCase):
    """A specialist invites a director by Odoo's own wizard, and the director comes and goes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.group = cls.env.ref("shnor_registry.group_director")
        cls.env["shnor.school"]._ensure_directors({cls.second_school.id: "Пашин Егор"})
        cls.director = cls.second_school.director_ids
        cls.director.email = "pashin@example.org"

    def _wizard_line(self):
        action = self.second_school.with_user(self.users["specialist"]).action_grant_portal_access()
        wizard = self.env[action["res_model"]].with_user(self.users["specialist"])
        return wizard.browse(action["res_id"]).user_ids

    def _invite(self):
        self._wizard_line().action_grant_access()
        return self.director.user_ids

    def _sees(self, user):
        """Return the schools that ``user`` finds (none when they may find none)."""
        schools = self.env["shnor.school"].with_user(user)
        if not schools.has_access("read"):
            return self.env["shnor.school"]
        return schools.search([]).sudo()

    def test_granting_access_makes_a_director(self):
        user = self._invite()
        self.assertTrue(user.share)
        self.assertIn(self.group, user.group_ids)
        self.assertEqual(self._sees(user), self.second_school)

    def test_granting_access_to_another_contact_makes_no_director(self):
        parent = self.env["res.partner"].create({"name": "Родитель", "email": "p@example.org"})
        wizard = (
            self.env["portal.wizard"]
            .with_user(self.users["specialist"])
            .create({"partner_ids": [(6, 0, parent.ids)]})
        )
        wizard.user_ids.action_grant_access()
        self.assertNotIn(self.group, parent.user_ids.group_ids)
        self.assertFalse(self._sees(parent.user_ids))

    def test_a_portal_user_named_as_director_becomes_one(self):
        self.second_school.director_ids = self.users["portal"].partner_id
        self.assertIn(self.group, self.users["portal"].group_ids)
        self.assertEqual(self._sees(self.users["portal"]), self.second_school)

    def test_staff_named_as_director_stays_staff(self):
        employee = self.users["employee"]
        self.second_school.director_ids = employee.partner_id
        self.assertNotIn(self.group, employee.group_ids)
        self.assertTrue(employee._is_internal())

    def test_another_director_takes_the_school_over(self):
        former = self._invite()
        self.env["shnor.school"]._ensure_directors({self.second_school.id: "Новая Анна"})
        self.assertFalse(self._sees(former))
        self.assertNotIn(self.group, former.group_ids)
        self.assertTrue(former._is_portal())

    def test_who_directs_two_schools_and_leaves_one_stays_a_director(self):
        user = self._invite()
        self.school.director_ids += self.director
        self.assertEqual(self._sees(user), self.school + self.second_school)
        self.school.director_ids -= self.director
        self.assertEqual(self._sees(user), self.second_school)
        self.assertIn(self.group, user.group_ids)

    def test_deleting_the_school_takes_the_role_away(self):
        user = self._invite()
        self.second_school.unlink()
        self.assertNotIn(self.group, user.group_ids)

    def test_revoking_access_closes_the_account(self):
        user = self._invite()
        self._wizard_line().action_revoke_access()
        self.assertFalse(user.active)
        self.assertNotIn(self.group, user.group_ids)

    def test_who_is_let_in_again_is_a_director_again(self):
        user = self._invite()
        self._wizard_line().action_revoke_access()
        self._wizard_line().action_grant_access()
        self.assertTrue(user.active)
        self.assertIn(self.group, user.group_ids)

    def test_only_a_specialist_invites(self):
        for role in ("keeper", "working_group", "director"):
            with (
                self.subTest(role),
                self.assertRaisesRegex(AccessError, "granted by a committee specialist"),
            ):
                self.second_school.with_user(self.users[role]).action_grant_portal_access()
        foreign = self.foreign_school.with_user(self.users["specialist"])
        with self.assertRaises(AccessError):
            foreign.action_grant_portal_access()

    def test_without_a_director_there_is_nobody_to_invite(self):
        self.second_school.director_ids = False
        with self.assertRaisesRegex(UserError, "No director is named"):
            self.second_school.with_user(self.users["specialist"]).action_grant_portal_access()
