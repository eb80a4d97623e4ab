from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..imports import bulk
from ..imports.run import Source
from ..imports.workbook import count_rows

# more than so many rows are not worked through while a browser waits
MANY_ROWS = 1000
# how long the files and the verdicts row by row are kept; counts stay for ever
KEEP_DAYS = 90
# fields that only the system writes
PROTOCOL = {
    "state",
    "task",
    "user_id",
    "date_done",
    "message",
    "has_errors",
    "job_id",
    "sheet_ids",
    "line_ids",
    "fault_ids",
}
STATES = [
    ("draft", "Files chosen"),
    ("queued", "Waiting"),
    ("running", "In progress"),
    ("checked", "Checked"),
    ("done", "Loaded"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]


class ShnorImport(models.Model):
    """One import: its files, what the check says of each row, who loaded it and when."""

    _name = "shnor.import"
    _description = "Import of spreadsheets"
    _inherit = ["shnor.import.runner", "shnor.guarded.mixin"]
    _guard_fields = ("user_id",)
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True)
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "shnor_import_attachment_rel",
        "import_id",
        "attachment_id",
        string="Files",
        bypass_search_access=True,
        copy=False,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        readonly=True,
        default=lambda self: self.env.user,
        copy=False,
        help="With whose rights the files are checked and loaded.",
    )
    state = fields.Selection(STATES, required=True, default="draft", readonly=True, copy=False)
    task = fields.Selection([("check", "Check"), ("load", "Load")], readonly=True, copy=False)
    date_done = fields.Datetime(string="When", readonly=True, copy=False)
    message = fields.Text(readonly=True, copy=False)
    sheet_ids = fields.One2many("shnor.import.sheet", "import_id", string="Sheets", readonly=True)
    line_ids = fields.One2many("shnor.import.line", "import_id", string="Rows", readonly=True)
    fault_ids = fields.One2many(
        "shnor.import.line",
        "import_id",
        string="Errors and notes",
        domain=[("verdict", "in", ["error", "warning", "note"])],
        readonly=True,
    )
    new_count = fields.Integer(string="New", compute="_compute_counts", store=True)
    changed_count = fields.Integer(string="Changed", compute="_compute_counts", store=True)
    unchanged_count = fields.Integer(string="Unchanged", compute="_compute_counts", store=True)
    error_count = fields.Integer(string="With errors", compute="_compute_counts", store=True)
    has_errors = fields.Boolean(
        readonly=True, copy=False, help="Of rows, sheets or files; nothing is loaded then."
    )
    job_id = fields.Many2one(
        "shnor.import.job", readonly=True, copy=False, ondelete="set null", index="btree_not_null"
    )
    template_links = fields.Html(compute="_compute_template_links", sanitize=False)
    export_links = fields.Html(compute="_compute_template_links", sanitize=False)
    percent = fields.Float(related="job_id.percent", string="Progress")
    progress_words = fields.Char(related="job_id.words")
    cancelling = fields.Boolean(related="job_id.cancelled", string="Is being cancelled")

    @api.depends("attachment_ids.name")
    def _compute_name(self):
        for record in self:
            names = record.attachment_ids.mapped("name")
            record.name = ", ".join(names) or record.name or self.env._("New import")

    @api.depends_context("lang")
    def _compute_template_links(self):
        kinds = self.env["shnor.import.kind"]
        for name, path, models_ in (
            ("template_links", "template", kinds._all_kinds()),
            ("export_links", "export", kinds._exported_kinds()),
        ):
            self[name] = Markup(" · ").join(
                Markup('<a href="/shnor/import/%s/%s.xlsx" download="">%s</a>')
                % (path, kind, model._kind_title())
                for kind, model in models_.items()
            )

    @api.depends(
        "sheet_ids.new_count",
        "sheet_ids.changed_count",
        "sheet_ids.unchanged_count",
        "sheet_ids.error_count",
    )
    def _compute_counts(self):
        names = ("new_count", "changed_count", "unchanged_count", "error_count")
        for record in self:
            for name in names:
                record[name] = sum(record.sheet_ids.mapped(name))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_forged(vals)
        records = super().create(vals_list)
        records._adopt_files()
        return records

    def write(self, vals):
        self._check_forged(vals)
        if "attachment_ids" not in vals:
            return super().write(vals)
        self.check_access("write")
        self._check_idle()
        # what was checked were other files
        self._forget_result()
        result = super().write({**vals, "state": "draft", "message": False, "has_errors": False})
        self._adopt_files()
        return result

    def _check_forged(self, vals):
        """The protocol is written by the system, whatever comes by RPC."""
        if not self.env.su and PROTOCOL & vals.keys():
            raise AccessError(self.env._("The protocol of an import is not written by hand."))

    def _note(self, vals):
        """Write the protocol."""
        self.check_access("write")
        # sudo: only so do fields of the protocol get past _check_forged
        self.sudo().write(vals)

    def _adopt_files(self):
        """Let the files belong to the import: who may read it may read them.

        Written with the user's own rights, so nobody adopts a file that is not theirs.
        """
        for record in self:
            strangers = record.attachment_ids.filtered(
                lambda file, record=record: (
                    (file.res_model, file.res_id) != (record._name, record.id)
                )
            )
            if strangers:
                strangers.write({"res_model": record._name, "res_id": record.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        self._check_idle()

    def _check_idle(self):
        for record in self:
            if record.state in ("queued", "running"):
                raise UserError(
                    self.env._("“%s” is in progress. Wait for its end or cancel it.", record.name)
                )
            if record.state == "done":
                raise UserError(
                    self.env._("“%s” is loaded: its protocol stays as it is.", record.name)
                )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_check(self):
        """Check the files; nothing is written but the verdicts."""
        self._start("check")

    def action_load(self):
        """Load the files, all of them or nothing.

        :raise UserError: they were not checked, or the check found errors
        """
        for record in self:
            if record.state != "checked":
                raise UserError(self.env._("Check the files first."))
            if record.has_errors:
                raise UserError(
                    self.env._(
                        "The files have errors, so nothing is loaded. Correct them in Excel, "
                        "choose the files anew and check again."
                    )
                )
        self._start("load")

    def action_cancel(self):
        """Stop a check or a load; what it has written is taken back."""
        self.check_access("write")
        self.filtered(lambda record: record.state == "queued")._note({"state": "cancelled"})
        # sudo: the job of one's own import
        self.filtered(lambda record: record.state == "running").job_id.sudo().cancelled = True

    def action_open_lines(self):
        """Open the rows of the import; the context key ``verdict`` filters them.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_registry.shnor_import_line_action"
        )
        action["domain"] = [("import_id", "=", self.id)]
        verdict = self.env.context.get("verdict")
        action["context"] = {f"search_default_{verdict}": True} if verdict else {}
        return action

    def action_download_check(self):
        """Download the verdicts beside the original cells.

        :return: dict, URL action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/shnor/import/{self.id}/check.xlsx",
            "target": "download",
        }

    # ------------------------------------------------------------------
    # Now, or by the cron job
    # ------------------------------------------------------------------
    def _start(self, task):
        self.check_access("write")
        self._check_idle()
        for record in self:
            sources = record._sources()
            if not sources:
                raise UserError(
                    self.env._("Choose the files to import: one, several, or all of them at once.")
                )
            record._note({"task": task, "user_id": self.env.uid, "message": False})
            if sum(count_rows(source.content) for source in sources) > MANY_ROWS:
                record._enqueue()
            else:
                record._execute()

    def _sources(self):
        """Return the files as they were uploaded."""
        return [Source(attachment.name, attachment.raw) for attachment in self.attachment_ids]

    def _enqueue(self):
        # sudo: jobs are made and run by the system; a keeper has no rights to them
        job = self.env["shnor.import.job"].sudo().create({})
        self._note({"state": "queued", "job_id": job.id})
        cron = self.env.ref("shnor_registry.shnor_import_cron").sudo()  # sudo: see above
        cron._trigger()

    def _execute(self, progress=None):
        """Check or load now, in this transaction, and keep what came out."""
        self.ensure_one()
        run, done = self._attempt(self._sources(), self.task == "load", progress)
        self._keep_result(run)
        if progress:
            progress(0.99, self.name)  # the last chance to cancel
        self._note(
            {
                "state": "done" if done else "checked",
                "date_done": fields.Datetime.now(),
                "has_errors": run.has_errors(),
                "message": self._result_words(run, done),
            }
        )

    def _result_words(self, run, done):
        if done:
            return self.env._("Everything is loaded.")
        if run.has_errors():
            return self.env._(
                "There are errors: nothing is loaded. Correct the files and check them again."
            )
        return self.env._("There are no errors: the files can be loaded.")

    @api.model
    def _keep_protocol(self, run, name):
        """Keep the protocol of an import that went past the screen, and return it."""
        # sudo: see _note
        protocol = self.sudo().create(
            {
                "name": name,
                "task": "load",
                "state": "done",
                "date_done": fields.Datetime.now(),
            }
        )
        protocol._keep_result(run)
        protocol.message = self._result_words(run, done=True)
        return protocol

    # ------------------------------------------------------------------
    # Verdicts
    # ------------------------------------------------------------------
    def _keep_result(self, run):
        """Replace sheets and lines by those of ``run``."""
        self._forget_result()
        # sudo: what the check says is written by the system, not by its reader
        lines = self.env["shnor.import.line"].sudo()
        self.env["shnor.import.sheet"].sudo().create(
            [
                {
                    "import_id": self.id,
                    "sequence": number,
                    "file": table.file,
                    "sheet": table.sheet.title,
                    "header_row": table.header_row,
                    **{f"{verdict}_count": count for verdict, count in table.counts().items()},
                }
                for number, table in enumerate(run.tables)
            ]
        )
        names, rows = lines._prepare_rows(self, run)
        bulk.insert(lines, names, rows)
        self.env.invalidate_all()

    def _forget_result(self):
        # sudo: as in _keep_result; the caller may write the import
        self.sheet_ids.sudo().unlink()
        self.env["shnor.import.line"].flush_model()
        self.env.cr.execute(
            SQL("DELETE FROM shnor_import_line WHERE import_id = ANY(%s)", list(self.ids))
        )
        self.env["shnor.import.line"].invalidate_model()

    @api.autovacuum
    def _gc_old(self):
        """Let files and verdicts row by row go after a while; who, when and the counts stay."""
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP_DAYS)
        old = self.search(
            [
                ("write_date", "<", limit),
                ("state", "not in", ["queued", "running"]),
                "|",
                ("attachment_ids", "!=", False),
                ("line_ids", "!=", False),
            ],
            limit=100,
        )
        for record in old:
            name = record.name
            record.attachment_ids.unlink()
            record.name = name
        self.env["shnor.import.line"].search([("import_id", "in", old.ids)]).unlink()
        self.search([("write_date", "<", limit), ("state", "=", "draft")], limit=100).unlink()
