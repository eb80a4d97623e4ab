from . import network_picture_xlsx
