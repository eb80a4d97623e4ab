"""The command line: which benchmark, at what scale, how often."""

import argparse
import sys
from importlib import import_module

from . import child, databases
from .generate import SCALES
from .tools import DEFAULT_REPEAT

# name: module
BENCHMARKS = {
    "indicators": "indicators",
    "network": "network",
    "import": "importing",
    "report": "report",
    "forms": "forms",
    "statistics": "form_statistics",
    "launch": "launch",
    "signing": "signing",
    "website": "website",
    "letters": "letters",
}
SCALED = ("indicators", "network", "statistics")
DESCRIPTION = """\
Times the product and prints what belongs into docs/benchmarks.md.

  indicators  the six indicators with evidence: the product, plain SQL, and (but not at country
              scale) a loop over records
  network     indicators 4 to 6 alone, and the roadmaps that a campaign takes down: the same sides
  import      10,000 rows of teachers: the product's import against Odoo's own load();
              100,000 rows by the product
  report      the XLSX report with 120 thousand and 1.2 million evidence rows
  forms       saving an answer and opening a form against stock Survey
  statistics  the figures of a form of 150 questions, a sheet a school
  launch      a form and a mail for 1,000 schools: the product against Survey's invitation wizard;
              40,000 schools by the product
  signing     an order of 400 schools and 30 people signed, against its records made one by one;
              the nightly run over 40,000 schools
  website     a published campaign and the list of them against a page of the stock site
  letters     40 and 400 letters printed and sent by the job, against nothing but printing

Without names all of them run. Databases are clones of a template with the addons installed; the
template is kept.
"""


def main():
    if sys.argv[1:2] == ["--child"]:
        return child.main(*sys.argv[2:])
    options = _parse(sys.argv[1:])
    databases.configure()
    for name in options.names or BENCHMARKS:
        benchmark = import_module(f".{BENCHMARKS[name]}", __package__)
        if name in SCALED:
            for scale in options.scale or SCALES:
                print(benchmark.run(SCALES[scale], options), flush=True)
        else:
            print(benchmark.run(options), flush=True)
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
        help="of `indicators`, `network`, `statistics`, `signing`, `letters`; may be given several "
        "times; default: all",
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
