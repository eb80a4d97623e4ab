from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import raw, values
from .survey_user_input_line import ORIGINS


class ShnorFormChange(models.Model):
    """One change of one answer: who, when, from what, to what. Nobody edits it.

    It is also the memory of what a browser has sent already: a save that comes twice is known by
    client and sequence.
    """

    _name = "shnor.form.change"
    _description = "Change of an answer"
    _order = "sheet_id, revision desc, id desc"
    _rec_name = "code"

    sheet_id = fields.Many2one(
        "survey.user_input", required=True, readonly=True, ondelete="restrict", index=True
    )
    question_id = fields.Many2one("survey.question", required=True, ondelete="restrict")
    code = fields.Char(required=True)
    revision = fields.Integer(required=True, aggregator=None)
    client = fields.Char(help="The browser that sent it; empty for the server's own.")
    seq = fields.Integer(string="Sequence of the browser", aggregator=None)
    old_value = fields.Json()
    new_value = fields.Json()
    old_comment = fields.Text()
    new_comment = fields.Text()
    old_words = fields.Text(string="Before", compute="_compute_words")
    new_words = fields.Text(string="After", compute="_compute_words")
    origin = fields.Selection(ORIGINS, required=True)
    author_id = fields.Many2one("res.partner", string="Who", ondelete="restrict")
    date = fields.Datetime(string="When", required=True)

    _client_uniq = models.UniqueIndex("(sheet_id, client, seq) WHERE client IS NOT NULL")

    @api.depends("old_value", "new_value")
    @api.depends_context("lang")
    def _compute_words(self):
        raw_values = raw.read(self, "old_value", "new_value")
        for change in self:
            known = raw_values.get(change._origin.id, {})
            schema = change.sheet_id.survey_id._form_schema()
            question = schema["questions"].get(change.code)
            change.old_words = values.words(self.env, question, known.get("old_value"))
            change.new_words = values.words(self.env, question, known.get("new_value"))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The history of answers is not edited."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of answers is not deleted."))
