from . import (
    test_answer_condition,
    test_calculation,
    test_campaign,
    test_form_mails,
    test_import,
    test_launch,
    test_order,
    test_portal,
    test_report,
)
