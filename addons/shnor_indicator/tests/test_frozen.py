from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import IndicatorCase


@tagged("post_install", "-at_install")
class TestFrozen(IndicatorCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_currencies(ZAA={}, ZBB={})
        cls.indicator = cls._make_indicator(domain="[('name', '=', 'ZAA')]")
        cls.frozen = cls._make_run(cls.indicator)
        cls.frozen._calculate()
        cls.frozen._freeze()

    def test_nobody_changes_a_frozen_run_not_even_the_superuser(self):
        run = self.frozen.sudo()
        for change in (
            lambda: run.write({"name": "Other"}),
            lambda: run.write({"state": "draft"}),
            lambda: run.unlink(),
            lambda: run._calculate(),
        ):
            with self.assertRaisesRegex(UserError, "is frozen"):
                change()

    def test_results_and_evidence_are_written_by_calculations_only(self):
        draft = self._make_run(self.indicator)
        draft._calculate()
        for run in (self.frozen, draft):
            for rows in (run.result_ids.sudo(), run.evidence_ids.sudo()):
                with self.assertRaisesRegex(UserError, "written by a calculation only"):
                    rows[0].write({"run_id": run.id})
                with self.assertRaisesRegex(UserError, "written by a calculation only"):
                    rows[0].unlink()
                with self.assertRaisesRegex(UserError, "written by a calculation only"):
                    rows.create({"run_id": run.id})

    def test_nobody_freezes_by_editing(self):
        draft = self._make_run(self.indicator)
        draft._calculate()
        with self.assertRaisesRegex(UserError, "by closing"):
            draft.with_context(shnor_freezing=True).write({"state": "frozen"})
        with self.assertRaisesRegex(UserError, "by closing"):
            self._make_run(self.indicator, state="frozen")

    def test_what_was_not_calculated_cannot_be_frozen(self):
        with self.assertRaisesRegex(UserError, "has not been calculated"):
            self._make_run(self.indicator)._freeze()

    def test_a_change_past_the_system_is_told_by_the_checksum(self):
        self.assertRegex(self.frozen.checksum, r"^[0-9a-f]{64}$")
        self.assertTrue(self.frozen._is_intact())
        self.env.cr.execute(
            "UPDATE shnor_indicator_evidence SET verdict = 'yes'"
            " WHERE run_id = %s AND verdict = 'no'",
            (self.frozen.id,),
        )
        self.assertFalse(self.frozen._is_intact())

    def test_an_indicator_with_results_is_archived_and_not_deleted(self):
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.indicator.unlink()
        self.indicator.with_context(_force_unlink=True).unlink()
        self.assertFalse(self.indicator.active)
        self.assertEqual(self.frozen.overall_ids.share, "1 of 2")

    def test_a_draft_is_deleted_with_all_that_it_counted(self):
        draft = self._make_run(self.indicator)
        draft._calculate()
        evidence = draft.evidence_ids
        draft.unlink()
        self.assertFalse(evidence.exists())

    def test_readers_read_and_authors_define(self):
        reader = new_test_user(self.env, "reader", "shnor_indicator.group_user")
        author = new_test_user(self.env, "author", "shnor_indicator.group_manager")
        stranger = new_test_user(self.env, "stranger", "base.group_user")
        self.assertEqual(self.frozen.with_user(reader).overall_ids.share, "1 of 2")
        with self.assertRaises(AccessError):
            self.indicator.with_user(reader).write({"target": 50})
        self.indicator.with_user(author).write({"target": 50})
        with self.assertRaises(AccessError):
            self.frozen.with_user(stranger).read(["name"])

    def test_a_preview_is_its_authors_own(self):
        author = new_test_user(self.env, "author", "shnor_indicator.group_manager")
        reader = new_test_user(self.env, "reader", "shnor_indicator.group_user")
        action = self.indicator.with_user(author).action_preview()
        run = self.env["shnor.indicator.run"].browse(action["res_id"])
        self.assertEqual(run.with_user(author).overall_ids.share, "1 of 2")
        for record in (run, run.result_ids[0], run.evidence_ids[0]):
            with self.assertRaises(AccessError):
                record.with_user(reader).read(["display_name"])
        self.env.cr.execute(
            "UPDATE shnor_indicator_run SET create_date = create_date - interval '2 days'"
            " WHERE id = %s",
            (run.id,),
        )
        self.env.invalidate_all()
        self.env["shnor.indicator.run"]._gc_previews()
        self.assertFalse(run.exists())
        self.assertTrue(self.frozen.exists())
