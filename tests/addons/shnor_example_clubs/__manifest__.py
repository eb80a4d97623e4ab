{
    "name": "Example: clubs of schools",
    "summary": "How an addon of somebody else adds a fact, an indicator and a portal page",
    "version": "19.0.1.0.0",
    "category": "Education",
    "author": "SHNOR developers",
    "license": "AGPL-3",
    "depends": ["shnor_monitoring"],
    "data": [
        "security/ir.model.access.csv",
        "security/shnor_club_rules.xml",
        "data/shnor_indicator_data.xml",
        "views/shnor_club_views.xml",
        "views/portal_templates.xml",
    ],
}
