import textwrap

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import raw, values

ORIGINS = [
    ("typed", "Typed"),
    ("record", "From the register"),
    ("previous", "From the previous form"),
    ("excel", "From the Excel form"),
    ("import", "Loaded by staff"),
    ("computed", "Computed"),
]
NAME_LENGTH = 80


class SurveyUserInputLine(models.Model):
    """The answer to one question of a form: exactly one line a question, never replaced.

    Survey's own value columns hold what they can, so that its tools and plain SQL work;
    ``form_value`` holds the answer as the page and the formulas know it (engine/values.py).
    Lines of forms are written by ``survey.user_input._form_save`` only.
    """

    _inherit = "survey.user_input.line"

    answer_type = fields.Selection(
        selection_add=[("form", "Form: several values or a table")],
        ondelete={"form": "set null"},
    )
    form_code = fields.Char(string="Code", readonly=True, index="btree_not_null")
    form_value = fields.Json(string="Value", readonly=True)
    form_words = fields.Text(string="Answer in words", compute="_compute_form_words")
    form_comment = fields.Text(string="Explanation", readonly=True)
    form_confirmed = fields.Boolean(
        string="Confirmed", readonly=True, help="Typed, or prefilled and looked at."
    )
    form_origin = fields.Selection(ORIGINS, string="Where it comes from", readonly=True)
    form_revision = fields.Integer(string="Revision", readonly=True, aggregator=None)
    form_client = fields.Char(string="Browser", readonly=True)
    form_author_id = fields.Many2one("res.partner", string="Answered by", readonly=True)
    form_saved_at = fields.Datetime(string="Saved at", readonly=True)

    # one line a question; serves the look-ups by sheet and question
    _form_question_uniq = models.UniqueIndex(
        "(user_input_id, question_id) WHERE form_code IS NOT NULL"
    )

    @api.depends("form_code", "form_words")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # Survey's own words would miss tables and several options, and say 1 for yes
        answers = self.filtered("form_code")
        for line in answers:
            words = textwrap.shorten(line.form_words or "", NAME_LENGTH, placeholder="…")
            line.display_name = f"{line.form_code}: {words or '–'}"
        return super(SurveyUserInputLine, self - answers)._compute_display_name()

    @api.depends("form_value", "question_id")
    @api.depends_context("lang")
    def _compute_form_words(self):
        raw_values = raw.read(self, "form_value")
        for line in self:
            question = (
                line.survey_id._form_schema()["questions"].get(line.form_code)
                if line.form_code
                else None
            )
            value = raw_values.get(line._origin.id, {}).get("form_value")
            line.form_words = values.words(self.env, question, value) if question else False

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._form_check_not_form()
        return lines

    def write(self, vals):
        self._form_check_not_form()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_form(self):
        self._form_check_not_form()

    def _form_check_not_form(self):
        """Refuse to change answers past the history, for everybody, the superuser included."""
        if any(survey.is_form for survey in self.survey_id):
            raise UserError(
                self.env._(
                    "Answers to a form are not edited here: whoever fills the form changes them, "
                    "and the history tells who and when."
                )
            )
