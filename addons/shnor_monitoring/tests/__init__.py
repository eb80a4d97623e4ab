from . import (
    test_calculation,
    test_campaign,
    test_difference,
    test_form_mails,
    test_import,
    test_interview,
    test_launch,
    test_monitorings,
    test_order,
    test_portal,
    test_report,
    test_sources,
)
