import hashlib
import io
import json
import zipfile
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..report.dossier_zip import CHECKSUMS, CONTENTS_HTML, CONTENTS_TEXT, stream_zip
from .letter_common import LetterCase

MOMENT = (2026, 8, 12, 13, 0, 0)
HEAD = {"title": "Материалы", "facts": [("Приказ", "№ 7")]}


@tagged("post_install", "-at_install")
class TestDossier(LetterCase):
    """Everything of a campaign as one ZIP for an inspection."""

    def _order(self, role="specialist"):
        action = self.campaign.with_user(self.users[role]).action_make_dossier()
        return self.env["shnor.dossier"].browse(action["res_id"])

    def _run_job(self, files=None):
        """Let the job run, without its commits, until it has made so many files."""
        self.made = 0

        def commit(_cron, processed=0, **_values):
            self.made += processed
            return 0 if self.made == files else 60

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit):
            self.env["shnor.dossier"]._cron_make()

    def _unpack(self, dossier, role="specialist"):
        content = b"".join(dossier.with_user(self.users[role])._zip())
        return zipfile.ZipFile(io.BytesIO(content))

    def test_everything_is_in_and_bears_its_checksum(self):
        self._send()
        dossier = self._order()
        self._run_job()
        self.assertEqual(dossier.state, "done")
        self.assertFalse(dossier.problem_count)
        self.assertEqual(dossier.file_count, dossier.file_total)
        archive = self._unpack(dossier)
        self.assertIsNone(archive.testzip())
        names = set(archive.namelist())
        for name in (
            "1 Приказ/Приказ № 7-о от 22.06.2026.pdf",
            "1 Приказ/Приказ № 7-о от 22.06.2026.docx",
            "2 Формы школ/Участники и формы.xlsx",
            "3 Показатели/Показатели с обоснованием.xlsx",
            "3 Показатели/Показатели.json",
            "5 Рекомендации/Рекомендации.xlsx",
            "7 Письма/Реестр писем.xlsx",
            "9 Журнал/Журнал мониторинга.xlsx",
        ):
            self.assertIn(name, names)
        # a letter is the file that went out
        letters = [name for name in names if name.startswith("7 Письма/") and name[-4:] == ".pdf"]
        self.assertEqual(len(letters), 2)
        self.assertIn(self._letter().pdf_id.raw, [archive.read(name) for name in letters])
        told = json.loads(archive.read("3 Показатели/Показатели.json"))
        self.assertEqual(sorted(told["participants"]), ["900001", "900002"])
        self._check_contents(archive)

    def _check_contents(self, archive):
        """The contents name each file with the checksum that it has."""
        page = archive.read(CONTENTS_HTML).decode()
        text = archive.read(CONTENTS_TEXT).decode()
        sums = dict(
            reversed(line.split("  ", 1)) for line in archive.read(CHECKSUMS).decode().splitlines()
        )
        files = set(archive.namelist()) - {CONTENTS_HTML, CONTENTS_TEXT, CHECKSUMS}
        self.assertEqual(set(sums), files)
        for name, digest in sums.items():
            self.assertEqual(hashlib.sha256(archive.read(name)).hexdigest(), digest, name)
            self.assertIn(digest, page)
            self.assertIn(digest, text)

    def test_a_killed_job_goes_on_where_it_was(self):
        dossier = self._order()
        self._run_job(files=3)
        self.assertEqual((dossier.state, dossier.file_count), ("making", 3))
        kept = dossier.file_ids.ids
        self.assertEqual(self._order(), dossier, "pressed again, it is the one being made")
        self._run_job()
        self.assertEqual(dossier.state, "done")
        self.assertLessEqual(set(kept), set(dossier.file_ids.ids))
        self.assertEqual(self.made, dossier.file_total - 3)

    def test_it_is_stopped_and_gone_on_with(self):
        dossier = self._order()
        self._run_job(files=2)
        dossier.with_user(self.specialist).action_stop()
        self._run_job()
        self.assertEqual((dossier.state, dossier.file_count), ("stopped", 2))
        with self.assertRaisesRegex(UserError, "not ready"):
            dossier.with_user(self.specialist).action_download()
        dossier.with_user(self.specialist).action_go_on()
        self._run_job()
        self.assertEqual(dossier.state, "done")
        kept = dossier.file_ids.attachment_id
        self.assertFalse(kept.filtered("res_model"), "the dossier alone gives them out")
        with self.assertRaises(AccessError):
            kept[0].with_user(self.specialist).read(["raw"])
        dossier.with_user(self.specialist).unlink()
        self.assertFalse(kept.exists(), "all gone")

    def test_what_cannot_be_made_is_told_in_the_contents(self):
        self._break_template()
        self._send_nothing()
        dossier = self._order()
        with mute_logger("odoo.addons.shnor_monitoring"):
            self._run_job()
        self.assertEqual(dossier.state, "done")
        missing = dossier.file_ids.filtered("problem")
        self.assertEqual(dossier.problem_count, len(missing))
        archive = self._unpack(dossier)
        text = archive.read(CONTENTS_TEXT).decode()
        for file in missing:
            self.assertNotIn(file.path, archive.namelist())
            self.assertIn(f"{file.path.rpartition('/')[2]} – НЕ ВКЛЮЧЁН", text)
        self._check_contents(archive)

    def _send_nothing(self):
        """An addon's part that fails, one that comes in pieces, and two of one name."""
        parts = type(self.campaign)._dossier_parts

        def refuse():
            words = "Файл повреждён"
            raise UserError(words)

        def more(campaign):
            return [
                *parts(campaign),
                ("8 Своё", "сломано.pdf", refuse),
                ("8 Своё", "кусками.txt", lambda: iter([b"a", b"b"])),
                ("8 Своё", "Кусками.txt", lambda: b"c"),
            ]

        self.patch(type(self.campaign), "_dossier_parts", more)

    def test_parts_of_an_addon_come_in(self):
        self._send_nothing()
        dossier = self._order()
        self._run_job()
        archive = self._unpack(dossier)
        self.assertEqual(archive.read("8 Своё/кусками.txt"), b"ab")
        self.assertEqual(archive.read("8 Своё/Кусками (2).txt"), b"c")
        [missing] = dossier.file_ids.filtered("problem")
        self.assertEqual(missing.problem, "Файл повреждён")

    def test_who_may(self):
        for role in ("working_group", "keeper", "foreign_specialist", "director", "portal"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._order(role)
        dossier = self._order()
        with self.assertRaises(AccessError):
            dossier.with_user(self.users["foreign_specialist"]).read(["state"])
        # who answers for a part of the schools sees a part of the campaign
        self.specialist.shnor_territory_ids = self.village
        with self.assertRaises(AccessError):
            self._order()
        self._run_job()
        self.assertEqual((dossier.state, dossier.file_count), ("stopped", 0))
        self.assertTrue(dossier.problem)

    def test_nobody_edits_it(self):
        dossier = self._order()
        with self.assertRaises(UserError):
            dossier.with_user(self.specialist).write({"file_total": 1})

    def test_the_terminal_writes_the_same(self):
        command = self.env["shnor.command"]
        with self.assertRaisesRegex(UserError, "ends in .zip"):
            command._dossier("dossier.rar", str(self.campaign.id))
        content = b"".join(self.env["shnor.dossier"]._stream_of(self.campaign))
        archive = zipfile.ZipFile(io.BytesIO(content))
        dossier = self._order()
        self._run_job()
        self.assertEqual(set(archive.namelist()), set(self._unpack(dossier).namelist()))
        self._check_contents(archive)

    def test_one_file_at_a_time_is_in_memory(self):
        read = []

        def files():
            for number in range(3):
                read.append(number)
                yield f"1/{number}", bytes(3_000_000), ""

        stream = stream_zip(HEAD, files(), MOMENT)
        next(stream)
        self.assertEqual(read, [0])
        archive = zipfile.ZipFile(io.BytesIO(b"".join([b"", *stream_zip(HEAD, files(), MOMENT)])))
        self.assertEqual(len(archive.namelist()), 6)

    def test_names_are_no_markup(self):
        files = [("1/<b>.txt", b"x", ""), ("1/<i>", b"", "<script>")]
        content = b"".join(stream_zip(HEAD, files, MOMENT))
        page = zipfile.ZipFile(io.BytesIO(content)).read(CONTENTS_HTML).decode()
        for markup in ("<b>", "<i>", "<script>"):
            self.assertNotIn(markup, page)


@tagged("post_install", "-at_install")
class TestDossierFile(HttpCase, LetterCase):
    """The ZIP over HTTP."""

    def test_the_zip_is_downloaded_by_who_may(self):
        action = self.campaign.with_user(self.specialist).action_make_dossier()
        dossier = self.env["shnor.dossier"].browse(action["res_id"])
        address = f"/shnor/dossier/{dossier.id}.zip"
        self.authenticate(self.specialist.login, self.specialist.login)
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(address).status_code, 404, "not ready yet")
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda cron, *args, **values: 60
        ):
            self.env["shnor.dossier"]._cron_make()
        answer = self.url_open(address)
        self.assertEqual(answer.status_code, 200)
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        self.assertIsNone(archive.testzip())
        self.assertIn(CONTENTS_HTML, archive.namelist())
        # a school that is not the reader's any more keeps all of the dossier from the reader
        self.specialist.shnor_territory_ids = self.village
        with self.assertRaises(AccessError):
            dossier.with_user(self.specialist).action_download()
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            self.assertEqual(self.url_open(address).status_code, 403)
        stranger = self.users["foreign_specialist"]
        self.authenticate(stranger.login, stranger.login)
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            self.assertEqual(self.url_open(address).status_code, 403)
