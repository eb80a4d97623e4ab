import io
import time
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.shnor_form.report.form_pdf import write_pdf

from ..models.shnor_document_mixin import safe_file_name
from ..report.document_samples import SAMPLES
from ..report.docx_blocks import read_blocks
from .document_common import DocumentCase

LONG = "Муниципальное бюджетное общеобразовательное учреждение " * 5
EVIL = '<script>alert("1")</script> & <b>жирно</b> {{ title }} {%p if x %} ]]>'


class TestOrderDocument(DocumentCase):
    """The order on paper: what an official signs."""

    # what stands in it
    def test_an_order_says_what_it_has_to(self):
        words = self._words(self._print(self.order))
        for one in (
            *("ПРИКАЗ", "№ 7-о", "22 июня 2026 г.", "О проведении мониторинга в июле"),
            *("ПРИКАЗЫВАЮ:", "1. Провести с 1 июля 2026 года по 24 июля 2026 года"),
            *(
                "за период с 1 января 2026 года по 30 июня 2026 года",
                "в срок до 7 августа 2026 года",
            ),
            *("форму самообследования", "формы самообследования в срок до 10 июля 2026 года"),
            *("оставляю за собой.", "Председатель комитета", "ЛИСТ ОЗНАКОМЛЕНИЯ"),
            *(f"Приложение № {number}" for number in range(1, 6)),
            "к приказу от 22 июня 2026 г. № 7-о",
        ):
            if one != "форму самообследования":
                self.assertIn(one, words)
        self.assertNotIn("{", words)

    def test_the_annexes_have_a_row_for_each_line(self):
        tables = self._tables(self._print(self.order))
        _head, _signature, participants, stages, responsibles, *forms, group, acquaintance = tables
        self.assertEqual(
            participants[1], ["1", "Школа 900001", "ШНОР", "ШНОР", self.users["director"].name, ""]
        )
        self.assertEqual(participants[2][2], "ШНОР, ШНСУ")
        self.assertEqual([len(participants), len(stages), len(responsibles)], [3, 4, 4])
        self.assertEqual(stages[1][2:4], ["01.07.2026", "10.07.2026"])
        self.assertEqual(len(forms), 2)
        sections = self.env["survey.survey"]._form_latest("self_evaluation")._form_schema()
        self.assertEqual(len(forms[0]), 1 + len(sections["sections"]))
        self.assertEqual(group[1][1], "Ответственный за working_group")
        self.assertEqual(len(acquaintance), 1 + 3 + 2)

    def test_names_on_the_line_come_before_the_usual_ones(self):
        self.order.participant_ids[0].write(
            {"contact_name": "Завуч Анна Павловна", "interviewer_name": "Гость Пётр Ильич"}
        )
        row = self._tables(self._print(self.order))[2][1]
        self.assertEqual(row[4:], ["Завуч Анна Павловна", "Гость Пётр Ильич"])

    def test_a_person_with_several_stages_stands_once(self):
        self.order.responsible_ids.write({"name": "Один Человек Всех", "position": "Методист"})
        rows = self._tables(self._print(self.order))[4]
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows[1][3].count(";"), 2)

    def test_an_order_in_its_first_minute_can_be_looked_at(self):
        order = self.env["shnor.order"].create({"title": "О мониторинге"})
        words = self._words(self._print(order))
        self.assertIn("О мониторинге", words)
        self.assertIn("«___» ______________ 20___ г.", words)
        self._print(order, "pdf")

    def test_an_order_takes_over_the_words_of_the_one_before(self):
        self.order.write({"document_place": "с. Озёрное", "document_control": "возложить на Н."})
        following = self.env["shnor.order"].create({"title": "Следующий"})
        self.assertEqual(following.document_place, "с. Озёрное")
        self.assertIn("приказа возложить на Н.", self._words(self._print(following)))
        self.assertNotIn("Н..", self._words(self._print(following)))

    # states
    def test_a_draft_says_that_it_is_one_on_each_page(self):
        self.assertIn("ПРОЕКТ", self._words(self._print(self.order)))
        pages = self._pages(self._print(self.order, "pdf"))
        self.assertTrue(all("ПРОЕКТ" in page for page in pages))
        self._sign(self.order)
        self.assertNotIn("ПРОЕКТ", self._words(self._print(self.order)))
        self.order.with_user(self.users["administrator"]).action_repeal()
        self.assertIn("УТРАТИЛ СИЛУ", self._words(self._print(self.order)))

    def test_what_was_signed_stays_whatever_changes_afterwards(self):
        self._sign(self.order)
        before = self._words(self._print(self.order))
        self.school.write({"name": "Другая", "short_name": "Другая"})
        self.school.director_ids = False
        self.env.company.name = "Другой комитет"
        self.assertEqual(self._words(self._print(self.order)), before)

    def test_nobody_writes_what_is_to_have_been_signed(self):
        with self.assertRaises(UserError):
            self.order.document_snapshot = {"title": "Подделка"}
        with self.assertRaises(UserError):
            self.order.copy({"document_snapshot": {"title": "Подделка"}})
        self.assertFalse(self.order.copy().document_snapshot)

    def test_the_words_of_a_signed_order_do_not_change(self):
        self._sign(self.order)
        with self.assertRaisesRegex(UserError, "signed and cannot be changed"):
            self.order.document_control = "возложить"

    def test_an_amending_order_lists_its_changes(self):
        self._sign(self.order)
        draft = self.order._draft_amendment()
        draft.stage_ids.filtered(
            lambda stage: stage.stage_type_id.code == "check"
        ).date_to = "2026-07-23"
        draft.participant_ids[0].unlink()
        words = self._words(self._print(draft))
        self.assertIn("Внести в приказ от 22 июня 2026 г. № 7-о", words)
        self.assertIn("23.07.2026", words)
        self.assertIn("1.2. Исключить из перечня участников: Школа 900001.", words)

    def test_the_members_of_the_working_group_stand_in_their_annex(self):
        self.order.member_ids = [(0, 0, {"name": "Иванова Анна Петровна", "role": "chair"})]
        words = self._words(self._print(self.order))
        self.assertIn("Иванова Анна Петровна", words)
        self.assertIn("Председатель", words)

    # hostile and large
    def test_what_people_typed_is_text_and_nothing_else(self):
        self.order.title = EVIL
        self.order.participant_ids[0].basis = EVIL
        content = self._print(self.order)
        self.assertIn(EVIL, [cell for row in self._tables(content)[2] for cell in row])
        page = self._pages(self._print(self.order, "pdf"))[0]
        self.assertIn("<b>жирно</b>", page.replace("\n", " "))

    def test_control_characters_and_breaks_do_no_harm(self):
        self.order.participant_ids[0].basis = "раз\x07\x0c\x0bдва\n\nтри\ttab"
        cells = [cell for row in self._tables(self._print(self.order))[2] for cell in row]
        self.assertIn("раздва\n\nтри\ttab", cells)
        self._print(self.order, "pdf")

    def test_long_names_stay_within_the_page(self):
        self.school.write({"short_name": LONG, "name": LONG})
        self.order.participant_ids[0].basis = "б" * 600
        pages = self._pages(self._print(self.order, "pdf"))
        self.assertEqual("".join(pages).count("б" * 5) > 50, True)

    def test_four_hundred_participants_are_printed_in_seconds(self):
        schools = self._make_schools(*((f"8{n:05}", self.village) for n in range(398)))
        self.order.participant_ids = [
            (0, 0, {"school_id": school.id, "basis": "Приказ № 1"}) for school in schools
        ]
        begin = time.monotonic()
        content = self._print(self.order)
        self.assertLess(time.monotonic() - begin, 10)
        tables = self._tables(content)
        self.assertEqual(len(tables[2]), 401)
        begin = time.monotonic()
        pages = self._pages(self._print(self.order, "pdf"))
        self.assertLess(time.monotonic() - begin, 60)
        annex = [page for page in pages if "Основание" in page]
        self.assertGreater(len(annex), 10)  # the head is repeated on each page
        self.assertFalse(annex[0].startswith("1\n"))

    def test_the_number_of_queries_does_not_grow(self):
        def enlarge(begin, end):
            schools = self._make_schools(*((f"8{n:05}", self.village) for n in range(begin, end)))
            for school in schools:
                self._make_status(school, "adverse")
                school.director_ids = self.users["director"].partner_id
            self.order.participant_ids = [(0, 0, {"school_id": school.id}) for school in schools]

        def count():
            self._print(self.order)  # what is known of users and rights is known by then
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._print(self.order)
            return self.env.cr.sql_log_count - before

        enlarge(0, 5)
        few = count()
        enlarge(5, 105)
        self.assertLessEqual(count(), few)

    # paper
    def test_pages_are_numbered_from_the_second_one(self):
        self._sign(self.order)
        pages = self._pages(self._print(self.order, "pdf"))
        self.assertNotIn("1", [line.strip() for line in pages[0].split("\n")])
        for number, page in enumerate(pages[1:], 2):
            self.assertIn(str(number), [line.strip() for line in page.split("\n")])

    def test_word_and_paper_have_the_same_blocks(self):
        blocks = read_blocks(self._print(self.order))
        self.assertEqual(len(blocks["sections"]), 3)
        self.assertFalse(blocks["lost"])
        tables = [b for s in blocks["sections"] for b in s["blocks"] if b["kind"] == "table"]
        self.assertTrue(all(table["head"] for table in tables[2:]))

    def test_nothing_is_fetched_from_anywhere(self):
        html = '<img src="http://example.org/x.png"/><img src="file:///etc/passwd"/>'
        html += '<img src="picture:other"/><link rel="stylesheet" href="http://example.org/x.css"/>'
        with self.assertLogs("weasyprint", "ERROR") as logs:
            write_pdf(self.env, html, style="shnor_monitoring/report/document_pdf.css", pictures={})
        self.assertEqual(len(logs.output), 4, logs.output)
        self.assertTrue(all("a form fetches nothing" in line for line in logs.output))

    # files
    def test_names_of_files_are_russian_and_safe(self):
        self.assertEqual(
            self.order._render_documents("pdf")[0], "Приказ № 7-о от 22.06.2026 (проект).pdf"
        )
        self.assertEqual(safe_file_name('а/б\\в:г*"<>|\n\u202eд..'), "а б в г д")
        self.assertEqual(safe_file_name("con"), "Документ con")
        self.assertEqual(safe_file_name(""), "Документ")
        self.assertEqual(len(safe_file_name("ы" * 500)), 120)

    def test_several_orders_come_in_one_zip(self):
        other = self._make_order(number="8-о")
        twin = self._make_order(number="9-о")
        twin.number, other.number = False, False
        name, content = (self.order + other + twin)._render_documents("docx")
        self.assertTrue(name.endswith(".zip"))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
        self.assertEqual(len(set(names)), 3)
        self.assertIn("Приказ от 22.06.2026 (проект) (2).docx", names)

    def test_an_order_is_written_at_a_terminal(self):
        command = self.env["shnor.command"]
        with TemporaryDirectory() as folder:
            for name in ("a.docx", "a.pdf"):
                command._document(Path(folder, name), "7-о")
                self.assertGreater(Path(folder, name).stat().st_size, 9000)
            with self.assertRaisesRegex(UserError, "ends in .docx or .pdf"):
                command._document(Path(folder, "a.txt"), "7-о")
            with self.assertRaisesRegex(UserError, "no such folder"):
                command._document(Path(folder, "none", "a.pdf"), "7-о")
            with self.assertRaisesRegex(UserError, "no order with the number “нет”"):
                command._document(Path(folder, "a.pdf"), "нет")

    def test_a_sample_is_written_at_a_terminal(self):
        command = self.env["shnor.command"]
        with TemporaryDirectory() as folder:
            for name in ("a.docx", "a.pdf"):
                command._document(Path(folder, name), kind="letter", sample=True)
                self.assertGreater(Path(folder, name).stat().st_size, 9000)
            with self.assertRaisesRegex(UserError, "there are: .*letter"):
                command._document(Path(folder, "a.pdf"), kind="нет", sample=True)

    @freeze_time("2026-07-15 02:00:00")
    def test_an_extension_has_its_decision_on_paper(self):
        self._sign(self.order)
        campaign = self.order.campaign_ids
        decision = self.env["shnor.extension"].create(
            {
                "participant_id": campaign.participant_ids[0].id,
                "stage_id": campaign._stage_of("self_evaluation").id,
                "date_until": "2026-07-20",
                "reason": "Нет связи",
                "applicant": "Директор И.И. Иванов",
            }
        )
        self.assertEqual(decision._document_context()["mark"], "ПРОЕКТ")
        decision.action_grant()
        self.assertFalse(decision._document_context()["mark"])
        self.assertEqual(set(decision._document_context()), set(SAMPLES["extension"]))
        words = self._words(self._print(decision))
        for one in ("РЕШЕНИЕ", "Школа 900001", "Самообследование", "Нет связи", "20 июля 2026"):
            self.assertIn(one, words)

    def test_too_many_at_once_are_refused(self):
        with self.assertRaisesRegex(UserError, "Not more than 100"):
            self.env["shnor.order"].browse(range(1, 102)).sudo()._check_documents()

    def test_an_order_with_foreign_schools_is_not_printed_in_part(self):
        self.order.participant_ids = [(0, 0, {"school_id": self.foreign_school.id})]
        with self.assertRaisesRegex(AccessError, "outside your|за пределами"):
            self.order.with_user(self.users["specialist"])._render_documents("docx")
        self.order.with_user(self.users["administrator"])._render_documents("docx")


@tagged("post_install", "-at_install")
class TestDocumentRoutes(DocumentCase, HttpCase):
    """The same over HTTP."""

    def _get(self, role, address):
        self.authenticate(None, None)
        if role:
            login = self.users[role].login
            self.authenticate(login, login)
        return self.url_open(address, allow_redirects=False)

    def test_whoever_may_read_the_order_gets_the_file(self):
        address = self.order.with_user(self.users["working_group"]).action_document_pdf()["url"]
        response = self._get("working_group", address)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("filename*=UTF-8''%D0%9F", response.headers["Content-Disposition"])
        self.assertTrue(response.content.startswith(b"%PDF"))

    @mute_logger("odoo.http")
    def test_strangers_get_nothing(self):
        address = f"/shnor/document/order/{self.order.id}.docx"
        for role in ("foreign_specialist", "director", "portal", "employee"):
            self.assertEqual(self._get(role, address).status_code, 403, role)
        # an order that is not there is told from a foreign one by nobody
        missing = self._get("administrator", "/shnor/document/order/999999999.docx")
        self.assertEqual(missing.status_code, 403)
        self.assertEqual(self._get(None, address).status_code, 303)

    def test_what_is_not_there_is_not_found(self):
        for address in (
            f"/shnor/document/nothing/{self.order.id}.docx",
            f"/shnor/document/order/{self.order.id}.exe",
            "/shnor/document/order/1;2.docx",
            f"/shnor/document/template/{self.order_template.id}/secret.docx",
        ):
            self.assertEqual(self._get("administrator", address).status_code, 404, address)

    @mute_logger("odoo.http")
    def test_a_template_is_downloaded_and_previewed(self):
        for action in ("action_download", "action_preview_docx", "action_preview_pdf"):
            address = getattr(self.order_template, action)()["url"]
            self.assertEqual(self._get("specialist", address).status_code, 200)
            self.assertEqual(self._get("director", address).status_code, 403)
