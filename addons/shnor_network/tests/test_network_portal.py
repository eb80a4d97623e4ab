from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import NetworkCase

# in whatever language the page is
DONE, WRONG = 'role="status"', 'class="alert alert-danger'


@tagged("post_install", "-at_install")
class TestNetworkPortal(NetworkCase, HttpCase):
    """Directors rate, ask, propose and confirm; nobody reaches what is a stranger's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.users["leader"] = new_test_user(
            cls.env, login="network_leader", groups="shnor_registry.group_director"
        )
        cls.leader.director_ids = cls.users["leader"].partner_id
        cls.agreement.date_to = False
        cls.support = cls._make_support(deficit="Чтение", result="Маршрут школы")
        cls.activity = cls._make_activity(
            state="reported", proposed_by_id=cls.leader.id, topic="Урок лидера"
        )

    def _log_in(self, role):
        login = self.users[role].login
        self.authenticate(login, login)

    def _read(self, role, path):
        self._log_in(role)
        response = self.url_open(path)
        self.assertEqual(response.status_code, 200)
        return response.text

    def _post(self, role, path, status=200, **values):
        self._log_in(role)
        response = self.url_open(path, data={"csrf_token": http.Request.csrf_token(self), **values})
        self.assertEqual(response.status_code, status)
        return response.text

    def _propose_values(self, **values):
        return {
            "topic": "Мастер-класс",
            "date": "2026-02-10",
            "kind_id": self.open_lesson.id,
            **values,
        }

    # Help

    def test_a_director_rates_the_help(self):
        page = self._read("director", "/my/help")
        self.assertIn(self.support.topic, page)
        page = self._post(
            "director", f"/my/help/{self.support.id}/rate", usefulness="5", remark="Помогло"
        )
        self.assertIn(DONE, page)
        self.assertEqual((self.support.usefulness, self.support.usefulness_remark), (5, "Помогло"))

    def test_a_wrong_rating_keeps_what_was_typed(self):
        page = self._post(
            "director", f"/my/help/{self.support.id}/rate", usefulness="9", remark="Осталось"
        )
        self.assertIn(WRONG, page)
        self.assertIn("Осталось", page)
        self.assertFalse(self.support.usefulness)

    def test_a_director_asks_for_help(self):
        page = self._post(
            "director", "/my/help/ask", school_id=self.school.id, topic="Нужен методист"
        )
        self.assertIn("Нужен методист", page)
        request = self.env["shnor.support.request"].search([("topic", "=", "Нужен методист")])
        self.assertEqual((request.school_id, request.origin), (self.school, "portal"))
        page = self._post("director", "/my/help/ask", school_id=self.school.id, topic="", text="А")
        self.assertIn(WRONG, page)

    # Partners

    def test_a_director_confirms_what_the_leader_school_reported(self):
        page = self._read("director", "/my/partners")
        self.assertIn('id="shnor_waiting"', page)
        self._post("director", f"/my/partners/activities/{self.activity.id}/confirm")
        self.assertEqual(self.activity.state, "done")
        self.assertEqual(self.activity.confirmed_by_id, self.users["director"].partner_id)

    def test_who_proposed_does_not_confirm(self):
        page = self._post("leader", f"/my/partners/activities/{self.activity.id}/confirm")
        self.assertIn(WRONG, page)
        self.assertEqual(self.activity.state, "reported")

    def test_it_is_declined_with_a_reason(self):
        path = f"/my/partners/activities/{self.activity.id}/decline"
        self.assertIn(WRONG, self._post("director", path, reason=" "))
        self._post("director", path, reason="Урока не было")
        self.assertEqual(
            (self.activity.state, self.activity.refusal), ("cancelled", "Урока не было")
        )

    def test_both_sides_enter_activities(self):
        path = f"/my/partners/{self.agreement.id}/propose"
        self._post("director", path, **self._propose_values())
        page = self._post("leader", path, **self._propose_values(topic="Визит", date="2030-01-01"))
        self.assertIn(DONE, page)
        ours, theirs = self.agreement.activity_line_ids.filtered(
            lambda one: one.topic in ("Мастер-класс", "Визит")
        ).sorted("date")
        self.assertEqual((ours.proposed_by_id, ours.state), (self.school, "reported"))
        self.assertEqual((theirs.proposed_by_id, theirs.state), (self.leader, "proposed"))

    def test_what_was_wrong_stays_typed(self):
        page = self._post(
            "director",
            f"/my/partners/{self.agreement.id}/propose",
            **self._propose_values(date="2020-01-01"),
        )
        self.assertIn(WRONG, page)
        self.assertIn("Мастер-класс", page)

    def test_the_leader_school_sees_whom_it_helps_and_not_their_results(self):
        page = self._read("leader", "/my/partners")
        self.assertIn('id="shnor_helped"', page)
        self.assertIn(self.school.short_name, page)
        for path in ("/my/partners", "/my/help"):
            text = self._read("leader", path)
            self.assertNotIn("Маршрут школы", text)
            self.assertNotIn("Чтение", text)
        leader = self.users["leader"]
        self.assertFalse(self.env["shnor.support"].with_user(leader).search([]))
        self.assertEqual(self.env["shnor.school"].with_user(leader).search([]), self.leader)
        self.assertEqual(self.env["shnor.agreement"].with_user(leader).search([]), self.agreement)

    # Strangers

    @mute_logger("odoo.http")
    def test_strangers_find_nothing(self):
        posts = (
            (f"/my/help/{self.support.id}/rate", {"usefulness": "1"}),
            ("/my/help/ask", {"school_id": self.school.id, "topic": "Чужое"}),
            (f"/my/partners/{self.agreement.id}/propose", self._propose_values()),
            (f"/my/partners/activities/{self.activity.id}/confirm", {}),
            (f"/my/partners/activities/{self.activity.id}/decline", {"reason": "Чужое"}),
            (f"/my/partners/activities/{self.activity.id}/report", {}),
        )
        for role in ("foreign_director", "portal", "keeper"):
            for path, values in posts:
                with self.subTest(path, role=role):
                    self._post(role, path, 404, **values)
            for path in ("/my/help", "/my/partners"):
                page = self._read(role, path)
                self.assertNotIn(self.support.topic, page)
                self.assertNotIn(self.activity.topic, page)
        self.assertEqual((self.support.usefulness, self.activity.state), (0, "reported"))

    def test_the_leader_school_does_not_rate_help_to_others(self):
        with mute_logger("odoo.http"):
            self._post("leader", f"/my/help/{self.support.id}/rate", 404, usefulness="5")

    def test_cards_on_the_home_page_are_for_directors(self):
        names = ["shnor_help_count", "shnor_partner_count"]
        for role, count in (("director", 1), ("portal", 0)):
            self._log_in(role)
            counters = self.make_jsonrpc_request("/my/counters", {"counters": names})
            self.assertEqual(counters, dict.fromkeys(names, count))

    def test_long_lists_cost_as_many_queries_as_short_ones(self):
        def queries(path):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(self.url_open(path).status_code, 200)
            return self.cr.sql_log_count - before

        def add(number):
            """What each page shows in each of its parts."""
            for state, rating in (("done", {}), ("done", {"usefulness": 3}), ("planned", {})):
                self._make_support(topic=f"{state} {rating} {number}", state=state, **rating)
            self.env["shnor.support.request"].create(
                {"school_id": self.school.id, "topic": f"Просьба {number}"}
            )
            agreement = self._make_agreement(number=f"портал {number}", date_to=False)
            for state in ("done", "planned", "proposed", "reported"):
                self._make_activity(
                    agreement_id=agreement.id, topic=f"{state} {number}", state=state
                )

        self._log_in("director")
        add(0)
        paths = ("/my/help", "/my/partners")
        for path in paths:
            queries(path)  # caches: templates, access rules, assets
        few = [queries(path) for path in paths]
        for number in range(1, 13):
            add(number)
        self.assertEqual([queries(path) for path in paths], few)
