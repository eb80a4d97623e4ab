from . import documents, filling_assets, portal
