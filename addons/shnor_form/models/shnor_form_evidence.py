import base64

from odoo import fields, models


class ShnorFormEvidence(models.Model):
    """A file that proves an answer."""

    _name = "shnor.form.evidence"
    _description = "Evidence file of an answer"
    _order = "id"
    _rec_name = "name"

    sheet_id = fields.Many2one(
        "survey.user_input", string="Form", required=True, index=True, ondelete="restrict"
    )
    question_id = fields.Many2one("survey.question", required=True, ondelete="restrict")
    code = fields.Char(related="question_id.form_code", store=True)
    name = fields.Char(string="File name", required=True)
    mimetype = fields.Char(required=True)
    size = fields.Integer(string="Bytes", aggregator=None)
    file = fields.Binary(attachment=True, required=True)
    checksum = fields.Char(required=True, help="SHA-256.")
    author_id = fields.Many2one("res.partner", string="Who", required=True, ondelete="restrict")
    date = fields.Datetime(string="When", required=True, default=fields.Datetime.now)
    active = fields.Boolean(default=True, help="Taken away when not; the file stays.")

    def _content(self):
        """Return the file as bytes."""
        self.ensure_one()
        return base64.b64decode(self.file)
