from . import (
    test_calculation,
    test_campaign,
    test_difference,
    test_import,
    test_interview,
    test_order,
    test_portal,
    test_report,
    test_sources,
)
