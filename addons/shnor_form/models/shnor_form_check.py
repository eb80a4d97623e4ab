from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import expression


class ShnorFormCheck(models.Model):
    """What must hold across questions."""

    _name = "shnor.form.check"
    _description = "Check across questions of a form"
    _order = "survey_id, sequence, id"
    _rec_name = "message"

    survey_id = fields.Many2one(
        "survey.survey", string="Form", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    condition = fields.Char(
        required=True,
        help="What must hold, with codes of questions in square brackets: [А2.2] <= [А2.1]. "
        "Where a question has no answer the check says nothing.",
    )
    message = fields.Char(
        required=True, translate=True, help="For whoever fills the form: what is wrong, what to do."
    )
    severity = fields.Selection(
        [("error", "Error: blocks the submit"), ("warning", "Warning: asks for a comment")],
        required=True,
        default="error",
    )
    table_question_id = fields.Many2one(
        "survey.question",
        string="For each row of",
        ondelete="cascade",
        domain="[('survey_id', '=', survey_id), ('question_type', '=', 'number_table')]",
        help="Then [code] in the condition means the cell of that column first.",
    )

    @api.constrains("condition", "table_question_id", "survey_id")
    def _check_condition(self):
        for check in self:
            known = check.survey_id._form_codes()
            if check.table_question_id:
                known |= set(check.table_question_id.form_column_ids.mapped("code"))
            if problem := expression.problem(self.env, check.condition, known):
                raise ValidationError(
                    self.env._("%(code)s: %(problem)s", code=check.condition, problem=problem)
                )

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        checks.survey_id._form_check_editable()
        return checks

    def write(self, vals):
        self.survey_id._form_check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self.survey_id._form_check_editable()

    def _schema(self):
        """Return the check as the filling page and the server know it."""
        self.ensure_one()
        condition = expression.compile_text(self.condition)
        table = self.table_question_id.form_code or None
        columns = set(self.table_question_id.form_column_ids.mapped("code"))
        codes = [code for code in expression.codes(condition) if code not in columns]
        return {
            "id": self.id,
            "condition": condition,
            "message": self.message,
            "severity": self.severity,
            "table": table,
            "codes": [table, *codes] if table else codes,
        }
