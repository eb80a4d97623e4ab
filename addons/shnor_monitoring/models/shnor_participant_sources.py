from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_datetime

from odoo.addons.shnor_form.models.survey_user_input import FILLING, FORM_STATES

from .shnor_interview import STATES
from .survey_user_input import INTERVIEW, SELF_EVALUATION


class ShnorParticipant(models.Model):
    """The matrix of a campaign: school × source, who is late, what is asked.

    An addon that brings a source overrides ``_source_names``, ``_source_states`` and
    ``_late_domains``, and adds the field ``<source>_words`` with its column.
    """

    _inherit = "shnor.participant"

    sheet_ids = fields.One2many("survey.user_input", "participant_id", string="Forms")
    interview_ids = fields.One2many("shnor.interview", "participant_id", string="Interviews")
    difference_ids = fields.One2many("shnor.difference", "participant_id", string="Differences")
    self_evaluation_id = fields.Many2one(
        "survey.user_input", string="Form A", compute="_compute_self_evaluation_id"
    )
    self_evaluation_state = fields.Selection(
        [("none", "Not given out"), *FORM_STATES],
        string="State of the self-evaluation",
        compute="_compute_self_evaluation_state",
        store=True,
        index=True,
    )
    interview_state = fields.Selection(
        [("none", "Not planned"), *STATES[:-1]],
        string="State of the interview",
        compute="_compute_interview_state",
        store=True,
        index=True,
    )
    self_evaluation_words = fields.Char(string="Self-evaluation", compute="_compute_sources")
    interview_words = fields.Char(string="Interview", compute="_compute_sources")
    late_days = fields.Integer(
        string="Days late",
        compute="_compute_sources",
        search="_search_late_days",
        aggregator=None,
        help="Of the source that is late the longest.",
    )
    late_words = fields.Char(string="Late", compute="_compute_sources")
    is_started = fields.Boolean(
        string="Self-evaluation begun", compute="_compute_sources", search="_search_is_started"
    )
    open_query_count = fields.Integer(
        string="Open queries",
        compute="_compute_open_query_count",
        search="_search_open_query_count",
    )
    open_difference_count = fields.Integer(
        string="Open differences",
        compute="_compute_open_difference_count",
        search="_search_open_difference_count",
    )
    owner_names = fields.Char(
        string="Who fills", compute="_compute_people", help="Owners of the self-evaluation."
    )
    interviewer_id = fields.Many2one("res.users", string="Interviewer", compute="_compute_people")

    @api.depends("sheet_ids.form_code")
    def _compute_self_evaluation_id(self):
        for participant in self:
            participant.self_evaluation_id = participant._sheet(SELF_EVALUATION)

    def _sheet(self, form_code):
        """Return the sheet of a form, possibly empty."""
        return self.sheet_ids.filtered(lambda sheet: sheet.form_code == form_code)[:1]

    @api.depends("sheet_ids.form_state", "sheet_ids.form_code")
    def _compute_self_evaluation_state(self):
        states = self._states_of(
            "survey.user_input", "form_state", Domain("form_code", "=", SELF_EVALUATION)
        )
        for participant in self:
            participant.self_evaluation_state = states.get(participant._origin.id, "none")

    @api.depends("interview_ids.state")
    def _compute_interview_state(self):
        states = self._states_of("shnor.interview", "state", Domain("state", "!=", "cancelled"))
        for participant in self:
            participant.interview_state = states.get(participant._origin.id, "none")

    def _states_of(self, model, name, domain):
        """Return {participant id: state} of records of which each has one at most (one query)."""
        return {
            participant.id: state
            for participant, state in self.env[model]._read_group(
                domain & Domain("participant_id", "in", self.ids), ["participant_id", name]
            )
            if state
        }

    # ------------------------------------------------------------------
    # States in words, lateness
    # ------------------------------------------------------------------
    @api.depends(
        "self_evaluation_state", "interview_state", "sheet_ids.form_revision", "interview_ids.start"
    )
    @api.depends_context("lang", "tz")
    def _compute_sources(self):
        states = self._source_states()
        for participant in self:
            sources = states.get(participant._origin.id, {})
            for name in self._source_names():
                participant[f"{name}_words"] = sources.get(name, {}).get("words")
            late = [source for source in sources.values() if source["late"]]
            participant.late_days = max((source["late"] for source in late), default=0)
            participant.late_words = "; ".join(
                self.env._("%(label)s: %(days)s days", label=one["label"], days=one["late"])
                for one in late
            )
            participant.is_started = bool(sources.get(SELF_EVALUATION, {}).get("started"))

    @api.model
    def _source_names(self):
        """Return the names of the sources, in their order (extension point)."""
        return [SELF_EVALUATION, INTERVIEW]

    def _source_states(self):
        """Return how far each source is (constant number of queries; extension point).

        :return: dict {participant id: {source: {"label", "words", "late"}}}; ``late`` is in days
        """
        stages = self._stage_ends()
        sheets = self.sheet_ids.filtered(lambda sheet: sheet.form_code == SELF_EVALUATION)
        progress = sheets._form_progress_map()
        forms = {sheet.participant_id.id: sheet for sheet in sheets}
        interviews = {
            interview.participant_id.id: interview
            for interview in self.interview_ids
            if interview.state != "cancelled"
        }
        return {
            participant.id: {
                SELF_EVALUATION: self._self_evaluation_source(forms.get(participant.id), progress),
                INTERVIEW: self._interview_source(
                    interviews.get(participant.id),
                    stages.get((participant.campaign_id.id, INTERVIEW)),
                ),
            }
            for participant in self._origin
        }

    def _self_evaluation_source(self, sheet, progress):
        source = {"label": self.env._("Self-evaluation"), "late": 0, "started": False}
        if sheet is None:
            return {**source, "words": self.env._("Not given out")}
        done, asked = progress.get(sheet.id, (0, 0))
        source["started"] = bool(done) or sheet.form_state != "draft"
        source["late"] = sheet._days_late()
        words = {
            "draft": self.env._("Being filled: %(done)s of %(asked)s", done=done, asked=asked)
            if done
            else self.env._("Not started"),
            "returned": self.env._("Returned to be corrected"),
            "submitted": self.env._("Waits for the check, %s", self._day(sheet.form_submitted_at)),
            "accepted": self.env._("Accepted, %s", self._day(sheet.form_accepted_at)),
        }
        return {**source, "words": words.get(sheet.form_state, "")}

    def _interview_source(self, interview, stage_end):
        state = interview.state if interview else "none"
        late = 0
        if state in ("none", "planned"):
            late = self._days_since(stage_end)
        words = dict(self._fields["interview_state"]._description_selection(self.env))[state]
        if state == "planned":
            start = format_datetime(self.env, interview.start, dt_format="dd.MM HH:mm")
            words = self.env._("Planned for %s", start)
        elif state == "held" and interview.objection:
            words = self.env._("Held, the director objects")
        return {"label": self.env._("Interview"), "words": words, "late": late}

    def _day(self, moment):
        if not moment:
            return ""
        moment = fields.Datetime.context_timestamp(self, moment)
        return format_date(self.env, moment.date(), date_format="dd.MM")

    def _stage_ends(self):
        """Return {(campaign id, code of the stage): its last day} of open campaigns."""
        return {
            (stage.campaign_id.id, stage.stage_type_id.code): stage.date_to
            for stage in self.campaign_id.filtered(lambda one: one.state == "open").stage_ids
        }

    def _days_since(self, day):
        """Return how many days have passed since a last day; 0 on that day and without one."""
        return max((fields.Date.context_today(self) - day).days, 0) if day else 0

    # ------------------------------------------------------------------
    # What can be searched for
    # ------------------------------------------------------------------
    def _search_late_days(self, operator, value):
        if operator != ">" or value != 0:
            return NotImplemented
        return Domain("campaign_id.state", "=", "open") & Domain.OR(self._late_domains())

    @api.model
    def _late_domains(self):
        """Return domains of participants of which a source is late (extension point)."""
        form = [
            ("form_code", "=", SELF_EVALUATION),
            ("form_state", "in", FILLING),
            ("deadline", "<", fields.Datetime.now()),
        ]
        return [
            Domain("sheet_ids", "any", form),
            self._stage_over_domain(INTERVIEW)
            & Domain("interview_state", "in", ("none", "planned")),
        ]

    @api.model
    def _stage_over_domain(self, code):
        today = fields.Date.context_today(self)
        stage = [("stage_type_id.code", "=", code), ("date_to", "<", today)]
        return Domain("campaign_id.stage_ids", "any", stage)

    def _search_is_started(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: only the ids of participants come out, which have rules of their own
        started = (
            self.env["survey.user_input"]
            .sudo()
            ._search(
                Domain("form_code", "=", SELF_EVALUATION)
                & (
                    Domain("form_state", "!=", "draft")
                    | Domain(
                        "user_input_line_ids",
                        "any",
                        [("form_confirmed", "=", True), ("skipped", "=", False)],
                    )
                )
            )
        )
        ids = SQL("(%s)", started.subselect("participant_id"))
        return Domain("id", "in" if True in value else "not in", ids)

    def _search_open_query_count(self, operator, value):
        if operator != ">" or value != 0:
            return NotImplemented
        return Domain("sheet_ids.form_query_ids.state", "in", ("open", "answered"))

    def _search_open_difference_count(self, operator, value):
        if operator != ">" or value != 0:
            return NotImplemented
        return Domain("difference_ids.state", "=", "open")

    # ------------------------------------------------------------------
    # Counts and people
    # ------------------------------------------------------------------
    @api.depends("sheet_ids.form_query_ids.state")
    def _compute_open_query_count(self):
        counts = {}
        for sheet, count in self.env["shnor.form.query"]._read_group(
            [("sheet_id.participant_id", "in", self.ids), ("state", "!=", "closed")],
            ["sheet_id"],
            ["__count"],
        ):
            key = sheet.participant_id.id
            counts[key] = counts.get(key, 0) + count
        for participant in self:
            participant.open_query_count = counts.get(participant._origin.id, 0)

    @api.depends("difference_ids.state")
    def _compute_open_difference_count(self):
        counts = dict(
            self.env["shnor.difference"]._read_group(
                [("participant_id", "in", self.ids), ("state", "=", "open")],
                ["participant_id"],
                ["__count"],
            )
        )
        for participant in self:
            participant.open_difference_count = counts.get(participant._origin, 0)

    @api.depends("sheet_ids.form_owner_ids", "interview_ids.interviewer_id")
    def _compute_people(self):
        # sudo: who fills a form may be known to whoever sees the form
        owners = {
            sheet.participant_id.id: sheet.form_owner_ids
            for sheet in self.sheet_ids.sudo()
            if sheet.form_code == SELF_EVALUATION
        }
        interviewers = {
            interview.participant_id.id: interview.interviewer_id.id
            for interview in self.interview_ids
            if interview.state != "cancelled"
        }
        nobody = self.env["res.partner"]
        for participant in self:
            key = participant._origin.id
            participant.owner_names = ", ".join(owners.get(key, nobody).mapped("name"))
            participant.interviewer_id = interviewers.get(key)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_accept_forms(self):
        """Accept the self-evaluations of these participants that wait for the check.

        :return: dict, a note of how many were accepted
        :raise UserError: none of them waits, or one of them has open queries
        """
        self.check_access("read")
        sheets = self.sheet_ids.filtered(
            lambda sheet: sheet.form_code == SELF_EVALUATION and sheet.form_state == "submitted"
        )
        sheets.action_form_accept()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if sheets else "warning",
                "message": self.env._("Self-evaluations accepted: %s", len(sheets)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_self_evaluation(self):
        """Open the check of the self-evaluations; the card of a participant that has none.

        :return: dict, window action
        """
        sheets = self.sheet_ids.filtered(lambda sheet: sheet.form_code == SELF_EVALUATION)
        return sheets.action_open_form_check() if sheets else self._get_records_action()

    def action_open_card(self):
        """Open the card of the participant.

        :return: dict, window action
        """
        return self._get_records_action()

    def action_open_interviews(self):
        """Open the interview, or the list when there are several.

        :return: dict, window action
        """
        interviews = self.interview_ids
        if len(self) == 1 and len(interviews) == 1:
            return interviews._get_records_action()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_interview_action"
        )
        action["domain"] = [("participant_id", "in", self.ids)]
        action["context"] = {"default_participant_id": self.id} if len(self) == 1 else {}
        return action

    def action_open_differences(self):
        """Open the differences between the sources.

        :return: dict, window action
        """
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_difference_action"
        )
        action["domain"] = [("participant_id", "in", self.ids)]
        action["context"] = {"search_default_open": True}
        return action

    def action_open_queries(self):
        """Open the queries on the answers.

        :return: dict, window action
        """
        return self.sheet_ids.action_open_form_queries()

    def _launch_form_b(self):
        """Give the committee form B, one a participant (few statements, whatever their number).

        :return: survey.user_input
        :raise UserError: there is no form B
        """
        form = self.env["survey.survey"].sudo()._form_latest(INTERVIEW)
        if not form:
            raise UserError(
                self.env._(
                    "There is no form with the code “%s”. Make it under Configuration → Forms.",
                    INTERVIEW,
                )
            )
        previous = self._previous_sheets(INTERVIEW)
        # sudo: who may plan an interview was checked; its form is a consequence
        return form._form_launch(
            [
                {
                    "participant_id": participant.id,
                    "form_title": f"{participant.school_name}, {participant.campaign_id.name}",
                    "form_organisation_id": participant.school_id.partner_id.id,
                    "form_record_id": participant.id,
                    "form_previous_id": previous.get(participant.school_id.id),
                }
                for participant in self.sudo()
            ]
        )

    def _previous_sheets(self, form_code):
        """Return {school id: id of its sheet of the previous campaign} (one query)."""
        sheets = self.env["survey.user_input"].sudo()
        return {
            sheet.school_id.id: sheet.id
            # sudo: which sheet was before is a matter of fact
            for sheet in sheets.search(
                [
                    ("campaign_id", "in", self.sudo().campaign_id.previous_campaign_id.ids),
                    ("school_id", "in", self.sudo().school_id.ids),
                    ("form_code", "=", form_code),
                ]
            )
        }
