from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..engine import analysis_note as note
from ..engine import russian as ru
from ..engine.analysis_draft import Context, draft
from .analysis_common import AnalysisCase

EMPTY = {
    "campaign": {
        "id": 1,
        "name": "Мониторинг, июль 2026",
        "period_from": "2026-01-01",
        "period_to": "2026-06-30",
        "date_begin": "2026-07-01",
        "date_end": "2026-07-24",
        "academic_year": "2025/2026",
        "order": {"number": "7-о", "date": "22 июня 2026 г.", "title": "О проведении «волны»"},
        "amending": None,
        "previous": None,
    },
    "run": {"id": None, "calculated_at": None, "checksum": None},
    "schools": {
        **dict.fromkeys(
            ("count", "reported", "interviewed", "low_results", "adverse", "both", "none"), 0
        ),
        **{"common": 0, "entered": 0, "left": 0, "not_reported": []},
    },
    "indicators": [],
    "by_school": [],
    "by_subject": [],
    "risks": [],
    "deficits": {"subject": [], "staff": [], "management": [], "resources": []},
    "practices": [],
    "recommendations": {
        **dict.fromkeys(("count", "accepted", "draft", "to_schools", "to_others", "schools"), 0),
        "unadvised": [],
        "kinds": {},
    },
    "followups": {
        **dict.fromkeys(("count", "done", "partly", "not_done", "open", "overdue", "aimed"), 0),
        **{f"moved_{name}": 0 for name in ("better", "same", "worse", "unknown")},
    },
    "biased": 0,
    "differences": 0,
}
INDICATOR = {
    "code": "I1",
    "name": "Доля школ",
    "unit": "school",
    "k": 1,
    "n": 1,
    "no": 0,
    "no_data": 0,
    "percent": 100.0,
    "percent_with_data": 100.0,
    "low": 100.0,
    "high": 100.0,
    "method": "Считаются школы.",
    "rule": "",
    "previous": None,
    "delta": None,
    "plan": None,
    "is_reached": None,
    "comparable": None,
    "history": [],
}
RISK = {
    "code": "Р1",
    "name": "Риск",
    "schools": 5,
    "high": 0,
    "medium": 0,
    "low": 0,
    "asked": 8,
    "with_better": 2,
    "with_known": 5,
    "without_better": 2,
    "without_known": 3,
}


@tagged("post_install", "-at_install")
class TestAnalysisWords(AnalysisCase):
    """The sentences: agreement with numbers, and what is said when something is missing."""

    def _said(self, key=None, **changes):
        """Return what is said under a key, or everything, of statistics with these changes."""
        statistics = {**EMPTY, **changes}
        sentences = draft(statistics, Context(self.env))
        if key is None:
            return "\n".join(one["text"] for one in sentences)
        return next((one["text"] for one in sentences if one["key"] == key), None)

    def _indicator(self, key, **changes):
        campaign = {**EMPTY["campaign"], "previous": changes.pop("since", None)}
        return self._said(
            f"facts.I1.{key}", indicators=[{**INDICATOR, **changes}], campaign=campaign
        )

    def test_nouns_agree_with_their_numbers(self):
        for number, words in (
            (0, "0 школ"),
            (1, "1 школа"),
            (2, "2 школы"),
            (5, "5 школ"),
            (11, "11 школ"),
            (14, "14 школ"),
            (21, "21 школа"),
            (112, "112 школ"),
            (1.5, "1,5 школы"),
            (1234, "1 234 школы"),
        ):
            self.assertEqual(ru.count(number, ru.SCHOOL), words)
        for number, words in ((1, "1 школы"), (2, "2 школ"), (11, "11 школ"), (21, "21 школы")):
            self.assertEqual(ru.of(number, ru.SCHOOL), words)
        self.assertEqual(ru.share(0, 0, ru.SCHOOL), "нет данных")
        self.assertEqual(ru.points(-3), "−3,0 п. п.")
        self.assertEqual(ru.points(12.55), "+12,6 п. п.")
        self.assertEqual(ru.points(None), "нет данных")
        self.assertEqual(ru.percent(66.65), "66,7 %")
        self.assertEqual(ru.join(["а", "б", "в"]), "а, б и в")
        self.assertEqual(ru.quoted("О «волне»"), "«О „волне“»")

    def test_nothing_is_known_at_all(self):
        said = self._said()
        self.assertIn("Участников в мониторинге нет.", said)
        self.assertIn("Индикаторы ещё не рассчитаны", said)
        self.assertIn("данных о факторах риска нет", said)
        self.assertIn("Предыдущего мониторинга этой территории в системе нет", said)
        self.assertNotIn("None", said)

    def test_one_school(self):
        schools = {**EMPTY["schools"], "count": 1, "low_results": 1, "reported": 1}
        self.assertEqual(
            self._said("basis.schools", schools=schools),
            "В мониторинге участвует 1 школа: ШНОР – 1.",
        )
        self.assertEqual(
            self._said("basis.reported", schools=schools),
            "Самообследование представили 1 из 1 школы.",
        )
        self.assertIn("1 из 1 школы (100,0 %;", self._indicator("share"))

    def test_nobody_handed_in_a_form(self):
        schools = {**EMPTY["schools"], "count": 3, "not_reported": ["А", "Б", "В"]}
        self.assertEqual(
            self._said("basis.reported", schools=schools),
            "Самообследование не представила ни одна школа.",
        )
        self.assertIn("(А, Б, В)", self._said("decisions.missing", schools=schools))
        self.assertIn("нет данных", self._said("deficits.staff.none", schools=schools))

    def test_nothing_to_divide_by(self):
        said = self._indicator("share", k=0, n=0, percent=None)
        self.assertEqual(said, "Доля школ: нет данных – считать не по чему.")
        self.assertIsNone(self._indicator("interval", k=0, n=0, percent=None))

    def test_some_have_no_data(self):
        said = self._indicator(
            "interval", k=3, n=8, no_data=2, percent_with_data=50.0, low=37.5, high=62.5
        )
        self.assertEqual(
            said,
            "Нет данных по 2 школам; среди тех, по кому данные есть, – 3 из 6 (50,0 %), а когда "
            "данные поступят, доля составит от 37,5 % до 62,5 %.",
        )
        said = self._indicator("interval", k=0, n=1, no_data=1, percent_with_data=None)
        self.assertEqual(said, "Нет данных по 1 школе: о доле ничего сказать нельзя.")

    def test_the_change(self):
        since = {"since": "Декабрь"}
        self.assertIsNone(self._indicator("change"))
        self.assertIn("не рассчитывался", self._indicator("change", **since))
        none = {"k": 0, "n": 0, "percent": None}
        self.assertIn(
            "данных по индикатору не было", self._indicator("change", previous=none, **since)
        )
        before = {"k": 1, "n": 2, "percent": 50.0}
        self.assertEqual(
            self._indicator("change", previous=before, delta=50.0, **since),
            "В мониторинге «Декабрь» было 1 из 2 школ (50,0 %); изменение: +50,0 п. п.",
        )

    def test_schools_that_are_in_both(self):
        its = {
            "schools": 1,
            "now": {"k": 1, "n": 1, "percent": 100.0},
            "before": {"k": 0, "n": 1, "percent": 0.0},
            "delta": 100.0,
        }
        self.assertEqual(
            self._indicator("common", comparable=its),
            "По 1 школе, участвующей в обоих мониторингах: 1 из 1 школы (100,0 %) против 0 из 1 "
            "школы (0,0 %); изменение: +100,0 п. п.",
        )

    def test_the_plan(self):
        self.assertIsNone(self._indicator("plan"))
        self.assertEqual(
            self._indicator("plan", plan=40.0, is_reached=True), "План – 40,0 %: достигнут."
        )
        # a plan without data is neither reached nor missed: it is not spoken of
        self.assertIsNone(self._indicator("plan", n=0, plan=40.0))

    def test_risks_beside_the_dynamics_are_counts(self):
        schools = {**EMPTY["schools"], "count": 8, "reported": 8}
        said = self._said("factors.Р1", risks=[RISK], schools=schools)
        self.assertEqual(
            said,
            "«Риск» – 5 из 8 школ; положительная динамика результатов – у 2 из 5 школ с этим "
            "риском и у 2 из 3 школ без него.",
        )
        self.assertIn("рано", self._said("factors.limits", risks=[RISK], schools=schools))
        many = {**RISK, "with_known": 300, "without_known": 100}
        said = self._said("factors.limits", risks=[many], schools=schools)
        self.assertIn("не доказывает", said)
        none = {**RISK, "with_known": 0}
        self.assertIn("данных нет", self._said("factors.Р1", risks=[none], schools=schools))

    def test_a_deficit(self):
        row = {"code": "К1", "name": "есть вакансии", "count": 1, "asked": 2, "sum": 1.5}
        deficits = {**EMPTY["deficits"], "staff": [{**row, "unit": "вакансий"}]}
        self.assertEqual(
            self._said("deficits.staff.К1", deficits=deficits),
            "Кадровые дефициты: есть вакансии – 1 из 2 школ (всего вакансий – 1,5).",
        )

    def test_sentences_about_one_matter_make_a_paragraph(self):
        made = note.paragraphs(
            [
                {"key": "facts.I1.share", "text": "А.", "is_item": False},
                {"key": "facts.I1.change", "text": "Б.", "is_item": False},
                {"key": False, "text": "В.", "is_item": False},
                {"key": "facts.I2.share", "text": "Г.", "is_item": False},
                {"key": "facts.subject.x", "text": "Д.", "is_item": True},
            ]
        )
        self.assertEqual([one["text"] for one in made], ["А. Б.", "В.", "Г.", "Д."])

    # ------------------------------------------------------------------
    # Numbers of a real campaign
    # ------------------------------------------------------------------
    def test_the_statistics(self):
        statistics = self._note()._statistics()
        self.assertEqual(statistics["schools"]["count"], 2)
        self.assertEqual(statistics["schools"]["reported"], 2)
        first = next(one for one in statistics["indicators"] if one["code"] == "Т1")
        self.assertEqual((first["k"], first["n"], first["percent"]), (1, 2, 50.0))
        self.assertEqual(len(first["history"]), 1)
        mine = next(
            one for one in statistics["by_school"] if one["participant_id"] == self.participant.id
        )
        self.assertEqual(mine["results"]["Т1"]["verdict"], "no")
        self.assertIn(self.risk.code, mine["risks"])
        risk = next(one for one in statistics["risks"] if one["code"] == self.risk.code)
        self.assertEqual((risk["schools"], risk["high"], risk["asked"]), (1, 1, 2))
        self.assertEqual(statistics["deficits"]["subject"][0]["named"], 1)

    def test_the_comparable_set(self):
        self.campaign.action_close()
        self._make_status(self.leader, "low_results")
        order = self._make_order(
            self.second_school + self.leader,
            number="9-о",
            date="2026-11-20",
            period_from="2026-07-01",
            period_to="2026-12-31",
            date_begin="2026-12-01",
            date_end="2026-12-25",
            stage_ids=[],
            responsible_ids=[],
        )
        order.stage_ids = [
            (
                0,
                0,
                {
                    "stage_type_id": self._stage_type("check").id,
                    "date_from": "2026-12-01",
                    "date_to": "2026-12-20",
                },
            )
        ]
        order.responsible_ids = [
            (
                0,
                0,
                {
                    "name": "Ответственный",
                    "stage_type_id": self._stage_type("check").id,
                    "email": "specialist@example.org",
                },
            )
        ]
        later = self._sign(order)
        later.action_calculate()
        statistics = self._note(later)._statistics()
        schools = statistics["schools"]
        self.assertEqual((schools["entered"], schools["left"], schools["common"]), (1, 1, 1))
        first = next(one for one in statistics["indicators"] if one["code"] == "Т1")
        self.assertEqual(first["comparable"]["now"], {"k": 1, "n": 1, "percent": 100.0})
        self.assertEqual(first["comparable"]["before"], {"k": 1, "n": 1, "percent": 100.0})
        self.assertEqual((first["k"], first["n"], first["delta"]), (1, 2, 0.0))
        self.assertEqual([one["n"] for one in first["history"]], [2, 2])
        text = self._text(later.analysis_id)
        self.assertIn("вошло – 1, вышло – 1, участвует в обоих мониторингах – 1", text)
        self.assertIn("новых результатов внешних оценочных процедур нет", text)

    def test_a_deficit_asks_the_forms(self):
        deficits = self.env["shnor.analysis.deficit"]
        vals = {"code": "Т1", "name": "мало", "kind": "staff"}
        for condition in ("[А99.9] > 0", "1 > 0", "[А2.2"):
            with (
                self.subTest(condition),
                self.assertRaises(ValidationError),
                self.env.cr.savepoint(),
            ):
                deficits.create({**vals, "form_condition": condition})
        deficits.create({**vals, "form_condition": "[А2.2] < 10", "sum_code": "А2.2"})
        statistics = self._note()._statistics()
        row = next(one for one in statistics["deficits"]["staff"] if one["code"] == "Т1")
        self.assertEqual((row["count"], row["asked"], row["sum"]), (1, 2, 4.0))
