from . import network_picture_xlsx

# It takes its sheets from the one above.
# isort: split
from . import facts_xlsx
