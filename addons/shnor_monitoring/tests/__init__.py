from . import (
    test_calculation,
    test_campaign,
    test_form_mails,
    test_import,
    test_launch,
    test_monitorings,
    test_order,
    test_portal,
    test_portal_interview,
    test_report,
)
