"""Start Odoo wherever it was found.

A file of its own, because with workers Odoo starts its gevent child by running this file again,
which `python -m` breaks.
"""

import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
