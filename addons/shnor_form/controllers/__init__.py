from . import filling_assets, portal
