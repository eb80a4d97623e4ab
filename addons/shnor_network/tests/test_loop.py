from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.shnor_monitoring.tests.recommendation_common import RecommendationCase


@tagged("post_install", "-at_install")
class TestLoopMeasures(RecommendationCase):
    """The next campaign opens with what came of the measures, too."""

    def test_measures_of_recommendations_and_of_the_period(self):
        self._rule({"kind": "category", "category": "low_results"}, indicator_id=self.indicator.id)
        self._draft()
        advice = self._made()
        advice.action_accept()
        advice.with_user(self.specialist).action_put_into_roadmap()
        own = advice.measure_ids
        values = {"school_id": self.second_school.id, "name": "Неделя математики"}
        late = self.env["shnor.measure"].create(
            {
                **values,
                "date_from": "2026-09-01",
                "date_to": "2026-09-30",
                "indicator": "Доля справившихся, %",
                "indicator_base": "40",
                "indicator_fact": "52",
            }
        )
        past = self.env["shnor.measure"].create(
            {**values, "date_from": "2026-02-01", "date_to": "2026-03-01"}
        )
        self.campaign.action_close()
        clock = freeze_time("2026-12-05 03:00:00")
        clock.start()
        self.addCleanup(clock.stop)
        december = self._sign(self._make_next_order())
        self.school.student_count = 100
        december.action_calculate()
        own.write({"state": "done", "result": "Проведён"})
        rows = december._loop_rows()
        by_id = {row["id"]: row for row in rows["measures"]}
        self.assertEqual(set(by_id), {own.id, late.id})
        self.assertNotIn(past.id, by_id)
        self.assertEqual(rows["counts"]["measures"], {"total": 2, "done": 1, "overdue": 1})
        self.assertEqual(by_id[own.id]["movement"], "better")
        self.assertEqual(by_id[late.id]["movement_words"], "Доля справившихся, %: 40 → 52")
        action = december.with_user(self.specialist).action_open_loop_measures()
        self.assertEqual(self.env["shnor.measure"].search(action["domain"]), own | late)
        self.assertFalse(self.campaign._loop_rows()["measures"])
