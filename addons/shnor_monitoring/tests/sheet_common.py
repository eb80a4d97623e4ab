from datetime import timedelta

from odoo import fields

from .common import MonitoringCase

# versions of the tests' own, so that they are the latest whatever the addon brings
VERSION = 900


class SheetCase(MonitoringCase):
    """A signed campaign of two schools with small forms A and B of the tests' own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.form_a = cls._make_form("self_evaluation", "Форма А")
        cls._ask(cls.form_a, "А2.1", form_prefill="record", prefill="school_id.student_count")
        cls._ask(cls.form_a, "А2.2", constr_mandatory=True, form_delta=5, form_unit="чел.")
        cls._ask(cls.form_a, "А7.4", "yes_no")
        cls._ask(cls.form_a, "А9.1", "text_box")
        cls.form_b = cls._make_form("interview", "Форма Б")
        cls._ask(cls.form_b, "Б3.1", form_compare_code="А2.2")
        cls._ask(cls.form_b, "Б7.4", "yes_no", form_compare_code="А7.4")
        cls._ask(cls.form_b, "Б9.1", "text_box", form_compare_code="А9.1")
        cls.campaign = cls._sign(cls._make_order())
        cls.participant, cls.second = (
            cls.campaign.participant_ids.filtered(
                lambda one, school=school: one.school_id == school
            )
            for school in (cls.school, cls.second_school)
        )
        (cls.school | cls.second_school).student_count = 100
        cls.director = cls.users["director"].partner_id
        cls.specialist = cls.users["specialist"]

    @classmethod
    def _make_form(cls, code, title):
        form = cls.env["survey.survey"].create(
            {
                "title": title,
                "survey_type": "shnor_form",
                "form_code": code,
                "form_version": VERSION,
                "form_record_model": "shnor.participant",
            }
        )
        cls.env["survey.question"].create(
            {"survey_id": form.id, "is_page": True, "title": "Раздел", "sequence": 1}
        )
        return form

    @classmethod
    def _ask(cls, form, code, question_type="numerical_box", prefill=None, **values):
        return cls.env["survey.question"].create(
            {
                "survey_id": form.id,
                "title": f"Вопрос {code}",
                "form_code": code,
                "question_type": question_type,
                "sequence": 10 * (len(form.question_and_page_ids) + 1),
                "form_prefill_path": prefill,
                **values,
            }
        )

    @classmethod
    def _give_out(cls, participants, **values):
        """Give form A to participants; each sheet takes a week from now."""
        # what the campaign itself has given out would be in the way
        assert not participants.sheet_ids.filtered(lambda one: one.form_code == "self_evaluation")
        return cls.form_a._form_launch(
            [
                {
                    "participant_id": participant.id,
                    "form_title": participant.school_name,
                    "form_organisation_id": participant.school_id.partner_id.id,
                    "form_owner_ids": [(6, 0, participant.school_id.director_ids.ids)],
                    "form_record_id": participant.id,
                    "deadline": fields.Datetime.now() + timedelta(days=7),
                    **values,
                }
                for participant in participants
            ]
        )

    @classmethod
    def _hand_in(cls, sheet, **answers):
        sheet._form_save_many({sheet: {"А2.2": 10, **answers}})
        result = sheet._form_submit()
        assert "receipt" in result, result

    @classmethod
    def _plan(cls, participants, **values):
        start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=2)
        return (
            cls.env["shnor.interview"]
            .with_user(cls.specialist)
            .create(
                [
                    {
                        "participant_id": participant.id,
                        "start": start,
                        "video_link": "https://meet.example.org/1",
                        **values,
                    }
                    for participant in participants
                ]
            )
        )

    @classmethod
    def _hold(cls, interview, **answers):
        """Fill form B as the specialist, and submit it."""
        sheet = interview.sheet_id
        sheet.sudo()._form_save_many({sheet.sudo(): answers})
        access = {"role": "staff", "partner": cls.specialist.partner_id, "sections": None}
        result = sheet.with_user(cls.specialist).sudo()._form_submit("key", None, access)
        assert "receipt" in result, result
