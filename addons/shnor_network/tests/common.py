from odoo.tests import TransactionCase, new_test_user


class NetworkCase(TransactionCase):
    """Two districts with a school each, a leader school, and a user a role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.territory, cls.foreign_territory = cls.env["shnor.territory"].create(
            [
                {"name": "Лесной район", "kind": "municipality"},
                {"name": "Степной район", "kind": "municipality"},
            ]
        )
        cls.settlement = cls.env["shnor.territory"].create(
            {"name": "Село", "parent_id": cls.territory.id}
        )
        cls.school, cls.leader, cls.foreign_school = cls.env["shnor.school"].create(
            [
                {
                    "code": "900001",
                    "name": "Школа села",
                    "short_name": "Школа села",
                    "territory_id": cls.settlement.id,
                },
                {
                    "code": "900002",
                    "name": "Школа-лидер",
                    "short_name": "Школа-лидер",
                    "territory_id": cls.territory.id,
                },
                {
                    "code": "900003",
                    "name": "Школа степи",
                    "short_name": "Школа степи",
                    "territory_id": cls.foreign_territory.id,
                },
            ]
        )
        cls.seminar = cls.env.ref("shnor_network.support_kind_seminar")
        cls.open_lesson = cls.env.ref("shnor_network.joint_activity_kind_open_lesson")
        cls.agreement = cls._make_agreement(number="7/26")

    @classmethod
    def _make_users(cls):
        """Make `cls.users`: a user of each role, the staff in the territory, and two directors."""
        roles = ("working_group", "keeper", "specialist", "administrator")
        cls.users = {
            role: new_test_user(
                cls.env,
                login=f"network_{role}",
                groups=f"shnor_registry.group_{role}",
                shnor_territory_ids=[(6, 0, cls.territory.ids)],
            )
            for role in roles
        }
        cls.users["foreign_keeper"] = new_test_user(
            cls.env,
            login="network_foreign_keeper",
            groups="shnor_registry.group_keeper",
            shnor_territory_ids=[(6, 0, cls.foreign_territory.ids)],
        )
        for role, school in (
            ("director", cls.school),
            ("foreign_director", cls.foreign_school),
        ):
            user = new_test_user(
                cls.env, login=f"network_{role}", groups="shnor_registry.group_director"
            )
            school.director_ids = user.partner_id
            cls.users[role] = user
        cls.users["employee"] = new_test_user(
            cls.env, login="network_employee", groups="base.group_user"
        )
        cls.users["portal"] = new_test_user(
            cls.env, login="network_portal", groups="base.group_portal"
        )
        cls.users["public"] = cls.env.ref("base.public_user")

    @classmethod
    def _make_support(cls, **values):
        return cls.env["shnor.support"].create(
            {
                "school_id": cls.school.id,
                "date": "2026-03-10",
                "kind_id": cls.seminar.id,
                "topic": "Подготовка к ОГЭ",
                "state": "done",
                **values,
            }
        )

    @classmethod
    def _make_agreement(cls, **values):
        return cls.env["shnor.agreement"].create(
            {
                "school_id": cls.school.id,
                "partner_school_id": cls.leader.id,
                "partner_kind": "leader_school",
                "date_from": "2026-01-15",
                "date_to": "2026-05-31",
                "state": "in_force",
                # with one subject these would be one agreement
                "subject": f"Предмет соглашения {values.get('number')}",
                **values,
            }
        )

    @classmethod
    def _make_activity(cls, **values):
        return cls.env["shnor.joint.activity"].create(
            {
                "agreement_id": cls.agreement.id,
                "date": "2026-03-10",
                "kind_id": cls.open_lesson.id,
                "topic": "Урок в малокомплектной школе",
                "state": "done",
                **values,
            }
        )

    @classmethod
    def _make_measure(cls, **values):
        return cls.env["shnor.measure"].create(
            {
                "school_id": cls.school.id,
                "project": "Антирисковая программа",
                "task": "Вовлечь родителей",
                "name": "Семейные встречи",
                "date_from": "2026-02-01",
                "date_to": "2026-06-30",
                **values,
            }
        )
