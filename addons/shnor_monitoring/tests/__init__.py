from . import test_calculation, test_campaign, test_import, test_order, test_portal, test_report
