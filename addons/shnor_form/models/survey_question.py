from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine import expression
from ..engine.words import FORM_CODE_RE

# question type of Survey -> type in the schema (engine/values.py)
SCHEMA_TYPES = {
    "numerical_box": "number",
    "scale": "scale",
    "yes_no": "yes_no",
    "char_box": "char",
    "text_box": "text",
    "date": "date",
    "simple_choice": "choice",
    "multiple_choice": "choices",
    "number_table": "table",
    "computed": "computed",
}


class SurveyQuestion(models.Model):
    """What a question of a form has beyond Survey's own: see ``_schema``."""

    _inherit = "survey.question"

    question_type = fields.Selection(
        selection_add=[
            ("yes_no", "Yes or no"),
            ("number_table", "Number table"),
            ("computed", "Computed from other answers"),
        ]
    )
    is_form = fields.Boolean(related="survey_id.is_form")
    form_question_types = fields.Json(compute="_compute_form_question_types")
    is_form_frozen = fields.Boolean(related="survey_id.form_frozen")
    form_code = fields.Char(
        string="Code",
        help="By it the answer is known in formulas, checks, indicators and in every later "
        "version of the form: А7.1.",
    )
    form_unit = fields.Char(string="Unit", translate=True)
    form_help = fields.Text(
        string="Help", translate=True, help="What to count and where to take it, in a sentence."
    )
    form_decimals = fields.Integer(
        string="Digits after the comma", help="0 for whole numbers.", default=0
    )
    form_minimum = fields.Float(string="Least number", help="Nothing below it is accepted.")
    form_maximum = fields.Float(
        string="Greatest number", help="Nothing above it is accepted; 0 when unlimited."
    )
    form_prefill = fields.Selection(
        [
            ("none", "Nothing"),
            ("record", "A field of the respondent's record"),
            ("previous", "The answer to the previous form"),
        ],
        string="Opens filled with",
        default="none",
    )
    form_prefill_path = fields.Char(
        string="Field path", help="From the respondent's record, e.g. school_id.student_count."
    )
    form_delta = fields.Float(
        string="Ask why from a change of",
        help="A change against the previous form that is at least so large needs an explanation; "
        "0 never asks.",
    )
    form_delta_kind = fields.Selection(
        [("absolute", "in units"), ("percent", "per cent of the previous value")],
        string="Change counted",
        default="absolute",
    )
    form_evidence = fields.Selection(
        [("none", "None"), ("optional", "Optional"), ("required", "Required")],
        string="Evidence file",
        default="none",
    )
    form_formula = fields.Char(
        string="Formula", help="With codes in square brackets: percent([А6.2], [А6.1])."
    )
    form_condition = fields.Char(
        string="Asked when", help="With codes in square brackets: [А7.4] == yes. Empty: always."
    )
    form_column_ids = fields.One2many(
        "shnor.form.column", "question_id", string="Columns", copy=True
    )
    form_rows_grow = fields.Boolean(
        string="Rows may be added", default=True, help="Otherwise the rows are those listed."
    )
    form_compare_code = fields.Char(
        string="Compared with",
        help="Code of the question of another form that asks the same: where the two answers "
        "differ, somebody decides.",
    )

    _form_code_uniq = models.UniqueIndex(
        "(survey_id, form_code) WHERE form_code IS NOT NULL",
        "The form has a question with this code already.",
    )

    def _compute_form_question_types(self):
        # for the editor: those that forms have
        self.form_question_types = list(SCHEMA_TYPES)

    @api.constrains("form_code", "question_type", "survey_id")
    def _check_form_code(self):
        for question in self.filtered("survey_id.is_form"):
            if question.is_page:
                continue
            if not question.form_code:
                raise ValidationError(
                    self.env._("“%s”: a question of a form needs a code.", question.title)
                )
            if not FORM_CODE_RE.fullmatch(question.form_code):
                raise ValidationError(
                    self.env._(
                        "“%s” is no code: use letters, digits, dots and _, without spaces.",
                        question.form_code,
                    )
                )
            if question.question_type not in SCHEMA_TYPES:
                raise ValidationError(
                    self.env._("%s: this type is not for forms.", question.form_code)
                )

    @api.constrains("form_formula", "form_condition", "question_type")
    def _check_form_expressions(self):
        for question in self.filtered("survey_id.is_form"):
            known = question.survey_id._form_codes()
            if question.question_type == "computed" and not question.form_formula:
                raise ValidationError(
                    self.env._("%s: a computed question needs a formula.", question.form_code)
                )
            for text in filter(None, (question.form_formula, question.form_condition)):
                if problem := expression.problem(self.env, text, known - {question.form_code}):
                    raise ValidationError(
                        self.env._(
                            "%(code)s: %(problem)s", code=question.form_code, problem=problem
                        )
                    )

    @api.constrains("form_minimum", "form_maximum")
    def _check_form_limits(self):
        for question in self:
            if question.form_maximum and question.form_maximum < question.form_minimum:
                raise ValidationError(
                    self.env._(
                        "%s: the greatest number is less than the least one.", question.form_code
                    )
                )

    @api.constrains("form_prefill", "form_prefill_path", "survey_id")
    def _check_form_prefill(self):
        for question in self.filtered(lambda one: one.form_prefill == "record"):
            question.survey_id._form_check_path(question)

    # ------------------------------------------------------------------
    # A form in use is frozen
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        questions.survey_id._form_check_editable()
        return questions

    def write(self, vals):
        self.survey_id._form_check_editable()
        result = super().write(vals)
        self.survey_id._form_check_editable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        self.survey_id._form_check_editable()
        used = (
            self.env["survey.user_input.line"]
            .sudo()
            ._read_group(
                [("question_id", "in", self.ids), ("form_code", "!=", False)], ["question_id"]
            )
        )
        if used:
            raise UserError(
                self.env._(
                    "“%s” has answers. Make a new version of the form and leave it out there.",
                    used[0][0].display_name,
                )
            )

    # ------------------------------------------------------------------
    # What the page and the checks know
    # ------------------------------------------------------------------
    def _schema(self, section_id):
        """Return the question as plain data; see docs/architecture.md, “Forms”."""
        self.ensure_one()
        kind = SCHEMA_TYPES[self.question_type]
        number = kind in ("number", "computed")
        schema = {
            "id": self.id,
            "code": self.form_code,
            "section": section_id,
            "sequence": self.sequence,
            "title": self.title,
            "help": self.form_help or "",
            "type": kind,
            "unit": self.form_unit or "",
            "required": self.constr_mandatory and kind != "computed",
            "decimals": self.form_decimals,
            "min": self.form_minimum if number else None,
            "max": self.form_maximum if number and self.form_maximum else None,
            "prefill": self.form_prefill or "none",
            "evidence": self.form_evidence or "none",
            "delta": {"limit": self.form_delta, "kind": self.form_delta_kind}
            if self.form_delta
            else None,
            "visible": self._visible_tree(),
        }
        if self.form_compare_code:
            schema["compare"] = self.form_compare_code
        if kind == "computed":
            schema["formula"] = expression.compile_text(self.form_formula)
            schema["min"] = None
        elif kind == "scale":
            schema.update(
                {
                    "min": self.scale_min,
                    "max": self.scale_max,
                    "min_label": self.scale_min_label or "",
                    "max_label": self.scale_max_label or "",
                }
            )
        elif kind in ("choice", "choices"):
            schema["options"] = [
                {"code": option.form_code, "label": option.value, "id": option.id}
                for option in self.suggested_answer_ids
            ]
        elif kind == "table":
            schema["columns"] = [column._schema() for column in self.form_column_ids]
            schema["rows"] = [
                {"code": row.form_code, "label": row.value} for row in self.matrix_row_ids
            ]
            schema["grow"] = self.form_rows_grow or not self.matrix_row_ids
        return schema

    def _visible_tree(self):
        """Return the condition under which the question is asked, Survey's triggers included."""
        parts = []
        if self.form_condition:
            parts.append(expression.compile_text(self.form_condition))
        if self.triggering_answer_ids:
            parts.append(
                [
                    "or",
                    *(
                        [
                            "call",
                            "has",
                            ["ref", option.question_id.form_code, None],
                            ["lit", option.form_code],
                        ]
                        for option in self.triggering_answer_ids
                    ),
                ]
            )
        if not parts:
            return None
        return parts[0] if len(parts) == 1 else ["and", *parts]
