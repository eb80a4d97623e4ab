from odoo.tests import tagged

from .form_common import FormsCase


@tagged("post_install", "-at_install")
class TestBoard(FormsCase):
    """The board and the page of today: what a person needs to see, and nothing of others."""

    def setUp(self):
        super().setUp()
        self._today("2026-07-02 01:00:00")
        self.env["shnor.campaign"]._cron_launch()
        self.env["shnor.campaign"]._cron_stages()

    def _board(self, role="specialist", **arguments):
        campaigns = self.env["shnor.campaign"].with_user(self.users[role])
        return campaigns.board_data(self.campaign.id, **arguments)

    def _home(self, role):
        cards = self.env["shnor.campaign"].with_user(self.users[role]).home_data()
        return {card["title"]: card["count"] for card in cards}

    def test_every_school_stands_at_every_stage_in_words(self):
        data = self._board()
        self.assertEqual([row["code"] for row in data["rows"]], ["900001", "900002"])
        self.assertEqual(len(data["columns"]), 2)
        for row in data["rows"]:
            for column in data["columns"]:
                self.assertTrue(row["cells"][column]["words"])
        self.assertEqual(data["stages"][0]["name"], "Self-evaluation")
        self.assertEqual(data["stages"][0]["order"], self.campaign.order_id.display_name)

    def test_the_filters_find_mine_late_and_nobodys(self):
        self.assertEqual(self._board(which="late")["total"], 0)
        self.assertEqual(self._board(which="mine")["total"], 2)
        self.assertEqual(self._board("keeper", which="mine")["total"], 0)
        self._submit(self._sheet(self.own))
        self._today("2026-07-13 01:00:00")
        self.env["shnor.campaign"]._cron_stages()
        data = self._board(which="late")
        self.assertEqual([row["code"] for row in data["rows"]], ["900002"])
        self.assertEqual(data["counts"]["late"], 1)
        self.assertEqual(self._board(words="900001")["total"], 1)
        self.assertEqual(self._board(words="нет такой")["rows"], [])

    def test_the_statements_do_not_depend_on_the_number_of_schools(self):
        counts = []
        for index, size in enumerate((3, 3, 60)):
            schools = self._make_schools(
                *((f"96{index}{one:03}", self.village) for one in range(size))
            )
            campaign = self._sign(self._make_order(schools, number=f"6{index}-о"))
            campaigns = self.env["shnor.campaign"].with_user(self.users["specialist"])
            counts.append(
                self._count_statements(lambda c=campaigns, one=campaign: c.board_data(one.id))
            )
        self.assertEqual(counts[1], counts[2])

    def test_strangers_see_nothing(self):
        data = self._board("foreign_specialist")
        self.assertIsNone(data["campaign"])
        self.assertFalse(self._home("foreign_specialist"))

    def test_what_needs_me_today(self):
        self._today("2026-07-13 01:00:00")
        self.env["shnor.campaign"]._cron_stages()
        home = self._home("specialist")
        self.assertEqual(home["My tasks that are late"], 1)
        self.assertEqual(home["Schools that are late"], 2)
        self.assertNotIn("Late tasks of everybody", home)
        self.assertEqual(self._home("administrator")["Late tasks of everybody"], 1)
        self._today("2026-07-27 01:00:00")
        self.assertEqual(self._home("specialist")["The working group has not been called"], 1)

    def test_every_card_opens_what_it_counts(self):
        self._today("2026-07-27 01:00:00")
        self.env["shnor.campaign"]._cron_stages()
        user = self.users["administrator"]
        for card in self.env["shnor.campaign"].with_user(user).home_data():
            with self.subTest(card["title"]):
                action = card["action"]
                found = self.env[action["res_model"]].with_user(user)
                self.assertEqual(found.search_count(action["domain"]), card["count"])

    def test_a_cell_reminds_and_extends_and_opens_the_work(self):
        row = self.own.row_ids.filtered(lambda one: one.stage_id.code == "self_evaluation")
        row = row.with_user(self.users["specialist"])
        self.assertEqual(row.action_open_work()["res_model"], "survey.user_input")
        extend = row.action_extend()
        self.assertEqual(extend["context"]["default_participant_id"], self.own.id)
        self.assertEqual(row.action_reassign()["res_model"], "shnor.absence")
        before = self._mails()
        row.action_remind()
        self.assertEqual(len(self._mails() - before), 1)
