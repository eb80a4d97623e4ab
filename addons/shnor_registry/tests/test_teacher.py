from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RegistryCase

NAME = "Иванова Анна Петровна"
ENTITLED = ("keeper", "specialist", "administrator")
OTHERS = ("working_group", "director")


@tagged("post_install", "-at_install")
class TestTeacherName(RegistryCase):
    """The name of a teacher is for those who keep the registry; to all others it is a code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.teacher = cls._make_teacher(name=NAME)
        cls.employment = cls._make_employment(cls.teacher)
        cls.diagnostic = cls._make_diagnostic(cls.teacher, 7, 10)
        cls.env.flush_all()

    def _as(self, role, record=None):
        record = self.teacher if record is None else record
        record.invalidate_recordset()
        return record.with_user(self.users[role])

    def test_the_display_name_has_the_name_for_the_entitled_only(self):
        for role in ENTITLED:
            self.assertEqual(self._as(role).display_name, f"П-001 {NAME}")
        for role in OTHERS:
            self.assertEqual(self._as(role).display_name, "П-001")

    def test_in_sudo_nobody_has_a_name(self):
        """What sudo computes may reach anybody: mails, notifications, portal pages."""
        self.assertEqual(self.teacher.sudo().display_name, "П-001")
        self.assertEqual(self._as("keeper").sudo().display_name, "П-001")
        self.assertEqual(self._as("keeper").display_name, f"П-001 {NAME}")

    def test_the_name_is_not_read_by_others(self):
        for record, field in (
            (self.teacher, "name"),
            (self.employment, "teacher_name"),
            (self.diagnostic, "teacher_name"),
        ):
            for role in ENTITLED:
                with self.subTest(record._name, role=role):
                    self.assertEqual(self._as(role, record).read([field])[0][field], NAME)
            for role in OTHERS:
                with (
                    self.subTest(record._name, role=role),
                    self.assertRaises(AccessError),
                    mute_logger("odoo.addons.base.models.ir_model"),
                ):
                    self._as(role, record).read([field])
                # all fields are those that one may read
                self.assertNotIn(field, self._as(role, record).fields_get())

    def test_others_do_not_read_it_through_a_relation(self):
        for role in OTHERS:
            job = self._as(role, self.employment)
            with self.subTest(role):
                rows = job.web_read({"teacher_id": {"fields": {"display_name": {}}}})
                self.assertEqual(rows[0]["teacher_id"]["display_name"], "П-001")
                with self.assertRaises(AccessError):
                    job.web_read({"teacher_id": {"fields": {"name": {}}}})

    def test_a_name_is_searched_for_by_the_entitled_only(self):
        for role in ENTITLED:
            teachers = self._as(role)
            self.assertEqual(teachers.name_search("Иванова"), [(self.teacher.id, f"П-001 {NAME}")])
            self.assertEqual(teachers.search([("name", "ilike", "иванова")]), teachers)
        for role in OTHERS:
            teachers = self._as(role)
            with self.subTest(role):
                self.assertFalse(teachers.name_search("Иванова"))
                self.assertEqual(teachers.name_search("П-001"), [(self.teacher.id, "П-001")])
                self.assertFalse(teachers.search([("display_name", "ilike", "Иванова")]))
                for domain in (
                    [("name", "ilike", "Иванова")],
                    [("id", "in", teachers.ids), ("name", "=", NAME)],
                ):
                    with self.assertRaises(AccessError):
                        teachers.search(domain)
                with self.assertRaises(AccessError):
                    self._as(role, self.employment).search([("teacher_id.name", "ilike", "Ив")])
                with self.assertRaises(AccessError):
                    self._as(role, self.employment).search([("teacher_name", "ilike", "Ив")])

    def test_a_name_is_not_guessed_by_sorting_or_grouping(self):
        for role in OTHERS:
            teachers, jobs = self._as(role), self._as(role, self.employment)
            with self.subTest(role):
                with self.assertRaises(AccessError):
                    teachers.search([], order="name")
                with self.assertRaises(AccessError):
                    teachers.formatted_read_group([], ["name"], ["__count"])
                with self.assertRaises(AccessError):
                    jobs.formatted_read_group([], ["teacher_name"], ["__count"])
                with self.assertRaises(AccessError):
                    jobs.search([], order="teacher_name")
                [group] = jobs.formatted_read_group([], ["teacher_id"], ["__count"])
                self.assertEqual(group["teacher_id"], (self.teacher.id, "П-001"))

    def test_an_export_has_the_name_for_the_entitled_only(self):
        exported = self._as("keeper").export_data(["code", "name"])["datas"]
        self.assertEqual(exported, [["П-001", NAME]])
        teachers = self._as("working_group")
        with self.assertRaises(AccessError):
            teachers.export_data(["code", "name"])
        jobs = self._as("working_group", self.employment)
        self.assertEqual(jobs.export_data(["teacher_id"])["datas"], [["П-001"]])
        with self.assertRaises(AccessError):
            jobs.export_data(["teacher_id/name"])

    def test_the_chatter_calls_the_teacher_by_the_code(self):
        keeper = self._as("keeper").with_context(tracking_disable=False)
        message = keeper.message_post(body="Уточнить стаж", subtype_xmlid="mail.mt_comment")
        self.assertEqual(message.sudo().record_name, "П-001")
        self.assertNotIn("Иванова", message.sudo().subject or "")

    def test_a_change_of_the_name_is_not_shown_to_others(self):
        keeper = self._as("keeper").with_context(tracking_disable=False)
        self.cr.flush()
        keeper.name = "Петрова Анна Петровна"
        self.env.flush_all()
        self.cr.flush()
        message = self.teacher.message_ids.sudo()[0]
        self.assertEqual(message.tracking_value_ids.old_value_char, NAME)
        self.assertNotIn("Иванова", f"{message.body} {message.preview} {message.subject}")
        reader = message.with_user(self.users["working_group"])
        with self.assertRaises(AccessError):
            reader.tracking_value_ids.read(["old_value_char"])
        from odoo.addons.mail.tools.discuss import Store

        for role, shown in (("keeper", True), ("working_group", False)):
            with self.subTest(role):
                store = Store()
                store.add(message.with_user(self.users[role]).sudo(False))
                self.assertEqual("Иванова" in str(store.get_result()), shown)


@tagged("post_install", "-at_install")
class TestTeacher(RegistryCase):
    """A keeper keeps cards of teachers."""

    def test_a_code_is_one_person(self):
        self._make_teacher()
        with self.assert_database_refuses("shnor.teacher", "belongs to another teacher"):
            self._make_teacher(name="Другая")

    def test_a_copy_has_a_code_of_its_own(self):
        self.assertEqual(self._make_teacher().copy().code, "П-001 (copy)")

    def test_a_card_with_diagnostics_is_archived_not_deleted(self):
        teacher = self._make_teacher()
        self._make_diagnostic(teacher)
        with self.assertRaisesRegex(UserError, "П-001 has diagnostics.*Archive the card"):
            teacher.unlink()

    def test_a_card_without_facts_is_deleted_with_its_posts(self):
        teacher = self._make_teacher()
        job = self._make_employment(teacher)
        teacher.unlink()
        self.assertFalse(job.exists())
