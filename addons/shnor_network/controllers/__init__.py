from . import roadmap
