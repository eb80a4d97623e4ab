# a view of Odoo's site, and the committee's own that takes its place (none: it is left out)
DESIGN = {
    "website.footer_custom": "shnor_website.footer",
    "website.option_header_brand_logo": "shnor_website.header_brand",
    "website.header_text_element": None,
    "website.header_call_to_action": None,
}


def design_new_site(env):
    """Give a site that nobody has designed yet a footer with the committee's own address, and its
    name instead of “Your logo” and a made-up phone. What somebody has designed stays as it is.
    """
    views = env["ir.ui.view"].with_context(active_test=False)
    for stock, own in DESIGN.items():
        view = env.ref(stock, raise_if_not_found=False)
        designed = views.search_count([("key", "=", stock), ("website_id", "!=", False)], limit=1)
        if view and view.active and not designed:
            view.active = False
            if own:
                env.ref(own).active = True
