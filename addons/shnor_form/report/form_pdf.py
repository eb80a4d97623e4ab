"""PDF by WeasyPrint: page numbers, repeated heads of tables, nothing fetched from anywhere."""

from odoo.tools import file_path

FONT = "web/static/fonts/google/Roboto/Roboto-{style}.ttf"
STYLES = (("Regular", "normal", 400), ("Bold", "normal", 700), ("Italic", "italic", 400))


def write_pdf(html):
    """Return a PDF of a page.

    :param str html: the whole document, with its style
    :return: bytes
    """
    import weasyprint  # it takes a while, and most processes never need it

    document = weasyprint.HTML(string=f"<style>{_fonts()}</style>{html}", url_fetcher=_fetch)
    return document.write_pdf()


def _fonts():
    """Return the faces of the font that Odoo brings, so that paper looks the same everywhere."""
    return "".join(
        f"@font-face {{ font-family: Roboto; font-style: {style}; font-weight: {weight};"
        f" src: url('font:{name}'); }}"
        for name, style, weight in STYLES
    )


def _fetch(url, *_args, **_kwargs):
    """Return one of the fonts; whatever else a text may name is not fetched.

    :raise ValueError: the address is none of ours
    """
    name = url.removeprefix("font:")
    if name not in [style[0] for style in STYLES]:
        raise ValueError("a form fetches nothing")
    from weasyprint.urls import URLFetcherResponse

    with open(file_path(FONT.format(style=name)), "rb") as file:
        return URLFetcherResponse(url, file.read(), {"Content-Type": "font/ttf"})
