import io
import zipfile
from datetime import date, datetime, timedelta

from openpyxl import load_workbook

from odoo import fields
from odoo.exceptions import UserError

from .common import FormCase

MAIN = "Анкета"
ENCRYPTED = b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")
ANSWERS = {
    "S1": 12,
    "S2": 3,
    "S4": [{"subject": "Physics", "rate": 0.5}, {"subject": "=SUM(1)"}],
    "T1": True,
    "T2": "2026-03-01",
    "T3": "part; of it",
    "T4": ["gaps; many", "language"],
    "T5": 3,
    "T6": '=HYPERLINK("http://x")\nsecond line <script>alert(1)</script>',
    "T7": "=1+1",
    "T8": "007",
    "T9": [{"row": "one", "count": 4}, {"row": "three", "count": 1.5, "sure": False}],
}


class TestTwinsXlsx(FormCase):
    """The workbook says and takes what the page does, and names the cell where it does not."""

    @classmethod
    def _make_form(cls):
        form = super()._make_form()
        options = [question.suggested_answer_ids[0] for question in form.question_ids[6:8]]
        for option, label in zip(options, ("part; of it", "gaps; many"), strict=True):
            option.write({"value": label, "form_code": label})
        cls._ask(form, "T8", "char_box")
        cls._ask(
            form,
            "T9",
            "number_table",
            form_rows_grow=False,
            matrix_row_ids=[(0, 0, {"value": row}) for row in ("one", "two", "three")],
            form_column_ids=[
                (0, 0, {"code": "count", "title": "Count", "decimals": 1, "total": True}),
                (0, 0, {"code": "sure", "title": "Sure", "column_type": "yes_no"}),
            ],
        )
        return form

    def setUp(self):
        super().setUp()
        self.sheet = self._launch(deadline=fields.Datetime.now() + timedelta(days=3))

    def _workbook(self, access=None):
        return load_workbook(io.BytesIO(self.sheet._form_xlsx(access or self.access)))

    def _bytes(self, book):
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()

    def _take(self, book, access=None, **options):
        return self.sheet._form_take_xlsx(self._bytes(book), access or self.access, **options)

    def _cell(self, book, code, column=3):
        return next(row for row in book[MAIN].iter_rows() if row[0].value == code)[column]

    def _answer(self, code):
        return self.sheet._form_answers()[self.sheet.id].get(code) or {}

    def _errors(self, result):
        return {error["cell"]: error["message"] for error in result["errors"]}

    # ------------------------------------------------------------------
    # There and back
    # ------------------------------------------------------------------
    def test_what_goes_out_and_comes_back_changes_nothing(self):
        self._save(self.sheet, **ANSWERS)
        before = self.sheet._form_answers()
        result = self._take(self._workbook())
        self.assertEqual((result["saved"], result["errors"]), (0, []))
        self.assertEqual(result["unchanged"], len(ANSWERS))
        self.assertEqual(self.sheet._form_answers(), before)
        self.assertEqual({code: self._value(self.sheet, code) for code in ANSWERS}, ANSWERS)

    def test_every_type_comes_in_as_it_was_typed(self):
        book = self._workbook()
        typed = {
            "S1": 12,
            "S2": "3",
            "T1": "ДА",
            "T2": datetime(2026, 3, 1),
            "T3": "PART;  of it",
            "T4": "language; gaps; many",
            "T5": 3,
            "T6": ANSWERS["T6"],
            "T7": "=1+1",
            "T8": "007",
        }
        for code, value in typed.items():
            self._cell(book, code).value = value
            # openpyxl would make a formula of it, as no program does in a cell of text
            self._cell(book, code).data_type = "s" if isinstance(value, str) else "n"
        self._cell(book, "T2").value = date(2026, 3, 1)
        self._cell(book, "S1", 4).value = "A class more."
        rows = {"C6": "Physics", "D6": 0.5, "C7": "=SUM(1)"}
        for place, value in rows.items():
            book["S4"][place].value = value
            book["S4"][place].data_type = "s" if isinstance(value, str) else "n"
        for place, value in {"C6": 4, "C8": "1,5", "D8": "нет"}.items():
            book["T9"][place].value = value
        result = self._take(book)
        self.assertEqual((result["saved"], result["errors"]), (len(ANSWERS), []))
        self.assertEqual({code: self._value(self.sheet, code) for code in ANSWERS}, ANSWERS)
        self.assertEqual(self._answer("S1")["comment"], "A class more.")
        self.assertEqual(set(self.sheet.form_change_ids.mapped("origin")), {"excel"})

    def test_a_cell_that_was_emptied_takes_the_answer_away(self):
        self._save(self.sheet, S1=12, T7="kept")
        book = self._workbook()
        self._cell(book, "S1").value = None
        self.assertEqual(self._take(book)["saved"], 1)
        self.assertEqual([self._value(self.sheet, code) for code in ("S1", "T7")], [None, "kept"])

    def test_text_that_looks_like_a_formula_is_text_in_the_workbook(self):
        self._save(self.sheet, **ANSWERS)
        content = self.sheet._form_xlsx(self.access)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
            formulas = [archive.read(name).count(b"<f>") for name in sheets if "_rels" not in name]
        # the one formula is the sum under the table of fixed rows
        self.assertEqual(sum(formulas), 1)
        cell = self._cell(load_workbook(io.BytesIO(content)), "T7")
        self.assertEqual((cell.data_type, cell.number_format), ("s", "@"))

    def test_what_was_filled_in_beforehand_waits_for_a_word(self):
        self.sheet._form_prefill()
        self.assertFalse(self._answer("S2")["confirmed"])
        self.assertEqual(self._take(self._workbook())["saved"], 0)
        self.assertFalse(self._answer("S2")["confirmed"])
        book = self._workbook()
        self._cell(book, "S2", 6).value = "да"
        self.assertEqual(self._take(book)["saved"], 1)
        self.assertEqual((self._answer("S2")["value"], self._answer("S2")["confirmed"]), (7, True))

    def test_totals_lists_and_protection(self):
        self._save(self.sheet, **ANSWERS)
        book = self._workbook()
        self.assertEqual(book["T9"]["C9"].value, "=SUM(C6:C8)")
        shown = load_workbook(io.BytesIO(self.sheet._form_xlsx(self.access)), data_only=True)
        self.assertEqual(shown["T9"]["C9"].value, 5.5)
        self.assertEqual(self._cell(book, "S3").value, "25")
        for page in book:
            self.assertTrue(page.protection.sheet, page.title)
        self.assertFalse(self._cell(book, "S1").protection.locked)
        self.assertTrue(self._cell(book, "S1", 1).protection.locked)
        self.assertTrue(self._cell(book, "S3").protection.locked)
        self.assertEqual(book["_form"].sheet_state, "veryHidden")
        rules = {str(rule.sqref): rule.type for rule in book[MAIN].data_validations.dataValidation}
        kinds = {code: rules.get(self._cell(book, code).coordinate) for code in ANSWERS}
        self.assertEqual(
            kinds,
            {
                **{"S1": "whole", "S2": "whole", "S4": None, "T1": "list", "T2": "date"},
                **{"T3": "list", "T4": None, "T5": "list", "T6": "textLength"},
                **{"T7": "textLength", "T8": "textLength", "T9": None},
            },
        )

    def test_the_last_time_stands_beside(self):
        previous = self._launch()
        self._save(previous, S1=4, T9=[{"row": "two", "count": 9}])
        self.sheet.form_previous_id = previous
        book = self._workbook()
        self.assertEqual(self._cell(book, "S1", 5).value, "4")
        self.assertIn("#previous", [row[0].value for row in book["T9"].iter_rows()])
        # what is shown of the last time is no answer
        self.assertEqual(self._take(book)["saved"], 0)

    # ------------------------------------------------------------------
    # What is wrong
    # ------------------------------------------------------------------
    def test_each_wrong_cell_is_named_and_nothing_is_saved_unless_asked_for(self):
        book = self._workbook()
        wrong = {"S1": "many", "T1": "perhaps", "T2": "1st", "T3": "half", "T4": "gaps; many; x"}
        for code, value in {**wrong, "T5": 9, "T8": "x" * 501}.items():
            self._cell(book, code).value = value
        self._cell(book, "S2").value = date(2026, 5, 1)
        self._cell(book, "T7").value = "kept"
        for place, value in {"D6": 9, "D7": "x", "C8": "Chemistry"}.items():
            book["S4"][place].value = value
        book["T9"]["D6"].value = "maybe"
        result = self._take(book)
        codes = ("S1", "S2", "T1", "T2", "T3", "T4", "T5", "T8")
        cells = {f"{MAIN}!{self._cell(book, code).coordinate}" for code in codes}
        errors = self._errors(result)
        self.assertEqual(set(errors), cells | {"S4!D6", "S4!D7", "T9!D6"})
        self.assertIn("date", errors[f"{MAIN}!{self._cell(book, 'S2').coordinate}"])
        self.assertEqual({error["code"] for error in result["errors"]}, {*codes, "S4", "T9"})
        self.assertEqual((result["saved"], len(self.sheet.form_change_ids)), (0, 0))
        result = self._take(book, only_good=True)
        self.assertEqual((result["saved"], len(result["errors"])), (1, 11))
        self.assertEqual(self._value(self.sheet, "T7"), "kept")

    def test_a_row_too_many_and_a_question_that_stands_twice(self):
        book = self._workbook()
        book["T9"]["C20"].value = 5
        page = book[MAIN]
        page.cell(page.max_row + 1, 1).value = "S1"
        errors = self._errors(self._take(book))
        self.assertEqual(set(errors), {"T9!B6", f"{MAIN}!A{page.max_row}"})

    def test_other_files_are_refused_in_words(self):
        form = self._workbook()
        other = self._launch()
        version = self.env["survey.survey"].browse(self.form.action_new_version()["res_id"])
        newer = version._form_launch([{"form_owner_ids": [(6, 0, self.owner.ids)]}])
        good = self._bytes(form)
        del form["S4"]
        without_table = self._bytes(form)
        foreign = load_workbook(io.BytesIO(good))
        del foreign["_form"]
        for content, words in (
            (b"", "empty"),
            (b"MZ" * 100, "no Excel workbook"),
            (b"PK\x03\x04" + b"0" * 50, "damaged"),
            (good[: len(good) // 2], "damaged"),
            (good[:1000] + b"\x00" * 300 + good[1300:], "damaged"),
            (b"0" * (5 * 1024 * 1024 + 1), "larger than 5"),
            (ENCRYPTED, "password"),
            (other._form_xlsx(self.access), "another organisation"),
            (newer._form_xlsx(self.access), "another version"),
            (without_table, "missing"),
            (self._bytes(foreign), "not the workbook"),
        ):
            with self.subTest(words, size=len(content)), self.assertRaisesRegex(UserError, words):
                self.sheet._form_take_xlsx(content, self.access)
        self.assertFalse(self.sheet.form_change_ids)

    def test_what_would_fill_the_memory_is_not_opened(self):
        good = self.sheet._form_xlsx(self.access)
        far = b'<row r="1048576"><c t="n" r="XFD1048576"><v>1</v></c></row></sheetData>'
        for name, change in (
            ("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far)),
            ("xl/sharedStrings.xml", lambda xml: xml + b" " * (60 * 2**20)),
        ):
            output = io.BytesIO()
            with (
                zipfile.ZipFile(io.BytesIO(good)) as source,
                zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
            ):
                for member in source.namelist():
                    content = source.read(member)
                    target.writestr(member, change(content) if member == name else content)
            with self.subTest(name), self.assertRaisesRegex(UserError, "far more cells"):
                self.sheet._form_take_xlsx(output.getvalue(), self.access)

    # ------------------------------------------------------------------
    # Others at work, and rights
    # ------------------------------------------------------------------
    def test_what_was_typed_on_the_page_meanwhile_is_not_lost(self):
        self._save(self.sheet, S1=10, T7="old", T8="old")
        book = self._workbook()
        self._save(self.sheet, S1=11, T7="new on the page", T8="same")
        self._cell(book, "T7").value = "new in the workbook"
        self._cell(book, "T8").value = "same"
        self._cell(book, "S2").value = 2
        result = self._take(book)
        cell = f"{MAIN}!{self._cell(book, 'T7').coordinate}"
        self.assertEqual(list(self._errors(result)), [cell])
        self.assertIn("new on the page", self._errors(result)[cell])
        self.assertEqual(self._take(book, only_good=True)["saved"], 1)
        found = [self._value(self.sheet, code) for code in ("S1", "S2", "T7", "T8")]
        self.assertEqual(found, [11, 2, "new on the page", "same"])

    def test_loading_twice_saves_once(self):
        book = self._workbook()
        self._cell(book, "S1").value = 5
        self.assertEqual([self._take(book)["saved"] for _time in range(2)], [1, 0])

    def test_a_delegate_gets_and_gives_the_own_sections(self):
        page = self.form.question_and_page_ids.filtered("is_page")[0]
        access = {"role": "delegate", "partner": self.owner, "sections": page.ids}
        book = self._workbook(access)
        codes = [row[0].value for row in book[MAIN].iter_rows()]
        self.assertIn("S1", codes)
        self.assertNotIn("T1", codes)
        self.assertNotIn("T9", book.sheetnames)
        self._cell(book, "S1").value = 5
        self.assertEqual(self._take(book, access)["saved"], 1)
        whole = self._workbook()
        self._cell(whole, "T7").value = "not mine"
        errors = self._take(whole, access)["errors"]
        self.assertIn("T7", {error["code"] for error in errors})
        self.assertFalse(self._answer("T7"))

    def test_only_what_is_open_is_taken(self):
        self._save(self.sheet, S1=10, T1=False)
        question = self.form.question_ids.filtered(lambda one: one.form_code == "T7")
        self.sheet._form_submit("k", None, self.access)
        with self.assertRaisesRegex(UserError, "submitted"):
            self._take(self._workbook())
        until = fields.Datetime.now() + timedelta(days=1)
        self.sheet._form_reopen("A typo.", "Anna", until, question)
        book = self._workbook()
        self.assertTrue(self._cell(book, "S1").protection.locked)
        self._cell(book, "S1").value = 11
        self._cell(book, "T7").value = "better"
        result = self._take(book)
        self.assertEqual([error["code"] for error in result["errors"]], ["S1"])
        self.assertEqual(self._take(book, only_good=True)["saved"], 1)
        found = [self._value(self.sheet, code) for code in ("S1", "T7")]
        self.assertEqual(found, [10, "better"])
        with self.assertRaisesRegex(UserError, "read this form"):
            self._take(book, {**self.access, "role": "staff"})

    def test_150_questions_there_and_back_in_constant_queries(self):
        large = self.env["survey.survey"].browse(self.form.action_new_version()["res_id"])
        for number in range(150):
            self._ask(large, f"M{number}", "numerical_box")
        counts = []
        for form in (self.form, large):
            [self.sheet] = form._form_launch([{"form_owner_ids": [(6, 0, self.owner.ids)]}])
            form._form_schema()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.sheet._form_xlsx(self.access)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
        book = self._workbook()
        for number in range(150):
            self._cell(book, f"M{number}").value = number
        self.assertEqual(self._take(book)["saved"], 150)
        found = self.sheet._form_answers()[self.sheet.id]
        self.assertEqual([found[f"M{number}"]["value"] for number in range(150)], [*range(150)])
