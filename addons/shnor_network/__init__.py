from . import controllers, models, report, wizard
from .hooks import before_removal
