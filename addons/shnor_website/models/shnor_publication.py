import re
import time

from odoo import api, fields, models, tools
from odoo.http import Response

from odoo.addons.shnor_monitoring.report.public_files import Words

PUBLIC = ("published", "replaced")
FILE_NAMES = {
    "pdf": "PDF",
    "xlsx": "Excel",
    "csv": "CSV",
    "json": "JSON",
    "html": "Страница одним файлом",
}
# as the site's own pages: what is older is made anew
CACHE_SECONDS = 3600


class ShnorPublication(models.Model):
    """Published versions on the committee's site.

    The public has no right on any model. What it sees comes from ``_find_public`` alone: the frozen
    data and files of versions that were published.
    """

    _inherit = "shnor.publication"

    site_url = fields.Char(string="On the site", compute="_compute_site_url")

    @api.depends("slug", "version", "state")
    def _compute_site_url(self):
        for publication in self:
            publication.site_url = publication.state in PUBLIC and publication._site_address()

    def _site_address(self):
        """Return the address of the version: that of the campaign for the one that is public."""
        address = f"/monitoring/{self.slug}"
        return f"{address}/v{self.version}" if self.state == "replaced" else address

    def action_open_site(self):
        """Open the page on the site.

        :return: dict, action
        """
        self.ensure_one()
        self.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.site_url or "/monitoring"}

    def _place_values(self):
        """Publishing puts the version on the site: that is its place, recorded at once."""
        website = self.env["website"].get_current_website()
        return {
            **super()._place_values(),
            "place_url": f"{website.get_base_url()}/monitoring/{self.slug}",
            "place_date": self.campaign_id._local_today(),
            "place_by_id": self.env.uid,
        }

    def _freeze(self, content, withheld):
        result = super()._freeze(content, withheld)
        self.env.registry.clear_cache("templates")
        return result

    # ------------------------------------------------------------------
    # What is public
    # ------------------------------------------------------------------
    @api.model
    def _find_public(self, slug, version=None):
        """Return a published version.

        :param str slug: of the campaign
        :param int version: None for the one that is public now
        :return: shnor.publication with all rights, possibly empty
        """
        domain = [("slug", "=", slug), ("state", "in", PUBLIC)]
        domain.append(("version", "=", version) if version else ("state", "=", "published"))
        # sudo: the public has no right on the model; the domain lets through what was published
        return self.sudo().search(domain, limit=1)

    @api.model
    def _is_gone(self, slug, version=None):
        """Return whether a version was there, and was taken down.

        :param str slug: of the campaign
        :param int version: None for the one that was public last
        :return: bool
        """
        domain = [("slug", "=", slug), ("state", "=", "withdrawn")]
        if version:
            domain.append(("version", "=", version))
        # sudo: that something was taken down is told, and nothing of it
        return bool(self.sudo().search_count(domain, limit=1))

    def action_withdraw(self):
        result = super().action_withdraw()
        self.env.registry.clear_cache("templates")
        return result

    def _site_values(self, content):
        """Return what the page of one version needs."""
        self.ensure_one()
        record = self._in_russian(self)
        base = f"/monitoring/{self.slug}"
        # sudo: only published versions, which everybody may read
        versions = self.sudo().search([("slug", "=", self.slug), ("state", "in", PUBLIC)])
        return {
            **record._page_values(content),
            "additional_title": f"{content['title']}: результаты",
            "website_meta_description": _description(content),
            "is_old": self.state == "replaced",
            "successor_url": base,
            "corrected_url": content["corrects"] in versions.mapped("version")
            and f"{base}/v{content['corrects']}",
            "files": [
                {"name": name, "url": f"{base}/v{self.version}/data.{extension}"}
                for extension, name in FILE_NAMES.items()
                if self.state in PUBLIC
            ],
            "versions": [
                {
                    "version": one.version,
                    "published_on": one.content["published_on"],
                    "url": one._site_address(),
                }
                for one in versions.sorted("version")
            ],
            "preview": False,
        }

    @api.model
    def _site_pages(self):
        """Return the addresses for the map of the site.

        :return: list of dict ``loc, lastmod``
        """
        # sudo: see _find_public
        public = self.sudo().search([("state", "=", "published")])
        days = [one.published_at.date() for one in public]
        pages = [
            {"loc": one._site_address(), "lastmod": day}
            for one, day in zip(public, days, strict=True)
        ]
        return [{"loc": "/monitoring", **({"lastmod": max(days)} if days else {})}, *pages]

    @api.model
    def _site_list(self):
        """Return what the list of campaigns needs."""
        # sudo: see _find_public
        public = self.sudo().search([("state", "=", "published")])
        contents = [one.content for one in public]
        contents.sort(key=lambda content: content["dates"]["from"], reverse=True)
        return {
            "contents": contents,
            "trends": _trends(contents[::-1]),
            "words": Words(),
            "additional_title": "Мониторинг школ: результаты",
            "website_meta_description": "Результаты мониторингов системы работы со школами с "
            "низкими образовательными результатами: индикаторы, факторы, рекомендации, данные.",
        }

    # ------------------------------------------------------------------
    # Pages: made once, as the site's own
    # ------------------------------------------------------------------
    @api.model
    def _site_response(self, request, slug=None, version=None):
        """Return the page for the visitor; a page that everybody sees alike is made once an hour.

        :param request: HTTP request
        :param str slug: of the campaign, None for the list
        :param int version: 0 or None for the one that is public now
        :return: Response, None when nothing is published there
        """
        # as website.page decides for the site's own pages
        if request.params or not request.env.user._is_public():
            html = self._site_html(request, slug, version)
            return self._site_answer(request, html, slug, version)
        key = (request.website.id, request.lang.code, request.session.debug, slug, version)
        made, html = self._site_page(request, key)
        if html and time.time() > made + CACHE_SECONDS:
            html = self._site_html(request, slug, version)
            self._site_page.__cache__.add_value(self, request, key, cache_value=(time.time(), html))
        if not html:
            return self._site_answer(request, None, slug, version)
        token = request.csrf_token(None)
        html = re.sub(r'csrf_token: "[^"]+"', f"csrf_token: {token!r}", html)
        return Response(html, mimetype="text/html")

    def _site_answer(self, request, html, slug, version):
        """Return a page, or that it was taken down; None when there never was any."""
        if html:
            return Response(html, mimetype="text/html")
        if slug is None or not self._is_gone(slug, version):
            return None
        public = bool(version and self._find_public(slug))
        response = request.render(
            "shnor_website.withdrawn", {"public_url": public and f"/monitoring/{slug}"}
        )
        response.flatten()
        return Response(response.get_data(as_text=True), status=410, mimetype="text/html")

    @tools.conditional(
        "xml" not in tools.config["dev_mode"],
        tools.ormcache("key", cache="templates.cached_values"),
    )
    def _site_page(self, request, key):
        """Return when the page was made, and the page."""
        return time.time(), self._site_html(request, *key[-2:])

    def _site_html(self, request, slug, version):
        if slug is None:
            template, values = "shnor_website.publications", self._site_list()
        else:
            publication = self._find_public(slug, version)
            if not publication:
                return None
            template, values = (
                "shnor_website.publication",
                publication._site_values(publication.content),
            )
        response = request.render(template, values)
        response.flatten()
        return response.get_data(as_text=True)


def _description(content):
    """Return what search engines show: names and no numbers that are hidden."""
    period = content["period"]
    return (
        f"{content['title']}. {content['territory']}. Период наблюдения "
        f"{period['from'][8:]}.{period['from'][5:7]}.{period['from'][:4]}–"
        f"{period['to'][8:]}.{period['to'][5:7]}.{period['to'][:4]}: индикаторы, факторы, "
        "рекомендации и открытые данные."
    )


def _trends(contents):
    """Return how the indicators went, as far as they were told.

    :param list contents: public data, the oldest first
    :return: list of dict ``code, name, rows`` (``title, slug, row``)
    """
    found = {}
    for content in contents:
        for row in content["indicators"]:
            key = content["territory"], row["code"]
            one = found.setdefault(key, {"territory": content["territory"], "rows": []})
            one.update(code=row["code"], name=row["name"])
            one["rows"].append({"title": content["title"], "slug": content["slug"], "row": row})
    return list(found.values())
