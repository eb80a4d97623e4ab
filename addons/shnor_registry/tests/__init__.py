from . import (
    test_import_faults,
    test_import_reading,
    test_import_rights,
    test_import_screen,
    test_import_template,
    test_import_writing,
)
