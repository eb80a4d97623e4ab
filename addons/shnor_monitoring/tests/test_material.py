import base64

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import shnor_material
from ..models.shnor_material import is_link
from .common import MonitoringCase


@tagged("post_install", "-at_install")
class TestMaterial(MonitoringCase):
    """What may stand in the library of materials."""

    def _make(self, **values):
        return self.env["shnor.material"].create({"name": "Материал", **values})

    def test_a_link_or_a_file(self):
        with self.assertRaisesRegex(ValidationError, "add a file or a link"):
            self._make()
        link = self._make(link=" https://example.org/a?b=1#c ")
        self.assertEqual(link.link, "https://example.org/a?b=1#c")
        self.assertEqual(link.action_open_address()["url"], link.link)
        file = self._make(file=base64.b64encode(b"text"), file_name="План.PDF")
        self.assertIn(f"/shnor.material/{file.id}/file", file.address)
        with self.assertRaisesRegex(ValidationError, "add a file or a link"):
            link.link = False

    def test_links(self):
        for text in (
            "https://fipi.ru/",
            "http://xn--80aaldqtjk.xn--p1ai/a",
            "https://школа.рф/материалы?тема=1",
            "https://example.org:8443/x",
        ):
            self.assertTrue(is_link(text), text)
        for text in (
            "fipi.ru",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://example.org/a",
            "https://",
            "https://localhost/a",
            "https://example",
            "https://a b.org/",
            "https://user:secret@example.org/",
            'https://example.org/"onclick',
            "https://example.org:99999999/",
            "https://[::1/",
            "https://-a.org/",
            "https://example.org/" + "a" * 3000,
        ):
            self.assertFalse(is_link(text), text)
            with self.assertRaisesRegex(ValidationError, "no address of a page"):
                self._make(link=text)

    @mute_logger("odoo.addons.base.models.ir_attachment")
    def test_files(self):
        content = base64.b64encode(b"x")
        for name in ("страница.html", "картинка.svg", "программа.exe", "без вида", ""):
            with self.assertRaisesRegex(ValidationError, "are not taken"):
                self._make(file=content, file_name=name)
        with self.assertRaisesRegex(UserError, "empty"):
            self._make(file="====", file_name="a.pdf")
        with self.assertRaisesRegex(UserError, "did not come through"):
            self._make(file="abc", file_name="a.pdf")
        self.patch(shnor_material, "MAX_FILE_MB", 0)
        with self.assertRaisesRegex(UserError, "more than 0 MB"):
            self._make(file=content, file_name="a.pdf")

    def test_grades(self):
        link = "https://example.org/"
        self.assertEqual(self._make(link=link, grade_from=5, grade_to=9).grades, "5–9")
        self.assertEqual(self._make(link=link, grade_from=5).grades, "5")
        self.assertFalse(self._make(link=link).grades)
        with self.assertRaisesRegex(ValidationError, "lower than the first"):
            self._make(link=link, grade_from=9, grade_to=5)
        with self.assertRaisesRegex(ValidationError, "from 1 to 11"):
            self._make(link=link, grade_from=12)

    def test_the_number_of_statements_of_a_list(self):
        materials = self.env["shnor.material"].search([])
        counts = []
        for some in (materials[:1], materials):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.read(["name", "grades", "rule_count", "recommendation_count", "address"])
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)

    @mute_logger("odoo.sql_db")
    def test_risks(self):
        risk = self.env["shnor.risk"].create({"code": "М9", "name": "Паводок"})
        self.assertEqual(risk.display_name, "М9. Паводок")
        for text, pattern in (
            ("[А99.9] > 1", "no question with the code А99.9"),
            ("[А11.1] >", "cannot be read"),
        ):
            with self.assertRaisesRegex(ValidationError, pattern):
                risk.form_condition = text
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            risk.copy({"code": "М9"})
            self.env.flush_all()
