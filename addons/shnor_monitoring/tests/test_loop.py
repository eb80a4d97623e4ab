from datetime import date
from types import SimpleNamespace

from odoo.tests import tagged

from ..engine.analysis_part_basis import FollowupPart, loop_sentences
from .meeting_common import MeetingCase


@tagged("post_install", "-at_install")
class TestLoop(MeetingCase):
    """The next campaign opens with what came of the last; the dashboard shows where it goes."""

    def setUp(self):
        super().setUp()
        self.indicator = self.env["shnor.indicator"].create(
            {
                "code": "Т1",
                "name": "Доля больших школ",
                "group_id": self.env["shnor.indicator.group"].search([], limit=1).id,
                "unit_model": "shnor.school",
                "condition_kind": "domain",
                "domain": "[('student_count', '>', 50)]",
                "sequence": 1,
                "target": 80,
            }
        )
        self.school.student_count, self.second_school.student_count = 20, 100

    def _july(self):
        """Hold July's meeting with two tasks, and close July."""
        meeting = self._held()
        for text in ("Первое", "Второе"):
            self._decide(meeting.question_ids[-1], text, indicator_id=self.indicator.id)
        meeting.action_sign_minutes()
        self.campaign.action_calculate()
        self.campaign.with_user(self.specialist).action_close()
        return meeting.decision_ids.sorted("sequence")

    def _next_july(self, schools):
        order = self._make_order(
            schools,
            number="10-о",
            territory_id=self.district.id,
            date="2027-06-20",
            period_from="2027-01-01",
            period_to="2027-06-30",
            date_begin="2027-07-01",
            date_end="2027-07-24",
        )
        line = order.stage_ids.filtered(lambda one: one.stage_type_id.code == "check")
        (order.stage_ids - line).unlink()
        (
            order.responsible_ids.filtered(lambda one: one.stage_type_id != line.stage_type_id)
        ).unlink()
        line.write({"date_from": "2027-07-01", "date_to": "2027-07-20"})
        return self._sign(order)

    def _december(self):
        order = self._make_next_order()
        order.territory_id = self.district
        return self._sign(order)

    def test_the_next_campaign_opens_with_what_came_of_the_last(self):
        first, _second = self._july()
        self._today("2026-12-01 05:00:00")
        first.with_user(self.colleague)._report("Сделано, протокол № 2")
        december = self._december()
        rows = december._loop_rows()
        self.assertEqual(rows["campaign"], self.campaign.name)
        self.assertEqual(rows["counts"]["decisions"], {"total": 2, "done": 1, "overdue": 1})
        done, late = rows["decisions"]
        self.assertEqual((done["text"], done["result"]), ("Первое", "Сделано, протокол № 2"))
        self.assertEqual((done["done_on"], done["minutes"]), ("01.12.2026", "No. 3 of 05.08.2026"))
        self.assertEqual((late["state"], late["overdue"]), ("open", True))
        self.assertEqual((late["movement"], late["indicator"]), ("unknown", "Т1"))
        # the indicator moves
        self.school.student_count = 60
        december.action_calculate()
        rows = december._loop_rows()
        self.assertEqual(rows["decisions"][1]["movement_words"], "Т1: 1 of 2 → 2 of 2 (better)")
        moved = {row["code"]: row for row in rows["indicators"]}
        self.assertEqual((moved["Т1"]["movement"], moved["Т1"]["now"]), ("better", "2 of 2"))
        meeting = self._meeting(december, start="2026-12-28 03:00:00")
        self.assertIn("Об исполнении решений", meeting.agenda)

    def test_the_note_says_what_came_of_the_decisions(self):
        _first, second = self._july()
        self._today("2026-12-01 05:00:00")
        december = self._december()
        self.school.student_count = 60
        december.action_calculate()

        def said():
            self.env.invalidate_all()
            return {row["key"]: row for row in loop_sentences(december._loop_rows())}

        notes = said()
        self.assertEqual(
            notes["decisions.count"]["text"],
            "Решений рабочей группы на контроле – 2: исполнено – 0, просрочено – 2.",
        )
        self.assertIn("лучше – 2, не изменился – 0", notes["decisions.moved"]["text"])
        late = notes[f"decision.{second.id}"]
        self.assertIn("не исполнено, срок истёк; срок – 15.09.2026", late["text"])
        self.assertIn("Индикатор Т1: 1 of 2 → 2 of 2", late["text"])
        # a day later it says the same
        self._today("2026-12-02 05:00:00")
        self.assertEqual(said(), notes)
        second.with_user(self.specialist)._drop("Решено иначе")
        notes = said()
        self.assertEqual(
            notes["decisions.count"]["text"],
            "Решений рабочей группы на контроле – 1: исполнено – 0, просрочено – 1; снято – 1.",
        )
        self.assertIn("снято; срок", notes[f"decision.{second.id}"]["text"])

    def test_older_decisions_are_told_without_a_previous_campaign(self):
        def said(loop):
            part = FollowupPart(
                {"campaign": {"id": 1, "previous": None}, "followups": {}},
                SimpleNamespace(loop=loop, unfulfilled=[]),
            )
            return [one["text"] for one in part.sentences()]

        self.assertIn("не по чему", said([])[0])
        row = {"key": "decision.1", "text": "Решение.", "sources": [], "is_item": True}
        self.assertEqual(
            said([row]),
            ["Предыдущего мониторинга этой территории в системе нет.", "Решение."],
        )

    def test_the_first_campaign_has_nothing_to_look_back_on(self):
        rows = self.campaign._loop_rows()
        self.assertEqual((rows["campaign"], rows["decisions"]), ("", []))
        data = self.env["shnor.campaign"].with_user(self.specialist).loop_data(self.campaign.id)
        self.assertFalse(data["rows"]["recommendations"])

    def test_what_is_not_done_goes_on_until_it_is(self):
        first, second = self._july()
        self._today("2026-12-01 05:00:00")
        december = self._december()
        december.action_calculate()
        december.with_user(self.specialist).action_close()
        july = self._next_july(self.school | self.second_school)
        self.assertEqual(july.previous_campaign_id, december)
        self.assertEqual(july._loop_decisions(), first | second)
        first.with_user(self.colleague)._report("Сделано", date(2026, 9, 1))
        self.assertEqual(july._loop_decisions(), second)

    def test_the_screens_read_within_the_rights(self):
        self._july()
        december = self._december()
        december.action_calculate()
        for role in ("working_group", "specialist", "administrator"):
            campaigns = self.env["shnor.campaign"].with_user(self.users[role])
            self.assertEqual(
                campaigns.loop_data(december.id)["rows"]["counts"]["decisions"]["total"], 2
            )
            self.assertEqual(campaigns.dashboard_data()["campaign"]["id"], december.id)
        foreign = self.env["shnor.campaign"].with_user(self.users["foreign_specialist"])
        self.assertFalse(foreign.loop_data(december.id)["campaign"])
        self.assertFalse(foreign.dashboard_data(december.id)["campaign"])

    def test_the_dashboard_shows_history_plan_and_change(self):
        self._july()
        self.school.student_count = 60
        december = self._december()
        december.action_calculate()
        data = self.env["shnor.campaign"].with_user(self.colleague).dashboard_data(december.id)
        card = next(one for one in data["indicators"] if one["code"] == "Т1")
        self.assertEqual([one["share"] for one in card["history"]], ["1 of 2", "2 of 2"])
        self.assertEqual([one["name"] for one in card["history"]], ["07.2026", "12.2026"])
        self.assertEqual((card["delta"], card["target_state"]), (50.0, "reached"))
        self.assertFalse(data["campaign"]["frozen"])
        self.assertEqual(data["loop"]["counts"]["decisions"]["total"], 2)
        # of July, December is no history
        data = self.env["shnor.campaign"].with_user(self.colleague).dashboard_data(self.campaign.id)
        card = next(one for one in data["indicators"] if one["code"] == "Т1")
        self.assertEqual([one["share"] for one in card["history"]], ["1 of 2"])
        self.assertTrue(data["campaign"]["frozen"])

    def test_before_anything_is_calculated(self):
        data = self.env["shnor.campaign"].with_user(self.colleague).dashboard_data(self.campaign.id)
        self.assertEqual(data["indicators"], [])

    def test_as_many_queries_for_many_schools_as_for_few(self):
        self._july()
        small = self._december()
        small.action_calculate()
        few = self._count_queries(small)
        small.with_user(self.specialist).action_close()
        schools = self._make_schools(*((f"91{n:04}", self.village) for n in range(20)))
        for school in schools:
            self._make_status(school, "low_results")
        large = self._next_july(schools)
        large.action_calculate()
        self.assertEqual(len(large.participant_ids), 20)
        self.assertEqual(self._count_queries(large), few)

    def _count_queries(self, campaign):
        """Return the least numbers of statements of dashboard and loop over a few tries."""
        campaigns = self.env["shnor.campaign"].with_user(self.specialist)
        counts = []
        for read in (campaigns.dashboard_data, campaigns.loop_data):
            tries = []
            for _try in range(3):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                read(campaign.id)
                tries.append(self.cr.sql_log_count - before)
            counts.append(min(tries))
        return counts
