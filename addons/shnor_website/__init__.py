from . import controllers, models
from .hooks import design_new_site
