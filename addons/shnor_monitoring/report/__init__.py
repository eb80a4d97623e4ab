from . import campaign_xlsx
