from datetime import date, datetime, timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..models.shnor_responsibility import ESCALATION, PENDING
from .form_common import FormsCase

STEPS = (
    "days_go_by",
    "hand_in",
    "return_form",
    "accept",
    "move_a_stage",
    "move_the_end",
    "let_a_school_in",
    "let_a_school_out",
    "replace_a_responsible",
    "extend",
    "be_absent",
    "calculate",
    "meet",
    "remind",
)


@tagged("post_install", "-at_install")
class TestOrderProperties(FormsCase):
    """Whatever is done: dates have documents, stages have people, tasks have reasons."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.administrator = cls.users["administrator"]
        cls.second_school.director_ids = cls.users["portal"].partner_id
        cls.order = cls.campaign.order_id.with_user(cls.administrator)

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.lists(
            st.tuples(st.sampled_from(STEPS), st.integers(min_value=0, max_value=9)),
            min_size=4,
            max_size=10,
        )
    )
    def test_any_sequence_of_steps_keeps_what_must_hold(self, steps):
        savepoint = self.env.cr.savepoint(flush=True)
        try:
            self._play(steps)
        finally:
            self.env.clear()
            savepoint.close(rollback=True)
            self.env.invalidate_all()

    def _play(self, steps):
        self.now = datetime(2026, 7, 1, 1)
        self.serial = 0
        self._morning()
        for name, number in steps:
            with freeze_time(self.now):
                try:
                    with self.env.cr.savepoint():
                        getattr(self, f"_step_{name}")(number)
                except (UserError, ValidationError):
                    self.env.invalidate_all()  # refused: nothing of it is left
                self.env.flush_all()
                self.env.invalidate_all()
                self._check()

    def _morning(self):
        with freeze_time(self.now):
            self.env["shnor.campaign"]._cron_stages()
            self.env["shnor.campaign"]._cron_launch()
            self._remind()

    def _remind(self):
        before = self.env["shnor.reminder"].search([])
        self.env["shnor.reminder"]._cron_send()
        self.env.invalidate_all()
        for sent in self.env["shnor.reminder"].search([]) - before:
            self.assertFalse(sent.row_id.done_on, "reminded of what is done")
            if sent.responsibility_id:
                self.assertIn(sent.responsibility_id.state, PENDING)

    # Steps

    def _pick(self, records, number):
        return records[number % len(records)] if records else records

    def _step_days_go_by(self, number):
        for _day in range(number % 4 + 1):
            self.now += timedelta(days=1)
            self._morning()

    def _step_hand_in(self, number):
        self._submit(self._sheet(self._pick(self.campaign.participant_ids, number)))

    def _step_return_form(self, number):
        sheet = self._sheet(self._pick(self.campaign.participant_ids, number))
        sheet.with_user(self.users["specialist"]).action_form_return("Ещё раз")

    def _step_accept(self, number):
        sheet = self._sheet(self._pick(self.campaign.participant_ids, number))
        sheet.with_user(self.users["specialist"]).action_form_accept()

    def _amendment(self):
        self.serial += 1
        draft = self.order.browse(self.order.action_amend()["res_id"])
        draft.write({"number": f"7/{self.serial}", "date": self.now.date()})
        return draft

    def _step_move_a_stage(self, number):
        draft = self._amendment()
        stage = self._pick(draft.stage_ids, number)
        stage.date_to += timedelta(days=number - 4)
        draft.action_sign()

    def _step_move_the_end(self, number):
        draft = self._amendment()
        draft.date_end += timedelta(days=number - 2)
        draft.action_sign()

    def _step_let_a_school_in(self, number):
        draft = self._amendment()
        school = self._pick(self.school | self.second_school | self.leader, number)
        draft.participant_ids = [(0, 0, {"school_id": school.id, "basis": "ШНОР"})]
        draft.action_sign()

    def _step_let_a_school_out(self, number):
        draft = self._amendment()
        self._pick(draft.participant_ids, number).unlink()
        draft.action_sign()

    def _step_replace_a_responsible(self, number):
        draft = self._amendment()
        line = self._pick(draft.responsible_ids, number)
        emails = ("keeper@example.org", "nobody@example.org", False)
        line.write({"name": f"Иной {number}", "email": emails[number % 3]})
        draft.action_sign()

    def _step_extend(self, number):
        participant = self._pick(self.campaign.participant_ids, number)
        stage = self._pick(
            self.campaign.stage_ids.filtered(lambda one: one.stage_type_id.per_school), number
        )
        self.env["shnor.extension"].with_user(self.administrator).create(
            {
                "participant_id": participant.id,
                "stage_id": stage.id,
                "date_until": stage.date_to + timedelta(days=number),
                "reason": "Нет связи",
                "applicant": "Директор",
            }
        ).action_grant()

    def _step_be_absent(self, number):
        self.env["shnor.absence"].create(
            {
                "user_id": self.users["specialist"].id,
                "deputy_id": self.users["keeper"].id,
                "date_from": self.now.date(),
                "date_to": self.now.date() + timedelta(days=number),
            }
        )

    def _step_calculate(self, _number):
        self.campaign.action_calculate()

    def _step_meet(self, _number):
        meeting = self.env["shnor.meeting"].create(
            {"campaign_id": self.campaign.id, "start": self.now - timedelta(hours=1)}
        )
        meeting.action_held()

    def _step_remind(self, _number):
        self._remind()

    # What must hold

    def _check(self):
        campaign = self.campaign
        documents = campaign.order_id | campaign.order_id.amendment_ids
        signed = documents.filtered(lambda one: one.state in ("signed", "in_force"))
        self.assertIn(campaign.dates_order_id, signed)
        latest = campaign.order_id._latest_in_chain()
        lines = {line.stage_type_id: line for line in latest.stage_ids}
        self.assertEqual(set(campaign.stage_ids.stage_type_id), set(lines))
        self.assertEqual(
            set(campaign.participant_ids.school_id), set(latest.participant_ids.school_id)
        )
        self.assertEqual(len(campaign.participant_ids), len(latest.participant_ids))
        for stage in campaign.stage_ids:
            line = lines[stage.stage_type_id]
            self.assertEqual((stage.date_from, stage.date_to), (line.date_from, line.date_to))
            self.assertIn(stage.order_id, signed)
            self.assertTrue(stage.responsible_ids, stage.code)
            self.assertTrue(
                stage.responsibility_ids.filtered(lambda one: one.state != "cancelled"), stage.code
            )
            for row in stage.school_ids.filtered("participant_id.active"):
                self._check_term(row)
        self._check_tasks()

    def _check_term(self, row):
        if row.date_to == row.stage_id.date_to:
            return
        self.assertGreater(row.date_to, row.stage_id.date_to)
        reopened = row.participant_id.sheet_ids.form_reopening_ids
        self.assertTrue(row.extension_id.state == "granted" or reopened)

    def _check_tasks(self):
        tasks = self.env["mail.activity"].search(
            [
                ("res_model", "=", "shnor.responsibility"),
                ("activity_type_id", "!=", self.env.ref(ESCALATION).id),
            ]
        )
        reasons = self.env["shnor.responsibility"].search(
            [("campaign_id", "=", self.campaign.id), ("state", "in", PENDING)]
        )
        mine = tasks.filtered(
            lambda one: (
                one.res_id
                in self.env["shnor.responsibility"]
                .search([("campaign_id", "=", self.campaign.id)])
                .ids
            )
        )
        self.assertEqual(sorted(mine.mapped("res_id")), sorted(reasons.ids))
        for task in mine:
            reason = reasons.browse(task.res_id)
            self.assertEqual(task.user_id, reason.assignee_id)
            self.assertEqual(task.date_deadline, reason.date_deadline)
            self.assertIsInstance(task.date_deadline, date)
