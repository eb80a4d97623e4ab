from . import test_access, test_expression, test_progress, test_save, test_submit, test_versions
