from . import document_files, dossier, letters, monitorings, portal, publications
