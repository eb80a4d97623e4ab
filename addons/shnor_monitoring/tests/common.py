from pathlib import Path

from odoo.tests import TransactionCase, new_test_user

JULY = Path(__file__).parents[1] / "demo" / "july2026"
ROLES = ("working_group", "keeper", "specialist", "administrator")


class MonitoringCase(TransactionCase):
    """A district with two settlements, a foreign district, a user a role, and a draft order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.district, cls.foreign_district = cls.env["shnor.territory"].create(
            [
                {"name": "Озёрный район", "kind": "municipality"},
                {"name": "Степной район", "kind": "municipality"},
            ]
        )
        cls.village, cls.hamlet = cls.env["shnor.territory"].create(
            [
                {"name": "Село", "parent_id": cls.district.id},
                {"name": "Хутор", "parent_id": cls.district.id},
            ]
        )
        cls.school, cls.second_school, cls.leader, cls.foreign_school = cls._make_schools(
            ("900001", cls.village),
            ("900002", cls.hamlet),
            ("900003", cls.village),
            ("900009", cls.foreign_district),
        )
        cls._make_status(cls.school, "low_results", basis="Приказ № 1")
        cls._make_status(cls.second_school, "low_results")
        cls._make_status(cls.second_school, "adverse", basis="Приказ № 2")

    @classmethod
    def _make_schools(cls, *schools):
        return cls.env["shnor.school"].create(
            [
                {
                    "code": code,
                    "name": f"Школа {code}",
                    "short_name": f"Школа {code}",
                    "territory_id": territory.id,
                }
                for code, territory in schools
            ]
        )

    @classmethod
    def _make_status(cls, school, category, **values):
        return cls.env["shnor.school.status"].create(
            {"school_id": school.id, "category": category, "date_from": "2025-09-01", **values}
        )

    @classmethod
    def _make_users(cls):
        """Make `cls.users`: a user of each role in the district, and strangers."""
        cls.users = {
            role: cls._make_user(role, f"shnor_registry.group_{role}", cls.district)
            for role in ROLES
        }
        cls.users["foreign_specialist"] = cls._make_user(
            "foreign_specialist", "shnor_registry.group_specialist", cls.foreign_district
        )
        for role, school in (("director", cls.school), ("foreign_director", cls.foreign_school)):
            cls.users[role] = cls._make_user(role, "shnor_registry.group_director")
            school.director_ids = cls.users[role].partner_id
        cls.users["employee"] = cls._make_user("employee", "base.group_user")
        cls.users["portal"] = cls._make_user("portal", "base.group_portal")
        cls.users["public"] = cls.env.ref("base.public_user")

    @classmethod
    def _make_user(cls, role, group, territory=None):
        return new_test_user(
            cls.env,
            login=f"monitoring_{role}",
            email=f"{role}@example.org",
            groups=group,
            shnor_territory_ids=[(6, 0, territory.ids if territory else [])],
        )

    @classmethod
    def _stage_type(cls, code):
        return cls.env.ref(f"shnor_monitoring.stage_type_{code}")

    @classmethod
    def _make_next_order(cls):
        """Return a draft order of the December after."""
        check = cls._stage_type("check").id
        return cls._make_order(
            number="8-о",
            date="2026-11-20",
            period_from="2026-07-01",
            period_to="2026-12-31",
            date_begin="2026-12-01",
            date_end="2026-12-25",
            stage_ids=[
                (
                    0,
                    0,
                    {"stage_type_id": check, "date_from": "2026-12-01", "date_to": "2026-12-20"},
                )
            ],
            responsible_ids=[
                (
                    0,
                    0,
                    {
                        "name": "Ответственный",
                        "stage_type_id": check,
                        "email": "specialist@example.org",
                    },
                )
            ],
        )

    @classmethod
    def _make_order(cls, schools=None, **values):
        """Return a draft order of July 2026 that may be signed as it is."""
        schools = cls.school + cls.second_school if schools is None else schools
        stages = (
            ("self_evaluation", "2026-07-01", "2026-07-10"),
            ("check", "2026-07-11", "2026-07-24"),
            ("working_group", "2026-07-25", "2026-08-07"),
        )
        return cls.env["shnor.order"].create(
            {
                "number": "7-о",
                "date": "2026-06-22",
                "title": "О проведении мониторинга в июле",
                "period_from": "2026-01-01",
                "period_to": "2026-06-30",
                "date_begin": "2026-07-01",
                "date_end": "2026-07-24",
                "signer": "Председатель",
                "participant_ids": [
                    (0, 0, {"school_id": school.id, "basis": "ШНОР"}) for school in schools
                ],
                "stage_ids": [
                    (
                        0,
                        0,
                        {
                            "stage_type_id": cls._stage_type(code).id,
                            "date_from": begin,
                            "date_to": end,
                        },
                    )
                    for code, begin, end in stages
                ],
                "responsible_ids": [
                    (
                        0,
                        0,
                        {
                            "name": f"Ответственный за {code}",
                            "position": "Методист",
                            "stage_type_id": cls._stage_type(code).id,
                            "email": "specialist@example.org",
                        },
                    )
                    for code, _begin, _end in stages
                ],
                **values,
            }
        )

    @classmethod
    def _sign(cls, order, user=None):
        """Sign as `user` (the administrator) and return the campaign."""
        order.with_user(user or cls.users["administrator"]).action_sign()
        return order.campaign_ids
