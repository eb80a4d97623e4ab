from . import test_agreement, test_import, test_measure, test_security, test_sources, test_support
