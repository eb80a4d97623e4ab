from lxml import html

from odoo.tests import HttpCase, tagged

from .form_common import FormsCase


@tagged("post_install", "-at_install")
class TestMonitorings(FormsCase, HttpCase):
    """“My monitorings”: a director sees what is due, what was handed in, and what came of it."""

    PATH = "/my/monitorings"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.users["director"] | cls.users["foreign_director"] | cls.users["portal"]).lang = "ru_RU"

    def setUp(self):
        super().setUp()
        self._today("2026-07-08 01:00:00")
        self.campaign._launch_batch()
        self.sheet = self._sheet(self.own)

    def _page(self, role):
        login = self.users[role].login
        self.authenticate(login, login)
        response = self.url_open(self.PATH)
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text).xpath("//div[hasclass('o_shnor_monitorings')]")[0]

    def _text(self, role):
        return " ".join(self._page(role).text_content().split())

    def _links(self, role):
        return self._page(role).xpath(".//a/@href")

    def _answer(self, **answers):
        access = {"role": "owner", "partner": self.sheet.form_owner_ids[:1], "sections": None}
        saves = [
            {"seq": number, "code": code, "value": value}
            for number, (code, value) in enumerate(answers.items(), self.sheet.form_revision + 1)
        ]
        self.sheet._form_save(saves, access, "test")

    def _data(self, role="director"):
        return self.env["shnor.portal"].with_user(self.users[role])._my_monitorings()

    # What is due

    def test_what_is_due_is_told_with_school_campaign_and_the_last_moment(self):
        text = self._text("director")
        for words in (
            "Самообследование",
            "Школа 900001",
            self.campaign.name,
            "10 июля 23:59",
            "0 ",
            "specialist@example.org",
        ):
            self.assertIn(words, text)
        self.assertEqual(self._links("director").count(f"/my/forms/{self.sheet.id}"), 1)

    def test_how_far_it_is(self):
        [card] = self._data()["due"]
        self.assertEqual((card["done"], card["asked"], card["begun"]), (0, 2, False))
        self._answer(Т1=7, Т2=True)
        [card] = self._data()["due"]
        self.assertEqual((card["done"], card["asked"], card["percent"]), (2, 3, 66))
        self.assertTrue(card["begun"])

    def test_the_days_left_are_those_of_the_committee(self):
        for moment, days, urgency in (
            ("2026-07-02 01:00:00", 8, "calm"),
            ("2026-07-08 01:00:00", 2, "soon"),
            ("2026-07-10 13:59:00", 0, "soon"),
            ("2026-07-10 14:20:00", -1, "over"),
        ):
            with self.subTest(moment):
                self._today(moment)
                [card] = self._data()["due"]
                self.assertEqual((card["days_left"], card["urgency"]), (days, urgency))

    def test_what_was_returned_says_why_and_what_was_asked(self):
        self._submit(self.sheet)
        officer = self.sheet.with_user(self.users["specialist"])
        officer._form_ask("Т1", "Почему девять?")
        officer.action_form_return("Пересчитайте ставки\nи класс-комплекты")
        [card] = self._data()["due"]
        self.assertEqual(card["queries"], 1)
        text = self._text("director")
        self.assertIn("Пересчитайте ставки", text)
        self.assertIn(self.sheet.form_receipt_ids.number, text)

    def test_script_in_a_reason_is_text(self):
        self._submit(self.sheet)
        self.sheet.with_user(self.users["specialist"]).action_form_return("<script>1</script>")
        page = self._page("director")
        self.assertFalse(page.xpath(".//script"))
        self.assertIn("<script>1</script>", page.text_content())

    def test_what_was_handed_in_has_its_receipt_and_pdf(self):
        self._submit(self.sheet)
        data = self._data()
        self.assertFalse(data["due"])
        self.assertEqual([card["id"] for card in data["handed_in"]], self.sheet.ids)
        links = self._links("director")
        receipt = self.sheet.form_receipt_ids
        self.assertIn(f"/my/forms/{self.sheet.id}/receipt/{receipt.id}", links)
        self.assertIn(f"/my/forms/{self.sheet.id}/pdf", links)

    def test_before_the_form_comes_the_dates_are_told(self):
        self._sign(self._make_order(self.school, number="8-о"))
        [card] = self._data()["ahead"]
        self.assertEqual((card["begin"], card["end"]), ("1 июля 2026", "10 июля 2026"))
        self.assertIn("10 июля 2026", self._text("director"))

    # Past ones

    def _close(self):
        self._submit(self.sheet)
        self.campaign.action_calculate()
        self.campaign.with_user(self.users["specialist"]).action_close()

    def test_a_closed_campaign_shows_receipts_and_approved_results(self):
        teacher = self.env["shnor.teacher"].create({"code": "П-1", "name": "Имя"})
        self.env["shnor.employment"].create(
            {"teacher_id": teacher.id, "school_id": self.school.id, "date_from": "2024-09-01"}
        )
        self._close()
        data = self._data()
        self.assertFalse(data["due"] or data["handed_in"] or data["ahead"])
        [past] = data["past"]
        # other units, which an addon may bring, need not be there
        units = [("unit_model", "in", ("shnor.school", "shnor.teacher"))]
        indicators = self.env["shnor.indicator"].search(units)
        self.assertEqual(
            [row["indicator"] for row in past["results"]],
            list(indicators.sorted(lambda one: (one.sequence, one.id))),
        )
        text = self._text("director")
        for row in past["results"]:
            self.assertIn(row["indicator"].with_context(lang="ru_RU").name, text)
        receipt = self.sheet.form_receipt_ids
        self.assertIn(f"/my/forms/{self.sheet.id}/receipt/{receipt.id}", self._links("director"))

    def test_results_that_nobody_approved_are_not_shown(self):
        self.campaign.action_calculate()
        self.assertFalse(self._data()["past"])

    def test_a_cancelled_campaign_asks_nothing_and_leaves_the_page(self):
        self.campaign.order_id.with_user(self.users["administrator"]).action_repeal()
        data = self._data()
        self.assertFalse(data["due"] or data["handed_in"] or data["ahead"] or data["past"])

    # Several directors, several schools

    def test_every_director_of_a_school_sees_the_form(self):
        self.school.director_ids += self.users["portal"].partner_id
        for role in ("director", "portal"):
            self.assertIn(f"/my/forms/{self.sheet.id}", self._links(role))

    def test_a_director_of_two_schools_sees_both(self):
        self.second_school.director_ids = self.users["director"].partner_id
        links = self._links("director")
        for participant in self.own + self.second:
            self.assertIn(f"/my/forms/{self._sheet(participant).id}", links)
        text = self._text("director")
        self.assertIn("Школа 900001", text)
        self.assertIn("Школа 900002", text)

    def test_a_former_director_sees_it_no_longer(self):
        self.school.director_ids = self.users["portal"].partner_id
        self.assertNotIn("Школа 900001", self._text("director"))
        self.assertFalse(self._data()["due"])
        self.assertEqual(self.env["shnor.portal"].with_user(self.users["director"])._count_due(), 0)

    def test_nobody_else_sees_anything(self):
        self._close()
        for role in ("foreign_director", "portal", "employee", "specialist"):
            with self.subTest(role):
                text = self._text(role)
                self.assertNotIn("Школа 900001", text)
                self.assertNotIn(f"/my/forms/{self.sheet.id}", self._links(role))

    def test_a_visitor_is_asked_to_log_in(self):
        self.authenticate(None, None)
        response = self.url_open(self.PATH)
        self.assertIn("/web/login", response.url)
        self.assertNotIn("Школа 900001", response.text)

    # Delegates

    def test_a_deputy_sees_the_sections_given_and_nothing_else(self):
        deputy = self.users["portal"].partner_id
        deputy.parent_id = self.school.partner_id
        section = self.form._form_schema()["sections"][1]
        access = {"role": "owner", "partner": self.sheet.form_owner_ids, "sections": None}
        delegation, _link = self.sheet._form_delegate(
            deputy.name, deputy.email, [section["id"]], access=access
        )
        self.assertEqual(delegation.partner_id, deputy)
        self._answer(Т1=7)
        data = self._data("portal")
        self.assertFalse(data["due"] or data["past"])
        [card] = data["delegated"]
        self.assertEqual((card["sections"], card["done"], card["asked"]), (["Условия"], 0, 1))
        text = self._text("portal")
        self.assertIn("Условия", text)
        self.assertNotIn("Кадры", text)
        self.assertIn(deputy.name, self._text("director"))
        delegation._withdraw()
        self.assertFalse(self._data("portal")["delegated"])

    # The card on the home page

    def test_the_home_card_counts_what_is_due(self):
        for role, count in (("director", 1), ("portal", 0), ("foreign_director", 0)):
            with self.subTest(role):
                login = self.users[role].login
                self.authenticate(login, login)
                self.assertIn('href="/my/monitorings"', self.url_open("/my/home").text)
                counters = self.make_jsonrpc_request(
                    "/my/counters", {"counters": ["shnor_due_count"]}
                )
                self.assertEqual(counters, {"shnor_due_count": count})
        self._submit(self.sheet)
        self.assertEqual(self.env["shnor.portal"].with_user(self.users["director"])._count_due(), 0)

    # Speed

    def test_the_number_of_queries_depends_on_nothing(self):
        """Not on schools, campaigns and questions."""
        director = self.users["director"]

        def count():
            self.env.cr.precommit.run()  # what the preparations of the test left to be told
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            response = self.url_open(self.PATH)
            self.assertEqual(response.status_code, 200)
            return self.cr.sql_log_count - before, response.text.count("o_shnor_due_")

        self.second_school.director_ids = director.partner_id
        self._past_campaign("2-о", 2024)
        self._answer(Т1=7)
        self.authenticate(director.login, director.login)
        count()  # caches
        few = count()
        crowd = self._make_schools(*((f"95{one:04}", self.village) for one in range(8)))
        crowd.director_ids = director.partner_id
        for number in (3, 4, 5):
            self._past_campaign(f"{number}-о", 2010 + number)
            self._sign(self._make_order(crowd, number=f"1{number}-о"))._launch_batch()
        many = count()
        self.assertEqual((few[1], many[1]), (2, 26))
        self.assertEqual(few[0], many[0])

    def _past_campaign(self, number, year):
        campaign = self._campaign_of(number, year)
        campaign.action_calculate()
        campaign.action_close()
        self._today("2026-07-08 01:00:00")
