from . import shnor_as_of
from . import portal_wizard_user
