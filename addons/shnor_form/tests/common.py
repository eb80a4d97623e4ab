from odoo.tests import TransactionCase


class FormCase(TransactionCase):
    """A form about a contact: the engine knows nothing of schools.

    The organisation “North” has an owner, who fills the form, and a deputy.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "lang": "en_US"})
        contacts = cls.env["res.partner"]
        cls.north = contacts.create({"name": "North", "is_company": True, "color": 7})
        cls.owner = contacts.create(
            {"name": "Anna Owner", "parent_id": cls.north.id, "email": "anna@example.com"}
        )
        cls.form = cls._make_form()
        cls.access = {"role": "owner", "partner": cls.owner, "sections": None}

    @classmethod
    def _make_form(cls):
        form = cls.env["survey.survey"].create(
            {
                "title": "Self-evaluation",
                "survey_type": "shnor_form",
                "form_code": "test_form",
                "form_record_model": "res.partner",
                "form_contact": "Olga, 2-12-34",
            }
        )
        cls._page(form, "Staff")
        cls._ask(form, "S1", "numerical_box", constr_mandatory=True, form_delta=5)
        cls._ask(form, "S2", "numerical_box", form_prefill="record", form_prefill_path="color")
        cls._ask(form, "S3", "computed", form_formula="percent([S2], [S1])", form_decimals=1)
        cls._ask(
            form,
            "S4",
            "number_table",
            form_column_ids=[
                (0, 0, {"code": "subject", "title": "Subject", "column_type": "char"}),
                (0, 0, {"code": "rate", "title": "Rate", "decimals": 1, "maximum": 2}),
            ],
        )
        cls._page(form, "Safety")
        cls._ask(form, "T1", "yes_no", form_prefill="previous")
        cls._ask(form, "T2", "date", form_condition="[T1] == yes", constr_mandatory=True)
        cls._ask(form, "T3", "simple_choice", options=["full", "part", "none"])
        cls._ask(form, "T4", "multiple_choice", options=["gaps", "absence", "language"])
        cls._ask(form, "T5", "scale", scale_min=1, scale_max=4)
        cls._ask(form, "T6", "text_box", form_evidence="optional")
        cls._ask(form, "T7", "char_box")
        cls.env["shnor.form.check"].create(
            [
                {
                    "survey_id": form.id,
                    "condition": "[S2] <= [S1]",
                    "message": "The part is more than the whole.",
                },
                {
                    "survey_id": form.id,
                    "condition": "[T5] > 1",
                    "message": "Very low. Is it so?",
                    "severity": "warning",
                },
            ]
        )
        return form

    @classmethod
    def _page(cls, form, title):
        return cls.env["survey.question"].create(
            {
                "survey_id": form.id,
                "is_page": True,
                "title": title,
                "sequence": 10 * (len(form.question_and_page_ids) + 1),
            }
        )

    @classmethod
    def _ask(cls, form, code, question_type, options=(), **values):
        return cls.env["survey.question"].create(
            {
                "survey_id": form.id,
                "title": f"Question {code}",
                "form_code": code,
                "question_type": question_type,
                "sequence": 10 * (len(form.question_and_page_ids) + 1),
                "suggested_answer_ids": [(0, 0, {"value": value}) for value in options],
                **values,
            }
        )

    @classmethod
    def _launch(cls, **values):
        return cls.form._form_launch(
            [
                {
                    "partner_id": cls.owner.id,
                    "form_title": "North, July",
                    "form_owner_ids": [(6, 0, cls.owner.ids)],
                    "form_organisation_id": cls.north.id,
                    "form_record_id": cls.north.id,
                    **values,
                }
            ]
        )

    def _save(self, sheet, client="a", known=0, **answers):
        """Save answers as a browser does; sequences go on by themselves."""
        self.seq = getattr(self, "seq", 0)
        saves = []
        for code, value in answers.items():
            self.seq += 1
            saves.append({"seq": self.seq, "code": code, "value": value})
        return sheet._form_save(saves, self.access, client, known)

    def _value(self, sheet, code):
        return (sheet._form_answers()[sheet.id].get(code) or {}).get("value")
