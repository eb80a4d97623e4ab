"""``odoo shnor``: the main job at a terminal.

Odoo loads this file by itself, without the addon around it: whatever needs the addon's code or
its translations is asked from the model ``shnor.command`` of the database.
"""

import json
import logging
import os
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.cli import Command
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config

EPILOG = """
    examples:
      odoo shnor import ./july2026 --database committee
          load a folder of spreadsheets, the order included; all of it or nothing
      odoo shnor indicators --database committee --json july.json
          write the indicators of the latest campaign; while it is open they are computed anew
      odoo shnor indicators --campaign 112-о --json -
          of the campaign of order 112-о, to the standard output
      odoo shnor report july.xlsx --campaign 112-о
          write the XLSX report: indicators with a chart, evidence, method
      odoo shnor document order.docx --order 112-о
          write the order as a Word file, or as a PDF when the name ends in .pdf
      odoo shnor dossier july.zip --campaign 112-о
          write everything of a campaign as one ZIP with a table of contents, for an inspection
      odoo shnor demo --database shnor_demo
          fill a database with the demo district and print the logins

    Exit status: 0 done; 1 refused, nothing was changed; 2 wrong arguments.
"""


class Shnor(Command):
    """Monitoring of schools: spreadsheets in, indicators and reports out."""

    name = "shnor"
    epilog = EPILOG

    def run(self, cmdargs):
        """Parse the arguments and do the job.

        :param list cmdargs: what follows ``odoo shnor``
        """
        self._add_arguments()
        options = self.parser.parse_args(cmdargs)
        self._configure(options)
        try:
            with self._environment() as env:
                options.job(env, options)
        except (UserError, OSError) as error:
            sys.exit(str(error))

    def _add_arguments(self):
        subparsers = self.parser.add_subparsers(dest="job_name", required=True, metavar="COMMAND")
        import_folder = self._add_job(
            subparsers, "import", self._import, "load a folder of spreadsheets"
        )
        import_folder.add_argument("folder", type=Path, help="folder with schools.xlsx and others")
        indicators = self._add_job(
            subparsers, "indicators", self._indicators, "write the indicators of a campaign"
        )
        indicators.add_argument(
            "--json", metavar="FILE", required=True, help="file to write, - for standard output"
        )
        report = self._add_job(subparsers, "report", self._report, "write the XLSX report")
        report.add_argument("file", type=Path, metavar="FILE.xlsx", help="file to write")
        dossier = self._add_job(
            subparsers, "dossier", self._dossier, "write everything of a campaign as one ZIP"
        )
        dossier.add_argument("file", type=Path, metavar="FILE.zip", help="file to write")
        for parser in (indicators, report, dossier):
            parser.add_argument(
                "--campaign",
                metavar="REF",
                help="number of the order, or id of the campaign; the latest when left out",
            )
        document = self._add_job(
            subparsers,
            "document",
            self._document,
            "write an order, or what followed from it, as Word file or PDF",
        )
        document.add_argument("file", type=Path, metavar="FILE", help="ends in .docx or .pdf")
        document.add_argument(
            "--sample", action="store_true", help="a made-up document of the kind instead"
        )
        document.add_argument(
            "--order", metavar="NUMBER", help="that of the latest campaign when left out"
        )
        document.add_argument(
            "--kind", default="order", help="order (when left out), minutes, note, note_school"
        )
        self._add_job(subparsers, "demo", self._demo, "fill a database with the demo district")

    def _add_job(self, subparsers, name, job, description):
        parser = subparsers.add_parser(name, help=description, description=description)
        parser.add_argument("-d", "--database", help="name of the database")
        parser.add_argument("-c", "--config", help="Odoo's configuration file")
        parser.add_argument("--addons-path", help="folders with addons, separated by commas")
        parser.add_argument("--log-level", help="what Odoo logs to stderr (default: warn)")
        parser.set_defaults(job=job)
        return parser

    def _configure(self, options):
        given = {
            "--database": options.database,
            "--config": options.config,
            "--addons-path": options.addons_path,
            "--log-level": options.log_level
            or (None if "ODOO_LOG_LEVEL" in os.environ else "warn"),
        }
        arguments = [f"{option}={value}" for option, value in given.items() if value]
        config.parse_config(["--no-http", *arguments], setup_logging=True)
        # of workers and proxies there is nothing to say here
        logging.getLogger("odoo.tools.config").setLevel(logging.ERROR)

    @contextmanager
    def _environment(self):
        """Yield an environment of the technical administrator; commit when all went well."""
        names = config["db_name"]
        if len(names) != 1:
            sys.exit("Name one database: odoo shnor COMMAND --database DB")
        try:
            registry = Registry(names[0])
        except psycopg2.OperationalError as error:
            sys.exit(f"Database {names[0]} cannot be opened: {error}")
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            if "shnor.command" not in env:
                sys.exit(f"Database {names[0]} has no shnor_monitoring: install the addon first.")
            yield env["shnor.command"]._command_env()

    def _import(self, env, options):
        told, faults, done = env["shnor.command"]._import(options.folder)
        print(*told, sep="\n")
        if faults:
            print(*faults, sep="\n", file=sys.stderr)
        if not done:
            env.cr.rollback()
            sys.exit(1)

    def _indicators(self, env, options):
        values = env["shnor.command"]._indicators(options.campaign)
        text = json.dumps(values, ensure_ascii=False, indent=1) + "\n"
        if options.json == "-":
            sys.stdout.write(text)
        else:
            Path(options.json).write_text(text, encoding="utf-8")

    def _report(self, env, options):
        print(env["shnor.command"]._report(options.file, options.campaign))

    def _dossier(self, env, options):
        print(env["shnor.command"]._dossier(options.file, options.campaign))

    def _document(self, env, options):
        print(
            env["shnor.command"]._document(
                options.file, options.order, options.kind, options.sample
            )
        )

    def _demo(self, env, options):
        print(*env["shnor.command"]._demo(), sep="\n")
