import logging

from odoo import api, models

from ..imports.run import ImportCancelledError

_logger = logging.getLogger(__name__)


class ShnorImport(models.Model):
    """Long imports, worked off by a cron job one after the other."""

    _inherit = "shnor.import"

    @api.model
    def _cron_run(self):
        """Work off what is queued. Called by ``ir.cron`` only: it commits."""
        self._fail_interrupted()
        cron = self.env["ir.cron"]
        while record := self.search([("state", "=", "queued")], order="id", limit=1):
            record.state = "running"
            # committed, for the form to show and for the next run to find it should this one die
            cron._commit_progress(remaining=self.search_count([("state", "=", "queued")]) + 1)
            record._run_queued()
            if not cron._commit_progress(1):
                break

    def _fail_interrupted(self):
        """What is running when the job begins was interrupted: there is one job at a time."""
        for record in self.search([("state", "=", "running")]):
            env = record.with_context(lang=record.user_id.lang).env
            record.write(
                {
                    "state": "failed",
                    "message": env._(
                        "The server stopped during the work. Nothing was written. Start again."
                    ),
                }
            )

    def _run_queued(self):
        """Do the work with the rights and in the language of whoever asked for it."""
        self.ensure_one()
        user = self.user_id
        mine = self.with_user(user).with_context(lang=user.lang, tz=user.tz)
        try:
            with self.env.cr.savepoint():
                # sudo: the job is the system's
                mine._execute(self.job_id.sudo()._progress())
        except ImportCancelledError:
            self.write({"state": "cancelled", "message": mine.env._("Nothing was written.")})
        except Exception as error:
            _logger.exception("import %s failed", self.id)
            self.write(
                {
                    "state": "failed",
                    "message": mine.env._(
                        "Nothing was written. What went wrong: %s", str(error) or repr(error)
                    ),
                }
            )
