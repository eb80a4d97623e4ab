from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo.tests import TransactionCase, new_test_user
from odoo.tools import mute_logger

ROLES = ("working_group", "keeper", "specialist", "administrator")


class RegistryCase(TransactionCase):
    """A district with a village, a foreign district, a school in each, and makers of facts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.env["res.lang"]._activate_lang("en_US").date_format = "%d.%m.%Y"
        cls.region = cls._make_territory("Край", kind="region")
        cls.district = cls._make_territory("Озёрный район", cls.region, kind="municipality")
        cls.village = cls._make_territory("Село", cls.district)
        cls.foreign_district = cls._make_territory("Степной район", cls.region, kind="municipality")
        cls.school = cls._make_school("900001", cls.village)
        cls.second_school = cls._make_school("900002", cls.district)
        cls.foreign_school = cls._make_school("900009", cls.foreign_district)
        cls.maths, cls.physics = cls.env["shnor.subject"].create(
            [{"name": "Тестовая математика"}, {"name": "Тестовая физика"}]
        )

    @classmethod
    def _make_territory(cls, name, parent=None, **values):
        return cls.env["shnor.territory"].create(
            {"name": name, "parent_id": parent and parent.id, **values}
        )

    @classmethod
    def _make_school(cls, code, territory, **values):
        return cls.env["shnor.school"].create(
            {
                "code": code,
                "name": f"Средняя школа {code}",
                "short_name": f"Школа {code}",
                "territory_id": territory.id,
                **values,
            }
        )

    @classmethod
    def _make_status(cls, category="low_results", school=None, **values):
        return cls.env["shnor.school.status"].create(
            {
                "school_id": (school or cls.school).id,
                "category": category,
                "date_from": "2025-09-01",
                **values,
            }
        )

    @classmethod
    def _make_teacher(cls, code="П-001", name="Иванова Анна Петровна", **values):
        return cls.env["shnor.teacher"].create({"code": code, "name": name, **values})

    @classmethod
    def _make_employment(cls, teacher, school=None, **values):
        return cls.env["shnor.employment"].create(
            {
                "teacher_id": teacher.id,
                "school_id": (school or cls.school).id,
                "date_from": "2024-09-01",
                "position": "учитель",
                **values,
            }
        )

    @classmethod
    def _make_diagnostic(cls, teacher, score=None, maximum=None, **values):
        points = {} if score is None else {"score": score, "maximum": maximum or 100}
        return cls.env["shnor.diagnostic"].create(
            {"teacher_id": teacher.id, "date": "2026-03-10", "kind": "subject", **points, **values}
        )

    @classmethod
    def _make_result(cls, school=None, **values):
        return cls.env["shnor.assessment"].create(
            {
                "school_id": (school or cls.school).id,
                "academic_year": 2026,
                "procedure": "vpr",
                "subject_id": cls.maths.id,
                "grade": 5,
                "participant_count": 20,
                "below_count": 4,
                "good_count": 8,
                **values,
            }
        )

    @classmethod
    def _make_users(cls):
        """Make `cls.users`: a user of each role in the district, and strangers."""
        cls.users = {
            role: cls._make_user(role, f"shnor_registry.group_{role}", cls.district)
            for role in ROLES
        }
        cls.users["foreign_keeper"] = cls._make_user(
            "foreign_keeper", "shnor_registry.group_keeper", cls.foreign_district
        )
        for role, school in (("director", cls.school), ("foreign_director", cls.foreign_school)):
            cls.users[role] = cls._make_user(role, "shnor_registry.group_director")
            school.director_ids = cls.users[role].partner_id
        cls.users["employee"] = cls._make_user("employee", "base.group_user")
        cls.users["portal"] = cls._make_user("portal", "base.group_portal")

    @classmethod
    def _make_user(cls, role, group, territory=None):
        return new_test_user(
            cls.env,
            login=f"registry_{role}",
            email=f"{role}@example.org",
            groups=group,
            shnor_territory_ids=[(6, 0, territory.ids if territory else [])],
        )

    def count_queries(self, action):
        """Return how many statements ``action()`` sends, with a cold cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    @contextmanager
    def assert_database_refuses(self, model, words):
        """The block is refused by a constraint whose message to people has ``words``."""
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as caught:
            yield
            self.env.flush_all()
        self.assertIn(words, self.env[model]._sql_error_to_message(caught.exception))
