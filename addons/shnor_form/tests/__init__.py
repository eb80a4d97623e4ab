from . import test_save
