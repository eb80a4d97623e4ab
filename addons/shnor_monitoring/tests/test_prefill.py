from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import MonitoringCase

COUNTS = (
    "prefill_staff",
    "prefill_teachers",
    "prefill_young",
    "prefill_highest",
    "prefill_first",
    "prefill_uncategorised",
    "prefill_diagnosed",
    "prefill_independent",
)


@tagged("post_install", "-at_install")
class TestPrefill(MonitoringCase):
    """What a form opens with: the registry on the last day of the period, and the last answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.school.write({"student_count": 120, "internet_mbps": 7.5})
        cls.subject = cls.env["shnor.subject"].create({"name": "Астрономия"})
        cls.campaign = cls._sign(cls._make_order())
        cls.participant = cls._participant(cls.school)

    @classmethod
    def _participant(cls, school):
        return cls.campaign.participant_ids.filtered(lambda one: one.school_id == school)

    @classmethod
    def _hire(cls, code, school=None, **values):
        teachers = cls.env["shnor.teacher"]
        teacher = teachers.search([("code", "=", code)]) or teachers.create(
            {"code": code, "name": f"Педагог {code}"}
        )
        cls.env["shnor.employment"].create(
            {
                "teacher_id": teacher.id,
                "school_id": (school or cls.school).id,
                "date_from": "2020-09-01",
                "experience_years": 10,
                **values,
            }
        )
        return teacher

    @classmethod
    def _diagnose(cls, teacher, date, **values):
        return cls.env["shnor.diagnostic"].create(
            {"teacher_id": teacher.id, "date": date, "kind": "subject", **values}
        )

    def _counts(self, participant=None):
        self.env.invalidate_all()
        participant = participant or self.participant
        return {name: participant[name] for name in COUNTS if participant[name]}

    def _sheet(self, participant=None):
        form = self.env["survey.survey"]._form_latest("self_evaluation")
        return (participant or self.participant)._make_self_evaluations(form)

    def test_nobody_is_employed(self):
        self.assertEqual(self._counts(), {})

    def test_staff_are_counted_on_the_last_day_of_the_period(self):
        self._hire("Т-1")
        self._hire("Т-2", date_to="2026-07-01")
        self._hire("Т-3", date_to="2026-06-30")  # the day of dismissal is no day of work
        self._hire("Т-4", date_from="2026-07-01")
        self._hire("Т-5", school=self.second_school)
        self.assertEqual(self._counts(), {"prefill_staff": 2})
        self.assertEqual(self._counts(self._participant(self.second_school)), {"prefill_staff": 1})

    def test_who_holds_two_posts_counts_once(self):
        subjects = [(6, 0, self.subject.ids)]
        self._hire("Т-1", position="Учитель", subject_ids=subjects, category="first")
        self._hire("Т-1", position="Заместитель", category="highest", experience_years=2)
        self.assertEqual(
            self._counts(), {"prefill_staff": 1, "prefill_teachers": 1, "prefill_highest": 1}
        )

    def test_categories_and_experience(self):
        self._hire("Т-1", category="first", experience_years=3)
        self._hire("Т-2", category="conformity", experience_years=4)
        self._hire("Т-3", category="none", experience_years=0)
        self._hire("Т-4", category="highest")
        self.assertEqual(
            self._counts(),
            {
                "prefill_staff": 4,
                "prefill_young": 2,
                "prefill_highest": 1,
                "prefill_first": 1,
                "prefill_uncategorised": 2,
            },
        )

    def test_diagnostics_of_three_years_count_once_and_refusals_do_not(self):
        first, second, third, fourth, fifth = (self._hire(f"Т-{number}") for number in range(5))
        self._diagnose(first, "2025-03-01", organiser="ИРО", independent=True)
        self._diagnose(first, "2026-03-01", organiser="школа")
        self._diagnose(second, "2023-07-01")
        self._diagnose(third, "2023-06-30")
        self._diagnose(fourth, "2026-03-01", refused=True, independent=True)
        self._diagnose(fifth, "2026-07-01")
        self.assertEqual(
            self._counts(),
            {"prefill_staff": 5, "prefill_diagnosed": 2, "prefill_independent": 1},
        )

    def test_many_participants_take_the_queries_of_one(self):
        schools = self._make_schools(*((f"92{i:04}", self.village) for i in range(30)))
        for index, school in enumerate(schools):
            self._hire(f"Ш-{index}", school=school)
        many = self._sign(self._make_order(schools, number="8-о")).participant_ids
        few = self.campaign.participant_ids
        counts = []
        for participants in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            # anew: what was read before has lost its companions with the cache
            participants.browse(participants.ids).mapped("prefill_staff")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(many.mapped("prefill_staff"), [1] * 30)
        self.assertEqual(*counts)

    def test_a_form_opens_with_the_registry_and_the_last_answers_to_be_confirmed(self):
        december = self._make_order(
            number="5-о",
            date="2025-11-24",
            period_from="2025-07-01",
            period_to="2025-12-31",
            date_begin="2025-12-01",
            date_end="2025-12-19",
            stage_ids=[
                (5,),
                *(
                    (
                        0,
                        0,
                        {
                            "stage_type_id": self._stage_type(code).id,
                            "date_from": begin,
                            "date_to": end,
                        },
                    )
                    for code, begin, end in (
                        ("self_evaluation", "2025-12-01", "2025-12-08"),
                        ("check", "2025-12-09", "2025-12-19"),
                        ("working_group", "2025-12-20", "2025-12-29"),
                    )
                ),
            ],
        )
        before = self._sheet(
            self._sign(december).participant_ids.filtered(lambda one: one.school_id == self.school)
        )
        table = [{"subject": "физика", "rate": 1}]
        before._form_save_many({before: {"А1.2": 7, "А1.1": 150, "А2.3": 1, "А2.6": table}})
        before._form_mark_submitted_by_staff()
        self._hire("Т-1", category="highest", subject_ids=[(6, 0, self.subject.ids)])
        self._diagnose(self._hire("Т-2"), "2026-03-01", independent=True)
        sheet = self._sheet()
        sheet.deadline = fields.Datetime.now() + timedelta(days=1)
        self.assertEqual(sheet.form_previous_id, before)
        sheet._form_prefill()
        answers = sheet._form_answers()[sheet.id]
        found = {code: (line["value"], line["origin"]) for code, line in answers.items()}
        expected = {
            "А1.1": (120, "record"),
            "А1.2": (7, "previous"),
            "А2.1": (2, "record"),
            "А2.2": (1, "record"),
            "А2.3": (1, "previous"),
            "А2.6": (table, "previous"),
            "А2.10": (1, "record"),
            "А3.4": (1, "record"),
            "А3.5": (1, "record"),
            "А11.1": (7.5, "record"),
        }
        self.assertEqual({code: found.get(code) for code in expected}, expected)
        self.assertFalse(any(line["confirmed"] for line in answers.values()))
        constants = sheet._form_constants()
        self.assertEqual(constants["@period_to"], "2026-06-30")
        self.assertEqual(constants["@date_begin"], "2026-07-01")
