from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tests import Form, tagged

from ..imports.run import ImportCancelledError
from ..models import shnor_import
from .import_common import RESULTS, TEACHERS, ImportCase, workbook

GOOD = ["990001", "2025/2026", "ВПР", "Физика", 7, 10, 1, 2, 3.5, ""]
BAD = [*GOOD[:4], 8, "много", *GOOD[6:]]


@tagged("post_install", "-at_install")
class TestImportScreen(ImportCase):
    """What a keeper does on screen: choose, check, load."""

    def make(self, *rows, user=None, name="results.xlsx", header=RESULTS, sheet="Результаты"):
        user = user or self.keeper
        file = (
            self.env["ir.attachment"]
            .with_user(user)
            .create({"name": name, "raw": workbook(**{sheet: [header, *rows]})})
        )
        return (
            self.imports.with_user(user)
            .with_context(lang="ru_RU")
            .create({"attachment_ids": [(4, file.id)]})
        )

    def facts(self):
        return self.env["shnor.assessment"].search_count([("school_id", "=", self.school.id)])

    def test_check_then_load(self):
        record = self.make(GOOD)
        self.assertEqual((record.name, record.state), ("results.xlsx", "draft"))
        self.assertEqual(record.attachment_ids.res_id, record.id)
        record.action_check()
        self.assertEqual((record.state, record.new_count, record.has_errors), ("checked", 1, False))
        self.assertEqual(self.facts(), 0)
        record.action_load()
        self.assertEqual((record.state, record.new_count), ("done", 1))
        self.assertTrue(record.date_done)
        self.assertEqual(self.facts(), 1)
        self.assertEqual(record.sheet_ids.sheet, "Результаты")
        line = record.line_ids.filtered(lambda line: line.verdict == "new")
        self.assertEqual((line.row, line.what), (2, "990001, 2025/2026, ВПР, Физика, 7"))

    def test_errors_forbid_loading(self):
        record = self.make(GOOD, BAD)
        record.action_check()
        self.assertEqual(
            (record.state, record.has_errors, record.new_count, record.error_count),
            ("checked", True, 1, 1),
        )
        line = record.fault_ids.filtered(lambda line: line.verdict == "error")
        self.assertEqual(line.row, 3)
        self.assertEqual(line.reason, "«Участников»: «много» — не число. Запишите число цифрами.")
        with self.assertRaises(UserError):
            record.action_load()
        self.assertEqual(self.facts(), 0)

    def test_loading_checks_again(self):
        record = self.make(GOOD)
        record.action_check()
        self.school.code = "990011"
        record.action_load()
        self.assertEqual((record.state, record.has_errors), ("checked", True))
        self.assertEqual(self.facts(), 0)

    def test_loading_wants_a_check(self):
        with self.assertRaises(UserError):
            self.make(GOOD).action_load()
        with self.assertRaises(UserError):
            self.imports.with_user(self.keeper).create({}).action_check()

    def test_other_files_want_another_check(self):
        record = self.make(GOOD)
        record.action_check()
        record.attachment_ids = [(5,)]
        self.assertEqual(record.state, "draft")
        self.assertFalse(record.line_ids | record.fault_ids)
        self.assertFalse(record.sheet_ids)

    def test_a_loaded_import_stays_as_it_is(self):
        record = self.make(GOOD)
        record.action_check()
        record.action_load()
        for change in (
            lambda: record.unlink(),
            lambda: record.write({"attachment_ids": [(5,)]}),
            lambda: record.action_check(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_an_unreadable_file_is_told_on_screen(self):
        record = self.make(GOOD)
        record.attachment_ids.raw = b"Not a workbook"
        record.action_check()
        self.assertTrue(record.has_errors)
        self.assertEqual(record.fault_ids.mapped("verdict"), ["error"])
        self.assertIn("не книга Excel", record.fault_ids.reason)

    def test_the_buttons_of_the_counts_open_their_rows(self):
        record = self.make(GOOD, BAD)
        record.action_check()
        action = record.with_context(verdict="error").action_open_lines()
        lines = self.env["shnor.import.line"].search(action["domain"])
        self.assertIn("search_default_error", action["context"])
        self.assertEqual(lines, record.line_ids)

    def test_the_form_offers_a_template_of_every_kind(self):
        with Form(self.imports.with_user(self.keeper)) as form:
            for kind in self.env["shnor.import.kind"]._all_kinds():
                self.assertIn(f"/shnor/import/template/{kind}.xlsx", form.template_links)

    def test_old_files_and_rows_go_and_the_counts_stay(self):
        record = self.make(GOOD)
        record.action_check()
        record.action_load()
        file = record.attachment_ids
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE shnor_import SET write_date = %s WHERE id = %s",
            [Datetime.subtract(Datetime.now(), days=91), record.id],
        )
        self.env.invalidate_all()
        self.imports.sudo()._gc_old()
        self.assertFalse(file.exists())
        self.assertFalse(record.line_ids)
        self.assertEqual((record.name, record.new_count, record.state), ("results.xlsx", 1, "done"))


@tagged("post_install", "-at_install")
class TestImportQueue(ImportCase):
    """Long imports are worked off by a job, which may be cancelled and may die."""

    make = TestImportScreen.make

    def make_long(self, task="check"):
        rows = [
            [f"Т-{n}", f"Учитель {n}", "990001", "Физика", "Учитель", "", 3, "01.09.2020", ""]
            for n in range(shnor_import.MANY_ROWS + 1)
        ]
        record = self.make(*rows, name="teachers.xlsx", header=TEACHERS, sheet="Педагоги")
        record.action_check()
        self.assertEqual((record.state, record.task), ("queued", "check"))
        if task == "load":
            record._run_queued()
            record.action_load()
        return record

    def teachers(self):
        return self.env["shnor.teacher"].search_count([("code", "=like", "Т-%")])

    def test_a_long_import_waits_for_the_job_and_is_done_by_it(self):
        triggers = self.env["ir.cron.trigger"].sudo()
        cron = self.env.ref("shnor_registry.shnor_import_cron")
        before = triggers.search_count([("cron_id", "=", cron.id)])
        record = self.make_long()
        self.assertGreater(triggers.search_count([("cron_id", "=", cron.id)]), before)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((record.state, record.new_count), ("checked", 1001))
        self.assertEqual(record.sheet_ids.sheet, "Педагоги")
        self.assertEqual(self.teachers(), 0)
        record.action_load()
        self.assertEqual(record.state, "queued")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((record.state, record.user_id), ("done", self.keeper))
        self.assertEqual(self.teachers(), 1001)

    def test_the_job_works_with_the_rights_and_in_the_language_of_the_person(self):
        record = self.make_long()
        self.school.territory_id = self.foreign
        record.sudo()._run_queued()
        self.assertEqual(record.error_count, 1001)
        self.assertIn("не относится к вашим территориям", record.fault_ids[0].reason)

    def test_a_waiting_import_is_cancelled_at_once(self):
        record = self.make_long()
        with self.assertRaises(UserError):
            record.action_check()
        record.action_cancel()
        self.assertEqual(record.state, "cancelled")
        record.action_check()
        self.assertEqual(record.state, "queued")

    def test_a_running_import_stops_when_cancelled_and_leaves_nothing(self):
        record = self.make_long("load")
        before = self.contents()
        record.sudo().state = "running"
        record.action_cancel()
        self.assertTrue(record.cancelling)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            record.sudo()._run_queued()
        self.assertEqual(record.state, "cancelled")
        self.assertEqual(self.contents(), before)

    def test_cancelling_between_sheet_and_writing_leaves_nothing(self):
        record = self.make_long("load")
        before = self.contents()
        told = []

        def stop_in_the_middle(share, words):
            told.append((share, words))
            if len(told) == 6:
                # by now teachers are in and their employments are not
                self.assertEqual(self.teachers(), 1001)
                raise ImportCancelledError

        job = type(self.env["shnor.import.job"])
        with patch.object(job, "_progress", lambda _job: stop_in_the_middle):
            record.sudo()._run_queued()
        self.assertEqual(record.state, "cancelled")
        self.assertEqual(self.contents(), before)
        self.assertEqual([share for share, _words in told], sorted(share for share, _ in told))
        self.assertIn("Педагоги", told[-1][1])

    def test_what_a_dead_server_left_is_told_and_can_be_started_again(self):
        record = self.make_long()
        record.sudo().state = "running"
        self.imports.with_context(lang=None)._fail_interrupted()
        self.assertEqual(record.state, "failed")
        self.assertIn("Начните ещё раз", record.message)
        record.action_check()
        self.assertEqual(record.state, "queued")

    def test_a_failure_is_told_and_nothing_is_written(self):
        record = self.make_long("load")
        before = self.contents()
        writer = type(self.env["shnor.import.teacher"])
        with (
            patch.object(writer, "_check_target", side_effect=RuntimeError("disk full")),
            self.assertLogs("odoo.addons.shnor_registry.models.shnor_import_queue", "ERROR"),
        ):
            record.sudo()._run_queued()
        self.assertEqual(record.state, "failed")
        self.assertIn("disk full", record.message)
        self.assertEqual(self.contents(), before)

    def test_progress_is_told_while_the_work_goes_on(self):
        record = self.make_long()
        self.env.flush_all()
        with self.enter_registry_test_mode():
            record.job_id.sudo()._progress()(0.42, "teachers.xlsx")
        self.env.invalidate_all()
        self.assertEqual((record.percent, record.progress_words), (42, "teachers.xlsx"))
