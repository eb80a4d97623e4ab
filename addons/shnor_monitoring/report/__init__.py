from . import campaign_xlsx, letter_xlsx, note_xlsx
