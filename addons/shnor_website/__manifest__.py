{
    "name": "Monitoring of schools: publication",
    "summary": "Published results of monitorings on the committee's site",
    "version": "19.0.1.0.0",
    "category": "Education",
    "author": "SHNOR developers",
    "license": "AGPL-3",
    "depends": ["shnor_monitoring", "website"],
    "data": [
        "data/website_menu_data.xml",
        "views/website_templates.xml",
        "views/website_design.xml",
        "views/shnor_publication_views.xml",
    ],
    "assets": {
        "web._assets_primary_variables": [
            (
                "before",
                "website/static/src/scss/primary_variables.scss",
                "shnor_website/static/src/scss/fonts.scss",
            ),
        ],
        "web.assets_frontend": [
            "shnor_monitoring/static/src/publication/publication.css",
            "shnor_website/static/src/scss/badges.scss",
        ],
    },
    "post_init_hook": "design_new_site",
    "auto_install": True,
}
