from . import test_agreement, test_measure, test_security, test_support
