{
    "name": "Indicators as data",
    "summary": "Shares of units that meet a condition: defined as records, counted by set-based "
    "SQL, explained unit by unit, frozen on approval",
    "version": "19.0.1.0.0",
    "category": "Education",
    "author": "SHNOR developers",
    "license": "AGPL-3",
    "depends": ["mail"],
    "data": [
        "security/shnor_indicator_groups.xml",
        "security/ir.model.access.csv",
        "security/shnor_indicator_security.xml",
        "views/shnor_indicator_group_views.xml",
        "views/shnor_indicator_evidence_views.xml",
        "views/shnor_indicator_result_views.xml",
        "views/shnor_indicator_run_views.xml",
        "views/shnor_indicator_views.xml",
    ],
}
