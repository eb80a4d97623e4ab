import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.shnor_monitoring.report import campaign_xlsx

from .common import MonitoringCase

FORMULA = "=cmd|' /C calc'!A0"


@tagged("post_install", "-at_install")
class TestReport(MonitoringCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.env["shnor.teacher"].create({"code": FORMULA, "name": "Имя Отчество"})
        cls.teacher = cls.env["shnor.teacher"].search([("code", "=", FORMULA)])
        cls.env["shnor.employment"].create(
            {"teacher_id": cls.teacher.id, "school_id": cls.school.id, "date_from": "2020-09-01"}
        )
        cls.campaign = cls._sign(cls._make_order())
        cls.campaign.action_calculate()

    def _workbook(self, user=None):
        report = self.env["report.shnor_monitoring.campaign_xlsx"]
        if user:
            report = report.with_user(self.users[user])
        content, kind = report.with_context(
            active_model="shnor.campaign", lang="en_US"
        ).create_xlsx_report(self.campaign.ids, {})
        self.assertEqual(kind, "xlsx")
        return load_workbook(io.BytesIO(content))

    def _cells(self, sheet):
        return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]

    def test_one_sheet_of_indicators_one_for_each_and_one_with_the_method(self):
        workbook = self._workbook()
        codes = self.campaign.result_ids.sorted("sequence").indicator_id.mapped("code")
        self.assertEqual(workbook.sheetnames, ["Indicators", "By school", *codes, "Method"])
        first = {row[0]: row for row in self._cells(workbook["Indicators"])}
        self.assertEqual(first["I2"][2:6], ["0 of 1", 0, 1, 0])
        self.assertEqual(first["I1"][2:6], ["0 of 2", 0, 2, 2])
        self.assertEqual(first["I1"][7], "no data")
        self.assertEqual(len(workbook["Indicators"]._charts), 1)

    def test_evidence_is_all_there_with_its_reasons(self):
        rows = self._cells(self._workbook()["I1"])
        self.assertEqual([row[0] for row in rows], ["Школа 900001", "Школа 900002"])
        self.assertEqual({row[1] for row in rows}, {"No data"})
        self.assertIn("nothing to compare", rows[0][2])

    def test_text_like_a_formula_is_text_and_no_name_of_a_teacher_is_written(self):
        workbook = self._workbook()
        cell = workbook["I2"]["A5"]
        self.assertEqual((cell.value, cell.data_type), (FORMULA, "s"))
        texts = " ".join(
            str(cell.value) for sheet in workbook for row in sheet.iter_rows() for cell in row
        )
        self.assertNotIn("Имя Отчество", texts)

    def test_a_sheet_that_is_full_goes_on_in_the_next_one(self):
        self.patch(campaign_xlsx, "SHEET_ROWS", 1)
        workbook = self._workbook()
        self.assertIn("I1 (2)", workbook.sheetnames)
        self.assertEqual(self._cells(workbook["I1 (2)"])[0][0], "Школа 900002")

    def test_a_report_that_takes_minutes_is_refused_on_the_web_with_the_remedy(self):
        self.patch(campaign_xlsx, "WEB_ROWS", 1)
        with self.assertRaisesRegex(UserError, "scripts/shnor report"):
            self._workbook()

    def test_the_reader_gets_what_the_rules_allow(self):
        self.assertEqual(len(self._cells(self._workbook("working_group")["I1"])), 2)
        for role in ("director", "portal", "employee", "foreign_specialist"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._workbook(role)


@tagged("post_install", "-at_install")
class TestReportDownload(HttpCase, MonitoringCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.campaign = cls._sign(cls._make_order())
        cls.campaign.action_calculate()
        cls.url = f"/report/xlsx/shnor_monitoring.campaign_xlsx/{cls.campaign.id}"

    def test_staff_download_and_strangers_do_not(self):
        self.authenticate("monitoring_working_group", "monitoring_working_group")
        response = self.url_open(self.url)
        self.assertEqual(response.status_code, 200)
        self.assertTrue(load_workbook(io.BytesIO(response.content)).sheetnames)
        for login in ("monitoring_director", "monitoring_portal", "monitoring_employee"):
            with self.subTest(login), self.assertLogs("odoo.http", "WARNING"):
                self.authenticate(login, login)
                self.assertGreaterEqual(self.url_open(self.url).status_code, 400)
