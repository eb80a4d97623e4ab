from . import shnor_club, shnor_import_club, shnor_school
