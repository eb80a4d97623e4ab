from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..engine import compare

FORM_TYPE = "shnor_form"
# a path must not lead to what is no business of a form
PATH_TYPES = ("integer", "float", "monetary", "char", "text", "date", "boolean", "selection")


class SurveySurvey(models.Model):
    """A form is a survey of its own type; a version of it is frozen once it has a sheet."""

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[(FORM_TYPE, "Form")], ondelete={FORM_TYPE: "set default"}
    )
    is_form = fields.Boolean(compute="_compute_is_form")
    form_code = fields.Char(
        string="Form code", help="The same in all versions of the form: self_evaluation.", copy=True
    )
    form_version = fields.Integer(string="Version", default=1, copy=False)
    form_previous_version_id = fields.Many2one(
        "survey.survey", string="Made from the version", ondelete="restrict", copy=False
    )
    form_frozen = fields.Boolean(
        string="In use",
        copy=False,
        readonly=True,
        help="Somebody has been given the form: its questions do not change any more.",
    )
    form_record_model = fields.Char(
        string="Respondent's record",
        help="Model of the record that “opens filled with” paths start from.",
    )
    form_check_ids = fields.One2many("shnor.form.check", "survey_id", string="Checks")
    form_grace_minutes = fields.Integer(
        string="Grace, minutes",
        default=15,
        help="An answer that a bad line brings so late after the deadline still counts.",
    )
    form_contact = fields.Char(
        string="Whom to ask", translate=True, help="Told where the form cannot be filled any more."
    )

    form_sheet_count = fields.Integer(
        string="Number given out", compute="_compute_form_sheet_count"
    )

    _form_version_uniq = models.UniqueIndex(
        "(form_code, form_version) WHERE form_code IS NOT NULL",
        "The form has a version with this number already.",
    )

    @api.depends("survey_type")
    def _compute_is_form(self):
        for survey in self:
            survey.is_form = survey.survey_type == FORM_TYPE

    def _compute_form_sheet_count(self):
        counts = dict(
            self.env["survey.user_input"]._read_group(
                [("survey_id", "in", self.ids)], ["survey_id"], ["__count"]
            )
        )
        for survey in self:
            survey.form_sheet_count = counts.get(survey._origin, 0)

    def action_open_form_sheets(self):
        """Open the sheets of the form.

        :return: dict, window action
        """
        action = self.env["ir.actions.actions"]._for_xml_id("shnor_form.survey_user_input_action")
        action["domain"] = [("survey_id", "in", self.ids)]
        return action

    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("shnor_form.group_manager"):
            for survey in self:
                survey.allowed_survey_types = [*(survey.allowed_survey_types or []), FORM_TYPE]
        return result

    # ------------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("survey_type") == FORM_TYPE:
                vals.update(self._form_settings())
        return super().create(vals_list)

    @api.model
    def _form_settings(self):
        """What Survey's own pages would do with a form: nothing."""
        return {
            "access_mode": "token",
            "users_login_required": True,
            "questions_layout": "page_per_section",
            "questions_selection": "all",
            "scoring_type": "no_scoring",
            "certification": False,
        }

    def write(self, vals):
        self._form_check_locked_fields(vals)
        result = super().write(vals)
        if any(self.mapped("is_form")):
            self.env.registry.clear_cache()
        return result

    def _form_check_locked_fields(self, vals):
        locked = {"survey_type", "form_code", "form_version", "form_record_model", "form_frozen"}
        if self.env.su or locked.isdisjoint(vals):
            return
        for survey in self.filtered("form_frozen"):
            raise UserError(survey._form_in_use_message())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_form_in_use(self):
        for survey in self.filtered("form_frozen"):
            raise UserError(
                self.env._(
                    "“%s” has answers and is not deleted. Archive it instead.", survey.display_name
                )
            )

    def _form_in_use_message(self):
        return self.env._(
            "“%s” is in use, so its questions do not change any more. Press “New version”, change "
            "that one, and use it from the next monitoring on.",
            self.title,
        )

    def _form_check_editable(self):
        """Refuse to change what a form in use asks, and forget what was cached of it.

        :raise UserError: the form is in use
        """
        forms = self.filtered("is_form")
        for survey in forms:
            if survey.form_frozen:
                raise UserError(survey._form_in_use_message())
        if forms:
            self.env.registry.clear_cache()

    def action_new_version(self):
        """Copy the form into a version that may be edited.

        :return: dict, window action of the new version
        """
        self.ensure_one()
        self.check_access("write")
        latest = self.with_context(active_test=False).search(
            [("form_code", "=", self.form_code)], order="form_version desc", limit=1
        )
        copy = self.copy(
            {
                "form_version": latest.form_version + 1,
                "form_previous_version_id": self.id,
            }
        )
        # Survey calls every copy a copy; a version is the same form
        for lang, _name in self.env["res.lang"].get_installed():
            copy.with_context(lang=lang).title = self.with_context(lang=lang).title
        return copy._get_records_action()

    def copy(self, default=None):
        copies = super().copy(default)
        for original, copy in zip(self, copies, strict=True):
            if original.is_form:
                original._form_copy_checks(copy)
        return copies

    def _form_copy_checks(self, copy):
        """Copy the checks, and point them at the tables of the copy."""
        tables = {question.form_code: question.id for question in copy.question_ids}
        self.env["shnor.form.check"].create(
            [
                {
                    **check.copy_data()[0],
                    "survey_id": copy.id,
                    "table_question_id": tables.get(check.table_question_id.form_code),
                }
                for check in self.form_check_ids
            ]
        )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for survey, vals in zip(self, vals_list, strict=True):
            if survey.is_form and "form_version" not in (default or {}):
                # a copy that is no version is a form of its own
                vals["form_code"] = False
        return vals_list

    @api.model
    def _form_latest(self, form_code):
        """Return the version to be used now: the latest that is not archived.

        :param str form_code: e.g. ``self_evaluation``
        :return: survey.survey, possibly empty
        """
        return self.search(
            [("form_code", "=", form_code), ("survey_type", "=", FORM_TYPE)],
            order="form_version desc",
            limit=1,
        )

    # ------------------------------------------------------------------
    # What is known about its questions
    # ------------------------------------------------------------------
    def _form_codes(self):
        return set(
            self.env["survey.question"]
            .search([("survey_id", "in", self.ids), ("form_code", "!=", False)])
            .mapped("form_code")
        )

    def _form_check_path(self, question):
        """Check that a field path leads from the respondent's record to a plain value.

        :raise ValidationError: it does not
        """
        model = self.env.get(self.form_record_model or "")
        names = (question.form_prefill_path or "").split(".")
        for index, name in enumerate(names):
            field = model is not None and model._fields.get(name)
            last = index == len(names) - 1
            if (
                not field
                or field.groups
                or (last and field.type not in PATH_TYPES)
                or (not last and field.type != "many2one")
            ):
                raise ValidationError(
                    self.env._(
                        "%(code)s: the path “%(path)s” does not lead from “%(model)s” to a number, "
                        "a text, a date, a choice or a yes/no.",
                        code=question.form_code,
                        path=question.form_prefill_path or "",
                        model=self.form_record_model or "",
                    )
                )
            if not last:
                model = self.env[field.comodel_name]

    def _form_schema(self):
        """Return what the filling page, the checks and the Excel twin know about the form.

        Cached by version and language; do not change it. See docs/architecture.md, “Forms”.

        :return: dict ``{"id", "code", "version", "title", "sections": [{"id", "title", "help",
            "codes"}], "questions": {code: question}, "checks": [check]}``
        """
        self.ensure_one()
        return self.env["survey.survey"]._form_schema_of(self.id, self.env.lang or "en_US")

    @api.model
    @tools.ormcache("survey_id", "lang")
    def _form_schema_of(self, survey_id, lang):
        # sudo: whoever may fill or read a sheet may know what it asks
        survey = self.sudo().with_context(lang=lang).browse(survey_id)
        sections, questions = [], {}
        for item in survey.question_and_page_ids:
            if item.is_page:
                sections.append(self._form_section(item))
                continue
            if not sections:
                sections.append({"id": 0, "title": survey.title, "help": "", "codes": []})
            schema = item._schema(sections[-1]["id"])
            questions[schema["code"]] = schema
            sections[-1]["codes"].append(schema["code"])
        return {
            "id": survey.id,
            "code": survey.form_code or "",
            "version": survey.form_version,
            "title": survey.title,
            "help": tools.html2plaintext(survey.description or ""),
            "sections": [section for section in sections if section["codes"]],
            "questions": questions,
            "checks": [check._schema() for check in survey.form_check_ids],
        }

    def _form_record_questions(self, codes=None):
        """Return [(question of the schema, field path)] of what the respondent's record knows.

        :param codes: set of codes to look at, or None for all
        """
        self.ensure_one()
        schema = self._form_schema()["questions"]
        return [
            (schema[question.form_code], question.form_prefill_path)
            # sudo: whoever may read a sheet may know where its answers come from
            for question in self.sudo().question_ids
            if question.form_prefill == "record" and (not codes or question.form_code in codes)
        ]

    def _form_compare_pairs(self, other):
        """Return {code of this form: code of the other} of questions that ask the same.

        Either of the two may name the other; answers to them must be comparable.

        :param other: survey.survey
        """
        here = self._form_schema()["questions"]
        there = other._form_schema()["questions"]
        pairs = {code: question.get("compare") for code, question in here.items()}
        pairs.update({question.get("compare"): code for code, question in there.items()})
        return {
            code: other_code
            for code, other_code in pairs.items()
            if code in here
            and other_code in there
            and compare.comparable(here[code], there[other_code])
        }

    @api.model
    def _form_section(self, page):
        return {
            "id": page.id,
            "title": page.title,
            "help": page.form_help or tools.html2plaintext(page.description or ""),
            "codes": [],
        }

    # ------------------------------------------------------------------
    # Giving the form out
    # ------------------------------------------------------------------
    def _form_launch(self, vals_list):
        """Give the form to respondents: one sheet each, whatever their number in few statements.

        :param list vals_list: values of survey.user_input, e.g. ``partner_id``, ``deadline``,
            ``form_record_id``, ``form_owner_ids``, ``form_previous_id``
        :return: survey.user_input, in the order of ``vals_list``
        """
        self.ensure_one()
        # sudo: nobody creates sheets by hand; who launches was checked by the caller
        if not self.form_frozen:
            self.sudo().form_frozen = True
        return (
            self.env["survey.user_input"]
            .sudo()
            .with_context(tracking_disable=True, mail_create_nosubscribe=True, mail_notrack=True)
            .create([{"survey_id": self.id, "state": "in_progress", **vals} for vals in vals_list])
            .sudo(self.env.su)
        )
