import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

MAX_FILES = 5


class ShnorMeasureEvidence(models.Model):
    """A file that proves what a school reports on a measure. It stays as it was sent."""

    _name = "shnor.measure.evidence"
    _description = "Evidence file of a report on a measure"
    _inherit = ["shnor.guarded.mixin"]
    _order = "id"

    report_id = fields.Many2one(
        "shnor.measure.report", required=True, index=True, ondelete="restrict"
    )
    measure_id = fields.Many2one(
        related="report_id.measure_id", store=True, index=True, precompute=True
    )
    school_id = fields.Many2one(
        related="report_id.school_id", store=True, index=True, precompute=True
    )
    name = fields.Char(string="File name", required=True)
    mimetype = fields.Char(required=True)
    size = fields.Integer(string="Bytes", aggregator=None)
    file = fields.Binary(attachment=True, required=True)
    checksum = fields.Char(required=True, help="SHA-256.")

    @api.model
    def _check(self, name, content):
        """Return (name without a path, content, type) of a file.

        :raise UserError: the file is empty, too large, or not what its name says
        """
        # the same kinds of files and the same limits as for answers of forms
        forms = self.env["survey.user_input"]
        name = forms._form_file_name(name)
        return name, content, forms._form_check_file(name, content)

    @api.model
    def _attach(self, report, files):
        """Keep the files of a report.

        :param report: shnor.measure.report
        :param list files: what ``_check`` returned
        :raise UserError: there are too many
        """
        if len(files) > MAX_FILES:
            raise UserError(self.env._("At most %s files are taken with a report.", MAX_FILES))
        return self.create(
            [
                {
                    "report_id": report.id,
                    "name": name,
                    "mimetype": mimetype,
                    "size": len(content),
                    "file": base64.b64encode(content),
                    "checksum": hashlib.sha256(content).hexdigest(),
                }
                for name, content, mimetype in files
            ]
        )

    def _content(self):
        """Return the file as bytes."""
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False).file)
