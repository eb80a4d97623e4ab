from . import shnor_form_ask, shnor_form_reopen, shnor_form_return
