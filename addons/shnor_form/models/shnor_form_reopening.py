from odoo import api, fields, models
from odoo.exceptions import UserError


class ShnorFormReopening(models.Model):
    """The document by which a form is opened again, or later than its deadline."""

    _name = "shnor.form.reopening"
    _description = "Re-opening of a form"
    _order = "id desc"
    _rec_name = "reason"

    sheet_id = fields.Many2one(
        "survey.user_input", string="Form", required=True, index=True, ondelete="restrict"
    )
    reason = fields.Text(required=True)
    applicant = fields.Char(required=True, help="Who asked for it.")
    user_id = fields.Many2one("res.users", string="Granted by", required=True, ondelete="restrict")
    date = fields.Datetime(string="Granted at", required=True, default=fields.Datetime.now)
    until = fields.Datetime(string="Open until", required=True)
    question_ids = fields.Many2many(
        "survey.question",
        "shnor_form_reopening_question_rel",
        string="Only these questions",
        help="Empty: all questions.",
    )
    state_before = fields.Char(required=True)
    revision_before = fields.Integer(required=True, aggregator=None)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("A document is not edited. Make another one."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A document is not deleted."))
