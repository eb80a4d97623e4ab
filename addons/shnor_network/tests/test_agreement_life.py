from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time

from .common import NetworkCase

KIND = "shnor_network.mail_activity_type_agreement"


class TestAgreementLife(NetworkCase):
    """Draft, in force, terminated: by the buttons, and by keepers only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.keeper = cls.users["keeper"]
        cls.basis = cls.env.ref("shnor_network.agreement_basis_cooperation")

    def test_an_agreement_comes_into_force_with_a_legal_basis(self):
        draft = self._make_agreement(number="9/26", state="draft").with_user(self.keeper)
        with self.assertRaisesRegex(UserError, "by the buttons"):
            draft.state = "in_force"
        with self.assertRaisesRegex(UserError, "legal basis"):
            draft.action_start()
        draft.basis_id = self.basis
        draft.action_start()
        self.assertEqual(draft.state, "in_force")
        with self.assertRaisesRegex(UserError, "cannot become"):
            draft.action_start()
        with self.assertRaises(AccessError):
            draft.with_user(self.users["working_group"]).action_terminate()

    @freeze_time("2026-04-01")
    def test_what_was_held_before_the_termination_still_counts(self):
        before = self._make_activity(date="2026-03-10")
        agreement = self.agreement.with_user(self.keeper)
        with self.assertRaisesRegex(UserError, "why it ends"):
            agreement.action_terminate()
        agreement.termination_reason = "Школа-лидер реорганизована"
        agreement.action_terminate()
        self.assertEqual(str(agreement.terminated_date), "2026-04-01")
        self.assertTrue(before.in_force)
        with self.assertRaisesRegex(ValidationError, "outside the dates"):
            self._make_activity(date="2026-04-20", topic="Позже")
        # the same by SQL, as an import does it
        self.env["shnor.joint.activity"]._sql_refresh_copies([("id", "=", before.id)])
        self.assertTrue(before.in_force)

    def test_the_same_agreement_does_not_run_twice_at_a_time(self):
        same = {"subject": self.agreement.subject}
        later = self._make_agreement(
            number="9/26", date_from="2026-06-01", date_to="2027-05-31", **same
        )
        self._make_agreement(number="10/26", state="draft", **same)
        self._make_agreement(number="11/26", subject="Другой предмет")
        with self.assertRaisesRegex(ValidationError, "agreement 7/26 of the same school"):
            self._make_agreement(number="12/26", **same)
        with self.assertRaisesRegex(ValidationError, "is in force from"):
            later.date_from = "2026-05-31"

    def test_activities_outside_of_the_dates_are_refused(self):
        for day in ("2026-01-14", "2026-06-01"):
            with self.subTest(day), self.assertRaisesRegex(ValidationError, "7/26"):
                self._make_activity(date=day)
        self._make_activity(date="2026-06-01", state="cancelled", topic="Отменено")

    def test_a_leader_school_of_the_registry_is_recognised(self):
        self.leader.is_leader = True
        form = Form(self.env["shnor.agreement"])
        form.partner_school_id = self.leader
        self.assertEqual(form.partner_kind, "leader_school")


@freeze_time("2026-04-20")
class TestAgreementWatch(NetworkCase):
    """«Договор есть, активности нет», and those that end soon, show themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.leader.is_leader = True

    def _agreements(self, name):
        return self.env["shnor.agreement"].search(
            [(name, "=", True), ("school_id", "=", self.school.id)]
        )

    def _tasks(self, agreement=None):
        return (agreement or self.agreement).activity_ids.filtered(
            lambda one: one.activity_type_id == self.env.ref(KIND)
        )

    def test_what_is_computed_is_what_is_searched_for(self):
        quiet = self._make_agreement(number="quiet", date_to=False)
        self._make_agreement(number="young", date_from="2026-04-01", date_to=False)
        expired = self._make_agreement(number="expired", date_to="2026-04-19")
        self._make_activity(agreement_id=expired.id)
        for name, expected in (
            ("is_quiet", quiet | self.agreement),
            ("is_expiring", self.agreement),
            ("is_expired", expired),
        ):
            with self.subTest(name):
                self.assertEqual(self._agreements(name), expected.sorted())
                everyone = self.env["shnor.agreement"].search([("school_id", "=", self.school.id)])
                self.assertEqual(everyone.filtered(name), expected.sorted())
        self.assertEqual(
            self.agreement.warning_words, "ends in 41 days; an agreement, but no activity"
        )

    def test_the_days_are_a_setting(self):
        self.assertTrue(self.agreement.is_expiring)
        self.env["res.config.settings"].create(
            {"shnor_expiry_days": 40, "shnor_quiet_days": 200}
        ).execute()
        self.agreement.invalidate_recordset()
        self.assertFalse(self.agreement.is_expiring or self.agreement.is_quiet)
        self.assertFalse(self._agreements("is_expiring") | self._agreements("is_quiet"))
        self.env["ir.config_parameter"].set_param("shnor_network.expiry_days", "много")
        self.assertTrue(self._agreements("is_expiring"))

    def test_the_responsible_gets_one_task_and_it_goes_with_its_reason(self):
        agreements = self.env["shnor.agreement"]
        agreements._cron_watch()
        agreements._cron_watch()
        people = self.users["specialist"] | self.users["administrator"]
        self.assertEqual(self._tasks().user_id, people)
        self.assertEqual(len(self._tasks()), 2)
        self._make_activity()
        self.agreement.date_to = False
        agreements._cron_watch()
        self.assertFalse(self._tasks())

    def test_the_one_named_in_the_agreement_comes_first(self):
        self.agreement.responsible_id = self.users["keeper"]
        self.env["shnor.agreement"]._cron_watch()
        self.assertEqual(self._tasks().user_id, self.users["keeper"])

    def test_a_partner_that_is_no_leader_school_is_noticed(self):
        self.leader.is_leader = False
        self.agreement.invalidate_recordset()
        self.assertIn("not marked as a leader school", self.agreement.warning_words)

    def test_many_cost_as_much_as_few(self):
        def queries_for(count, name):
            agreements = self.env["shnor.agreement"].union(
                *(
                    self._make_agreement(number=f"{name}{n}", subject=f"{name}{n}")
                    for n in range(count)
                )
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            agreements.mapped("warning_words")
            agreements._prepare_tasks(self.env.ref(KIND))
            return self.env.cr.sql_log_count - before

        queries_for(2, "warm")
        self.assertEqual(queries_for(3, "few"), queries_for(40, "many"))
