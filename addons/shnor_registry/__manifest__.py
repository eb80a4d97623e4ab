{
    "name": "Monitoring of schools: registry",
    "summary": "Schools, dated statuses, teachers, assessments and diagnostics; Excel in",
    "version": "19.0.1.0.0",
    "category": "Education",
    "author": "SHNOR developers",
    "license": "AGPL-3",
    "depends": ["mail", "portal"],
    "external_dependencies": {"python": ["pandas", "python-calamine", "XlsxWriter"]},
    "data": [
        "security/shnor_registry_groups.xml",
        "security/ir.model.access.csv",
        "security/shnor_registry_security.xml",
        "data/shnor_level_scale_data.xml",
        "views/menus.xml",
    ],
    "application": True,
}
