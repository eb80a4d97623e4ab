from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestDiagnostic(RegistryCase):
    """Scores become levels by the scale that was in force on the day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.teacher = cls._make_teacher()
        cls.scale = cls.env.ref("shnor_registry.shnor_level_scale_default")

    def _rank(self, score, maximum, **values):
        return self._make_diagnostic(
            self.teacher, score, maximum, organiser=f"{score}/{maximum}", **values
        ).level_rank

    def test_a_level_begins_at_its_bound_exactly(self):
        for score, maximum, rank in (
            (0, 100, 1),
            (39.99, 100, 1),
            (40, 100, 2),
            (59.99, 100, 2),
            (60, 100, 3),
            (79.99, 100, 3),
            (80, 100, 4),
            (100, 100, 4),
            # 2/5, 3/5 and 4/5 are no binary fractions; 1/3 lies below 40 %
            (2, 5, 2),
            (3, 5, 3),
            (4, 5, 4),
            (1.2, 3, 2),
            (0.6, 1, 3),
            (23.99, 40, 2),
            (24, 40, 3),
            (1, 3, 1),
        ):
            with self.subTest(score=score, maximum=maximum):
                self.assertEqual(self._rank(score, maximum), rank)

    def test_the_percentage_is_rounded_half_up_for_reading_only(self):
        self.assertEqual(self._make_diagnostic(self.teacher, 65, 100).percent, 65)
        diagnostic = self._make_diagnostic(self.teacher, 59.996, 100, organiser="почти 60")
        self.assertEqual((diagnostic.percent, diagnostic.level_rank), (60, 3))
        close = self._make_diagnostic(self.teacher, 599.99, 1000, organiser="59,999")
        self.assertEqual((close.percent, close.level_rank), (60, 2))

    def test_65_and_70_share_a_level(self):
        self.assertEqual([self._rank(65, 100), self._rank(70, 100)], [3, 3])

    def test_correcting_the_score_corrects_the_level(self):
        diagnostic = self._make_diagnostic(self.teacher, 39, 100)
        self.assertEqual(diagnostic.level_line_id.name, "недостаточный")
        diagnostic.score = 80
        self.assertEqual(diagnostic.level_line_id.name, "высокий")
        diagnostic.write({"refused": True, "scored": False})
        self.assertFalse(diagnostic.level_line_id or diagnostic.level_rank)

    def test_no_score_is_no_level_and_zero_points_are_a_score(self):
        without = self._make_diagnostic(self.teacher)
        self.assertFalse(without.scored or without.level_line_id)
        zero = self._make_diagnostic(self.teacher, 0, 50, organiser="ЦНППМ")
        self.assertTrue(zero.scored)
        self.assertEqual(zero.level_rank, 1)
        [[average, count]] = self.env["shnor.diagnostic"]._read_group(
            [("teacher_id", "=", self.teacher.id)], [], ["percent:avg", "__count"]
        )
        self.assertEqual((average, count), (0, 2))

    def test_a_refusal_has_no_score(self):
        refusal = self._make_diagnostic(self.teacher, refused=True)
        self.assertFalse(refusal.scored)
        with self.assert_database_refuses("shnor.diagnostic", "has no score"):
            refusal.write({"score": 5, "maximum": 10, "scored": True})

    def test_a_score_over_the_maximum_is_refused(self):
        with self.assert_database_refuses("shnor.diagnostic", "between 0 and the maximum"):
            self._make_diagnostic(self.teacher, 41, 40)

    def test_the_same_diagnostic_is_entered_once(self):
        self._make_diagnostic(self.teacher, 10, 40, organiser="ЦНППМ")
        self._make_diagnostic(self.teacher, 10, 40, organiser="КИРО")
        with self.assert_database_refuses("shnor.diagnostic", "entered already"):
            self._make_diagnostic(self.teacher, 12, 40, organiser="ЦНППМ")

    # The scale

    def _stricter_scale(self, date="2026-03-01"):
        return self.env["shnor.level.scale"].create(
            {
                "name": "Строже",
                "date_from": date,
                "line_ids": [
                    (0, 0, {"name": "низкий", "min_percent": 0, "rank": 1}),
                    (0, 0, {"name": "достаточный", "min_percent": 70, "rank": 2}),
                ],
            }
        )

    def test_a_diagnostic_is_judged_by_the_scale_of_its_day(self):
        before, after = (
            self._make_diagnostic(self.teacher, 65, 100, date=day)
            for day in ("2026-02-28", "2026-03-01")
        )
        scale = self._stricter_scale()
        self.assertEqual(before.level_line_id.name, "повышенный")
        self.assertEqual(after.level_line_id.name, "низкий")
        scale.date_from = "2026-03-02"
        self.assertEqual(after.level_line_id.name, "повышенный")
        scale.date_from = "2026-02-28"
        self.assertEqual(before.level_line_id.name, "низкий")
        scale.unlink()
        self.assertEqual((before + after).level_line_id.name, "повышенный")

    def test_moving_a_bound_moves_the_levels(self):
        diagnostic = self._make_diagnostic(self.teacher, 65, 100)
        self.scale.line_ids.filtered(lambda line: line.rank == 3).min_percent = 65.01
        self.assertEqual(diagnostic.level_rank, 2)
        self.scale.line_ids.filtered(lambda line: line.rank == 3).min_percent = 65
        self.assertEqual(diagnostic.level_rank, 3)

    def test_a_higher_level_begins_at_a_higher_percentage(self):
        with self.assertRaisesRegex(ValidationError, "higher level must begin"):
            self.scale.line_ids.filtered(lambda line: line.rank == 2).min_percent = 60.5

    def test_the_levels_of_many_are_set_by_one_statement(self):
        teachers = self.env["shnor.teacher"].create(
            [{"code": f"М-{index:03}", "name": "Имя"} for index in range(60)]
        )

        def judge(some):
            return self.count_queries(
                lambda: self.env["shnor.diagnostic"].create(
                    [
                        {"teacher_id": teacher.id, "date": "2026-03-10", "score": 7, "maximum": 10}
                        for teacher in some
                    ]
                )
            )

        judge(teachers[:1])
        self.assertEqual(judge(teachers[1:4]), judge(teachers[4:]))
        self.assertEqual(teachers.diagnostic_ids.level_line_id.name, "повышенный")

    def test_the_card_of_a_teacher_counts_diagnostics_without_refusals(self):
        self._make_diagnostic(self.teacher, 5, 10, date="2025-10-01")
        self._make_diagnostic(self.teacher, date="2026-01-10")
        self._make_diagnostic(self.teacher, refused=True, date="2026-02-20")
        self.assertEqual(self.teacher.diagnostic_count, 2)
        self.assertEqual(str(self.teacher.last_diagnostic_date), "2026-01-10")

    def test_it_is_called_by_the_code_never_by_the_name(self):
        self.assertEqual(
            self._make_diagnostic(self.teacher, subject_id=self.maths.id).display_name,
            "П-001, 10.03.2026, subject knowledge, Тестовая математика",
        )
