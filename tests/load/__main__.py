"""Entry point for ``python tests/load``; scripts/load sets the environment."""

import sys
from pathlib import Path

if __package__:
    from .cli import main
else:  # run by path: make the folder a package, so that its modules import each other
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from load.cli import main

if __name__ == "__main__":
    sys.exit(main())
