import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import MissingError, UserError
from odoo.tools import SQL, format_datetime

from ..engine import values
from ..engine.validation import Answers, problems

FORM_STATES = [
    ("draft", "Being filled"),
    ("submitted", "Submitted"),
    ("returned", "Returned"),
    ("accepted", "Accepted"),
]
FILLING = ("draft", "returned")


class SurveyUserInput(models.Model):
    """A sheet: one form, one organisation, its answers and what happened to them."""

    _name = "survey.user_input"
    _inherit = ["survey.user_input", "shnor.state.mixin"]

    _state_field = "form_state"
    _transitions = {
        ("draft", "submitted"): None,
        ("returned", "submitted"): None,
        ("submitted", "returned"): "shnor_form.group_officer",
        ("submitted", "accepted"): "shnor_form.group_officer",
        ("accepted", "returned"): "shnor_form.group_officer",
        # taken as it stands when the deadline is over and nobody submitted
        ("draft", "accepted"): "shnor_form.group_officer",
        ("returned", "accepted"): "shnor_form.group_officer",
    }

    is_form = fields.Boolean(compute="_compute_is_form")
    form_state = fields.Selection(FORM_STATES, string="State of the form", index=True, copy=False)
    form_title = fields.Char(
        string="About", help="Told above the form: the organisation, the monitoring."
    )
    form_owner_ids = fields.Many2many(
        "res.partner",
        "shnor_form_owner_rel",
        "sheet_id",
        "partner_id",
        string="Owners",
        copy=False,
        help="Who fills, delegates and submits the form.",
    )
    form_organisation_id = fields.Many2one(
        "res.partner", string="Organisation", index="btree_not_null", copy=False
    )
    form_record_id = fields.Many2oneReference(
        string="Record of the respondent", model_field="form_record_model", copy=False
    )
    form_record_model = fields.Char(related="survey_id.form_record_model")
    form_previous_id = fields.Many2one(
        "survey.user_input", string="Previous form", index="btree_not_null", copy=False
    )
    form_prefilled = fields.Boolean(readonly=True, copy=False)
    form_locked = fields.Boolean(
        string="Closed for good",
        readonly=True,
        copy=False,
        help="What the form belongs to is closed: nothing in it changes any more.",
    )
    form_revision = fields.Integer(readonly=True, copy=False, default=0, aggregator=None)
    form_warning_comments = fields.Json(
        readonly=True, copy=False, help="{check: comment of the respondent}"
    )
    form_return_reason = fields.Text(string="Why it was returned", readonly=True, copy=False)
    form_only_question_ids = fields.Many2many(
        "survey.question",
        "shnor_form_only_question_rel",
        string="Open for these questions only",
        copy=False,
    )
    form_submitted_at = fields.Datetime(string="Submitted at", readonly=True, copy=False)
    form_accepted_at = fields.Datetime(string="Accepted at", readonly=True, copy=False)
    form_change_ids = fields.One2many("shnor.form.change", "sheet_id", string="History of answers")
    form_query_ids = fields.One2many("shnor.form.query", "sheet_id", string="Queries")
    form_receipt_ids = fields.One2many("shnor.form.receipt", "sheet_id", string="Receipts")
    form_reopening_ids = fields.One2many("shnor.form.reopening", "sheet_id", string="Re-openings")
    form_delegation_ids = fields.One2many(
        "shnor.form.delegation", "sheet_id", string="Delegated sections"
    )
    form_evidence_ids = fields.One2many("shnor.form.evidence", "sheet_id", string="Evidence files")
    form_open_query_count = fields.Integer(
        string="Open queries", compute="_compute_form_open_query_count"
    )
    form_done = fields.Integer(
        string="Answered", compute="_compute_form_progress", help="Of the questions asked."
    )
    form_asked = fields.Integer(string="Asked", compute="_compute_form_progress")

    @api.depends("survey_id.survey_type")
    def _compute_is_form(self):
        for sheet in self:
            sheet.is_form = sheet.survey_id.is_form

    @api.depends("form_query_ids.state")
    def _compute_form_open_query_count(self):
        counts = dict(
            self.env["shnor.form.query"]._read_group(
                [("sheet_id", "in", self.ids), ("state", "!=", "closed")],
                ["sheet_id"],
                ["__count"],
            )
        )
        for sheet in self:
            sheet.form_open_query_count = counts.get(sheet._origin, 0)

    @api.depends("form_revision")
    def _compute_form_progress(self):
        progress = self.filtered("is_form")._form_progress_map()
        for sheet in self:
            sheet.form_done, sheet.form_asked = progress.get(sheet.id, (0, 0))

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        forms = self._form_ids({vals.get("survey_id") for vals in vals_list})
        for vals in vals_list:
            if vals.get("survey_id") in forms:
                vals.setdefault("form_state", "draft")
                # Survey's own pages are closed to forms, so what they would ask is not kept
                vals["predefined_question_ids"] = []
        return super().create(vals_list)

    @api.model
    def _system_names(self):
        # Survey's own sheets keep Survey's own defaults
        return {name for name in super()._system_names() if name.startswith("form_")}

    @api.model
    def _form_ids(self, survey_ids):
        surveys = self.env["survey.survey"].browse(filter(None, survey_ids))
        return set(surveys.filtered("is_form").ids)

    def _check_write(self, vals):
        """A date, an owner, a state of a form changes by its methods and documents only."""
        past_the_methods = not all(name.startswith(("message_", "activity_")) for name in vals)
        if past_the_methods and not self.env.su and any(sheet.is_form for sheet in self):
            raise UserError(
                self.env._(
                    "A form is not edited by hand: return it, accept it, or open it again by a "
                    "document."
                )
            )
        return super()._check_write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_form(self):
        for sheet in self.filtered("is_form"):
            raise UserError(
                self.env._(
                    "“%s” is kept: a form that was given out is not deleted.", sheet.display_name
                )
            )

    # ------------------------------------------------------------------
    # Who is it
    # ------------------------------------------------------------------
    @api.model
    def _form_find(self, sheet_id, token=None):
        """Return a sheet to whoever may see it, and as what.

        :param int sheet_id: id of a survey.user_input
        :param str token: secret of a delegation, for who has no account
        :return: (survey.user_input with sudo, access); access is a dict: ``role`` (“owner”,
            “delegate” or “staff”), ``partner`` (res.partner) and ``sections`` (ids of the sections
            that may be seen and filled, or None for all)
        :raise MissingError: there is none, or it is somebody else's (which is not told)
        """
        user = self.env.user
        partner = user.partner_id
        rows = self.env.execute_query(
            SQL(
                """
                SELECT EXISTS (
                           SELECT 1 FROM shnor_form_owner_rel
                            WHERE sheet_id = sheet.id AND partner_id = %(partner)s
                       ),
                       (SELECT ARRAY_AGG(id ORDER BY id) FROM shnor_form_delegation
                         WHERE sheet_id = sheet.id AND active
                           AND (partner_id = %(partner)s OR token_hash = %(hash)s))
                  FROM survey_user_input sheet
                  JOIN survey_survey form ON form.id = sheet.survey_id
                 WHERE sheet.id = %(sheet)s AND form.survey_type = 'shnor_form'
                """,
                sheet=sheet_id,
                partner=0 if user._is_public() else partner.id,
                hash=self._form_token_hash(token) if token else None,
            )
        )
        own = self.browse(sheet_id)
        if rows:
            [(is_owner, delegation_ids)] = rows
            # sudo: an owner or a delegate has no rights on Survey's models, they see and fill this
            # one sheet by the routes, which go through here; staff are let in by the record rules
            if is_owner:
                return own.sudo(), {"role": "owner", "partner": partner, "sections": None}
            if delegation_ids:
                # all that was given to this person, maybe in several turns
                given = self.env["shnor.form.delegation"].sudo().browse(delegation_ids)
                return own.sudo(), {
                    "role": "delegate",
                    "partner": given[:1].partner_id,
                    "sections": given.section_ids.ids,
                }
            if user._is_internal() and own.has_access("read"):
                return own.sudo(), {"role": "staff", "partner": partner, "sections": None}
        raise MissingError(self.env._("There is no such form, or it is not yours."))

    @api.model
    def _form_token_hash(self, token):
        return hashlib.sha256(str(token).encode()).hexdigest()

    def _form_may_fill(self, access):
        """Return whether this role fills the form at all; staff do not (extension point)."""
        self.ensure_one()
        return access is None or access["role"] in ("owner", "delegate")

    # ------------------------------------------------------------------
    # May it be filled now
    # ------------------------------------------------------------------
    def _form_closed_reason(self, grace=False):
        """Return why the sheet takes no answers now, in words, or None when it does.

        :param bool grace: whether an answer that was late on the line still counts
        """
        self.ensure_one()
        if self.form_locked:
            return self.env._("The monitoring is closed, its answers do not change any more.")
        if self.form_state == "submitted":
            return self.env._("The form is submitted and is being checked.")
        if self.form_state == "accepted":
            return self.env._("The form is accepted.")
        end = self.deadline
        if end and grace:
            end += timedelta(minutes=self.survey_id.form_grace_minutes)
        if end and end < fields.Datetime.now():
            contact = self._form_contact()
            if contact:
                return self.env._(
                    "The time for this form ended on %(deadline)s. What was saved by then counts. "
                    "To correct something, ask: %(contact)s",
                    deadline=self._form_deadline_text(),
                    contact=contact,
                )
            return self.env._(
                "The time for this form ended on %s. What was saved by then counts.",
                self._form_deadline_text(),
            )
        return None

    def _form_deadline_text(self):
        if not self.deadline:
            return ""
        return format_datetime(
            self.env, self.deadline, tz=self._form_tz(), dt_format="d MMMM HH:mm"
        )

    def _form_tz(self):
        """Return the time zone in which the respondent thinks of the deadline."""
        user = self.env.user
        return (not user._is_public() and user.tz) or self.form_organisation_id.tz or "UTC"

    def _form_contact(self):
        """Return whom to ask, in words (extension point)."""
        return self.survey_id.form_contact or ""

    def _form_set_locked(self, locked):
        """Close sheets for good, or open what was closed so, in one statement.

        :param bool locked: what it becomes
        """
        if self:
            # sudo: a consequence of closing what the sheets belong to
            self.sudo().write({"form_locked": locked})

    # ------------------------------------------------------------------
    # What is in it
    # ------------------------------------------------------------------
    def _form_constants(self):
        """Return {``@name``: value} that formulas and checks may use (extension point)."""
        return {}

    def _form_answers(self):
        """Return the answers of sheets (constant number of queries).

        :return: dict {sheet id: {code: {"value", "comment", "confirmed", "origin", "revision",
            "by", "at"}}}; ``at`` in ISO format, UTC
        """
        self.env["survey.user_input.line"].flush_model()
        answers = {sheet_id: {} for sheet_id in self.ids}
        for sheet_id, code, *rest in self.env.execute_query(
            SQL(
                """
                SELECT line.user_input_id, line.form_code, line.form_value, line.form_comment,
                       line.form_confirmed, line.form_origin, line.form_revision, author.name,
                       line.form_saved_at
                  FROM survey_user_input_line line
                  LEFT JOIN res_partner author ON author.id = line.form_author_id
                 WHERE line.user_input_id = ANY(%s) AND line.form_code IS NOT NULL
                """,
                list(self.ids),
            )
        ):
            answers[sheet_id][code] = self._form_answer_dict(*rest)
        return answers

    @api.model
    def _form_answer_dict(self, value, comment, confirmed, origin, revision, author, saved_at):
        return {
            "value": value,
            "comment": comment or "",
            "confirmed": bool(confirmed),
            "origin": origin,
            "revision": revision,
            "by": author or "",
            "at": f"{saved_at.isoformat(timespec='seconds')}Z" if saved_at else "",
        }

    def _form_progress(self, section_ids=None):
        """Return how far one sheet is.

        :param list section_ids: only these sections
        :return: (number of questions answered and confirmed, number of questions asked)
        """
        self.ensure_one()
        schema = self.survey_id._form_schema()
        lines = self._form_answers()[self.id]
        answers = Answers(
            schema, {code: line["value"] for code, line in lines.items()}, self._form_constants()
        )
        asked = [
            code
            for section in schema["sections"]
            if not section_ids or section["id"] in section_ids
            for code in section["codes"]
            if code in answers.visible and schema["questions"][code]["type"] != "computed"
        ]
        done = [
            code
            for code in asked
            if code in lines and lines[code]["value"] is not None and lines[code]["confirmed"]
        ]
        return len(done), len(asked)

    def _form_previous_values(self):
        """Return {code: value} of the previous form, as far as its questions still take them."""
        self.ensure_one()
        previous = self.form_previous_id
        if not previous:
            return {}
        schema = self.survey_id._form_schema()
        found = {}
        for code, line in previous._form_answers()[previous.id].items():
            question = schema["questions"].get(code)
            if question is None or line["value"] is None:
                continue
            if question["type"] == "computed":
                found[code] = line["value"]
                continue
            try:
                found[code] = values.read(self.env, question, line["value"])
            except values.ValueProblem:
                # the new version asks something else under this code
                continue
        return found

    def _form_problems(self):
        """Return what keeps the sheet from being submitted; see engine/validation.py.

        :return: list of dict
        """
        self.ensure_one()
        only = self.form_only_question_ids
        return list(
            problems(
                self.env,
                self.survey_id._form_schema(),
                self._form_answers()[self.id],
                self._form_previous_values(),
                set(self.form_evidence_ids.mapped("code")),
                set(self.form_query_ids.filtered(lambda one: one.state == "open").mapped("code")),
                self._form_constants(),
                set(only.mapped("form_code")) if only else None,
            )
        )
