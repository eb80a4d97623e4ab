from datetime import date, datetime

from odoo import api, models

from .shnor_demo import MEMBERS

ROGOV = "Рогов Павел Андреевич"
HELD = datetime(2025, 12, 26, 1, 0)
PLACE = "с. Приозёрное, комитет по образованию, кабинет 12"
# title, speaker, heard, spoke, decided
QUESTIONS = (
    (
        "О результатах мониторинга, проведённого в декабре 2025 года",
        "specialist",
        "Мониторинг проведён в девяти организациях. Положительной динамики результатов нет ни в "
        "одной; диагностику прошли 86 из 122 педагогов, положительную динамику по независимой "
        "диагностике показал один.",
        "Сазонова В.Я.: у большинства школ нет двух сопоставимых лет, поэтому о динамике судить "
        "рано.\n"
        "Дьячкова И.Л.: адресная помощь оказана трём организациям, дефициты остальных известны из "
        "собеседований.",
        "Информацию о результатах мониторинга принять к сведению.",
    ),
    (
        "О форме публикации результатов",
        "workgroup",
        "Размещение показателей отдельных организаций на сайте не предусмотрено положением.",
        "",
        "Опубликовать результаты без указания наименований организаций.",
    ),
    (
        "О поручениях по результатам мониторинга",
        "workgroup",
        "",
        "Никитина Г.И.: предложила поручения методической службе и специалистам комитета.",
        "",
    ),
)
# text, login of the responsible or words, term, indicator, result, done on
DECISIONS = (
    (
        "Собрать результаты ВПР 2024 и 2025 годов по всем организациям, у которых нет двух "
        "сопоставимых лет",
        "analyst",
        date(2026, 2, 27),
        "I1",
        "Данные собраны по семи организациям из девяти, две представили их 3 марта.",
        date(2026, 3, 3),
    ),
    (
        "Провести независимую диагностику предметных компетенций педагогов, не прошедших её в 2025 "
        "году",
        "methodist",
        date(2026, 4, 30),
        "I3",
        "Диагностика проведена 14–18 апреля, 34 педагога, протокол № 6.",
        date(2026, 4, 20),
    ),
    (
        "Закрепить за каждой организацией школу-лидера или ресурсный центр, подготовить соглашения",
        "specialist",
        date(2026, 3, 31),
        "I5",
        None,
        None,
    ),
    (
        "Рассмотреть опыт адресной помощи на заседании районного методического объединения",
        "Руководители районных методических объединений",
        date(2026, 12, 15),
        "I6",
        None,
        None,
    ),
)


class ShnorDemo(models.AbstractModel):
    """The working group of the demo: its members, December's minutes, what became of them."""

    _inherit = "shnor.demo"

    @api.model
    def _make_december_forms(self, campaign):
        result = super()._make_december_forms(campaign)
        self._make_members(campaign.territory_id)
        self._make_december_minutes(campaign)
        return result

    @api.model
    def _make_members(self, territory):
        members = self.env["shnor.working.group.member"]
        users = self._staff().grouped("login")
        territory = territory or users["workgroup"].shnor_territory_ids[:1]
        if members.search_count([("territory_id", "=", territory.id)], limit=1):
            return
        members.create(
            [
                {
                    "territory_id": territory.id,
                    "name": users[login].name,
                    "position": users[login].partner_id.function,
                    "role": role,
                    "email": users[login].email,
                    "user_id": users[login].id,
                    "sequence": index,
                }
                for index, (login, role) in enumerate(MEMBERS)
            ]
            + [
                {
                    "territory_id": territory.id,
                    "name": ROGOV,
                    "position": "Руководитель районного методического объединения",
                    "role": "member",
                    "sequence": len(MEMBERS),
                }
            ]
        )

    @api.model
    def _make_december_minutes(self, campaign):
        """Hold December's meeting on paper: nobody is invited to what is long over."""
        users = self._staff().grouped("login")
        meeting = (
            self.env["shnor.meeting"]
            .with_context(no_mail_to_attendees=True, dont_notify=True)
            .create(
                {
                    "campaign_id": campaign.id,
                    "start": HELD,
                    "place": PLACE,
                    "annexes": "Сведения об индикаторах мониторинга на 3 листах.",
                    "question_ids": [
                        (
                            0,
                            0,
                            {
                                "sequence": 10 * number,
                                "title": title,
                                "kind": "publish_names" if number == 2 else "free",
                                "speaker": users[login].name,
                                "heard": heard,
                                "spoke": spoke,
                                "decided": decided,
                            },
                        )
                        for number, (title, login, heard, spoke, decided) in enumerate(QUESTIONS, 1)
                    ],
                }
            )
        )
        absent = meeting.attendance_ids.filtered(lambda one: one.name == ROGOV)
        absent.reason = "служебная командировка"
        meeting.action_all_present()
        meeting.action_held()
        meeting.minutes_number = "4"
        questions = meeting.question_ids.sorted("sequence")
        (questions - questions[1]).action_vote_unanimously()
        # for would have been: with the names of schools
        questions[1].write({"votes_against": 3, "votes_abstained": 1})
        self._make_decisions(questions[-1], users)
        meeting.action_sign_minutes()
        self._report_decisions(meeting.decision_ids)

    @api.model
    def _make_decisions(self, question, users):
        self.env["shnor.decision"].create(
            [
                {
                    "question_id": question.id,
                    "sequence": number,
                    "text": text,
                    "responsible": users[who].name if who in users else who,
                    "user_id": users[who].id if who in users else False,
                    "date_due": due,
                    "indicator_id": self._indicator(code),
                }
                for number, (text, who, due, code, _result, _day) in enumerate(DECISIONS, 1)
            ]
        )

    @api.model
    def _indicator(self, code):
        # those of the network are not there where it is not installed
        return self.env["shnor.indicator"].search([("code", "=", code)], limit=1).id

    @api.model
    def _report_decisions(self, decisions):
        for decision, (*_words, result, day) in zip(
            decisions.sorted("sequence"), DECISIONS, strict=True
        ):
            if result:
                decision._report(result, day)
