from datetime import timedelta

from odoo import api, fields, models

from .survey_user_input import SELF_EVALUATION

# Schools of the demo whose forms show the states; the codes are those of the spreadsheets.
FILLING = "270815"  # nothing came in Excel; the director fills in the portal
RETURNED = "270808"
CORRECTED = "270806"
ASKED = "270813"
WAITING = "270816"
REOPENED = "270811"
ACCEPTED = ("270807", "270817", "270811")
# the school that sent nothing in July answered in December much like another one, about itself
LIKE = {FILLING: ASKED}
ABOUT_ITSELF = {
    FILLING: {
        "А1.1": 106,
        "А1.2": 11,
        "А1.3": 18,
        "А1.5": 8,
        "А1.6": True,
        "А1.19": 25,
        "А2.1": 19,
        "А2.2": 19,
        "А2.3": 0.5,
        "А2.6": [{"subject": "Физика", "rate": 0.5, "cover": "совмещение"}],
        "А2.4": 2,
        "А3.4": 15,
        "А3.5": 14,
        "А4.1": 0,
        "А6.1": 16,
        "А6.2": 4,
        "А11.1": 4,
        "А14.1": True,
        "А15.1": False,
    }
}
OPEN_DAYS = 14


class ShnorDemo(models.AbstractModel):
    """Forms of the demo: every state a form can be in, in the campaign of July."""

    _inherit = "shnor.demo"

    @api.model
    def _make_december_forms(self, campaign):
        """Give the wave before the answers that July is compared with.

        :param campaign: shnor.campaign of December, still open
        """
        july = self._july_forms()
        form = self.env["survey.survey"]._form_latest(SELF_EVALUATION)
        sheets = campaign.participant_ids._make_self_evaluations(form)
        answers = july._form_answers()
        known = {sheet.school_id.code: answers[sheet.id] for sheet in july}
        earlier = {}
        for index, sheet in enumerate(sheets):
            code = sheet.school_id.code
            source = known.get(code) or known.get(LIKE.get(code)) or {}
            values = {name: line["value"] for name, line in source.items()}
            values.update(ABOUT_ITSELF.get(code, {}))
            earlier[sheet] = self._a_little_earlier(form, values, index)
        sheets._form_save_many({sheet: vals for sheet, vals in earlier.items() if vals})
        told = sheets.filtered(earlier.get)
        told._form_mark_submitted_by_staff()
        told.action_form_accept()

    @api.model
    def _a_little_earlier(self, form, values, index):
        """Return answers as half a year before: counts a little lower, the same every time."""
        questions = form._form_schema()["questions"]
        earlier = {}
        for number, (code, value) in enumerate(sorted(values.items())):
            question = questions.get(code)
            if question is None or question["type"] == "computed":
                continue
            counted = question["type"] == "number" and not question["decimals"]
            if counted and question["unit"] == "чел." and value and (number + index) % 3 == 0:
                value -= 1
            earlier[code] = value
        return earlier

    @api.model
    def _make_july_forms(self):
        """Bring the forms of July into all their states (once)."""
        campaign = self.env["shnor.command"]._find_campaign("112-о")
        if self.env["shnor.interview"].search_count([("campaign_id", "=", campaign.id)], limit=1):
            return
        form = self.env["survey.survey"]._form_latest(SELF_EVALUATION)
        formless = campaign.participant_ids.filtered(lambda one: not one.self_evaluation_id)
        formless._make_self_evaluations(form)
        sheets = {sheet.school_id.code: sheet for sheet in self._july_forms()}
        # December came in after July's spreadsheets
        previous = campaign.participant_ids._previous_self_evaluations()
        for sheet in sheets.values():
            sheet.form_previous_id = previous.get(sheet.school_id.id)
        self._move_july_forms(sheets)
        self._make_interviews(campaign)
        campaign._refresh_differences()

    @api.model
    def _july_forms(self):
        campaign = self.env["shnor.command"]._find_campaign("112-о")
        return self.env["survey.user_input"].search(
            [("campaign_id", "=", campaign.id), ("form_code", "=", SELF_EVALUATION)]
        )

    @api.model
    def _move_july_forms(self, sheets):
        until = fields.Datetime.now() + timedelta(days=OPEN_DAYS)
        filling = sheets[FILLING]
        # July may be long over: what takes no answers any more does not open filled either
        filling._form_reopen(
            "В селе три недели не было связи, школа просит продлить срок.",
            "директор школы",
            until,
        )
        filling._form_prefill()
        filling._form_save_many(
            {filling: {"А1.2": 11, "А1.5": 9, "А1.6": True, "А1.19": 24}}, origin="typed"
        )
        returned = sheets[RETURNED]
        returned._form_reopen(
            "Число педагогов не сходится с реестром. Проверьте раздел «Кадры» и ответьте на "
            "вопросы под ответами.",
            "специалист комитета, по итогам проверки",
            until,
        )
        returned._form_ask("А2.3", "Какой предмет не ведётся и с какого времени?")
        returned._form_ask("А8.1", "В прошлый раз охват был выше. Что изменилось?")
        corrected = sheets[CORRECTED]
        corrected.action_form_return("Не указано, когда проводился опрос обучающихся.")
        corrected._form_reopen("Школа исправляет по замечаниям.", "специалист комитета", until)
        sheets[ASKED]._form_ask("А6.1", "Почему число выросло? Есть ли решение педсовета?")
        accepted = self.env["survey.user_input"].union(*(sheets[code] for code in ACCEPTED))
        accepted.action_form_accept()
        question = accepted.survey_id.question_ids.filtered(
            lambda one: one.form_code in ("А11.1", "А11.2")
        )
        sheets[REOPENED]._form_reopen(
            "Провайдер поменял тариф, школа просит исправить скорость интернета.",
            "директор школы",
            until,
            question,
        )

    @api.model
    def _make_interviews(self, campaign):
        """Plan three interviews, hold two of them, agree on one."""
        participants = campaign.participant_ids.grouped(lambda one: one.school_id.code)
        interviewer = self._staff().filtered(lambda user: user.login == "methodist")
        start = fields.Datetime.now().replace(minute=0, second=0) + timedelta(days=2)
        interviews = self.env["shnor.interview"].create(
            [
                {
                    "participant_id": participants[code].id,
                    "start": start + timedelta(hours=hour),
                    "interviewer_id": interviewer.id,
                    "kind": "video",
                    "video_link": "https://vks.example.org/komitet",
                }
                for hour, code in enumerate((WAITING, ACCEPTED[1], FILLING))
            ]
        )
        held = interviews[:2]
        for interview, students in zip(held, (38, 64), strict=True):
            answers = self._interview_answers(students)
            interview.sheet_id._form_save_many({interview.sheet_id: answers}, origin="typed")
        held.sheet_id._form_mark_submitted_by_staff()
        agreed = interviews[1]
        agreed._agree(agreed.director_ids[:1])

    @api.model
    def _interview_answers(self, students):
        return {
            "Б0.1": "видеосвязь",
            "Б0.2": fields.Date.to_string(fields.Date.today()),
            "Б1.1": "По математике результат вырос: добавили час в неделю и разбирали ошибки.",
            "Б1.2": "рост",
            "Б1.3": "подтверждено",
            "Б2.1": [
                {"reason": "дефицит кадров", "rank": 1},
                {"reason": "низкая учебная мотивация", "rank": 2},
                {"reason": "удалённость", "rank": 3},
            ],
            "Б8.1": students,
            "Б10.1": 4,
            "Б12.1": "Учитель физики дистанционно, два часа в неделю.",
            "Б13.1": "средняя",
            "Б13.3": [{"what": "Составить график замен", "who": "директор", "until": "2026-09-15"}],
        }
