from . import document_files, letters, monitorings, portal, publications
