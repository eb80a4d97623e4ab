from . import shnor_import
