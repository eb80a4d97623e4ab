from odoo import api, fields, models
from odoo.exceptions import UserError


class ShnorFormQueryLine(models.Model):
    """What was said about an answer; it stays as it was said."""

    _name = "shnor.form.query.line"
    _description = "Word in a query on an answer"
    _order = "id"
    _rec_name = "body"

    query_id = fields.Many2one("shnor.form.query", required=True, index=True, ondelete="restrict")
    kind = fields.Selection(
        [("ask", "Question"), ("reply", "Reply"), ("close", "Closing note")], required=True
    )
    body = fields.Text(required=True)
    author_id = fields.Many2one("res.partner", string="Who", required=True, ondelete="restrict")
    date = fields.Datetime(string="When", required=True, default=fields.Datetime.now)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("What was said about an answer is not edited."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was said about an answer is not deleted."))
