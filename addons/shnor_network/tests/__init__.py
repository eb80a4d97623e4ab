from . import (
    test_agreement,
    test_import,
    test_measure,
    test_measure_report,
    test_measure_state,
    test_roadmap_batch,
    test_roadmap_import,
    test_roadmap_portal,
    test_roadmap_snapshot,
    test_security,
    test_sources,
    test_support,
)
