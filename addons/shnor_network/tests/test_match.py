from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.shnor_monitoring.tests.sheet_common import SheetCase

from .common import NetworkCase


class TestMatch(NetworkCase):
    """Which leader schools could help: by practice, by distance, by load."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.keeper = cls.users["keeper"]
        cls.staff = cls.env.ref("shnor_network.deficit_staff")
        cls.parents = cls.env.ref("shnor_network.deficit_parents")
        cls.near, cls.far = cls.env["shnor.school"].create(
            [
                {"code": "900011", "name": "Лидер рядом", "territory_id": cls.settlement.id},
                {"code": "900012", "name": "Лидер далеко", "territory_id": cls.territory.id},
            ]
        )
        (cls.near | cls.far | cls.leader).is_leader = True

    def _open(self, request=None):
        school = self.school.with_user(self.keeper)
        action = (request or school).with_user(self.keeper).action_match_partners()
        return self.env["shnor.match"].with_user(self.keeper).browse(action["res_id"])

    def _ask(self, **values):
        return self.env["shnor.support.request"].create(
            {
                "school_id": self.school.id,
                "topic": "Кадры",
                "deficit_id": self.staff.id,
                **values,
            }
        )

    def test_practice_comes_before_distance_and_distance_before_load(self):
        self._ask()
        self._make_support(
            school_id=self.leader.id, provider_school_id=self.far.id, deficit_id=self.staff.id
        )
        match = self._open()
        self.assertEqual(match.deficit_ids, self.staff)
        lines = match.line_ids
        self.assertEqual(lines.leader_id.ids, [self.far.id, self.near.id, self.leader.id])
        self.assertEqual(lines.mapped("fit"), [1, 0, 0])
        self.assertEqual(lines[0].fact_count, 1)
        self.assertIn(self.staff.name, lines[0].practice)
        self.assertEqual(lines[1].distance_words, "the same settlement")
        self.assertEqual(lines[2].distance_words, "the same municipality")
        self.assertEqual(lines.mapped("helped_count"), [0, 0, 1 if self._in_force() else 0])

    def _in_force(self):
        return self.agreement.search_count(
            [("id", "=", self.agreement.id), ("date_to", ">=", "today")]
        )

    def test_joint_activities_show_practice_too_planned_ones_do_not(self):
        subject = self.env["shnor.subject"].create({"name": "Предмет подбора"})
        request = self._ask(subject_id=subject.id)
        self._make_activity(subject_id=subject.id)
        self._make_activity(topic="План", deficit_id=self.staff.id, state="planned")
        line = self._open(request).line_ids.filtered(lambda one: one.leader_id == self.leader)
        self.assertEqual((line.fit, line.fact_count), (1, 1))

    def test_coordinates_give_kilometres(self):
        self.school.write({"partner_latitude": 52.0, "partner_longitude": 140.0})
        self.far.write({"partner_latitude": 52.0, "partner_longitude": 141.0})
        line = self._open().line_ids.filtered(lambda one: one.leader_id == self.far)
        self.assertAlmostEqual(line.distance_km, 68.5, delta=0.5)
        self.assertEqual(line.distance_words, "68 km")

    def test_one_click_drafts_an_agreement_and_the_next_opens_it(self):
        request = self._ask()
        line = self._open(request).line_ids.filtered(lambda one: one.leader_id == self.near)
        action = line.action_draft_agreement()
        agreement = self.env["shnor.agreement"].browse(action["res_id"])
        self.assertEqual(
            (agreement.school_id, agreement.partner_school_id, agreement.state),
            (self.school, self.near, "draft"),
        )
        self.assertEqual(agreement.subject, self.staff.name)
        self.assertEqual(line.action_draft_agreement()["res_id"], agreement.id)
        again = self._open().line_ids.filtered(lambda one: one.leader_id == self.near)
        self.assertEqual(again.action_draft_agreement()["res_id"], agreement.id)
        self.assertIn("Лидер рядом", request.message_ids[0].body)

    def test_chosen_deficits_are_looked_for_again(self):
        match = self._open()
        match.deficit_ids = self.parents
        self._make_support(
            school_id=self.leader.id, provider_school_id=self.near.id, deficit_id=self.parents.id
        )
        match.action_search()
        self.assertEqual(match.line_ids[0].leader_id, self.near)

    def test_a_foreign_keeper_matches_nothing_here(self):
        school = self.school.with_user(self.users["foreign_keeper"])
        with self.assertRaises(AccessError):
            school.action_match_partners()

    def test_many_leader_schools_cost_as_much_as_few(self):
        def queries_for(count, name):
            schools = self.env["shnor.school"].create(
                [
                    {"code": f"{name}{n}", "name": f"{name}{n}", "territory_id": self.territory.id}
                    for n in range(count)
                ]
            )
            schools.is_leader = True
            self._make_support(
                topic=name, provider_school_id=schools[0].id, deficit_id=self.staff.id
            )
            # what is remembered of rules and settings may have to be read once more
            return min(queries(), queries())

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._open()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self._ask()
        queries_for(25, "разогрев")
        self.assertEqual(queries_for(1, "мало"), queries_for(25, "много"))


@tagged("post_install", "-at_install")
class TestMatchByForms(SheetCase):
    """Deficits and practices that schools tell of in their self-evaluations."""

    def test_the_form_tells_deficits_and_practice(self):
        staff = self.env.ref("shnor_network.deficit_staff")
        for code, kind, values in (
            ("А17.1", "multiple_choice", {"suggested_answer_ids": [(0, 0, {"value": staff.name})]}),
            (
                "А17.4",
                "number_table",
                {
                    "form_rows_grow": False,
                    "matrix_row_ids": [(0, 0, {"value": staff.name})],
                    "form_column_ids": [
                        (0, 0, {"code": "done", "title": "Сделано", "column_type": "char"})
                    ],
                },
            ),
            ("А17.2", "text_box", {}),
            ("А17.5", "yes_no", {}),
        ):
            self._ask(self.form_a, code, kind, **values)
        ours, theirs = self._give_out(self.participant | self.second)
        self._hand_in(ours, **{"А17.1": [staff.name]})
        self._hand_in(
            theirs,
            **{
                "А17.4": [{"row": staff.name, "done": "Ведём физику по ВКС"}],
                "А17.2": "Дистанционный учитель",
                "А17.5": True,
            },
        )
        self.second_school.is_leader = True
        action = self.school.with_user(self.specialist).action_match_partners()
        match = self.env["shnor.match"].browse(action["res_id"])
        self.assertEqual(match.deficit_ids, staff)
        line = match.line_ids.filtered(lambda one: one.leader_id == self.second_school)
        self.assertEqual(line.fit, 1)
        self.assertIn("ready to share: Дистанционный учитель", line.practice)
