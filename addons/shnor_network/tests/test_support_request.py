from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from odoo.addons.shnor_monitoring.tests.sheet_common import SheetCase

from .common import NetworkCase


class TestRequest(NetworkCase):
    """A queue: new, accepted, answered by help or refused with a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.keeper, cls.director = cls.users["keeper"], cls.users["director"]

    def _ask(self, **values):
        return self.env["shnor.support.request"]._ask(
            self.school, {"topic": "Подготовка к ОГЭ", **values}, self.director.partner_id
        )

    def test_a_director_asks_and_the_specialist_gets_a_task(self):
        staff = self.env.ref("shnor_network.deficit_staff")
        request = self._ask(whom="teachers", form="visit", deficit_id=str(staff.id))
        self.assertEqual((request.origin, request.state), ("portal", "new"))
        self.assertEqual(request.deficit_id, staff)
        self.assertIn(self.users["specialist"], request.activity_ids.user_id)
        request.with_user(self.keeper).action_accept()
        self.assertEqual(request.user_id, self.keeper)
        self.assertFalse(request.activity_ids)

    def test_pressed_twice_it_is_one_request(self):
        self.assertEqual(self._ask(), self._ask(topic="  подготовка  к ОГЭ "))

    def test_what_is_no_request_is_refused_in_words(self):
        for values in (
            {"topic": "  "},
            {"whom": "everybody"},
            {"date_until": "31 февраля"},
            {"date_until": "2020-01-01"},
            {"deficit_id": "x"},
            {"text": "о" * 3000},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self._ask(**values)

    def test_a_refusal_needs_a_reason(self):
        request = self._ask().with_user(self.keeper)
        with self.assertRaisesRegex(UserError, "why it is refused"):
            request.action_refuse()
        request.answer = "Нет средств на выезд"
        request.action_refuse()
        self.assertEqual(request.state, "refused")
        with self.assertRaisesRegex(UserError, "by the buttons"):
            request.state = "new"
        request.action_accept()

    def test_help_answers_it(self):
        request = self._ask(whom="teachers").with_user(self.keeper)
        with self.assertRaisesRegex(UserError, "choose the help"):
            request.action_answer()
        context = request.action_enter_support()["context"]
        support = (
            self.env["shnor.support"]
            .with_user(self.keeper)
            .with_context(**context)
            .create({"kind_id": self.seminar.id, "deficit": "Чтение"})
        )
        self.assertEqual((support.school_id, support.topic), (self.school, request.topic))
        self.assertTrue(support.targeted)
        self.assertEqual((request.support_id, request.state), (support, "accepted"))
        support.action_mark_done()
        self.assertEqual(request.state, "answered")

    def test_help_to_another_school_answers_nothing(self):
        request = self._ask()
        with self.assertRaisesRegex(UserError, "another school"):
            request.support_id = self._make_support(school_id=self.leader.id)

    def test_late_ones_are_found(self):
        request = self._ask()
        self.assertFalse(request.is_late)
        request.date_until = Date.subtract(Date.today(), days=1)
        self.assertTrue(request.is_late)
        found = self.env["shnor.support.request"].search([("is_late", "=", True)])
        self.assertIn(request, found)

    def test_who_only_reads_answers_nothing(self):
        request = self._ask()
        for role in ("working_group", "foreign_keeper", "director"):
            with self.subTest(role), self.assertRaises(AccessError):
                request.with_user(self.users[role]).action_accept()


@tagged("post_install", "-at_install")
class TestRequestsOfSheets(SheetCase):
    """The table “Запрос на помощь” of the self-evaluation fills the queue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        columns = [
            ("topic", "char", ""),
            ("whom", "choice", "директор\nпедагоги"),
            ("form", "choice", "выезд\nвидеосвязь"),
            ("until", "date", ""),
        ]
        cls._ask(
            cls.form_a,
            "А17.6",
            "number_table",
            form_column_ids=[
                (0, 0, {"code": code, "title": code, "column_type": kind, "options": options})
                for code, kind, options in columns
            ],
        )
        cls._ask(cls.form_a, "А17.3", "text_box")
        cls.sheet, cls.other = cls._give_out(cls.participant | cls.second)
        cls.rows = [
            {"topic": "Дефицит кадров", "whom": "педагоги", "form": "выезд", "until": "2026-12-01"},
            {"topic": "Объективность оценивания", "whom": "директор"},
        ]

    def _requests(self):
        return self.env["shnor.support.request"].search(
            [("school_id", "in", (self.school | self.second_school).ids)], order="id"
        )

    def test_an_accepted_form_puts_its_table_into_the_queue(self):
        self._hand_in(self.sheet, **{"А17.6": self.rows, "А17.3": "Нужен методист"})
        self.assertFalse(self._requests())
        self.sheet.with_user(self.specialist).action_form_accept()
        first, second = self._requests()
        self.assertEqual(
            (first.whom, first.form, str(first.date_until)), ("teachers", "visit", "2026-12-01")
        )
        self.assertEqual(first.deficit_id, self.env.ref("shnor_network.deficit_staff"))
        self.assertEqual((first.origin, first.text), ("self_evaluation", "Нужен методист"))
        self.assertEqual((second.topic, second.whom), ("Объективность оценивания", "director"))
        self.assertIn(self.specialist, first.activity_ids.user_id)

    def test_the_button_of_the_campaign_takes_them_once(self):
        self._hand_in(self.sheet, **{"А17.6": self.rows})
        campaign = self.campaign.with_user(self.specialist)
        campaign.action_take_requests()
        action = campaign.action_take_requests()
        found = self.env["shnor.support.request"].search(action["domain"])
        self.assertEqual((len(found), found), (2, self._requests()))
        self.sheet.with_user(self.specialist).action_form_accept()
        self.assertEqual(len(self._requests()), 2)

    def test_a_corrected_row_is_followed_until_somebody_accepts_the_request(self):
        self._hand_in(self.sheet, **{"А17.6": self.rows})
        campaign = self.campaign.with_user(self.specialist)
        campaign.action_take_requests()
        first, second = self._requests()
        second.with_user(self.specialist).action_accept()
        self.sheet.with_user(self.specialist).action_form_return("Уточните")
        rows = [{**self.rows[0], "until": "2026-11-30"}, {**self.rows[1], "whom": "педагоги"}]
        self._hand_in(self.sheet, **{"А17.6": rows})
        campaign.action_take_requests()
        self.assertEqual(str(first.date_until), "2026-11-30")
        self.assertEqual(second.whom, "director")

    def test_only_keepers_take_them(self):
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.users["working_group"]).action_take_requests()

    def test_many_sheets_cost_as_much_as_one(self):
        def queries_for(sheets):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["shnor.support.request"]._asked_in(sheets)
            return self.env.cr.sql_log_count - before

        for sheet in self.sheet | self.other:
            self._hand_in(sheet, **{"А17.6": self.rows})
        queries_for(self.sheet)
        self.assertEqual(queries_for(self.sheet), queries_for(self.sheet | self.other))
