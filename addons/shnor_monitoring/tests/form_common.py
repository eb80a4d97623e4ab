from freezegun import freeze_time

from .common import MonitoringCase


class FormsCase(MonitoringCase):
    """A campaign with a short self-evaluation, whose stage is 1 to 10 July 2026.

    The committee is in Vladivostok: its days begin ten hours before those of the database.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.env.company.partner_id.write({"tz": "Asia/Vladivostok", "email": "edu@example.org"})
        cls.env["survey.survey"].search([("form_code", "=", "self_evaluation")]).active = False
        cls.form = cls._make_form()
        cls.campaign = cls._sign(cls._make_order())
        cls.own, cls.second = cls.campaign.participant_ids.sorted("school_name")

    @classmethod
    def _make_form(cls):
        """Return a form of three questions, of which one is always asked and required."""
        latest = (
            cls.env["survey.survey"].with_context(active_test=False)._form_latest("self_evaluation")
        )
        return cls.env["survey.survey"].create(
            {
                "title": "Самообследование",
                "survey_type": "shnor_form",
                "form_code": "self_evaluation",
                "form_version": latest.form_version + 1,
                "form_record_model": "shnor.participant",
                "question_and_page_ids": [
                    (0, 0, {"title": "Кадры", "is_page": True, "sequence": 1}),
                    (0, 0, cls._question("Т1", "numerical_box", 2, constr_mandatory=True)),
                    (0, 0, {"title": "Условия", "is_page": True, "sequence": 3}),
                    (0, 0, cls._question("Т2", "yes_no", 4)),
                    (0, 0, cls._question("Т3", "char_box", 5, form_condition="[Т2] == yes")),
                ],
            }
        )

    @classmethod
    def _question(cls, code, kind, sequence, **values):
        return {
            "title": f"Вопрос {code}",
            "form_code": code,
            "question_type": kind,
            "sequence": sequence,
            **values,
        }

    def _today(self, moment):
        """Let it be this moment, in UTC, until the end of the test."""
        clock = freeze_time(moment)
        clock.start()
        self.addCleanup(clock.stop)

    def _sheet(self, participant):
        return self.env["survey.user_input"].search([("participant_id", "=", participant.id)])

    def _submit(self, sheet):
        """Hand in the form as the director."""
        access = {
            "role": "owner",
            "partner": sheet.form_owner_ids[:1] or self.env.user.partner_id,
            "sections": None,
        }
        sheet._form_save([{"seq": 1, "code": "Т1", "value": 9}], access, "test")
        result = sheet._form_submit("key", {}, access)
        self.assertIn("receipt", result)
        return sheet

    def _campaign_of(self, number, year):
        """Return the campaign of another year with the same days."""
        order = self._make_order(number=number)
        names = ("date", "period_from", "period_to", "date_begin", "date_end")
        order.write({name: order[name].replace(year=year) for name in names})
        for stage in order.stage_ids:
            days = {name: stage[name].replace(year=year) for name in ("date_from", "date_to")}
            stage.write(days)
        return self._sign(order)

    def _mails(self):
        """Return the mails of this test that lead to a form."""
        mails = self.env["mail.mail"].search([("id", ">", self.last_mail)], order="id")
        return mails.filtered(lambda mail: "/my/forms/" in (mail.body_html or ""))

    def setUp(self):
        super().setUp()
        self.last_mail = self.env["mail.mail"].search([], order="id desc", limit=1).id or 0
        self.commits = []
        cron = type(self.env["ir.cron"])

        def commit(_cron, processed=0, *, remaining=None, deactivate=False):
            self.commits.append((processed, remaining))
            return float("inf")

        # a test's transaction is never committed
        self.patch(cron, "_commit_progress", commit)

    def _count_statements(self, do):
        """Return how many statements ``do`` takes with cold caches of records."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        do()
        self.env.flush_all()
        return self.cr.sql_log_count - before
