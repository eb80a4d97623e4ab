import hashlib
import os

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report.dossier_zip import pieces_of, stream_zip
from .shnor_document_mixin import safe_file_name

SPECIALIST = "shnor_registry.group_specialist"


class ShnorDossier(models.Model):
    """Everything of a campaign for an inspection, made file by file in the background.

    Each file is kept as it is made, so that a killed job goes on where it was. The ZIP is written
    while it is downloaded.
    """

    _name = "shnor.dossier"
    _description = "Dossier of a campaign"
    _inherit = "shnor.state.mixin"
    _order = "id desc"
    _guard_in_sql = True

    _transitions = {
        ("making", "done"): None,
        ("making", "stopped"): SPECIALIST,
        ("stopped", "making"): SPECIALIST,
    }

    campaign_id = fields.Many2one(
        "shnor.campaign", required=True, readonly=True, index=True, ondelete="restrict"
    )
    territory_id = fields.Many2one(
        related="campaign_id.territory_id", store=True, index=True, precompute=True
    )
    user_id = fields.Many2one(
        "res.users", string="Ordered by", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("making", "Being made"), ("stopped", "Stopped"), ("done", "Ready")],
        required=True,
        readonly=True,
        default="making",
        index=True,
    )
    file_total = fields.Integer(string="Files", readonly=True, aggregator=None)
    file_count = fields.Integer(string="Made", compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress", help="Per cent.")
    problem_count = fields.Integer(string="Not included", compute="_compute_progress")
    size = fields.Integer(string="Bytes", compute="_compute_progress")
    done_at = fields.Datetime(string="Ready on", readonly=True)
    problem = fields.Text(string="Why it stopped", readonly=True)
    file_ids = fields.One2many("shnor.dossier.file", "dossier_id", string="Contents")

    @api.depends("campaign_id.name", "create_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for dossier in self:
            dossier.display_name = self.env._("Dossier: %s", dossier.campaign_id.name or "")

    @api.depends("file_ids", "file_total")
    def _compute_progress(self):
        counts = {
            dossier: (count, size)
            for dossier, count, size in self.env["shnor.dossier.file"]._read_group(
                [("dossier_id", "in", self.ids)], ["dossier_id"], ["__count", "size:sum"]
            )
        }
        problems = dict(
            self.env["shnor.dossier.file"]._read_group(
                [("dossier_id", "in", self.ids), ("problem", "!=", False)],
                ["dossier_id"],
                ["__count"],
            )
        )
        for dossier in self:
            count, size = counts.get(dossier._origin, (0, 0))
            dossier.file_count, dossier.size = count, size
            dossier.problem_count = problems.get(dossier._origin, 0)
            dossier.progress = 100 * count / dossier.file_total if dossier.file_total else 0

    def _check_write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("A dossier is made by the system, and not edited."))
        return super()._check_write(vals)

    def unlink(self):
        """Delete the dossiers with their files; a new one can be made at any time."""
        self.check_access("unlink")
        # sudo: the files are the dossier's, and whoever may delete it may delete them
        self.sudo().file_ids.unlink()
        return super().unlink()

    # ------------------------------------------------------------------
    # Making
    # ------------------------------------------------------------------
    @api.model
    def _cron_make(self):
        """Make what was ordered. Called by ``ir.cron`` only: it commits after each file."""
        for dossier in self.search([("state", "=", "making")], order="id"):
            if not dossier._run():
                return

    def _run(self):
        """Make the files that are missing.

        :return: bool, whether it came to the end: the time of the job may be over
        """
        # with the rights of whoever ordered it, in the language of the papers
        local = self.env["shnor.document.mixin"]._in_russian(self.with_user(self.user_id))
        try:
            local.campaign_id._check_dossier()
            parts = local._parts()
        except UserError as error:
            self._stop(str(error))
            return True
        self.file_total = len(parts)
        known = set(self.file_ids.mapped("path"))
        left = [path for path in parts if path not in known]
        for number, path in enumerate(left, 1):
            self._keep(path, parts[path])
            in_time = self.env["ir.cron"]._commit_progress(1, remaining=len(left) - number + 1)
            # what a file was made of is not needed any more: the memory stays flat
            self.env.invalidate_all()
            if not in_time or self.state != "making":
                return in_time
        self._check_transition("done")
        self._move_to("done", done_at=fields.Datetime.now())
        return bool(self.env["ir.cron"]._commit_progress(0))

    def _parts(self):
        """Return {path: function that makes the content}, each path once, in their order."""
        parts = {}
        for folder, name, produce in self.campaign_id._dossier_parts():
            stem, extension = os.path.splitext(name)
            number, path = 1, f"{folder}/{name}"
            while path.lower() in parts:
                number += 1
                path = f"{folder}/{stem} ({number}){extension}"
            parts[path.lower()] = path, produce
        return dict(parts.values())

    def _keep(self, path, produce):
        """Make one file and keep it, or keep why it cannot be made."""
        values = {"dossier_id": self.id, "path": path}
        try:
            with self.env.cr.savepoint():
                content = b"".join(pieces_of(produce()))
                values["attachment_id"] = (
                    # hung on nothing: the dossier alone gives it out, to whom it is for. On the
                    # dossier it would be open by its number to all who see that there is one
                    self.env["ir.attachment"]
                    .create({"name": path.rpartition("/")[2], "raw": content})
                    .id
                )
                values.update(size=len(content), sha256=hashlib.sha256(content).hexdigest())
        except UserError as error:
            values["problem"] = str(error)
        self.env["shnor.dossier.file"].create(values)

    def _stop(self, reason):
        self._check_transition("stopped")
        self._move_to("stopped", problem=reason)
        self.env["ir.cron"]._commit_progress(0)

    # ------------------------------------------------------------------
    # What comes of it
    # ------------------------------------------------------------------
    def _file_name(self):
        self.ensure_one()
        local = self.env["shnor.document.mixin"]._in_russian(self)
        return f"{safe_file_name(local.campaign_id._dossier_head()['title'])}.zip"

    def _zip(self):
        """Yield the ZIP in pieces; one file at a time is in memory."""
        self.ensure_one()
        made = self.done_at or self.create_date
        local = self.env["shnor.document.mixin"]._in_russian(self)
        head = local.campaign_id._dossier_head(made, self.user_id)
        return stream_zip(head, self.file_ids._contents(), self._moment(made))

    @api.model
    def _moment(self, made):
        """Return the local time that the files in the ZIP bear."""
        return fields.Datetime.context_timestamp(self, made).timetuple()[:6]

    @api.model
    def _stream_of(self, campaign):
        """Yield the ZIP of a campaign at once, without keeping its files: for the terminal."""
        dossier = self.new({"campaign_id": campaign.id, "user_id": self.env.uid})

        def files():
            for path, produce in dossier._parts().items():
                content, problem = b"", ""
                try:
                    content = b"".join(pieces_of(produce()))
                except UserError as error:
                    problem = str(error)
                yield path, content, problem
                self.env.invalidate_all()

        now = self._moment(fields.Datetime.now())
        return stream_zip(campaign._dossier_head(), files(), now)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_download(self):
        """Download the ZIP.

        :return: dict, action that downloads
        :raise AccessError: the role does not allow it, or not all schools are the reader's
        :raise UserError: it is not ready
        """
        self.ensure_one()
        self.check_access("read")
        self.campaign_id._check_dossier()
        if self.state != "done":
            raise UserError(self.env._("The dossier is not ready yet."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/shnor/dossier/{self.id}.zip",
            "target": "download",
        }

    def action_stop(self):
        """Stop making; what is made stays, and can be gone on with."""
        self.check_access("read")
        self._check_transition("stopped")
        # sudo: a step that was allowed; nobody edits a dossier
        self.sudo()._move_to("stopped", problem=False)

    def action_go_on(self):
        """Make what is missing."""
        self.check_access("read")
        self._check_transition("making")
        # sudo: see action_stop
        self.sudo()._move_to("making", problem=False)
        self.env.ref("shnor_monitoring.ir_cron_dossier").sudo()._trigger()
