from . import (
    test_access,
    test_check,
    test_expression,
    test_filling_assets,
    test_filling_scripts,
    test_form_queries,
    test_progress,
    test_save,
    test_statistics,
    test_submit,
    test_twins,
    test_versions,
)
