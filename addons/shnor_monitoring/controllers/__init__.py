from . import document_files, monitorings, portal
