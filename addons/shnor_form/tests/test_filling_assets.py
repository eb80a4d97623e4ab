import gzip

from odoo.tests import HttpCase, tagged

# what the page may weigh, gzipped: a minute and a half on the worst line that is still one
SCRIPTS_KB = 32
STYLES_KB = 5


@tagged("post_install", "-at_install")
class TestFillingAssets(HttpCase):
    def test_the_worker_may_answer_for_the_forms_only(self):
        self.authenticate(None, None)
        response = self.url_open("/my/forms/worker.js")
        self.assertEqual(response.headers["Service-Worker-Allowed"], "/my/forms/")
        self.assertIn("text/javascript", response.headers["Content-Type"])
        self.assertIn("no-cache", response.headers["Cache-Control"])
        self.assertTrue(response.text.startswith("const WORDS = {"))

    def test_the_page_brings_little_and_nothing_from_elsewhere(self):
        bundle = self.env["ir.qweb"]._get_asset_bundle("shnor_form.assets_filling")
        script = bundle.js().raw
        style = bundle.css().raw
        self.assertLess(len(gzip.compress(script, 9)), SCRIPTS_KB * 1024)
        self.assertLess(len(gzip.compress(style, 9)), STYLES_KB * 1024)
        for text in (script, style):
            self.assertNotIn(b"http://", text)
            self.assertNotIn(b"https://", text)

    def test_every_word_of_the_page_can_be_translated(self):
        """A view that begins with a DOCTYPE hides its words from Odoo's export."""
        views = self.env["ir.ui.view"].search([("key", "=like", "shnor_form.filling_%")])
        field = self.env["ir.ui.view"]._fields["arch_db"]
        terms = {
            view.key: field.get_trans_terms(view.with_context(lang="en_US").arch_db)
            for view in views
        }
        self.assertFalse(terms.pop("shnor_form.filling_page"), "it is the shell only")
        self.assertIn("Confirm all in this section", terms["shnor_form.filling_body"])
        russian = views.with_context(lang="ru_RU")
        self.assertNotIn("Confirm all", "".join(russian.mapped("arch_db")))
