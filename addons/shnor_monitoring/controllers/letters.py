from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..models.shnor_document_mixin import safe_file_name


class LettersPortal(CustomerPortal):
    """“Letters”: to read, to acknowledge, to object; also when the campaign is closed."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "shnor_letter_count" in counters:
            values["shnor_letter_count"] = request.env["shnor.portal"]._count_letters()
        return values

    @http.route("/my/letters", type="http", auth="user", website=True, readonly=True)
    def my_letters(self):
        """Show the letters to the visitor's schools."""
        portal = request.env["shnor.portal"]
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "shnor_letters",
            "letters": [portal._letter_card(one) for one in portal._my_letters()],
        }
        return request.render("shnor_monitoring.portal_my_letters", values)

    @http.route("/my/letters/<int:letter_id>", type="http", auth="user", website=True)
    def my_letter(self, letter_id, done=None):
        """Show a letter; that it was opened stands in the register.

        :raise NotFound: there is none, or it is another school's (which is not told)
        """
        letter = self._my_letter(letter_id)
        letter._note_opened(request.env.user.partner_id)
        return self._render_letter(letter, done=done)

    @http.route("/my/letters/<int:letter_id>/pdf", type="http", auth="user", website=True)
    def my_letter_pdf(self, letter_id):
        """Send the PDF that went out; that it was fetched stands in the register.

        :raise NotFound: see ``my_letter``
        """
        letter = self._my_letter(letter_id)
        content = letter._kept_content("pdf")
        letter._note_downloaded(request.env.user.partner_id)
        name = f"{safe_file_name(letter._document_name())}.pdf"
        return request.make_response(
            content,
            [
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name)),
                ("Content-Length", len(content)),
                ("Cache-Control", "no-store"),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    @http.route(
        "/my/letters/<int:letter_id>/acknowledge",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def acknowledge_letter(self, letter_id):
        """Note that the visitor knows the letter; pressing twice changes nothing.

        :raise NotFound: see ``my_letter``
        """
        letter = self._my_letter(letter_id)
        letter._acknowledge(request.env.user.partner_id)
        return request.redirect(f"/my/letters/{letter.id}?done=acknowledged")

    @http.route(
        "/my/letters/<int:letter_id>/object",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def object_letter(self, letter_id, text=""):
        """Take what the school does not agree to.

        :raise NotFound: see ``my_letter``
        """
        letter = self._my_letter(letter_id)
        try:
            with request.env.cr.savepoint():
                letter._object(request.env.user.partner_id, text)
        except UserError as error:
            return self._render_letter(letter, problem=str(error), text=text)
        return request.redirect(f"/my/letters/{letter.id}?done=objected#objections")

    def _my_letter(self, letter_id):
        letter = request.env["shnor.portal"]._my_letter(letter_id)
        if not letter:
            raise NotFound()
        return letter

    def _render_letter(self, letter, **told):
        values = {
            **told,
            **self._prepare_portal_layout_values(),
            **request.env["shnor.portal"]._letter_page(letter),
            "page_name": "shnor_letter",
        }
        return request.render("shnor_monitoring.portal_my_letter", values)
