from odoo.tests import tagged

from .common import FormCase


@tagged("post_install", "-at_install")
class TestProgress(FormCase):
    """How far the forms of a list are: exact, and at the price of one query."""

    def test_a_list_tells_the_same_as_each_form(self):
        empty, half, shown = (self._launch() for _time in range(3))
        self._save(half, S1=10, S2=3, T1=False, T5=2)
        self._save(shown, S1=10, T1=True, T2="2026-07-01", T6="a", T7=None)
        sheets = empty + half + shown
        self.assertEqual(
            sheets._form_progress_map(),
            {sheet.id: sheet._form_progress() for sheet in sheets},
        )
        # T2 is asked when T1 is a yes; S3 is computed and never asked
        self.assertEqual(
            sheets._form_progress_map(),
            {empty.id: (0, 9), half.id: (4, 9), shown.id: (4, 10)},
        )

    def test_what_is_filled_in_beforehand_counts_once_it_is_confirmed(self):
        sheet = self._launch()
        sheet._form_prefill()
        self.assertEqual(sheet._form_progress_map()[sheet.id], (0, 9))
        self._save(sheet, S2=7)
        self.assertEqual(sheet._form_progress_map()[sheet.id], (1, 9))

    def test_the_number_of_queries_does_not_depend_on_the_number_of_forms(self):
        sheets = self.env["survey.user_input"].browse(
            [self._launch(form_title=str(index)).id for index in range(12)]
        )
        for sheet in sheets:
            self._save(sheet, S1=1, T1=True)
        sheets._form_progress_map()  # caches
        counts = []
        for some in (sheets[:2], sheets):
            self.env.flush_all()
            self.env.invalidate_all()
            some.mapped("survey_id.survey_type")
            before = self.cr.sql_log_count
            self.assertEqual(set(some._form_progress_map().values()), {(2, 10)})
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_a_delegates_list_counts_the_own_sections(self):
        sheet = self._launch()
        self._save(sheet, S1=10, S2=3, T1=True, T5=2)
        for section in self.form._form_schema()["sections"]:
            ids = [section["id"]]
            self.assertEqual(
                sheet._form_progress_map({sheet.id: ids})[sheet.id], sheet._form_progress(ids)
            )

    def test_no_forms_are_no_mistake(self):
        self.assertEqual(self.env["survey.user_input"]._form_progress_map(), {})
