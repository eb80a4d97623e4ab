from ast import literal_eval

from lxml import etree
from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from .common import NetworkCase


class TestAgreement(NetworkCase):
    def test_the_agreement_is_in_force_from_its_first_day_to_its_last(self):
        self.agreement.write({"date_from": "2025-01-01", "date_to": False})
        activities = self.env["shnor.joint.activity"].union(
            *(
                self._make_activity(date=day)
                for day in ("2026-01-14", "2026-01-15", "2026-05-31", "2026-06-01")
            )
        )
        self.agreement.write({"date_from": "2026-01-15", "date_to": "2026-05-31"})
        self.assertEqual(activities.mapped("in_force"), [False, True, True, False])

    def test_an_empty_last_day_means_open_ended(self):
        agreement = self._make_agreement(number="8/26", date_to=False)
        activity = self._make_activity(agreement_id=agreement.id, date="2036-01-01")
        self.assertTrue(activity.in_force)

    def test_in_force_follows_the_agreement(self):
        self.agreement.date_to = "2026-06-01"
        activity = self._make_activity(date="2026-06-01")
        self.agreement.date_to = "2026-05-31"
        self.assertFalse(activity.in_force)
        self.agreement.date_to = "2026-06-01"
        self.assertTrue(activity.in_force)
        self.agreement.date_from = "2026-06-01"
        self.assertTrue(activity.in_force)
        self.agreement.write({"termination_reason": "Ошибка", "terminated_date": "2026-06-01"})
        self.agreement.action_terminate()
        self.assertFalse(activity.in_force)
        self.agreement.basis_id = self.env.ref("shnor_network.agreement_basis_cooperation")
        self.agreement.action_start()
        self.agreement.write({"date_from": "2025-09-01", "date_to": False})
        self.assertTrue(activity.in_force)
        self.assertEqual(
            self.env["shnor.joint.activity"].search([("in_force", "=", True)]) & activity, activity
        )

    def test_in_force_of_many_activities_costs_as_much_as_of_few(self):
        def queries_for(count, number):
            agreement = self._make_agreement(number=number)
            self.env["shnor.joint.activity"].create(
                [
                    {
                        "agreement_id": agreement.id,
                        "date": "2026-03-10",
                        "kind_id": self.open_lesson.id,
                        "topic": f"Тема {index}",
                    }
                    for index in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            agreement.date_to = "2026-02-01"
            self.env.flush_all()
            self.assertFalse(any(agreement.activity_line_ids.mapped("in_force")))
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries_for(3, "few"), queries_for(60, "many"))

    def test_activity_takes_school_and_partner_kind_of_its_agreement(self):
        activity = self._make_activity()
        self.assertEqual(activity.school_id, self.school)
        self.agreement.write({"partner_kind": "enterprise", "school_id": self.foreign_school.id})
        self.assertEqual(activity.partner_kind, "enterprise")
        self.assertEqual(activity.school_id, self.foreign_school)

    def test_agreement_with_itself_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "its own partner"):
            self._make_agreement(number="9/26", partner_school_id=self.school.id)
        with self.assertRaisesRegex(ValidationError, "its own partner"):
            self.agreement.partner_school_id = self.school

    @mute_logger("odoo.sql_db")
    def test_reversed_dates_are_refused(self):
        with self.assertRaisesRegex(IntegrityError, "dates_in_order"):
            self._make_agreement(number="9/26", date_to="2026-01-14")

    @mute_logger("odoo.sql_db")
    def test_a_number_belongs_to_one_agreement(self):
        agreement = self._make_agreement(number=" С-001/24\u00a0 ")
        self.assertEqual(agreement.number, "С-001/24")
        with self.assertRaisesRegex(IntegrityError, "number_once"):
            self._make_agreement(number="с-001/24")

    @mute_logger("odoo.sql_db")
    def test_numbers_of_people_are_not_negative(self):
        with self.assertRaisesRegex(IntegrityError, "counts_positive"):
            self._make_activity(student_count=-1)

    def test_partner_of_the_registry_gives_its_name(self):
        form = Form(self.env["shnor.agreement"])
        form.number = "10/26"
        form.school_id = self.school
        form.partner_kind = "leader_school"
        form.partner_school_id = self.leader
        form.date_from = "2026-01-01"
        self.assertEqual(form.save().partner_name, self.leader.short_name)

    @freeze_time("2026-07-10")
    def test_agreement_but_no_activity(self):
        """«Договор есть, активности нет»: what is planned or cancelled is no activity."""
        quiet = self._make_agreement(number="quiet", date_to=False)
        self._make_activity(agreement_id=quiet.id, state="planned")
        self._make_activity(agreement_id=quiet.id, state="cancelled", topic="Отменённая")
        lapsed = self._make_agreement(number="lapsed", date_from="2025-09-01", date_to=False)
        self._make_activity(agreement_id=lapsed.id, date="2025-12-31")
        self._make_activity()
        draft = self._make_agreement(number="draft", state="draft")
        ours = quiet | lapsed | draft | self.agreement

        self.assertEqual(self._filtered("no_activity") & ours, quiet)
        self.assertEqual(self._filtered("no_recent_activity") & ours, quiet | lapsed)
        self.assertEqual(quiet.held_count, 0)
        self.assertEqual((lapsed.held_count, str(lapsed.last_held_date)), (1, "2025-12-31"))

    def _filtered(self, name):
        """Return the agreements that the filter `name` of the search view shows."""
        view = self.env["shnor.agreement"].get_view(view_type="search")
        node = etree.fromstring(view["arch"]).find(f".//filter[@name='{name}']")
        return self.env["shnor.agreement"].search(literal_eval(node.get("domain")))

    def test_changes_of_an_activity_are_told_in_the_agreement(self):
        activity = self._make_activity(state="planned").with_context(tracking_disable=False)
        activity.state = "done"
        self.assertIn(activity.topic, self.agreement.message_ids[0].body)

    def test_counts_on_the_school_cost_one_query_a_model(self):
        self._make_support()
        self._make_activity()
        self._make_measure()
        schools = self.school | self.leader | self.foreign_school
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            counts = [
                (s.support_count, s.agreement_count, s.joint_activity_count, s.measure_count)
                for s in schools
            ]
        self.assertEqual(counts, [(1, 1, 1, 1), (0, 0, 0, 0), (0, 0, 0, 0)])
