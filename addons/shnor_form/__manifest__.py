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
        "views/delegation_mail.xml",
    ],
}
