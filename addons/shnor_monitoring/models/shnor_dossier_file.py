from odoo import fields, models


class ShnorDossierFile(models.Model):
    """One file of a dossier, or why it is not among them."""

    _name = "shnor.dossier.file"
    _description = "File of a dossier"
    _inherit = "shnor.guarded.mixin"
    _order = "path, id"
    _guard_in_sql = True
    _rec_name = "path"

    dossier_id = fields.Many2one(
        "shnor.dossier", required=True, readonly=True, index=True, ondelete="cascade"
    )
    territory_id = fields.Many2one(
        related="dossier_id.territory_id", store=True, index=True, precompute=True
    )
    path = fields.Char(string="File", required=True, readonly=True)
    size = fields.Integer(string="Bytes", readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True)
    problem = fields.Text(string="Why not included", readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", string="Kept as", readonly=True, ondelete="restrict"
    )

    _path_uniq = models.Constraint(
        "UNIQUE (dossier_id, path)", "The dossier has this file already."
    )

    def _contents(self):
        """Yield (path, content, problem), one file in memory at a time."""
        for file in self:
            # sudo: the files are the dossier's, which the reader may see
            attachment = file.sudo().attachment_id
            yield file.path, attachment.raw or b"", file.problem or ""
            self.env.invalidate_all(flush=False)

    def unlink(self):
        """Delete the files with what they hold."""
        attachments = self.attachment_id
        result = super().unlink()
        attachments.unlink()
        return result
