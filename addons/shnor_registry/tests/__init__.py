from . import (
    test_assessment,
    test_diagnostic,
    test_employment,
    test_logged_fact,
    test_portal_access,
    test_school,
    test_security,
    test_status,
    test_teacher,
    test_territory,
)
