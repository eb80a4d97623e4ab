import base64
import subprocess
import sys
from pathlib import Path

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..engine.docx_template import clean, render_docx, walk_placeholders
from ..report.document_samples import SAMPLES, blank
from .document_common import TEMPLATES, DocumentCase

ESCAPES = (
    "{{ ''.__class__.__mro__ }}",
    "{{ title.__class__ }}",
    "{{ title['__class__'] }}",
    "{{ participants.__class__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ title.upper() }}",
    "{{ title.format(title) }}",
    "{{ range(9) }}",
    "{{ [].append(1) }}",
    "{{ title|attr('__class__') }}",
    "{{ participants|map(attribute='school')|join }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ '%s' % title }}",
    "{{ title|center(1000000000) }}",
    "{%p set x = title %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% include 'x' %}",
    "{% import 'os' as os %}",
    "{% for key, value in participants %}{% endfor %}",
    "{{ lipsum() }}",
    "{{ env }}",
    "{{ record.unlink() }}",
)


class TestTemplate(DocumentCase):
    """Staff edit a template in Word; what does not work is told before it is taken."""

    def assert_refused(self, content, *words, kind="order"):
        with self.assertRaises(ValidationError) as caught:
            self._own(content, kind=kind)
        for one in words:
            self.assertIn(one, str(caught.exception))

    # what may be said
    def test_the_shipped_templates_are_those_of_the_builder(self):
        tool = Path(TEMPLATES).parents[1] / "tools" / "document_templates.py"
        done = subprocess.run(
            [sys.executable, tool, "--check"], capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_kind_has_a_shipped_template_in_use(self):
        templates = self.env["shnor.document.template"]
        for kind in templates._kinds():
            template = templates._in_use(kind)
            self.assertTrue(template.shipped)
            template._check_content()

    def test_the_help_names_every_placeholder_with_an_example(self):
        templates = self.env["shnor.document.template"]
        for kind, (_model, sample) in templates._kinds().items():
            shown = str(templates._in_use(kind).placeholders)
            for name, example, is_list in walk_placeholders(sample):
                self.assertIn(name, shown)
                if is_list:
                    for member in example[0]:
                        self.assertIn(f"one.{member}", shown)
        for template in templates.search([]):
            table = template._placeholder_table()
            rows = table["plain"] + [row for one in table["lists"] for row in one[2]]
            self.assertFalse([row for row in rows if not row[1] and "endfor" not in row[0]])

    def test_every_placeholder_can_be_filled_in(self):
        for kind, sample in SAMPLES.items():
            texts = [
                f"{{{{ {name} }}}}"
                for name, _v, is_list in walk_placeholders(sample)
                if not is_list
            ]
            loops = [
                f"{{% for one in {name} %}}{{{{ one.{member} }}}}{{% endfor %}}"
                for name, value, is_list in walk_placeholders(sample)
                if is_list
                for member in value[0]
                if not isinstance(value[0][member], list)
            ]
            template = self._own(self._docx(*texts, *loops), kind=kind)
            self.assertNotIn("{{", self._words(template._render(sample)))

    def test_the_data_of_an_order_have_the_shape_of_the_sample(self):
        def shape(value):
            if isinstance(value, dict):
                return {key: shape(item) for key, item in value.items()}
            return [shape(value[0])] if isinstance(value, list) and value else type(value) is list

        context = self.order._document_context()
        self.assertEqual(shape(context), shape(SAMPLES["order"]))

    # an own template
    def test_a_clerks_own_words_are_printed(self):
        template = self._own(self._docx("Приказ по-нашему № {{ number }}"))
        template.action_use()
        self.assertFalse(self.order_template.in_use)
        self.assertIn("Приказ по-нашему № 7-о", self._words(self._print(self.order)))
        self.assertIn("Приказ по-нашему № 7-о", self._pages(self._print(self.order, "pdf"))[0])

    def test_the_shipped_template_is_replaced_and_restored(self):
        before = self.order_template._content()
        own = self._docx("Иначе: {{ title }}")
        self.order_template.write({"file": base64.b64encode(own), "file_name": "иначе.docx"})
        self.assertTrue(self.order_template.is_changed)
        self.assertIn("Иначе: О проведении", self._words(self._print(self.order)))
        self.order_template.action_restore()
        self.assertFalse(self.order_template.is_changed)
        self.assertEqual(self.order_template._content(), before)
        kept = self.order_template.message_ids.attachment_ids
        self.assertEqual(kept.mapped("raw"), [own])

    def test_an_own_template_cannot_be_restored(self):
        with self.assertRaisesRegex(UserError, "nothing to restore"):
            self._own(self._docx("{{ title }}")).action_restore()

    def test_a_copy_is_a_template_of_its_own(self):
        copy = self.order_template.copy()
        self.assertEqual((copy.in_use, copy.shipped), (False, False))
        self.assertEqual(copy._content(), self.order_template._content())

    def test_what_is_in_use_or_shipped_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "archive it instead"):
            self.order_template.unlink()
        self._own(self._docx("{{ title }}")).unlink()

    def test_without_a_template_the_way_out_is_told(self):
        self.order_template.in_use = False
        with self.assertRaisesRegex(UserError, "There is no template for “Order on monitoring”"):
            self._print(self.order)

    def test_only_specialists_change_templates(self):
        for role in ("working_group", "keeper"):
            with self.assertRaises(AccessError):
                self.order_template.with_user(self.users[role]).name = "Чужое"
        self.order_template.with_user(self.users["specialist"]).name = "Своё"
        with self.assertRaises(AccessError):
            self.order_template.with_user(self.users["director"]).read(["name"])

    def test_the_preview_shows_the_latest_order_else_the_sample(self):
        name, content = self.order_template._preview("docx")
        self.assertEqual(name, "Order on monitoring.docx")
        self.assertIn("№ 7-о", self._words(content))
        amendment = self.env.ref("shnor_monitoring.document_template_amendment")
        self.assertIn("№ 118-о", self._words(amendment._preview("docx")[1]))

    # broken templates
    def test_an_unknown_placeholder_is_named_with_its_place(self):
        content = self._docx(
            "Приказ {{ titel }}", "Приложение № 2", rows=[["{{ signer_positon }}", "по приказу"]]
        )
        self.assert_refused(
            content,
            "Template “Свой шаблон” cannot be used",
            "“Приказ {{ titel }}”: unknown placeholder “titel”. Did you mean “title”?",
            "Приложение № 2, “{{ signer_positon }}”: unknown placeholder",
        )

    def test_an_unknown_member_of_a_list_is_named(self):
        content = self._docx("{% for one in stages %}{{ one.nam }}{% endfor %}")
        self.assert_refused(content, "unknown placeholder “one.nam”. Did you mean “one.name”?")

    def test_a_mistake_in_a_branch_that_is_not_taken_is_found(self):
        self.assert_refused(self._docx("{% if not title %}{{ wrong }}{% endif %}"), "“wrong”")

    def test_a_mistake_in_the_header_is_found(self):
        self.assert_refused(
            self._docx("{{ title }}", header="{{ nummer }}"), "Header, “{{ nummer }}”"
        )

    def test_a_tag_that_is_not_closed_is_named_with_its_place(self):
        self.assert_refused(
            self._docx("Раз", "Два {% if title %} три"), "“Два {% if title %} три”", "misspelt"
        )
        self.assert_refused(self._docx("Раз", "{{ title }"), "the tag is not complete or misspelt")
        self.assert_refused(self._docx("{% fro x in stages %}"), "“{% fro x in stages %}”")

    def test_a_tag_that_begins_in_a_row_and_ends_in_a_paragraph_is_refused(self):
        content = self._docx("{%p endfor %}", rows=[["{%tr for one in stages %}", ""], ["", ""]])
        self.assert_refused(content, "misspelt")
        content = self._docx("до {% if title %}", rows=[["внутри", "{% endif %}"]])
        self.assert_refused(content, "begins in one place of the page and ends in another")

    def test_text_that_would_be_lost_beside_a_tag_is_told(self):
        self.assert_refused(
            self._docx("Важное {%p if title %}", "{%p endif %}"),
            "“Важное {%p if title %}”: “{%p if title %}” stands for its whole paragraph or row",
        )
        rows = [
            ["{%tr for one in stages %}", "Важное"],
            ["{{ one.name }}", ""],
            ["{%tr endfor %}", ""],
        ]
        self.assert_refused(self._docx(rows=rows), "would be lost")

    def test_a_list_where_a_text_belongs_is_explained(self):
        self.assert_refused(
            self._docx("{{ participants }}"), "“participants” is a list and no text"
        )
        self.assert_refused(self._docx("{{ participants.school }}"), "name its members in a loop")
        self.assert_refused(self._docx("{% for one in title %}{% endfor %}"), "“title” is no list")
        self.assert_refused(self._docx("{{ title|uper }}"), "“uper” is unknown here")

    def test_what_the_pdf_cannot_show_is_told(self):
        def change(members):
            members["word/document.xml"] = members["word/document.xml"].replace(
                b"<w:t>{{ title }}</w:t>",
                b"<w:t>{{ title }}</w:t><w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict>",
            )

        self.assertTrue(self._own(self._repack(self._docx("{{ title }}"), change)).loses_in_pdf)
        self.assertFalse(self.order_template.loses_in_pdf)

    def test_many_mistakes_are_counted(self):
        self.assert_refused(self._docx(*(f"{{{{ wrong{n} }}}}" for n in range(15))), "and 5 more")

    # sandbox
    def test_a_template_is_no_program(self):
        for text in ESCAPES:
            with self.subTest(text):
                self.assert_refused(self._docx(text), "cannot be used")

    def test_a_loop_over_everything_within_a_loop_is_refused(self):
        text = "{% for a in participants %}{% for b in participants %}{% endfor %}{% endfor %}"
        self.assert_refused(self._docx(text), "End the first one before")

    def test_what_lies_in_the_database_is_checked_each_time(self):
        template = self._own(self._docx("{{ title }}"))
        # past the check of the upload, as whoever has the database could
        self.env.cr.execute(
            "UPDATE shnor_document_template SET kind = 'extension' WHERE id = %s", [template.id]
        )
        template.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "unknown placeholder “title”"):
            template._render(SAMPLES["extension"])

    def test_no_record_gets_into_a_template(self):
        with self.assertRaisesRegex(TypeError, "plain data"):
            clean({"order": self.order})

    def test_properties_of_the_file_are_checked_too(self):
        def change(members):
            members["docProps/core.xml"] = members["docProps/core.xml"].replace(
                b"python-docx", b"{{ title.__class__ }}"
            )

        content = self._repack(self._docx("{{ title }}"), change)
        self.assert_refused(content, "Properties of the file")

    def test_an_empty_document_is_filled_in_too(self):
        for kind, sample in SAMPLES.items():
            content = (TEMPLATES / f"{kind}.docx").read_bytes()
            render_docx(content, blank(sample), sample)


@tagged("post_install", "-at_install")
class TestTemplateFile(DocumentCase):
    """A file from outside is looked through before anything opens it."""

    def assert_refused(self, content, words):
        with self.assertRaisesRegex(ValidationError, words):
            self._own(content)

    def test_what_is_no_word_document_is_refused(self):
        for content in (b"", b"PK\x03\x04", b"%PDF-1.4", b"<html/>", b"\xd0\xcf\x11\xe0 old"):
            with self.assertRaises(ValidationError):
                self._own(content or b" ")

    def test_another_office_file_is_refused(self):
        def change(members):
            members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(
                b"wordprocessingml.document.main", b"spreadsheetml.sheet.main"
            )

        self.assert_refused(self._repack(self._docx("x"), change), "no Word document")

    def test_a_file_that_is_too_big_is_refused(self):
        self.assert_refused(b"PK" + b"0" * (5 * 1024 * 1024), "5.0 MB, more than the 5 MB")

    def test_a_zip_bomb_is_refused(self):
        def change(members):
            members["word/media/image1.png"] = b"\0" * (45 * 1024 * 1024)

        self.assert_refused(self._repack(self._docx("x"), change), "unpacks to more")

    def test_macros_are_refused(self):
        def change(members):
            members["word/vbaProject.bin"] = b"macro"

        self.assert_refused(self._repack(self._docx("x"), change), "macros")

        def change_type(members):
            members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(
                b"document.main+xml", b"document.macroEnabled.main+xml"
            )

        self.assert_refused(self._repack(self._docx("x"), change_type), "macros")

    def test_what_comes_from_outside_the_file_is_refused(self):
        relation = (
            b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'relationships/attachedTemplate" Target="http://example.org/t.dotm" '
            b'TargetMode="External"/></Relationships>'
        )

        def change(members):
            name = "word/_rels/document.xml.rels"
            members[name] = members[name].replace(b"</Relationships>", relation)

        self.assert_refused(self._repack(self._docx("x"), change), "example.org")

    def test_objects_of_other_programs_and_reading_fields_are_refused(self):
        def embed(members):
            members["word/embeddings/oleObject1.bin"] = b"object"

        self.assert_refused(self._repack(self._docx("x"), embed), "oleObject1.bin")

        def field(members):
            members["word/document.xml"] = members["word/document.xml"].replace(
                b"<w:t>x</w:t>", b"<w:instrText> DDEAUTO c:\\\\x </w:instrText>"
            )

        self.assert_refused(self._repack(self._docx("x"), field), "DDEAUTO")

    def test_entities_are_refused(self):
        def change(members):
            members["word/document.xml"] = (
                b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
            )

        self.assert_refused(self._repack(self._docx("x"), change), "no Word document")
