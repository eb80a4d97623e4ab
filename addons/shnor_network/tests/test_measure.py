from psycopg2 import IntegrityError

from odoo.tools import mute_logger

from .common import NetworkCase


class TestMeasure(NetworkCase):
    @mute_logger("odoo.sql_db")
    def test_per_cent_is_from_0_to_100(self):
        self._make_measure(percent=100)
        for percent in (-1, 101):
            with (
                self.subTest(percent=percent),
                self.assertRaisesRegex(IntegrityError, "percent_range"),
                self.env.cr.savepoint(),
            ):
                self._make_measure(percent=percent, name=f"Мера {percent}")

    @mute_logger("odoo.sql_db")
    def test_reversed_dates_are_refused(self):
        with self.assertRaisesRegex(IntegrityError, "dates_in_order"):
            self._make_measure(date_to="2026-01-31")

    @mute_logger("odoo.sql_db")
    def test_the_same_measure_is_entered_once(self):
        self._make_measure(date_from=False)
        with self.assertRaisesRegex(IntegrityError, "same_measure_once"):
            self._make_measure(date_from=False, name="СЕМЕЙНЫЕ ВСТРЕЧИ")

    def test_a_dash_is_no_result(self):
        measure = self._make_measure(result=" – ")
        self.assertFalse(measure.result)
        measure.result = "Охват собраний 70 %"
        self.assertEqual(measure.result, "Охват собраний 70 %")

    def test_every_state_has_its_column_on_the_board(self):
        self._make_measure()
        columns = self.env["shnor.measure"]._read_group(
            [("school_id", "=", self.school.id)], ["state"], ["__count"]
        )
        board = (
            self.env["shnor.measure"]
            .with_context(read_group_expand=True)
            .web_read_group([("school_id", "=", self.school.id)], ["state"], ["__count"])
        )
        self.assertEqual(len(columns), 1)
        self.assertEqual(len(board["groups"]), 6)
