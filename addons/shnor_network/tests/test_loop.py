import base64

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools import SQL

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


@tagged("post_install", "-at_install")
class TestCampaignFacts(RecommendationCase):
    """What the campaign's results rest on."""

    def _make_facts(self):
        school = self.school.id
        support = self.env["shnor.support"].create(
            {
                "school_id": school,
                "date": "2026-03-10",
                "kind_id": self.env["shnor.support.kind"].search([], limit=1).id,
                "topic": "Подготовка к ОГЭ",
                "state": "done",
            }
        )
        agreement = self.env["shnor.agreement"].create(
            {
                "number": "7/26",
                "school_id": school,
                "partner_name": "Лицей",
                "partner_kind": "leader_school",
                "date_from": "2026-01-15",
                "date_to": "2026-05-31",
                "subject": "Математика",
                "state": "in_force",
                "document": base64.b64encode(b"%PDF-1.4 scan"),
            }
        )
        activity = self.env["shnor.joint.activity"].create(
            {
                "agreement_id": agreement.id,
                "date": "2026-03-11",
                "kind_id": self.env["shnor.joint.activity.kind"].search([], limit=1).id,
                "topic": "Открытый урок",
            }
        )
        self.env["shnor.measure"].create(
            {
                "school_id": school,
                "name": "Неделя математики",
                "date_from": "2026-02-01",
                "date_to": "2026-03-01",
            }
        )
        self.campaign.action_calculate()
        self.campaign._take_roadmap_snapshot()
        snapshot = self.env["shnor.measure.snapshot"].search(
            [("campaign_id", "=", self.campaign.id)]
        )
        self.assertTrue(snapshot)
        return support, agreement, activity, snapshot[0]

    def _age(self, record, day):
        record.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = %s WHERE id = %s",
                SQL.identifier(record._table),
                day,
                record.id,
            )
        )
        record.invalidate_recordset()

    def test_facts_of_the_network_that_changed_ask_to_calculate_anew(self):
        facts = self._make_facts()
        analysis = self.env["shnor.analysis"].create({"campaign_id": self.campaign.id})
        run = self.campaign.run_id
        for fact in facts:
            self._age(fact, "2020-01-01")
        self.assertFalse(analysis._facts_changed_at(run))
        for fact in facts:
            with self.subTest(fact._name):
                self._age(fact, "2101-01-01")
                self.assertEqual(analysis._facts_changed_at(run).year, 2101)
                self._age(fact, "2020-01-01")
        # what the school thinks of the help is none of them
        support = facts[0]
        support._rate(5, "Помогло", self.env.user.partner_id)
        self.assertEqual((support.usefulness, support.write_date.year), (5, 2020))
        self.assertFalse(analysis._facts_changed_at(run))

    def test_scans_of_agreements_stay_when_the_addon_goes(self):
        _support, agreement, _activity, _snapshot = self._make_facts()
        domain = [("res_model", "=", agreement._name), ("res_field", "=", "document")]
        files = self.env["ir.attachment"].search([*domain, ("res_id", "=", agreement.id)])
        with self.subTest("in the period"):
            self.campaign._leave_files()
            self.assertEqual(
                (files.res_model, files.res_id), (self.campaign._name, self.campaign.id)
            )
            self.assertFalse(files.res_field)
            self.assertEqual(files.name, f"{self.school.code}, agreement No. 7/26.pdf")
            self.assertEqual(files.raw, b"%PDF-1.4 scan")
        other = agreement.copy(
            {"number": "8/20", "date_from": "2020-01-15", "date_to": "2020-05-31"}
        )
        foreign = agreement.copy({"number": "9/20", "school_id": self.foreign_school.id})
        (other | foreign).document = base64.b64encode(b"%PDF-1.4 other")
        left = {
            one: self.env["ir.attachment"].search([*domain, ("res_id", "=", one.id)])
            for one in other | foreign
        }
        self.campaign._leave_files()
        # outside any period: with the latest campaign; without any: with the school
        self.assertEqual(left[other].res_model, self.campaign._name)
        self.assertEqual(
            (left[foreign].res_model, left[foreign].res_id),
            ("shnor.school", self.foreign_school.id),
        )
