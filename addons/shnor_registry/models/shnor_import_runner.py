from pathlib import Path

from odoo import api, models

from ..imports.run import Run, Source
from ..imports.table import CHANGED, ERROR, NEW, UNCHANGED
from ..imports.workbook import FileError, Workbook


class _RolledBackError(Exception):
    """Leaves a savepoint without trace."""


class ShnorImportRunner(models.AbstractModel):
    """Running an import: all its files in one transaction, or nothing.

    A check is a load that is rolled back: what it says is what will happen, references to rows of
    earlier files of the same import included.
    """

    _name = "shnor.import.runner"
    _description = "Running an import"

    @api.model
    def _attempt(self, sources, apply, progress=None):
        """Check files, and load them when ``apply`` is set and there is no error.

        :param list sources: Source; their order does not matter
        :param bool apply: False to leave everything as it was
        :param progress: see Run
        :return: (Run, bool whether the data are in)
        :raise ImportCancelledError: ``progress`` raised it; nothing was written
        """
        run = Run(self.env, progress)
        # hooks that the attempt adds (mail about records that are gone) go with it
        hooks = list(self.env.cr.postcommit._funcs)
        done = False
        try:
            with self.env.cr.savepoint():
                self._load(run, sources)
                # what is computed and stored, and what is done before a commit, may be refused too
                self.env.cr.flush()
                if not apply or run.has_errors():
                    raise _RolledBackError
                done = True
        except _RolledBackError:
            self._forget(hooks)
        except BaseException:
            self._forget(hooks)
            raise
        return run, done

    def _forget(self, hooks):
        funcs = self.env.cr.postcommit._funcs
        funcs.clear()
        funcs.extend(hooks)

    @api.model
    def _load(self, run, sources):
        """Load the files into the present transaction, kind by kind in their order."""
        kinds = self.env["shnor.import.kind"]._all_kinds()
        order = {model._name: number for number, model in enumerate(kinds.values())}
        known = [(self._kind_model(run, source), source) for source in sources]
        known = [(model, source) for model, source in known if model is not None]
        known.sort(key=lambda pair: (order[pair[0]._name], pair[1].name))
        total = sum(len(source.content) for _model, source in known) or 1
        start = 0.0
        for model, source in known:
            run.words = source.name
            run.start, run.width = start, len(source.content) / total
            start += run.width
            run.tick()
            model._load_file(run, source)

    def _kind_model(self, run, source):
        kinds = self.env["shnor.import.kind"]
        model = kinds._kind_of(source.name)
        if model is not None:
            return model
        try:
            model = kinds._kind_of(source.name, Workbook(self.env, source.content))
        except FileError as fault:
            run.file_fault(source.name, str(fault))
            return None
        if model is None:
            run.file_fault(
                source.name,
                self.env._(
                    "it is not clear what this file is. Name it as one of: %s.",
                    ", ".join(f"{kind}.xlsx" for kind in kinds._all_kinds()),
                ),
            )
        return model

    # ------------------------------------------------------------------
    # A folder, for the command line
    # ------------------------------------------------------------------
    @api.model
    def _run_folder(self, folder):
        """Load all spreadsheets of a folder, or nothing; the protocol is kept as an import.

        :param folder: path of the folder
        :return: (told, faults, done): lines about each sheet and what else is worth telling, lines
            «file, sheet, row N, column: message» of errors, whether the data are in
        """
        folder = Path(folder)
        if not folder.is_dir():
            return [], [self.env._("%s: there is no such folder.", folder)], False
        sources, told = self._read_folder(folder)
        if not sources:
            return told, [self.env._("%s: there is no spreadsheet in this folder.", folder)], False
        run, done = self._attempt(sources, apply=True)
        if done:
            self.env["shnor.import"]._keep_protocol(run, folder.name)
        told += self._sheet_words(run)
        faults = run.all_faults()
        told += [f.words(self.env) for f in faults if f.severity != ERROR]
        return told, [f.words(self.env) for f in faults if f.severity == ERROR], done

    def _read_folder(self, folder):
        """Return (sources, lines about files that are left out)."""
        sources, told = [], []
        kinds = self.env["shnor.import.kind"]
        for path in sorted(folder.iterdir()):
            if path.name.startswith((".", "~$")) or not path.is_file():
                continue  # hidden files, and what Excel leaves beside an open workbook
            if path.suffix.lower() == ".xlsx" and kinds._kind_of(path.name) is not None:
                sources.append(Source(path.name, path.read_bytes()))
            else:
                told.append(self.env._("%s: no file of this system, left out.", path.name))
        return sources, told

    def _sheet_words(self, run):
        """Return a line of counts for each sheet."""
        lines = []
        for table in run.tables:
            counts = table.counts()
            lines.append(
                self.env._(
                    "%(file)s, %(sheet)s: %(new)s new, %(changed)s changed, "
                    "%(unchanged)s unchanged, %(error)s with errors",
                    file=table.file,
                    sheet=table.sheet.title,
                    new=counts[NEW],
                    changed=counts[CHANGED],
                    unchanged=counts[UNCHANGED],
                    error=counts[ERROR],
                )
            )
        return lines
