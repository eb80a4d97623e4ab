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
        "wizard/shnor_form_return_views.xml",
        "wizard/shnor_form_reopen_views.xml",
        "wizard/shnor_form_ask_views.xml",
        "views/shnor_form_query_views.xml",
        "views/shnor_form_change_views.xml",
        "views/shnor_form_receipt_views.xml",
        "views/shnor_form_reopening_views.xml",
        "views/survey_user_input_views.xml",
        "views/survey_question_views.xml",
        "views/survey_survey_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["shnor_form/static/src/check/*"],
    },
}
