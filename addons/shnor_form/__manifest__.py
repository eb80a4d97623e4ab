{
    "name": "Forms that lose nothing",
    "summary": "Forms on Odoo Survey: prefilled, saved answer by answer, checked, returned, "
    "accepted, with a history of every answer",
    "version": "19.0.1.0.0",
    "category": "Education",
    "author": "SHNOR developers",
    "license": "AGPL-3",
    "depends": ["shnor_registry", "survey", "portal"],
    "data": [
        "security/shnor_form_groups.xml",
        "security/ir.model.access.csv",
        "security/shnor_form_security.xml",
        "data/ir_sequence_data.xml",
        "views/delegation_mail.xml",
        "views/form_filling_words.xml",
        "views/form_filling_templates.xml",
    ],
    "assets": {
        # the filling page's own: small, without the portal's bundle
        "shnor_form.assets_filling": [
            "web/static/src/module_loader.js",
            "shnor_form/static/src/filling/light.js",
            "web/static/src/core/utils/ui.js",
            "web/static/src/public/utils.js",
            "web/static/src/public/colibri.js",
            "web/static/src/public/interaction.js",
            "shnor_form/static/src/filling/**/*",
        ],
        "web.assets_frontend": ["shnor_form/static/src/portal/**/*"],
    },
}
