from . import test_expression, test_save, test_submit, test_versions
