from odoo import api, fields, models


class ShnorFormQuery(models.Model):
    """A question about one answer: the officer asks, the respondent replies, the officer closes."""

    _name = "shnor.form.query"
    _description = "Query on an answer"
    _order = "state desc, id desc"
    _rec_name = "code"

    sheet_id = fields.Many2one(
        "survey.user_input", string="Form", required=True, index=True, ondelete="restrict"
    )
    question_id = fields.Many2one(
        "survey.question", string="Question", required=True, ondelete="restrict"
    )
    code = fields.Char(related="question_id.form_code", store=True)
    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered"), ("closed", "Closed")],
        required=True,
        default="open",
        index=True,
    )
    line_ids = fields.One2many("shnor.form.query.line", "query_id", string="Talk")
    user_id = fields.Many2one("res.users", string="Asked by", required=True)
    last_body = fields.Text(string="Last word", compute="_compute_last_body")

    @api.depends("line_ids.body")
    def _compute_last_body(self):
        for query in self:
            query.last_body = query.line_ids[-1:].body
