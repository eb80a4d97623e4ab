from . import document_files, letters, monitorings, portal, publications
from . import document_files, dossier, letters, monitorings, portal
