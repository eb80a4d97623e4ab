import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime


class ShnorFormReceipt(models.Model):
    """What the respondent has in hand after a submit: number, time, checksum, and the answers as
    they were then."""

    _name = "shnor.form.receipt"
    _description = "Receipt of a form"
    _order = "id desc"
    _rec_name = "number"

    sheet_id = fields.Many2one(
        "survey.user_input", string="Form", required=True, index=True, ondelete="restrict"
    )
    number = fields.Char(required=True)
    date = fields.Datetime(string="Submitted at", required=True)
    author_id = fields.Many2one(
        "res.partner", string="Submitted by", required=True, ondelete="restrict"
    )
    key = fields.Char(help="Sent with the submit: the same key gives the same receipt.")
    checksum = fields.Char(required=True, help="SHA-256 of the answers.")
    snapshot = fields.Json(help="{code: value, comment} of all answers.")
    mail_sent = fields.Boolean(readonly=True)

    _number_uniq = models.Constraint("UNIQUE (number)", "There is a receipt with this number.")
    _key_uniq = models.UniqueIndex("(sheet_id, key) WHERE key IS NOT NULL")

    def write(self, vals):
        if vals.keys() - {"mail_sent"}:
            raise UserError(self.env._("A receipt is not edited."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A receipt is not deleted."))

    @api.model
    def _checksum_of(self, snapshot):
        text = json.dumps(snapshot or {}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _as_dict(self):
        """Return the receipt as the page shows it."""
        self.ensure_one()
        return {
            "id": self.id,
            "number": self.number,
            "date_text": format_datetime(
                self.env, self.date, tz=self.sheet_id._form_tz(), dt_format="d MMMM yyyy, HH:mm"
            ),
            "by": self.author_id.name,
            "checksum": self.checksum,
        }
