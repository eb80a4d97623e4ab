from . import test_campaign, test_order, test_portal
