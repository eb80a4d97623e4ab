from . import test_calculation, test_campaign, test_order, test_portal, test_report
