import re

from odoo import models
from odoo.http import request

PAGE = re.compile(r"/monitoring(?:/(?P<slug>\d{4}-\d\d(?:-\d+)?)(?:/v(?P<version>[1-9]\d{0,5}))?)?")


class IrHttp(models.AbstractModel):
    """Published campaigns are served where the site's own pages are, by as many statements.

    Routes would cost three more: Odoo reads user, company and partner to know the language.
    """

    _inherit = "ir.http"

    @classmethod
    def _serve_page(cls):
        if address := PAGE.fullmatch(request.httprequest.path):
            slug, version = address["slug"], int(address["version"] or 0)
            response = request.env["shnor.publication"]._site_response(request, slug, version)
            if response:
                return response
        return super()._serve_page()
