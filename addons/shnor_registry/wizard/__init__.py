from . import portal_wizard_user, shnor_as_of
