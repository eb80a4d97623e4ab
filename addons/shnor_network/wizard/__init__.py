from . import shnor_match, shnor_match_line
