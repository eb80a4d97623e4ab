"""Warnings and errors in Odoo's log are failures, save the noise of stock Odoo that is named here.

As a program: odoo_log.py FILE… prints the unexpected lines and exits 1 when there are any.
"""

import re
import sys
from pathlib import Path

# Each with its reason. Nothing that our own addons log belongs here: a test that provokes a
# warning catches it by assertLogs or mute_logger.
ALLOWED = [
    # Containers and CI run as root; PostgreSQL gets a user of its own.
    r"Running as user 'root' is a security risk",
]
_ALLOWED = re.compile("|".join(ALLOWED))
_LINE = re.compile(r"^[\d-]+ [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) ")


def is_noise(message):
    """:return: whether a log message belongs to stock Odoo's known noise"""
    return bool(_ALLOWED.search(message))


def unexpected(text):
    """:return: the lines of an Odoo log that are warnings or worse and not known noise"""
    return [line for line in text.splitlines() if _LINE.match(line) and not is_noise(line)]


def main(paths):
    found = [line for path in paths for line in unexpected(Path(path).read_text(errors="replace"))]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
