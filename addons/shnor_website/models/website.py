from odoo import models


class Website(models.Model):
    _inherit = "website"

    def _enumerate_pages(self, query_string=None, force=False):
        """Add what is published: it is no record of the site's own pages."""
        yield from super()._enumerate_pages(query_string=query_string, force=force)
        for page in self.env["shnor.publication"]._site_pages():
            if not query_string or query_string.lower() in page["loc"]:
                yield page
