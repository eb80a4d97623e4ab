from . import help_portal, network_portal, roadmap
