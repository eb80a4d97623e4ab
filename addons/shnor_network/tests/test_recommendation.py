from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.shnor_monitoring.tests.recommendation_common import RecommendationCase


@tagged("post_install", "-at_install")
class TestRecommendationToMeasure(RecommendationCase):
    """What is recommended becomes a measure, and the measure tells what became of it."""

    def setUp(self):
        super().setUp()
        self._rule({"kind": "category", "category": "low_results"}, indicator_id=self.indicator.id)
        self._draft()
        self.own, self.other = self._made(), self._made(self.second)
        self.extra = self._by_hand(
            text="Провести\n  семинар.", expected_result="Педагоги умеют", term_date="2026-10-01"
        )

    def as_specialist(self, records):
        return records.with_user(self.specialist)

    def put_all(self):
        return self.as_specialist(self.campaign).action_put_recommendations_into_roadmaps()

    def test_all_accepted_ones_in_one_click_and_none_twice(self):
        (self.own | self.other).action_accept()
        self.assertEqual(self.campaign.unmeasured_count, 2)
        self.assertIn("2", self.put_all()["params"]["message"])
        measures = self.own.measure_ids | self.other.measure_ids
        self.assertEqual(measures.school_id, self.school | self.second_school)
        self.assertEqual(self.campaign.unmeasured_count, 0)
        self.extra.action_accept()
        self.put_all()
        self.put_all()
        self.as_specialist(self.own | self.extra).action_put_into_roadmap()
        self.assertEqual(
            self.env["shnor.measure"].search_count([("recommendation_id", "!=", False)]), 3
        )

    def test_the_measure_says_what_the_recommendation_says(self):
        self.extra.action_accept()
        self.as_specialist(self.extra).action_put_into_roadmap()
        measure = self.extra.measure_ids
        self.assertEqual(
            (measure.name, measure.expected_result, str(measure.date_to), measure.responsible),
            ("Провести семинар.", "Педагоги умеют", "2026-10-01", "Директор школы"),
        )
        self.assertIn(self.campaign.name, measure.basis)
        self.assertEqual(measure.project, self.campaign.name)
        self.assertTrue(measure.task)
        self.assertEqual(measure.action_open_recommendation()["res_id"], self.extra.id)
        self.assertEqual(self.extra.action_open_measures()["res_id"], measure.id)
        self.assertIn("not started, 0 %", self.extra.measure_words)
        measure.write({"state": "done", "result": "Проведён"})
        self.assertEqual(self.extra.measure_words, "done, 100 %")

    def test_a_measure_made_of_it_before_is_linked(self):
        self.extra.action_accept()
        [vals] = self.extra._recommendation_measure_vals()
        vals = {**self.extra._prepare_measure(vals), "recommendation_id": False}
        measure = self.env["shnor.measure"]._create_from_recommendations([vals])
        self.as_specialist(self.extra).action_put_into_roadmap()
        self.assertEqual(self.extra.measure_ids, measure)

    def test_bad_input_is_refused(self):
        with self.assertRaisesRegex(UserError, "Accept the recommendation"):
            self.as_specialist(self.own).action_put_into_roadmap()
        with self.assertRaisesRegex(UserError, "No recommendation"):
            self.put_all()
        self.own.action_accept()
        for role in ("working_group", "director"):
            with self.assertRaises(AccessError):
                self.own.with_user(self.users[role]).action_put_into_roadmap()
        with self.assertRaisesRegex(ValidationError, "to another school"):
            self.env["shnor.measure"].create(
                {
                    "school_id": self.second_school.id,
                    "name": "Чужое",
                    "recommendation_id": self.own.id,
                }
            )

    def test_the_next_campaign_takes_what_became_of_it_from_the_roadmap(self):
        (self.own | self.other | self.extra).action_accept()
        self.put_all()
        self.own.measure_ids.write({"state": "done", "result": "План есть"})
        self.other.measure_ids.write({"state": "failed", "state_reason": "Нет специалиста"})
        self.campaign.action_close()
        december = self._sign(self._make_next_order())
        followups = self.as_specialist(december.followup_ids)
        followups.action_take_from_roadmaps()
        said = {one.recommendation_id: one for one in december.followup_ids}
        self.assertEqual(said[self.own].measure_words, "done, 100 %")
        self.assertEqual(said[self.own].fulfilment, "done")
        self.assertIn("План есть", said[self.own].comment)
        self.assertEqual(said[self.other].fulfilment, "not_done")
        self.assertIn("Нет специалиста", said[self.other].comment)
        self.assertEqual(said[self.extra].fulfilment, "open")
        with self.assertRaisesRegex(UserError, "measures that have ended"):
            followups.action_take_from_roadmaps()

    def test_as_many_queries_for_many_as_for_few(self):
        made = self.env["shnor.recommendation"].union(
            *(self._by_hand(text=f"Дело {number}.") for number in range(24))
        )
        made.action_accept()

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.as_specialist(some).action_put_into_roadmap()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(made[:2])
        self.assertAlmostEqual(count(made[2:4]), count(made[4:]), delta=3)
