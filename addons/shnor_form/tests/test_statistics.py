from statistics import mean

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import FormCase


@tagged("post_install", "-at_install")
class TestStatistics(FormCase):
    """Three sheets, the numbers counted by Python from the same answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.full = cls._option("T3", "full")
        cls.part = cls._option("T3", "part")
        cls.gaps, cls.absence = cls._option("T4", "gaps"), cls._option("T4", "absence")
        cls.sheets = cls._launch() + cls._launch() + cls._launch()
        cls.env["survey.user_input"]._form_save_many(
            {
                cls.sheets[0]: {
                    "S1": 10,
                    "S4": [{"subject": "Физика", "rate": 1.5}, {"subject": "Химия"}],
                    "T1": True,
                    "T3": cls.full,
                    "T4": [cls.gaps, cls.absence],
                    "T5": 4,
                    "T6": "Text",
                },
                cls.sheets[1]: {
                    "S1": 0,
                    "T1": False,
                    "T3": cls.full,
                    "T4": [cls.gaps],
                    "T5": 2,
                },
                cls.sheets[2]: {"S1": 5.0, "T1": False, "T2": "2026-03-01", "T3": cls.part},
            }
        )

    @classmethod
    def _option(cls, code, label):
        options = cls.form._form_schema()["questions"][code]["options"]
        return next(option["code"] for option in options if option["label"] == label)

    def _figures(self, code, domain=None, **names):
        return self.form._form_statistics(domain)["questions"][code]

    def test_numbers_are_summed_up(self):
        figures = self._figures("S1")
        self.assertEqual((figures["answered"], figures["confirmed"]), (3, 3))
        self.assertEqual((figures["sum"], figures["average"]), (15, mean([10, 0, 5])))
        self.assertEqual((figures["least"], figures["greatest"]), (0, 10))

    def test_options_are_counted_also_those_that_nobody_chose(self):
        self.assertEqual(self._figures("T1")["options"], {True: 1, False: 2})
        self.assertEqual(
            self._figures("T3")["options"],
            {self.full: 2, self.part: 1, self._option("T3", "none"): 0},
        )
        self.assertEqual(
            self._figures("T4")["options"],
            {self.gaps: 2, self.absence: 1, self._option("T4", "language"): 0},
        )
        scale = self._figures("T5")
        self.assertEqual(scale["options"], {1: 0, 2: 1, 3: 0, 4: 1})
        self.assertEqual((scale["sum"], scale["average"]), (6, 3))

    def test_of_texts_dates_and_tables_it_is_told_how_many(self):
        self.assertEqual(self._figures("T6")["answered"], 1)
        self.assertEqual(self._figures("T2")["answered"], 1)
        table = self._figures("S4")
        self.assertEqual((table["answered"], table["rows"]), (1, 2))

    def test_what_was_taken_back_is_no_answer(self):
        self.env["survey.user_input"]._form_save_many({self.sheets[0]: {"S1": None, "T4": None}})
        figures = self._figures("S1")
        self.assertEqual((figures["answered"], figures["greatest"]), (2, 5))
        self.assertEqual(self._figures("T4")["options"][self.absence], 0)

    def test_nothing_answered_is_no_number(self):
        figures = self._figures("S2")
        self.assertEqual(figures["answered"], 0)
        self.assertEqual({figures[name] for name in ("sum", "average", "least")}, {None})

    def test_prefilled_is_told_apart_from_confirmed(self):
        self.env["survey.user_input"]._form_save_many(
            {self.sheets[0]: {"S2": 1}}, origin="record", confirmed=False
        )
        figures = self._figures("S2")
        self.assertEqual((figures["answered"], figures["confirmed"]), (1, 0))

    def test_only_the_sheets_asked_for_count(self):
        statistics = self.form._form_statistics([("id", "in", self.sheets[:2].ids)])
        self.assertEqual(statistics["sheets"], 2)
        self.assertEqual(statistics["questions"]["S1"]["sum"], 10)

    def test_versions_count_together_whatever_they_asked_before(self):
        version = self.env["survey.survey"].browse(self.form.action_new_version()["res_id"])
        question = version.question_ids.filtered(lambda one: one.form_code == "T6")
        question.question_type = "yes_no"
        sheet = version._form_launch([{"partner_id": self.owner.id}])
        sheet._form_save_many({sheet: {"S1": 1, "T6": True}})
        figures = (self.form + version)._form_statistics()["questions"]
        self.assertEqual(figures["S1"]["sum"], 16)
        self.assertEqual((figures["T6"]["type"], figures["T6"]["answered"]), ("yes_no", 2))
        self.assertEqual(figures["T6"]["options"][True], 1)

    def test_nobody_counts_what_they_may_not_read(self):
        reader = new_test_user(self.env, "reader_of_forms", "shnor_form.group_user")
        self.env["ir.rule"].create(
            {
                "name": "The first sheet only",
                "model_id": self.env["ir.model"]._get_id("survey.user_input"),
                "domain_force": f"[('id', '=', {self.sheets[0].id})]",
            }
        )
        figures = self.form.with_user(reader)._form_statistics()
        self.assertEqual((figures["sheets"], figures["questions"]["S1"]["sum"]), (1, 10))
        stranger = new_test_user(self.env, "stranger_to_forms", "base.group_user")
        with self.assertRaises(AccessError):
            self.form.with_user(stranger)._form_statistics()
