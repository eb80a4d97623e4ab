from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime


class ShnorFormQuery(models.Model):
    """A question about one answer: the officer asks, the respondent replies, the officer closes."""

    _name = "shnor.form.query"
    _description = "Query on an answer"
    _order = "state desc, id desc"
    _rec_name = "code"

    sheet_id = fields.Many2one(
        "survey.user_input", string="Form", required=True, index=True, ondelete="restrict"
    )
    question_id = fields.Many2one("survey.question", required=True, ondelete="restrict")
    code = fields.Char(related="question_id.form_code", store=True)
    state = fields.Selection(
        [("open", "Waits for a reply"), ("answered", "Answered"), ("closed", "Closed")],
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

    def _reply(self, body, partner):
        """Take the respondent's reply.

        :param str body: what is replied
        :param partner: res.partner who replies
        :raise UserError: the query is closed, or nothing is said
        """
        self.ensure_one()
        if self.state == "closed":
            raise UserError(self.env._("This question is closed already."))
        self._say("reply", body, partner, "answered")

    def action_close(self):
        """Close queries: what was replied is enough."""
        for query in self:
            query._close("")

    def _close(self, body=""):
        """Close a query with a note.

        :param str body: the note; empty: that it is settled
        :raise AccessError: only officers close queries
        """
        self.ensure_one()
        self.sheet_id._form_check_officer()
        if self.state != "closed":
            self._say("close", body or self.env._("Settled."), self.env.user.partner_id, "closed")

    def _ask_again(self, body):
        """Ask further about the same answer.

        :raise AccessError: only officers ask
        """
        self.ensure_one()
        self.sheet_id._form_check_officer()
        self._say("ask", body, self.env.user.partner_id, "open")
        self.sheet_id._form_tell_asked()

    def _say(self, kind, body, partner, state):
        if not (body or "").strip():
            raise UserError(self.env._("Write your answer."))
        word = self.sheet_id._form_word(kind, body, partner)
        # sudo: queries are written by these methods only, whose callers were checked
        self.sudo().write({"state": state, "line_ids": [(0, 0, word)]})

    def _as_dict(self):
        """Return the query as the filling page shows it."""
        self.ensure_one()
        return {
            "id": self.id,
            "code": self.code,
            "state": self.state,
            "lines": [
                {
                    "kind": line.kind,
                    "body": line.body,
                    "by": line.author_id.name,
                    "at": format_datetime(
                        self.env, line.date, tz=self.sheet_id._form_tz(), dt_format="d MMMM HH:mm"
                    ),
                }
                for line in self.line_ids
            ],
        }
