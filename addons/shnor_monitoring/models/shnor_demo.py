from datetime import date
from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.convert import convert_file

ADDON = "shnor_monitoring"
DEMO = Path(__file__).parents[1] / "demo"
DIRECTORS = {"director": "270815", "director2": "270808"}
DECEMBER = {
    "number": "231-о",
    "date": date(2025, 11, 24),
    "title": "О проведении мониторинга системы работы со ШНОР и/или ШНСУ в декабре 2025 года",
    "period_from": date(2025, 7, 1),
    "period_to": date(2025, 12, 31),
    "date_begin": date(2025, 12, 1),
    "date_end": date(2025, 12, 19),
    "signer": "Коваль Любовь Ивановна",
}
# stage: first day, last day, login of the responsible
DECEMBER_STAGES = {
    "self_evaluation": (date(2025, 12, 1), date(2025, 12, 8), "specialist"),
    "interview": (date(2025, 12, 5), date(2025, 12, 11), "methodist"),
    "roadmap": (date(2025, 12, 5), date(2025, 12, 11), "methodist"),
    "check": (date(2025, 12, 12), date(2025, 12, 16), "analyst"),
    "calculation": (date(2025, 12, 17), date(2025, 12, 19), "keeper"),
    "working_group": (date(2025, 12, 20), date(2025, 12, 29), "workgroup"),
}
EXTENSIONS = (
    ("270813", date(2026, 7, 20), "Ледоход, три дня не было связи", "Директор, письмо № 31"),
    ("270808", date(2026, 7, 22), "Болезнь ответственного за карту", "Директор, письмо № 14"),
)
MEMBERS = (
    ("workgroup", "chair"),
    ("specialist", "secretary"),
    ("methodist", "member"),
    ("analyst", "member"),
)


class ShnorDemo(models.AbstractModel):
    """The demo district: made-up users, and spreadsheets loaded by the product's own import."""

    _name = "shnor.demo"
    _description = "Demo district"

    @api.model
    def _load(self):
        """Make the demo district, or what is missing of it.

        :return: list of str, what to try and the logins
        :raise UserError: the spreadsheets do not come in
        """
        # nobody is to get mail about a demo
        demo = self.with_context(
            mail_activity_quick_update=True, mail_notify_force_send=False, tracking_disable=True
        )
        demo._load_records()
        demo._import_july()
        demo._make_directors()
        demo._make_december()
        demo._make_july_forms()
        july = demo.env["shnor.command"]._find_campaign("112-о")
        july._ensure_calculated()
        demo._make_extensions(july)
        demo._make_next_order(july.order_id)
        july._refresh_rows()
        return demo._words()

    def _load_records(self):
        """Load the demo records of the manifest; a second time they are left as they are."""
        for name in ("res_company_demo.xml", "shnor_territory_demo.xml", "res_users_demo.xml"):
            convert_file(self.env, ADDON, f"demo/{name}", {}, mode="update", noupdate=True)
        users = self._staff()
        if self.env.lang and self.env.lang != "en_US":
            (users | self.env.ref("base.user_admin")).write({"lang": self.env.lang})

    def _staff(self):
        return self.env["res.users"].search([("login", "in", list(self._staff_logins()))])

    def _staff_logins(self):
        """Return {login: role in the order in which people meet them}."""
        return {
            "administrator": self.env._("administrator: signs orders"),
            "specialist": self.env._("committee specialist: runs campaigns"),
            "methodist": self.env._("committee specialist: methodical help"),
            "analyst": self.env._("committee specialist: checks data"),
            "keeper": self.env._("registry keeper: loads spreadsheets"),
            "workgroup": self.env._("working group: reads results"),
        }

    def _import_july(self):
        _told, faults, done = self.env["shnor.command"]._import(DEMO / "july2026")
        if not done:
            raise UserError("\n".join(faults))

    def _make_directors(self):
        """Give portal accounts to the directors whom the spreadsheets named."""
        users = self.env["res.users"]
        known = set(users.search([("login", "in", list(DIRECTORS))]).mapped("login"))
        schools = {
            school.code: school
            for school in self.env["shnor.school"].search([("code", "in", [*DIRECTORS.values()])])
        }
        group = self.env.ref("shnor_registry.group_director")
        users.with_context(no_reset_password=True).create(
            [
                {
                    "login": login,
                    "password": login,
                    "email": f"{login}@example.org",
                    "partner_id": schools[code].director_ids[:1].id,
                    "group_ids": [(6, 0, group.ids)],
                    "lang": self.env.lang,
                    "tz": "Asia/Vladivostok",
                }
                for login, code in DIRECTORS.items()
                if login not in known
            ]
        )

    def _make_december(self):
        """Make the wave before: the schools that had a status then, calculated and closed."""
        orders = self.env["shnor.order"]
        if orders.search_count(
            [("number", "=", DECEMBER["number"]), ("date", "=", DECEMBER["date"])], limit=1
        ):
            return
        order = orders.create(
            {
                **DECEMBER,
                "participant_ids": [(0, 0, line) for line in self._december_participants()],
                "stage_ids": [(0, 0, line) for line in self._december_stages()],
                "responsible_ids": [(0, 0, line) for line in self._december_responsibles()],
            }
        )
        order.action_sign()
        self._make_december_forms(order.campaign_ids)
        order.campaign_ids.action_calculate()
        order.campaign_ids.action_close()

    def _make_extensions(self, july):
        """One school got more time for its roadmap, another one waits for a decision."""
        if july.extension_ids:
            return
        roadmap = july._stage_of("roadmap")
        schools = {one.school_code: one for one in july.participant_ids}
        granted, _asked = self.env["shnor.extension"].create(
            [
                {
                    "participant_id": schools[code].id,
                    "stage_id": roadmap.id,
                    "date_until": until,
                    "reason": reason,
                    "applicant": applicant,
                }
                for code, until, reason, applicant in EXTENSIONS
            ]
        )
        granted.action_grant()

    def _make_next_order(self, order):
        """The order of the next wave is drafted from July's, as an administrator does it."""
        if self.env["shnor.order"].search_count([("previous_order_id", "=", order.id)], limit=1):
            return
        users = self._staff().grouped("login")
        draft = order._prepare_next()
        draft.write(
            {
                "controller_id": users["administrator"].id,
                "reviewer_ids": [
                    (0, 0, {"user_id": users[login].id, "sequence": index})
                    for index, login in enumerate(("specialist", "workgroup"))
                ],
                "member_ids": [
                    (
                        0,
                        0,
                        {
                            "name": users[login].name,
                            "position": users[login].partner_id.function,
                            "role": role,
                            "email": users[login].email,
                            "sequence": index,
                        },
                    )
                    for index, (login, role) in enumerate(MEMBERS)
                ],
            }
        )
        draft.participant_ids.school_id.curator_id = users["methodist"]

    def _december_participants(self):
        day = DECEMBER["date_begin"]
        schools = self.env["shnor.school"]
        found = schools.search(schools._status_domain(day), order="code")
        held = found._statuses_on(day)
        for school in found:
            yield {
                "school_id": school.id,
                "basis": self.env["shnor.order"]._word_basis(held[school.id]),
            }

    def _december_stages(self):
        for code, (begin, end, _login) in DECEMBER_STAGES.items():
            yield {"stage_type_id": self._stage_type(code), "date_from": begin, "date_to": end}

    def _december_responsibles(self):
        users = self._staff().grouped("login")
        for code, (_begin, _end, login) in DECEMBER_STAGES.items():
            yield {
                "stage_type_id": self._stage_type(code),
                "name": users[login].name,
                "position": users[login].partner_id.function,
                "email": users[login].email,
            }

    def _stage_type(self, code):
        return self.env.ref(f"{ADDON}.stage_type_{code}").id

    def _words(self):
        """Return what to click first, and the table of logins."""
        schools = {code: login for login, code in DIRECTORS.items()}
        names = {
            schools[school.code]: self.env._(
                "director of %s: the portal page “My monitorings”", school.display_name
            )
            for school in self.env["shnor.school"].search([("code", "in", list(schools))])
        }
        logins = {
            **self._staff_logins(),
            **{login: names[login] for login in DIRECTORS},
            "admin": self.env._("technical administrator, password “admin”"),
        }
        width = max(map(len, logins))
        return [
            self.env._(
                "Open “Monitoring of schools” as “specialist”: the campaign of July 2026, its six "
                "indicators, and the names behind each number."
            ),
            "",
            self.env._("Logins (the password is the login):"),
            *(f"  {login:<{width}}  {role}" for login, role in logins.items()),
        ]
