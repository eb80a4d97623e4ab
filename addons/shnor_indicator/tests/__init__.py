from . import (
    test_definition,
    test_domain,
    test_dynamics,
    test_facts,
    test_frozen,
    test_queries,
    test_results,
    test_years,
)
