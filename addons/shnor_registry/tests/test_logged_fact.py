from odoo.tests import tagged

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestLoggedFact(RegistryCase):
    """What people change in facts is told in the chatter of the school or the teacher."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_users()
        cls.teacher = cls._make_teacher()
        cls._make_employment(cls.teacher)
        cls.status = cls._make_status()

    def _as_keeper(self, record):
        return record.with_user(self.users["keeper"]).with_context(tracking_disable=False)

    def _notes(self, owner):
        """Return the plain texts of the notes on ``owner``, the newest first."""
        owner.invalidate_recordset(["message_ids"])
        return [message.preview for message in owner.sudo().message_ids]

    def test_a_new_fact_is_told(self):
        self._as_keeper(self.env["shnor.school.status"]).create(
            {"school_id": self.school.id, "category": "adverse", "date_from": "2026-01-01"}
        )
        note = self.school.message_ids[0]
        self.assertIn("Added: Adverse conditions from 01.01.2026", self._notes(self.school)[0])
        self.assertEqual(note.author_id, self.users["keeper"].partner_id)

    def test_a_change_is_told_as_old_and_new(self):
        self._as_keeper(self.status).write({"date_to": "2026-06-30", "basis": "Приказ № 5"})
        [note] = self._notes(self.school)
        self.assertIn("Changed: Low results from 01.09.2025", note)
        self.assertIn("To: empty → 30.06.2026", note)
        self.assertIn("Basis: empty → Приказ № 5", note)

    def test_a_deletion_is_told(self):
        self._as_keeper(self.status).unlink()
        self.assertIn("Deleted: Low results from 01.09.2025", self._notes(self.school)[0])

    def test_nothing_is_told_when_nothing_changed(self):
        self._as_keeper(self.status).write({"date_from": "2025-09-01", "basis": False})
        self.assertFalse(self._notes(self.school))

    def test_an_import_tells_nothing(self):
        self.status.with_user(self.users["keeper"]).write({"basis": "Приказ № 5"})
        self.assertFalse(self._notes(self.school))

    def test_the_records_of_an_addon_tell_nothing(self):
        scale = self.env.ref("shnor_registry.shnor_level_scale_default")
        self.assertFalse([note for note in self._notes(scale) if "Added" in note])

    def test_the_notes_of_a_teacher_have_no_name(self):
        job = self.teacher.employment_ids
        self._as_keeper(job).write({"subject_ids": [(6, 0, self.maths.ids)], "category": "first"})
        diagnostic = self._as_keeper(self.env["shnor.diagnostic"]).create(
            {"teacher_id": self.teacher.id, "date": "2026-03-10", "score": 0, "maximum": 10}
        )
        diagnostic.write({"score": 7.5, "independent": True})
        told = "\n".join(self._notes(self.teacher))
        for words in (
            "Changed: П-001, Школа 900001, учитель",
            "Subjects: empty → Тестовая математика",
            "Qualification category: empty → First",
            "Added: П-001",
            "Score: 0 → 7.5",
            "Independent: no → yes",
        ):
            self.assertIn(words, told)
        self.assertNotIn("Иванова", told)

    def test_a_fact_given_to_another_owner_is_told_to_both(self):
        self._as_keeper(self.status).school_id = self.second_school
        words = "School: Школа 900001 → Школа 900002"
        self.assertIn(words, "".join(self._notes(self.second_school)))
        self.assertIn(words, "".join(self._notes(self.school)))

    def test_facts_of_one_owner_make_one_note(self):
        grades = [
            {
                "school_id": self.school.id,
                "academic_year": 2026,
                "procedure": "vpr",
                "subject_id": self.maths.id,
                "grade": grade,
                "participant_count": 5,
            }
            for grade in (4, 5, 6)
        ]
        self._as_keeper(self.env["shnor.assessment"]).create(grades)
        [note] = self._notes(self.school)
        self.assertEqual(note.count("Added"), 3)

    def test_the_bounds_of_levels_are_told_at_the_scale(self):
        scale = self.env.ref("shnor_registry.shnor_level_scale_default")
        line = scale.line_ids[1].with_user(self.users["administrator"])
        line.with_context(tracking_disable=False).min_percent = 45
        self.assertIn("From, %: 40 → 45", self._notes(scale)[0])
