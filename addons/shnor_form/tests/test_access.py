import base64
import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .common import FormCase

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class AccessCase(FormCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        portal = {"groups": "base.group_portal", "tz": "Asia/Vladivostok"}
        cls.anna = new_test_user(cls.env, "form_anna", **portal)
        cls.anna.partner_id.parent_id = cls.north
        cls.stranger = new_test_user(cls.env, "form_stranger", **portal)
        cls.employee = new_test_user(cls.env, "form_employee", groups="base.group_user")
        cls.officer = new_test_user(cls.env, "form_officer", groups="shnor_form.group_officer")
        cls.owner = cls.anna.partner_id
        cls.access = {"role": "owner", "partner": cls.owner, "sections": None}
        cls.sheet = cls._launch(deadline=fields.Datetime.now() + timedelta(days=3))
        cls.pages = cls.form.question_and_page_ids.filtered("is_page")

    def _find(self, user, token=None):
        return self.env["survey.user_input"].with_user(user)._form_find(self.sheet.id, token)

    def _delegate(self, **values):
        return self.sheet._form_delegate(
            "Boris", "boris@example.com", self.pages[:1].ids, access=self.access, **values
        )


class TestAccess(AccessCase):
    def test_who_is_who(self):
        self.assertEqual(self._find(self.anna)[1]["role"], "owner")
        self.assertEqual(self._find(self.officer)[1]["role"], "staff")
        for user in (self.stranger, self.employee, self.env.ref("base.public_user")):
            with self.assertRaises(MissingError):
                self._find(user)
            with self.assertRaises(MissingError):
                self._find(user, "guessed")

    def test_nobody_reads_answers_past_the_routes(self):
        self._save(self.sheet, S1=10)
        names = (
            "survey.user_input",
            "survey.user_input.line",
            "shnor.form.change",
            "shnor.form.receipt",
            "shnor.form.delegation",
            "shnor.form.evidence",
        )
        for user in (self.anna, self.stranger, self.employee):
            for name in names:
                with self.subTest(user=user.login, model=name), self.assertRaises(AccessError):
                    self.env[name].with_user(user).search([])

    def test_a_delegate_has_the_own_sections(self):
        delegation, link = self._delegate()
        token = link.partition("token=")[2]
        self.assertNotIn(token, delegation.token_hash)
        visitor = self.env.ref("base.public_user")
        sheet, access = self._find(visitor, token)
        self.assertEqual(access["role"], "delegate")
        payload = sheet._form_payload(access)
        self.assertEqual(set(payload["answers"]) | {"T1"} - set(payload["answers"]), {"T1"})
        self.assertEqual(list(payload["schema"]["questions"]), ["S1", "S2", "S3", "S4"])
        self.assertEqual(payload["delegations"], [])
        result = sheet._form_save(
            [{"seq": 1, "code": "S1", "value": 4}, {"seq": 2, "code": "T1", "value": True}],
            access,
            "d",
        )
        self.assertEqual([ack["status"] for ack in result["acks"]], ["saved", "refused"])
        self.assertEqual(self.sheet.form_change_ids.author_id.name, "Boris")
        with self.assertRaises(AccessError):
            sheet._form_submit("k", None, access)
        with self.assertRaises(AccessError):
            sheet._form_delegate("Eve", "eve@example.com", self.pages.ids, access=access)
        self.assertEqual(delegation.progress, "1/3")
        delegation._withdraw()
        with self.assertRaises(MissingError):
            self._find(visitor, token)
        self.assertEqual(self._value(self.sheet, "S1"), 4)

    def test_a_delegate_may_get_an_account(self):
        delegation, _link = self._delegate(account=True)
        user = delegation.partner_id.user_ids
        self.assertTrue(user._is_portal())
        self.assertEqual(delegation.partner_id.parent_id, self.north)
        self.assertEqual(self._find(user)[1]["role"], "delegate")
        self.assertEqual(self._find(user)[1]["sections"], self.pages[:1].ids)

    def test_what_is_given_in_turns_adds_up(self):
        delegation, _link = self._delegate(account=True)
        self.sheet._form_delegate(
            "Boris", "boris@example.com", self.pages[1:].ids, access=self.access
        )
        _sheet, access = self._find(delegation.partner_id.user_ids)
        self.assertEqual(set(access["sections"]), set(self.pages.ids))

    def test_delegating_wants_a_name_an_address_and_sections(self):
        for arguments in (
            ("", "b@example.com", self.pages.ids),
            ("Boris", "no address", self.pages.ids),
            ("Boris", "b@example.com", []),
            ("Boris", "b@example.com", [10**6]),
        ):
            with self.assertRaises(UserError):
                self.sheet._form_delegate(*arguments, access=self.access)

    def test_files(self):
        kept = self.sheet._form_attach("T6", "../Plan.png", PNG, self.access)
        self.assertEqual((kept.name, kept._content()), ("Plan.png", PNG))
        for name, content, message in (
            ("virus.exe", b"MZ\x90", "kinds are taken"),
            ("virus.pdf", b"MZ\x90" * 50, "not what its name says"),
            ("page.png", b"<svg onload='alert(1)'/>", "not what its name says"),
            ("empty.pdf", b"", "empty"),
            ("big.pdf", b"%PDF" + b"0" * (5 * 1024 * 1024), "larger than 5"),
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, message):
                self.sheet._form_attach("T6", name, content, self.access)
        with self.assertRaisesRegex(UserError, "takes no files"):
            self.sheet._form_attach("S1", "Plan.png", PNG, self.access)
        self.sheet._form_detach(kept.id, self.access)
        self.assertFalse(self.sheet.form_evidence_ids)
        self.assertTrue(kept.exists())

    def test_the_page_takes_a_constant_number_of_queries(self):
        large = self.env["survey.survey"].browse(self.form.action_new_version()["res_id"])
        for number in range(100):
            self._ask(large, f"M{number}", "numerical_box")
        sheets = self.sheet | large._form_launch(
            [{"form_owner_ids": [(6, 0, self.owner.ids)], "form_previous_id": self.sheet.id}]
        )
        self._save(self.sheet, S1=10, T1=True)
        self.env["survey.user_input"]._form_save_many(
            {sheets[1]: {f"M{number}": number for number in range(100)}}
        )
        for sheet in sheets:
            sheet.survey_id._form_schema()
            self.env.invalidate_all()
            # sheet, form, answers (twice with the previous form), evidence, queries, receipts,
            # delegations, re-opened questions, who asks, time zone, translations of states
            with self.assertQueryCount(26):
                sheet._form_payload(self.access)


@tagged("post_install", "-at_install")
class TestRoutes(AccessCase, HttpCase):
    def _call(self, path, **params):
        return self.make_jsonrpc_request(f"/my/forms/{self.sheet.id}/{path}", params)

    @mute_logger("odoo.http")
    def test_strangers_get_nothing(self):
        self._save(self.sheet, S1=10)
        evidence = self.sheet._form_attach("T6", "Plan.png", PNG, self.access)
        calls = {
            "load": {},
            "save": {"client": "x", "saves": [{"seq": 1, "code": "S1", "value": 1}]},
            "submit": {"key": "x"},
            "reply": {"query_id": 1, "body": "x"},
            "evidence/remove": {"evidence_id": evidence.id},
            "delegate": {"name": "Eve", "email": "eve@example.com", "sections": self.pages.ids},
            "withdraw": {"delegation_id": 1},
        }
        for login in ("form_stranger", "form_employee", None):
            self.authenticate(login, login)
            for path, params in calls.items():
                with self.subTest(login=login, path=path), self.assertRaises(JsonRpcException):
                    self._call(path, **params)
            page = self.url_open(f"/my/forms/{self.sheet.id}", allow_redirects=False)
            self.assertEqual(page.status_code, 404 if login else 303)
            file = self.url_open(f"/my/forms/{self.sheet.id}/evidence/{evidence.id}")
            self.assertEqual(file.status_code, 404)
        self.assertEqual(self._value(self.sheet, "S1"), 10)

    def test_the_owner_fills_and_submits(self):
        self.authenticate("form_anna", "form_anna")
        payload = self._call("load")
        self.assertEqual(payload["sheet"]["role"], "owner")
        self.assertEqual(payload["answers"]["S2"]["origin"], "record")
        saves = [
            {"seq": 1, "code": "S1", "value": 10},
            {"seq": 2, "code": "S2", "value": 7},
            {"seq": 3, "code": "T1", "value": False},
        ]
        result = self._call("save", client="b1", known=0, saves=saves)
        self.assertEqual({ack["status"] for ack in result["acks"]}, {"saved"})
        self.assertEqual(
            self._call("save", client="b1", saves=saves)["acks"][0]["status"], "replayed"
        )
        receipt = self._call("submit", key="k1")
        self.assertEqual(receipt["sheet"]["state"], "submitted")
        self.assertEqual(self._call("submit", key="k1")["receipt"], receipt["receipt"])

    def test_nonsense_is_answered_in_words_or_ignored(self):
        self.authenticate("form_anna", "form_anna")
        for saves in ("x", [1, None], [{"seq": -5, "code": ["a"], "value": {}}], [{}]):
            self._call("save", client=7, known="x", saves=saves)
        self.assertIn("error", self._call("reply", query_id="x", body=5))
        self.assertIn("error", self._call("evidence/remove", evidence_id={"a": 1}))
        self.assertIn("problems", self._call("submit", key=5, warning_comments="x"))
        self.assertFalse(self.sheet.user_input_line_ids.filtered("form_confirmed"))

    def test_a_file_comes_and_goes(self):
        self.authenticate("form_anna", "form_anna")
        page = self.url_open("/my/account")
        token = page.text.partition('csrf_token: "')[2].partition('"')[0]
        url = f"/my/forms/{self.sheet.id}/evidence"
        answer = self.url_open(
            url,
            data={"code": "T6", "csrf_token": token},
            files={"ufile": ("План.png", PNG, "image/png")},
        )
        [file] = json.loads(answer.text)["evidence"]["T6"]
        self.assertEqual(file["name"], "План.png")
        back = self.url_open(f"{url}/{file['id']}")
        self.assertEqual(back.content, PNG)
        self.assertIn("attachment", back.headers["Content-Disposition"])
        wrong = self.url_open(
            url,
            data={"code": "T6", "csrf_token": token},
            files={"ufile": ("a.exe", b"MZ", "application/x-msdownload")},
        )
        self.assertIn("a.exe", json.loads(wrong.text)["error"])

    def test_surveys_own_pages_know_no_forms(self):
        self.authenticate(None, None)
        for path in (
            f"/survey/start/{self.form.access_token}?answer_token={self.sheet.access_token}",
            f"/survey/print/{self.form.access_token}?answer_token={self.sheet.access_token}",
            f"/survey/{self.form.access_token}/{self.sheet.access_token}",
        ):
            page = self.url_open(path)
            self.assertNotIn("Question S1", page.text)
        self.authenticate("form_officer", "form_officer")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"/survey/results/{self.form.id}").status_code, 404)
