"""The command line: which benchmark, at what scale, how often."""

import argparse
import sys

from . import child, databases
from .generate import SCALES
from .tools import DEFAULT_REPEAT

BENCHMARKS = ("indicators", "import", "report", "forms", "statistics", "launch", "signing")
DESCRIPTION = """\
Times the product and prints what belongs into docs/benchmarks.md.

  indicators  the six indicators with evidence: the product, plain SQL, and (but not at country
              scale) a loop over records
  import      10,000 rows of teachers: the product's import against Odoo's own load();
              100,000 rows by the product
  report      the XLSX report with 120 thousand and 1.2 million evidence rows
  forms       saving an answer and opening a form against stock Survey
  statistics  the figures of a form of 150 questions, a sheet a school
  launch      a form and a mail for 1,000 schools: the product against Survey's invitation wizard;
              40,000 schools by the product
  signing     an order of 400 schools and 30 people signed, against its records made one by one;
              the nightly run over 40,000 schools

Without names all of them run. Databases are clones of a template with the addons installed; the
template is kept.
"""


def main():
    if sys.argv[1:2] == ["--child"]:
        return child.main(*sys.argv[2:])
    options = _parse(sys.argv[1:])
    databases.configure()
    for name in options.names or BENCHMARKS:
        if name == "indicators":
            from . import indicators

            for scale in options.scale or SCALES:
                print(indicators.run(SCALES[scale], options), flush=True)
        elif name == "import":
            from . import importing

            print(importing.run(options), flush=True)
        elif name == "forms":
            from . import forms

            print(forms.run(options), flush=True)
        elif name == "statistics":
            from . import form_statistics

            for scale in options.scale or SCALES:
                print(form_statistics.run(SCALES[scale], options), flush=True)
        elif name == "signing":
            from . import signing

            print(signing.run(options), flush=True)
        elif name == "launch":
            from . import launch

            print(launch.run(options), flush=True)
        else:
            from . import report

            print(report.run(options), flush=True)
    return 0


def _parse(arguments):
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument(
        "--scale",
        action="append",
        choices=sorted(SCALES),
        help="of `indicators`, `statistics`, `signing`; may be given several times; default: all",
    )
    parser.add_argument(
        "--repeat",
        type=int,
        default=DEFAULT_REPEAT,
        metavar="N",
        help="measurements of each, of which the median counts (default: %(default)s)",
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="keep the generated databases (bench_*), to use them again until the addons change",
    )
    parser.add_argument(
        "--template",
        metavar="DATABASE",
        help="clone this database with the addons installed instead of installing a template",
    )
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    if options.repeat < 1:
        parser.error("--repeat is at least 1")
    return options
