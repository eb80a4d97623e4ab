from datetime import datetime, timedelta

from odoo.tests import tagged

from .form_common import FormsCase
from .smtp_sink import smtp_sink


@tagged("post_install", "-at_install")
class TestHalfYear(FormsCase):
    """A half-year of the committee, day by day, with mails that are really sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the committee's wave before this one, over and fulfilled
        cls.campaign.action_calculate()
        cls.campaign.with_user(cls.users["specialist"]).action_close()
        cls.administrator = cls.users["administrator"]
        cls.head = cls._make_user("head", "shnor_registry.group_administrator")
        cls.second_school.director_ids = cls.env["res.partner"].create(
            {"name": "Вторая", "email": "second@example.org"}
        )

    def setUp(self):
        super().setUp()
        sink = smtp_sink(self.env)
        self.sink = sink.__enter__()
        self.addCleanup(sink.__exit__, None, None, None)

    def _day(self, day, hour=1):
        """Let the jobs of a morning run and the mails go out; return the new letters."""
        before = len(self.sink.letters)
        self._today(f"{day} {hour:02}:00:00")
        self.env["shnor.campaign"]._cron_stages()
        self.env["shnor.campaign"]._cron_launch()
        self.env["shnor.reminder"]._cron_send()
        self.env["mail.mail"].search([("state", "=", "outgoing")]).send()
        self.env.invalidate_all()
        return self.sink.letters[before:]

    def _letters(self, address, since):
        return self.sink.of(address)[since:]

    def test_a_half_year(self):
        # 23 November: the order is drafted from July's, in minutes
        self._today("2026-11-23 01:00:00")
        orders = self.env["shnor.order"].with_user(self.administrator)
        order = orders.browse(orders.action_prepare_next()["res_id"])
        order.write(
            {
                "controller_id": self.head.id,
                "reviewer_ids": [(0, 0, {"user_id": self.users["specialist"].id})],
                "member_ids": [(0, 0, {"name": "Член группы", "email": "member@example.org"})],
            }
        )
        self.assertEqual(str(order.date_begin), "2026-12-01")
        order.action_submit()
        order.with_user(self.users["specialist"]).action_approve()
        order.write({"number": "12-о", "date": "2026-11-23"})
        order.action_sign()
        campaign = order.campaign_ids
        evaluation = campaign._stage_of("self_evaluation")
        self.assertEqual(
            (str(evaluation.date_from), str(evaluation.date_to)), ("2026-12-01", "2026-12-10")
        )
        own, second = campaign.participant_ids.sorted("school_name")

        # 1 December: the stage opens, the directors are written to
        self.assertFalse(self._letters("second@example.org", 0))
        self._day("2026-12-01")
        self.assertEqual(order.state, "in_force")
        [[subject, body]] = self.sink.of("second@example.org")
        self.assertIn("Школа 900002", subject)
        self.assertIn("/my/forms/", body)
        self.assertNotIn("Школа 900001", body)

        # 3 December: an amendment moves the last day by a day
        self._today("2026-12-03 02:00:00")
        amendment = orders.browse(order.action_amend()["res_id"])
        amendment.write({"number": "12/1-о", "date": "2026-12-03"})
        amendment.stage_ids.filtered(
            lambda stage: stage.stage_type_id.code == "self_evaluation"
        ).write({"date_to": "2026-12-11"})
        amendment.action_sign()
        self.assertEqual((evaluation.order_id, str(evaluation.date_to)), (amendment, "2026-12-11"))

        # 4 December: one school asks for more time and gets it
        extension = self.env["shnor.extension"].create(
            {
                "participant_id": second.id,
                "stage_id": evaluation.id,
                "date_until": "2026-12-16",
                "reason": "Ледостав, связи нет",
                "applicant": "Директор, телефонограмма",
            }
        )
        extension.with_user(self.administrator).action_grant()

        # 7 to 9 December: the specialist is away, the tasks are with the deputy
        self.env["shnor.absence"].create(
            {
                "user_id": self.users["specialist"].id,
                "deputy_id": self.users["keeper"].id,
                "date_from": "2026-12-07",
                "date_to": "2026-12-09",
            }
        )
        task = evaluation.responsibility_ids
        self._day("2026-12-07")
        self.assertEqual(task.activity_ids.user_id, self.users["keeper"])

        # 8 December: three days before the last one, to whom it concerns only
        known = len(self.sink.of("director@example.org"))
        self._day("2026-12-08")
        [[subject, body]] = self._letters("director@example.org", known)
        self.assertIn("11.12.2026", subject)
        self.assertIn(f"/my/forms/{self._sheet(own).id}", body)
        self.assertNotIn("Школа 900002", body)
        self.assertEqual(len(self.sink.of("second@example.org")), 1)
        self.assertFalse(self._day("2026-12-08", 5))

        # 9 December: two days before, who answers is reminded: the deputy
        known = len(self.sink.of("keeper@example.org"))
        self._day("2026-12-09")
        [[subject, body]] = self._letters("keeper@example.org", known)
        self.assertIn("11.12.2026", subject)

        # 10 December: the first school hands in, the specialist is back
        self._day("2026-12-10")
        self.assertEqual(task.activity_ids.user_id, self.users["specialist"])
        self._submit(self._sheet(own))

        # 11 to 13 December nothing runs; on the 14th what was missed is caught up, once
        known = {
            address: len(self.sink.of(address))
            for address in ("director@example.org", "second@example.org", "specialist@example.org")
        }
        self._day("2026-12-14")
        self.assertFalse(self._letters("director@example.org", known["director@example.org"]))
        [[subject, _body]] = self._letters("second@example.org", known["second@example.org"])
        self.assertIn("16.12.2026", subject)
        [[subject, body]] = self._letters("specialist@example.org", known["specialist@example.org"])
        self.assertIn("11.12.2026", body)
        head = self.sink.of("head@example.org")
        self.assertEqual(len(head), 1)  # late by three days: told to who controls the order
        self.assertIn(task.name, head[0][1])
        escalated = task.activity_ids.filtered(lambda one: one.user_id == self.head)
        self.assertEqual(len(escalated), 1)
        self.assertFalse(self._day("2026-12-14", 5))

        # the extended school hands in by its own day: in time
        self._today("2026-12-16 10:00:00")
        self._submit(self._sheet(second))
        row = second.row_ids.filtered(lambda one: one.stage_id == evaluation)
        self.assertEqual(row.state, "done")
        self.assertEqual(task.state, "done_late")
        self.assertFalse(task.activity_ids)
        known = len(self.sink.of("second@example.org"))

        # 17 to 31 December: nobody is reminded of what is done
        day = datetime(2026, 12, 17)
        while day < datetime(2027, 1, 6):
            self._day(f"{day:%Y-%m-%d}")
            day += timedelta(days=1)
        evaluations = [subject for subject, _body in self._letters("second@example.org", known)]
        self.assertFalse(evaluations)

        # half of the fourteen days is gone and nobody has called the working group
        halves = [
            subject
            for subject, body in self.sink.of("head@example.org")
            if campaign.name in subject
        ]
        self.assertEqual(len(halves), 1)

        # the meeting, the results, the closing
        self._today("2027-01-06 03:00:00")
        meeting = self.env["shnor.meeting"].create(
            {"campaign_id": campaign.id, "start": "2027-01-06 01:00:00", "place": "Зал"}
        )
        self.assertIn("member@example.org", meeting.event_id.partner_ids.mapped("email"))
        meeting.action_held()
        for participant in campaign.participant_ids:
            self._sheet(participant).action_form_accept()
        campaign.action_calculate()
        campaign.with_user(self.users["specialist"]).action_close()
        self.assertEqual((order.state, amendment.state), ("fulfilled", "fulfilled"))
        self.assertFalse(campaign.responsibility_ids.activity_ids)
        self._day("2027-01-06", 6)  # that the forms were accepted
        self.assertFalse(self._day("2027-01-20"))

        # the log tells it all, in order
        kinds = campaign.event_ids.sorted("id").mapped("kind")
        for kind in (
            "order",
            "amendment",
            "extension",
            "responsible",
            "reminder",
            "stage",
            "meeting",
            "campaign",
        ):
            self.assertIn(kind, kinds)
        self.assertEqual((kinds[0], kinds[-1]), ("order", "campaign"))
