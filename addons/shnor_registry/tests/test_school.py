from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestSchool(RegistryCase):
    """A keeper registers schools, names directors, archives and deletes."""

    def test_a_school_is_a_contact_that_is_a_company(self):
        partner = self.school.partner_id
        self.assertTrue(partner.is_company)
        self.assertEqual(partner.name, "Средняя школа 900001")
        self.school.email = "school@example.org"
        self.assertEqual(partner.email, "school@example.org")

    def test_it_is_called_by_its_short_name_or_by_its_name(self):
        self.assertEqual(self.school.display_name, "Школа 900001")
        self.school.short_name = False
        self.assertEqual(self.school.display_name, "Средняя школа 900001")

    def test_it_is_found_by_code_and_by_both_names(self):
        for words in ("900001", "школа 900001", "Средняя школа 900001"):
            with self.subTest(words):
                found = [school_id for school_id, _name in self.school.name_search(words)]
                self.assertEqual(found, self.school.ids)

    def test_codes_are_unique(self):
        with self.assert_database_refuses("shnor.school", "code exists already"):
            self._make_school("900001", self.village)

    def test_numbers_are_not_negative(self):
        for name in ("student_count", "internet_mbps"):
            with (
                self.subTest(name),
                self.assert_database_refuses("shnor.school", "cannot be negative"),
            ):
                self.school[name] = -1

    def test_who_answers_for_one_territory_registers_schools_there(self):
        self._make_users()
        schools = self.env["shnor.school"]
        keeper = self.users["keeper"]
        self.assertEqual(
            schools.with_user(keeper).default_get(["territory_id"]),
            {"territory_id": self.district.id},
        )
        keeper.shnor_territory_ids += self.foreign_district
        self.assertFalse(
            schools.with_user(keeper).default_get(["territory_id"]).get("territory_id")
        )

    def test_a_copy_has_a_code_of_its_own(self):
        copy = self.school.copy()
        self.assertEqual(copy.code, "900001 (copy)")
        self.assertNotEqual(copy.partner_id, self.school.partner_id)

    def test_nobody_follows_the_schools_that_they_load(self):
        self._make_users()
        school = (
            self.env["shnor.school"]
            .with_user(self.users["keeper"])
            .create({"code": "900077", "name": "Новая", "territory_id": self.village.id})
        )
        self.assertFalse(school.message_partner_ids)

    # Leaving

    def test_a_school_with_facts_is_archived_not_deleted(self):
        for make in (self._make_status, self._make_result):
            fact = make()
            with (
                self.subTest(fact._name),
                self.assertRaisesRegex(UserError, "“Школа 900001” has facts.*Archive it instead"),
            ):
                self.school.unlink()
            fact.unlink()
        self._make_employment(self._make_teacher())
        with self.assertRaisesRegex(UserError, "has facts"):
            self.school.unlink()

    def test_an_empty_school_is_deleted_and_its_contact_archived(self):
        partner = self.school.partner_id
        self.school.unlink()
        self.assertFalse(self.school.exists())
        self.assertFalse(partner.active)

    def test_an_archived_school_leaves_the_lists(self):
        self.school.action_archive()
        domain = [("code", "=", "900001")]
        self.assertFalse(self.school.search(domain))
        self.assertEqual(self.school.with_context(active_test=False).search(domain), self.school)

    # Directors

    def test_naming_directors_makes_contacts_of_the_school(self):
        changed = self.env["shnor.school"]._ensure_directors(
            {self.school.id: "Соколова  Марина", self.second_school.id: ""}
        )
        self.assertEqual(changed, {self.school.id: True, self.second_school.id: False})
        director = self.school.director_ids
        self.assertEqual(
            (director.name, director.parent_id, director.function, director.is_company),
            ("Соколова Марина", self.school.partner_id, "Director", False),
        )
        self.assertFalse(self.second_school.director_ids)

    def test_naming_the_same_director_again_changes_nothing(self):
        schools = self.env["shnor.school"]
        schools._ensure_directors({self.school.id: "Алёхина Анна"})
        director = self.school.director_ids
        changed = schools._ensure_directors({self.school.id: "АЛЕХИНА  Анна"})
        self.assertEqual(changed, {self.school.id: False})
        self.assertEqual(self.school.director_ids, director)

    def test_a_former_director_who_returns_is_the_same_contact(self):
        schools = self.env["shnor.school"]
        for name in ("Первая", "Вторая"):
            schools._ensure_directors({self.school.id: name})
        second = self.school.director_ids
        schools._ensure_directors({self.school.id: "Первая"})
        self.assertEqual(self.school.director_ids.name, "Первая")
        self.assertNotEqual(self.school.director_ids, second)
        people = self.env["res.partner"].search([("parent_id", "=", self.school.partner_id.id)])
        self.assertEqual(len(people), 2)

    def test_a_contact_of_nobody_becomes_the_contact_of_the_school(self):
        stranger = self.env["res.partner"].create({"name": "Новый директор"})
        self.school.director_ids = stranger
        self.assertEqual(
            (stranger.parent_id, stranger.function), (self.school.partner_id, "Director")
        )
        self.second_school.director_ids = stranger
        self.assertEqual(stranger.parent_id, self.school.partner_id)

    # Buttons and counts

    def test_the_buttons_open_what_they_count(self):
        self._make_result()
        self._make_result(grade=6)
        self._make_employment(self._make_teacher())
        for count, action in (
            (self.school.assessment_count, self.school.action_open_assessments()),
            (self.school.teacher_count, self.school.action_open_teachers()),
        ):
            with self.subTest(action["res_model"]):
                records = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(len(records), count)
        self.assertEqual(self.school.assessment_count, 2)

    def test_a_school_not_saved_yet_counts_nothing(self):
        school = self.env["shnor.school"].new({"code": "1"})
        self.assertEqual((school.assessment_count, school.teacher_count), (0, 0))
        self.assertFalse(school.status_summary)


@tagged("post_install", "-at_install")
class TestLists(RegistryCase):
    """A page of a list takes as many statements for forty rows as for four."""

    def _rows(self, count):
        """Make ``count`` schools with a teacher, an employment and facts in each."""
        schools = self.env["shnor.school"].create(
            [
                {
                    "code": f"L{count}-{index}",
                    "name": f"Список {count}-{index}",
                    "territory_id": self.village.id,
                }
                for index in range(count)
            ]
        )
        schools._ensure_directors(
            {school.id: f"Директор {index}" for index, school in enumerate(schools)}
        )
        for index, school in enumerate(schools):
            teacher = self._make_teacher(f"L{count}-{index}")
            self._make_employment(teacher, school, subject_ids=[(6, 0, self.maths.ids)])
            self._make_diagnostic(teacher, 7, 10, subject_id=self.maths.id)
            self._make_status(school=school)
            self._make_result(school)
        return schools

    def _list(self, model, domain):
        """Read a list as the web client does: by the fields of its list view."""
        records = self.env[model].with_user(self.users["keeper"])
        view = records.get_view(view_type="list")
        names = view["models"][model]
        specification = {
            name: {"fields": {"display_name": {}}} if records._fields[name].relational else {}
            for name in names
        }
        rows = records.web_search_read(domain, specification)["records"]
        self.assertTrue(rows)
        return rows

    def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(self):
        self._make_users()
        few, many = self._rows(4), self._rows(40)
        for model, path in (
            ("shnor.school", "id"),
            ("shnor.school.status", "school_id"),
            ("shnor.employment", "school_id"),
            ("shnor.assessment", "school_id"),
            ("shnor.teacher", "employment_ids.school_id"),
            ("shnor.diagnostic", "teacher_id.employment_ids.school_id"),
        ):
            with self.subTest(model):

                def read(schools, model=model, path=path):
                    domain = [(path, "in", schools.ids)]
                    return self.count_queries(lambda: self._list(model, domain))

                read(few)  # fills the caches of views and access rules
                self.assertEqual(read(few), read(many))

    def test_naming_directors_takes_the_same_number_of_lookups(self):
        """The searches are constant; writing a director a school is what the ORM makes of it."""
        self._make_users()
        few, many = self._rows(2), self._rows(20)

        def again(schools):
            names = {school.id: school.director_ids.name for school in schools}
            return self.count_queries(lambda: schools._ensure_directors(names))

        again(few)
        self.assertEqual(again(few), again(many))
