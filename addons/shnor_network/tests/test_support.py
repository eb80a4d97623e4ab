from psycopg2 import IntegrityError

from odoo.tools import mute_logger

from .common import NetworkCase


class TestSupport(NetworkCase):
    def test_a_lone_dash_is_nothing(self):
        """Clerks write dashes of any length where a deficit or a result is missing."""
        for written in ("-", "–", "—", " — ", "\u00a0", "  ", "", False, "−"):
            with self.subTest(written=written):
                support = self._make_support(
                    deficit=written, result=written, topic=f"Тема {written!r}"
                )
                self.assertIs(support.deficit, False)
                self.assertIs(support.result, False)

    def test_words_with_a_dash_stay(self):
        support = self._make_support(deficit="  ОГЭ – математика ", result="Готово —\u00a0справка")
        self.assertEqual(support.deficit, "ОГЭ – математика")
        self.assertEqual(support.result, "Готово —\u00a0справка")

    def test_a_dash_written_later_empties_the_field(self):
        support = self._make_support(deficit="Чтение", result="Маршрут")
        support.write({"deficit": "—", "topic": "Другая тема"})
        self.assertFalse(support.deficit)
        self.assertEqual(support.result, "Маршрут")
        self.assertEqual(support.topic, "Другая тема")

    def test_rows_are_created_in_one_batch(self):
        values = [
            {
                "school_id": self.school.id,
                "date": "2026-03-10",
                "kind_id": self.seminar.id,
                "topic": f"Тема {number}",
                "deficit": "-",
            }
            for number in range(50)
        ]
        self.env.flush_all()
        # One INSERT for all fifty; what remains reads the school and the kind.
        with self.assertQueryCount(5):
            supports = self.env["shnor.support"].create(values)
            self.env.flush_all()
        self.assertFalse(any(supports.mapped("deficit")))

    @mute_logger("odoo.sql_db")
    def test_number_of_teachers_is_not_negative(self):
        with self.assertRaisesRegex(IntegrityError, "teacher_count_positive"):
            self._make_support(teacher_count=-1)

    @mute_logger("odoo.sql_db")
    def test_the_same_help_is_entered_once(self):
        self._make_support(provider="ЦНППМ")
        self._make_support(provider="Методическая служба")
        with self.assertRaisesRegex(IntegrityError, "same_help_once"):
            self._make_support(provider="цнппм")

    def test_changes_are_in_the_chatter(self):
        support = self._make_support().with_context(tracking_disable=False)
        self.env.cr.flush()  # what happens in the transaction that made the row is not tracked
        support.result = "Проведено три открытых урока"
        self.env.cr.flush()  # where mail writes its tracking
        self.assertIn(
            "Проведено три открытых урока",
            support.message_ids.tracking_value_ids.mapped("new_value_text"),
        )

    def test_words_of_the_dictionary_are_found_however_they_are_spelled(self):
        kinds = self.env["shnor.support.kind"]
        before = kinds.search_count([])
        found = kinds._find_or_create(["СЕМИНАР", " семинар\u00a0", "Учёба", "учеба", "", False])
        self.assertEqual(found["СЕМИНАР"], self.seminar.id)
        self.assertEqual(found[" семинар\u00a0"], self.seminar.id)
        self.assertEqual(found["Учёба"], found["учеба"])
        self.assertNotIn("", found)
        self.assertEqual(kinds.search_count([]), before + 1)

    def test_an_archived_word_is_found_not_made_again(self):
        self.seminar.active = False
        found = self.env["shnor.support.kind"]._find_or_create(["семинар"])
        self.assertEqual(found, {"семинар": self.seminar.id})

    @mute_logger("odoo.sql_db")
    def test_a_word_stands_in_its_dictionary_once(self):
        with self.assertRaisesRegex(IntegrityError, "key_once"):
            self.env["shnor.support.kind"].create({"name": " Семинар"})
