from . import monitorings, portal
