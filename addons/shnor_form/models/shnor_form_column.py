from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.words import CODE_RE

COLUMN_TYPES = [
    ("number", "Number"),
    ("char", "Text"),
    ("date", "Date"),
    ("yes_no", "Yes or no"),
    ("choice", "One of a list"),
]


class ShnorFormColumn(models.Model):
    """A column of a number table."""

    _name = "shnor.form.column"
    _description = "Column of a table in a form"
    _order = "question_id, sequence, id"
    _rec_name = "title"

    question_id = fields.Many2one("survey.question", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="Latin letters, digits and _: participants.")
    title = fields.Char(required=True, translate=True)
    column_type = fields.Selection(COLUMN_TYPES, required=True, default="number")
    unit = fields.Char(translate=True)
    decimals = fields.Integer(help="Digits after the comma; 0 for whole numbers.")
    minimum = fields.Float(help="The least number allowed.")
    maximum = fields.Float(help="The greatest number allowed; 0 when unlimited.")
    options = fields.Text(help="One option a line.", translate=True)
    required = fields.Boolean(help="A row that has anything must have this.")
    total = fields.Boolean(help="Show the sum under the column.")

    _code_uniq = models.Constraint(
        "UNIQUE (question_id, code)", "The table has a column with this code already."
    )

    @api.constrains("code")
    def _check_code(self):
        for column in self:
            if not CODE_RE.fullmatch(column.code):
                raise ValidationError(
                    self.env._(
                        "“%s” is no code of a column: use Latin letters, digits and _.", column.code
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        columns = super().create(vals_list)
        columns.question_id.survey_id._form_check_editable()
        return columns

    def write(self, vals):
        self.question_id.survey_id._form_check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self.question_id.survey_id._form_check_editable()

    def _schema(self):
        """Return the column as the filling page and the checks know it."""
        self.ensure_one()
        number = self.column_type == "number"
        lines = [line.strip() for line in (self.options or "").splitlines() if line.strip()]
        return {
            "code": self.code,
            "title": self.title,
            "type": self.column_type,
            "unit": self.unit or "",
            "decimals": self.decimals,
            "min": self.minimum if number else None,
            "max": self.maximum if number and self.maximum else None,
            "options": [{"code": line, "label": line} for line in lines],
            "required": self.required,
            "total": self.total,
        }
