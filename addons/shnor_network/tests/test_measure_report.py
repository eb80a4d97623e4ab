from base64 import b64decode
from uuid import uuid4

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import NetworkCase

PDF = b"%PDF-1.4\n%%EOF\n"
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)


class ReportCase(NetworkCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.measure = cls._make_measure()

    def report(self, measure=None, state="in_progress", files=(), **said):
        measure = measure or self.measure
        return self.env["shnor.measure.report"]._report(
            measure,
            {"state": state, "percent": "50", "submission": uuid4().hex, **said},
            list(files),
            self.users["director"].partner_id,
        )

    def as_keeper(self, records):
        return records.with_user(self.users["keeper"])


@tagged("post_install", "-at_install")
class TestMeasureReport(ReportCase):
    """A school reports, a curator confirms or returns."""

    # Reporting

    def test_a_report_waits_and_changes_nothing(self):
        report = self.report(percent="60", fact="65", remark="Проведены встречи")
        self.assertEqual(
            (self.measure.state, self.measure.percent, self.measure.report_state),
            ("not_started", 0, "reported"),
        )
        self.assertEqual(self.measure.waiting_report_id, report)
        self.assertEqual((report.school_id, report.percent), (self.school, 60))

    def test_what_is_missing_is_told(self):
        for said, words in (
            ({"state": "kaput"}, "Choose the status"),
            ({"state": None}, "Choose the status"),
            ({"state": "done"}, "what came of it"),
            ({"state": "partly"}, "what is not"),
            ({"state": "failed"}, "why"),
            ({"state": "moved", "new_date": "2030-01-01"}, "why"),
            ({"state": "moved", "remark": "Ремонт"}, "Choose the new date"),
            ({"state": "moved", "remark": "Ремонт", "new_date": "завтра"}, "Choose the new date"),
            ({"state": "moved", "remark": "Ремонт", "new_date": "2026-06-30"}, "later"),
            ({"percent": "сто"}, "from 0 to 100"),
            ({"percent": "101"}, "from 0 to 100"),
            ({"percent": "-1"}, "from 0 to 100"),
            ({"remark": "я" * 4001}, "4000"),
        ):
            with self.subTest(said), self.assertRaisesRegex(UserError, words):
                self.report(**{"state": "in_progress", **said})
        self.assertFalse(self.measure.report_ids)

    def test_a_file_is_proof_enough(self):
        report = self.report(state="done", files=[("C:\\docs\\акт.pdf", PDF)])
        [file] = report.evidence_ids
        self.assertEqual((file.name, file.mimetype), ("акт.pdf", "application/pdf"))
        self.assertEqual(file._content(), PDF)
        self.as_keeper(self.measure).action_confirm_reports()
        self.assertEqual(self.measure.state, "done")

    def test_files_that_are_too_large_or_not_what_they_say_are_refused(self):
        for name, content in (
            ("пусто.pdf", b""),
            ("вирус.exe", b"MZ"),
            ("картинка.pdf", PNG),
            ("много.png", PNG + b"0" * 6 * 1024 * 1024),
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, name.split(".")[0]):
                self.report(files=[(name, content)])
        with self.assertRaisesRegex(UserError, "At most 5"), self.env.cr.savepoint():
            self.report(files=[(f"{n}.png", PNG) for n in range(6)])
        self.env.invalidate_all()
        self.assertFalse(self.measure.report_ids)

    def test_the_same_page_sent_twice_is_one_report(self):
        first = self.report(submission="one")
        self.assertEqual(self.report(submission="one", percent="90"), first)
        self.assertEqual(first.percent, 50)

    @mute_logger("odoo.sql_db")
    def test_one_report_waits_at_a_time(self):
        first = self.report()
        second = self.report(percent="70")
        self.assertEqual((first.state, second.state), ("replaced", "reported"))
        self.assertEqual(self.measure.report_state, "reported")
        with self.assertRaisesRegex(IntegrityError, "one_waits"):
            second.sudo().copy({"submission": "x"}).flush_recordset()

    def test_what_is_finished_is_not_reported_on(self):
        self.measure.write({"state": "done", "result": "Есть"})
        with self.assertRaisesRegex(UserError, "finished"):
            self.report()

    def test_what_was_written_is_not_edited(self):
        report = self.report()
        for role in ("keeper", "administrator", "director"):
            for values in ({"percent": 1}, {"state": "confirmed"}, {"remark": "другое"}):
                with self.subTest(role, **values), self.assertRaises(UserError):
                    report.with_user(self.users[role]).write(values)
        with self.assertRaises(UserError):
            report.state = "confirmed"

    # Confirming

    @freeze_time("2026-06-20 03:00")
    def test_confirmed_the_measure_says_the_same(self):
        self.report(state="done", fact="72", remark="Охват вырос")
        with freeze_time("2026-07-15 03:00"):
            self.as_keeper(self.measure).action_confirm_reports()
        self.assertEqual(
            (self.measure.state, self.measure.percent, self.measure.indicator_fact),
            ("done", 100, "72"),
        )
        self.assertEqual(self.measure.result, "Охват вырос")
        self.assertEqual(self.measure.report_state, "confirmed")
        # in time, however long the curator took
        self.assertEqual(self.measure.done_date, Date.to_date("2026-06-20"))
        [report] = self.measure.report_ids
        self.assertEqual(report.decided_by_id, self.users["keeper"])
        self.assertIn("100", self.measure.message_ids[0].body)

    @freeze_time("2026-06-20")
    def test_a_move_is_confirmed_with_its_date_and_reason(self):
        self.report(state="moved", percent="30", remark="Ремонт", new_date="2026-10-01")
        self.as_keeper(self.measure).action_confirm_reports()
        self.assertEqual(
            (self.measure.state, self.measure.date_to, self.measure.moved_from),
            ("moved", Date.to_date("2026-10-01"), Date.to_date("2026-06-30")),
        )
        self.assertEqual((self.measure.state_reason, self.measure.percent), ("Ремонт", 30))

    def test_after_a_confirmation_the_school_reports_again(self):
        self.report(remark="Начали")
        self.as_keeper(self.measure).action_confirm_reports()
        self.report(state="done", remark="Закончили")
        self.assertEqual(self.measure.report_state, "reported")
        self.as_keeper(self.measure).action_confirm_reports()
        self.assertEqual((self.measure.state, self.measure.result), ("done", "Закончили"))

    def test_nothing_to_confirm_is_told(self):
        with self.assertRaisesRegex(UserError, "No report waits"):
            self.as_keeper(self.measure).action_confirm_reports()
        with self.assertRaisesRegex(UserError, "No report waits"):
            self.as_keeper(self.measure).action_return_reports()

    def test_who_may_not_decide(self):
        report = self.report()
        for role in ("working_group", "foreign_keeper", "director", "employee"):
            user = self.users[role]
            with self.subTest(role), self.assertRaises(AccessError):
                self.measure.with_user(user).action_confirm_reports()
            with self.subTest(role, on="report"), self.assertRaises(AccessError):
                report.with_user(user).action_confirm()
        self.assertEqual(report.state, "reported")

    def test_one_foreign_measure_among_many_refuses_all(self):
        foreign = self._make_measure(school_id=self.foreign_school.id)
        self.report()
        self.report(foreign)
        with self.assertRaises(AccessError):
            self.as_keeper(self.measure | foreign).action_confirm_reports()
        self.assertEqual(self.measure.report_state, "reported")

    def test_many_are_confirmed_in_as_many_statements(self):
        measures = self.env["shnor.measure"].create(
            [
                {"school_id": self.school.id, "name": f"Дело {n}", "date_to": "2026-06-30"}
                for n in range(45)
            ]
        )
        for number, measure in enumerate(measures):
            self.report(measure, percent=str(number % 3), remark=f"Слово {number % 3}")

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.as_keeper(some).action_confirm_reports()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(measures[:3])  # users, rules and settings are remembered from here on
        few, many = count(measures[3:6]), count(measures[6:])
        self.assertAlmostEqual(few, many, delta=3)

    # Returning

    def _return(self, measures, reason="Приложите акт"):
        wizard = self.env["shnor.measure.return"].with_user(self.users["keeper"])
        wizard.create({"measure_ids": [(6, 0, measures.ids)], "reason": reason}).action_return()

    def test_returned_with_a_reason_the_measure_stays_as_it_was(self):
        report = self.report(state="done", remark="Сделали")
        with self.assertRaisesRegex(UserError, "put right"):
            self._return(self.measure, "  ")
        self._return(self.measure)
        self.assertEqual((report.state, report.return_reason), ("returned", "Приложите акт"))
        self.assertEqual(
            (self.measure.state, self.measure.report_state), ("not_started", "returned")
        )
        self.report(state="done", files=[("акт.pdf", PDF)])
        self.as_keeper(self.measure).action_confirm_reports()
        self.assertEqual(self.measure.report_state, "confirmed")

    def test_a_returned_file_proves_nothing(self):
        self.report(state="done", files=[("акт.pdf", PDF)])
        self._return(self.measure)
        with self.assertRaisesRegex(UserError, "what came of it"):
            self.report(state="done")

    # Mails about returning

    def _mails(self):
        return self.env["mail.mail"].search([("id", ">", self.last_mail)], order="id")

    def test_a_director_hears_of_what_was_returned_in_one_mail(self):
        self.users["director"].partner_id.write(
            {"email": "director@example.org", "lang": self.env.user.lang}
        )
        self.users["keeper"].write({"name": "Куратор Ким", "phone": "+7 000 000-00-00"})
        self.last_mail = self.env["mail.mail"].search([], order="id desc", limit=1).id or 0
        other = self._make_measure(name="Дела недели")
        self.report()
        self.report(other)
        self._return(self.measure | other, "Приложите <акт>")
        mail = self._mails()
        self.assertEqual(mail.recipient_ids, self.users["director"].partner_id)
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("2", mail.subject)
        for words in (
            f"/my/roadmap/{self.measure.id}",
            f"/my/roadmap/{other.id}",
            "Семейные встречи",
            "Приложите &lt;акт&gt;",
            "Куратор Ким, +7 000 000-00-00",
        ):
            self.assertIn(words, mail.body_html)
        self.report()
        self._return(self.measure)
        self.assertIn("Семейные встречи", (self._mails() - mail).subject)

    def test_without_an_address_the_school_itself_is_written_to_and_confirming_is_silent(self):
        self.last_mail = self.env["mail.mail"].search([], order="id desc", limit=1).id or 0
        self.users["director"].partner_id.email = False
        self.school.partner_id.email = "school@example.org"
        self.report()
        self._return(self.measure)
        self.assertEqual(self._mails().recipient_ids, self.school.partner_id)
        self.report()
        self.as_keeper(self.measure).action_confirm_reports()
        self.assertEqual(len(self._mails()), 1)
        self.school.partner_id.email = False
        other = self._make_measure(name="Без адреса")
        self.report(other)
        self._return(other)
        self.assertEqual(len(self._mails()), 1)

    # The worklist

    def test_what_waits_is_found(self):
        self.report()
        found = self.env["shnor.measure"].search([("report_state", "=", "reported")])
        self.assertEqual(found, self.measure)
        other = self._make_measure(name="Без отчёта")
        self.assertIn(other, self.env["shnor.measure"].search([("report_state", "=", False)]))
