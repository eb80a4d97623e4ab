from .sheet_common import SheetCase


class RecommendationCase(SheetCase):
    """Two schools whose accepted forms differ, a calculated campaign, and no rules but the tests'.

    The first school has few pupils, answered “no” to А7.4, has weak topics and a high risk of
    staff; the second one has answered well.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # documents in the language of the tests
        cls.env.company.partner_id.lang = False
        cls.env["shnor.recommendation.rule"].search([]).active = False
        cls._ask_more()
        cls.indicator = cls.env["shnor.indicator"].create(
            {
                "code": "Т1",
                "name": "Доля больших школ",
                "group_id": cls.env["shnor.indicator.group"].search([], limit=1).id,
                "unit_model": "shnor.school",
                "condition_kind": "domain",
                "domain": "[('student_count', '>', 50)]",
            }
        )
        cls.of_teachers = cls.env.ref("shnor_monitoring.indicator_2")
        cls.risk = cls.env.ref("shnor_monitoring.risk_2")
        cls.building = cls.env.ref("shnor_monitoring.risk_building")
        cls.school.student_count, cls.second_school.student_count = 20, 100
        cls.sheets = cls._give_out(cls.participant | cls.second)
        cls.sheet, cls.second_sheet = cls.sheets
        cls._hand_in(
            cls.sheet,
            **{
                "А2.2": 4,
                "А7.4": False,
                "А5.3": [
                    {"subject": "Физика", "share": 30},
                    {"subject": "История", "share": 80},
                ],
                "А11.8": "аварийное",
                "А17.1": [cls.risk.form_option, "языковые барьеры"],
                "А17.4": [
                    {"row": cls.risk.form_option, "level": "высокая", "proof": "две вакансии"}
                ],
            },
        )
        cls._hand_in(cls.second_sheet, **{"А2.2": 20, "А7.4": True, "А11.8": "хорошее"})
        cls.sheets.action_form_accept()
        cls.campaign.action_calculate()

    @classmethod
    def _ask_more(cls):
        """Ask in form A what rules look at."""
        risks = [
            (0, 0, {"value": risk.form_option})
            for risk in cls.env["shnor.risk"].search([("form_option", "!=", False)])
        ]
        levels = {"code": "level", "title": "Значимость", "column_type": "choice"}
        cls._ask(
            cls.form_a,
            "А5.3",
            "number_table",
            form_column_ids=[
                (0, 0, {"code": "subject", "title": "Предмет", "column_type": "char"}),
                (0, 0, {"code": "share", "title": "Справились, %", "column_type": "number"}),
            ],
        )
        cls._ask(
            cls.form_a,
            "А11.8",
            "simple_choice",
            suggested_answer_ids=[
                (0, 0, {"value": value})
                for value in ("хорошее", "нужен капитальный ремонт", "аварийное")
            ],
        )
        cls._ask(cls.form_a, "А17.1", "multiple_choice", suggested_answer_ids=risks)
        cls._ask(
            cls.form_a,
            "А17.4",
            "number_table",
            form_rows_grow=False,
            matrix_row_ids=risks,
            form_column_ids=[
                (0, 0, {**levels, "options": "высокая\nсредняя\nнизкая"}),
                (0, 0, {"code": "proof", "title": "Чем", "column_type": "char"}),
            ],
        )

    @classmethod
    def _rule(cls, *conditions, **values):
        """Return a rule; conditions are dicts, that of the indicator's “no” when there are none."""
        conditions = conditions or ({"kind": "indicator", "indicator_id": cls.indicator.id},)
        return cls.env["shnor.recommendation.rule"].create(
            {
                "name": "Правило",
                "text": "{school}: составить план.",
                "responsible": "Директор школы",
                "term_days": 30,
                "condition_ids": [(0, 0, condition) for condition in conditions],
                **values,
            }
        )

    @classmethod
    def _answer(cls, code, operator="=", value=None, **values):
        return {
            "kind": "answer",
            "answer_code": code,
            "answer_operator": operator,
            "answer_value": value,
            **values,
        }

    def _draft(self):
        """Draft as the specialist, and return what there is of the first school."""
        self.campaign.with_user(self.specialist).action_draft_recommendations()
        return self._made()

    def _made(self, participant=None):
        return self.env["shnor.recommendation"].search(
            [("participant_id", "=", (participant or self.participant).id)]
        )

    def _by_hand(self, user=None, **values):
        """Return a recommendation by hand to the first school, resting on its status."""
        return (
            self.env["shnor.recommendation"]
            .with_user(user or self.specialist)
            .create(
                {
                    "participant_id": self.participant.id,
                    "text": "Составить план.",
                    "term_date": "2026-09-01",
                    "responsible": "Директор школы",
                    "fact_ids": [(0, 0, {"kind": "category"})],
                    **values,
                }
            )
        )
