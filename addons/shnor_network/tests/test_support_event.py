from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from .common import NetworkCase


class TestTargetedHelp(NetworkCase):
    """The form tells in words what targeted help still lacks."""

    def test_what_is_missing_is_told_in_words(self):
        support = self._make_support(targeted=True)
        for told in ("who in the school", "the deficit or risk", "its result"):
            self.assertIn(told, support.missing_words)
        support.write({"recipient": "Директор", "deficit": "Чтение"})
        self.assertEqual(support.missing_words, "Targeted help lacks: its result.")
        support.result = "Маршрут"
        self.assertFalse(support.missing_words)

    def test_help_to_come_needs_no_result_yet_and_general_help_nothing(self):
        planned = self._make_support(
            targeted=True, state="planned", deficit="Чтение", teacher_count=2
        )
        self.assertFalse(planned.missing_words)
        self.assertFalse(self._make_support(topic="Для всех").missing_words)

    def test_a_deficit_of_the_list_gives_its_words_and_is_found_by_them(self):
        staff = self.env.ref("shnor_network.deficit_staff")
        chosen = self._make_support(deficit_id=staff.id)
        self.assertEqual(chosen.deficit, staff.name)
        worded = self._make_support(topic="Иначе", deficit=" Дефицит  КАДРОВ")
        self.assertEqual(worded.deficit_id, staff)
        worded.deficit = "—"
        self.assertFalse(worded.deficit_id)
        self.assertFalse(self._make_support(topic="Своё", deficit="Чтение").deficit_id)

    def test_teachers_are_of_the_school_that_was_helped(self):
        own, stranger = self.env["shnor.teacher"].create(
            [{"code": "П-1", "name": "Имя"}, {"code": "П-2", "name": "Другое имя"}]
        )
        self.env["shnor.employment"].create(
            [
                {"teacher_id": own.id, "school_id": self.school.id, "date_from": "2024-09-01"},
                {
                    "teacher_id": stranger.id,
                    "school_id": self.foreign_school.id,
                    "date_from": "2024-09-01",
                },
            ]
        )
        support = self._make_support(teacher_ids=[(6, 0, own.ids)], teacher_count=1)
        with self.assertRaisesRegex(ValidationError, "1 teachers are named"):
            support.teacher_count = 0
        support.invalidate_recordset()
        with self.assertRaisesRegex(ValidationError, "П-2"):
            support.teacher_ids |= stranger
        support.invalidate_recordset()
        self._make_users()
        for role, named in (("keeper", True), ("working_group", False)):
            told = support.with_user(self.users[role]).teacher_ids.display_name
            self.assertEqual("Имя" in told, named)


class TestRating(NetworkCase):
    def test_the_school_rates_what_was_held_and_may_think_better_of_it(self):
        self._make_users()
        director = self.users["director"]
        support = self._make_support().with_user(director)
        support._rate("4", " Полезно ", director.partner_id)
        self.assertEqual((support.usefulness, support.usefulness_remark), (4, "Полезно"))
        self.assertEqual(support.rated_by_id, director.partner_id)
        support._rate(2, "", director.partner_id)
        self.assertEqual((support.usefulness, support.usefulness_remark), (2, False))

    def test_what_is_no_rating_is_refused(self):
        support = self._make_support()
        for wrong in ("0", "6", "", "пять", None):
            with self.subTest(wrong), self.assertRaisesRegex(UserError, "from 1"):
                support._rate(wrong, "", self.env.user.partner_id)
        support.state = "planned"
        with self.assertRaisesRegex(UserError, "Only help that was held"):
            support._rate(5, "", self.env.user.partner_id)

    @mute_logger("odoo.sql_db")
    def test_the_database_holds_the_range(self):
        with self.assertRaisesRegex(IntegrityError, "usefulness_range"):
            self._make_support(usefulness=6)

    def test_help_without_a_rating_does_not_pull_the_average_down(self):
        self._make_support(usefulness=4)
        self._make_support(topic="Без оценки")
        self.env.flush_all()
        groups = self.env["shnor.support"]._read_group(
            [("school_id", "=", self.school.id)], aggregates=["usefulness:avg"]
        )
        self.assertEqual(groups, [(4,)])


class TestEvent(NetworkCase):
    """One activity for many schools is entered once."""

    def _make_event(self, schools=None, **values):
        schools = self.school | self.leader if schools is None else schools
        return self.env["shnor.support.event"].create(
            {
                "territory_id": self.territory.id,
                "date": "2026-03-10",
                "kind_id": self.seminar.id,
                "topic": "Семинар для всех",
                "provider": "Методическая служба",
                "hours": 6,
                "school_ids": [(6, 0, schools.ids)],
                **values,
            }
        )

    def test_each_school_gets_its_help(self):
        event = self._make_event()
        self.assertEqual(event.support_ids.school_id, self.school | self.leader)
        self.assertEqual(set(event.support_ids.mapped("topic")), {"Семинар для всех"})
        self.assertEqual(event.support_ids.mapped("hours"), [6, 6])
        self.assertEqual(event.school_count, 2)

    def test_what_is_common_is_corrected_once(self):
        event = self._make_event()
        event.write({"topic": "Исправленная тема", "state": "done"})
        self.assertEqual(set(event.support_ids.mapped("topic")), {"Исправленная тема"})
        self.assertEqual(set(event.support_ids.mapped("state")), {"done"})

    def test_common_data_are_not_changed_for_one_school(self):
        support = self._make_event().support_ids[0]
        with self.assertRaisesRegex(UserError, "entered once for many schools"):
            support.topic = "Своя тема"
        support.write({"topic": support.topic, "kind_id": support.kind_id.id, "result": "Своё"})
        self.assertEqual(support.result, "Своё")

    def test_a_school_that_did_not_take_part_stays_cancelled(self):
        event = self._make_event()
        absent, present = event.support_ids
        absent.state = "cancelled"
        event.action_mark_done()
        self.assertEqual((absent.state, present.state), ("cancelled", "done"))

    def test_help_that_is_entered_already_is_not_entered_again(self):
        self._make_support(topic="семинар ДЛЯ всех", provider="Методическая служба")
        with self.assertRaisesRegex(UserError, "entered already for: Школа села"):
            self._make_event()

    def test_a_school_is_taken_away_unless_something_would_be_lost(self):
        event = self._make_event()
        event.school_ids -= self.leader
        self.assertEqual(event.support_ids.school_id, self.school)
        event.support_ids.result = "Есть"
        with self.assertRaisesRegex(UserError, "would be lost"):
            event.school_ids = False
        with self.assertRaisesRegex(UserError, "would be lost"):
            event.unlink()

    def test_the_schools_lie_in_the_territory(self):
        with self.assertRaisesRegex(ValidationError, "Школа степи"):
            self._make_event(self.school | self.foreign_school)

    def test_all_schools_with_a_status_come_by_one_button(self):
        self.env["shnor.school.status"].create(
            {"school_id": self.school.id, "category": "adverse", "date_from": "2025-09-01"}
        )
        event = self._make_event(self.leader)
        event.action_add_participants()
        self.assertEqual(event.school_ids, self.school | self.leader)
        with self.assertRaisesRegex(UserError, "no other schools"):
            event.action_add_participants()

    def test_a_foreign_keeper_has_no_part_in_it(self):
        self._make_users()
        event = self._make_event().with_user(self.users["foreign_keeper"])
        with self.assertRaises(AccessError):
            event.topic = "Чужая"
        nobody = self.env["shnor.school"]
        own = self._make_event(nobody, topic="Другой").with_user(self.users["keeper"])
        own.topic = "Свой"
        with self.assertRaises(AccessError):
            own.territory_id = self.foreign_territory

    def test_many_schools_cost_as_much_as_few(self):
        def queries_for(count, topic):
            schools = self.env["shnor.school"].create(
                [
                    {"code": f"{topic}{n}", "name": f"Школа {n}", "territory_id": self.territory.id}
                    for n in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._make_event(schools, topic=topic)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries_for(2, "разогрев")
        self.assertEqual(queries_for(3, "мало"), queries_for(60, "много"))
