from odoo import api, fields, models

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
        for sheet in self:
            sheet.form_done, sheet.form_asked = sheet._form_progress() if sheet.is_form else (0, 0)

    def _form_progress(self, section_ids=None):
        return 0, 0

    def _form_check_writable(self):
        """Refuse new answers for reasons of whatever the form belongs to (extension point).

        :raise UserError: with the reason in words
        """
