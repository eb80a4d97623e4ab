from . import (
    test_access,
    test_check,
    test_expression,
    test_progress,
    test_save,
    test_submit,
    test_versions,
)
