import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from ..imports.run import ImportCancelledError


class ShnorImportJob(models.Model):
    """How far a long import is, and whether to go on.

    Apart from the import itself: it is written by another transaction while the import's own, which
    will be all or nothing, goes on.
    """

    _name = "shnor.import.job"
    _description = "Progress of an import"

    percent = fields.Float()
    words = fields.Char()
    cancelled = fields.Boolean()

    def _progress(self):
        """Return the function (share, words) that tells the progress and stops when cancelled."""
        self.ensure_one()
        registry, job_id = self.env.registry, self.id

        def tell(share, words):
            try:
                with registry.cursor() as cr:
                    cr.execute(
                        SQL(
                            "UPDATE shnor_import_job SET percent = %s, words = %s "
                            "WHERE id = %s RETURNING cancelled",
                            min(100 * share, 99),
                            words,
                            job_id,
                        ),
                        log_exceptions=False,
                    )
                    row = cr.fetchone()
            except psycopg2.errors.SerializationFailure:
                return  # somebody is pressing Cancel right now; the next look sees it
            if row and row[0]:
                raise ImportCancelledError

        return tell

    @api.autovacuum
    def _gc_jobs(self):
        used = self.env["shnor.import"].search([("state", "in", ["queued", "running"])]).job_id
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.search([("id", "not in", used.ids), ("create_date", "<", limit)]).unlink()
