from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime

from .survey_user_input import FILLING, INTERVIEW

SOON = 3  # days


class ShnorPortal(models.AbstractModel):
    """What the page “My monitorings” tells a director or a deputy.

    Directors have no rights on campaigns, forms and calculations. Everything here is read with
    ``sudo`` and begins at what is the visitor's own: forms they own, sections given to them,
    schools they direct. The number of queries does not depend on how many these are.
    """

    _name = "shnor.portal"
    _description = "What directors see of their monitorings"

    @api.model
    def _my_schools(self):
        """Return the schools that the visitor directs, within what the record rules allow."""
        schools = self.env["shnor.school"]
        if not schools.has_access("read"):
            return schools
        return schools.search([("director_ids", "in", self.env.user.partner_id.ids)])

    @api.model
    def _my_sheets(self, domain=Domain.TRUE):
        """Return the forms that the visitor owns, those of interviews left out."""
        # sudo: see the class; limited to the visitor's own
        return (
            self.env["survey.user_input"]
            .sudo()
            .search(
                Domain("form_owner_ids", "in", self.env.user.partner_id.ids)
                & Domain("survey_id.survey_type", "=", "shnor_form")
                & Domain("form_code", "!=", INTERVIEW)
                & domain,
                order="deadline, id",
            )
        )

    @api.model
    def _my_delegations(self):
        """Return the sections that somebody gave to the visitor, of forms that are being filled."""
        # sudo: see the class; limited to the visitor's own
        return (
            self.env["shnor.form.delegation"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.env.user.partner_id.id),
                    ("sheet_id.form_state", "in", FILLING),
                    ("sheet_id.form_locked", "=", False),
                ]
            )
        )

    @api.model
    def _due_domain(self):
        return Domain("form_state", "in", FILLING) & Domain("form_locked", "=", False)

    @api.model
    def _my_interviews(self, schools, domain=Domain.TRUE):
        """Return the interviews about schools of the visitor, in campaigns that go on."""
        # sudo: see the class; limited to the visitor's own schools
        return (
            self.env["shnor.interview"]
            .sudo()
            .search(
                Domain("school_id", "in", schools.ids)
                & Domain("state", "!=", "cancelled")
                & Domain("campaign_id.state", "=", "open")
                & domain
            )
        )

    @api.model
    def _waits_for_director(self):
        """Return the domain of the interviews whose record the director has said nothing to."""
        return (
            Domain("state", "=", "held")
            & Domain("sheet_id.form_state", "=", "submitted")
            & Domain("objection", "=", False)
        )

    @api.model
    def _my_record(self, interview_id):
        """Return the interview if its record is there for the visitor to read, else nothing.

        :param int interview_id: id of a shnor.interview
        """
        # sudo: see the class; limited to the visitor's own schools
        return (
            self.env["shnor.interview"]
            .sudo()
            .search(
                Domain("id", "=", interview_id)
                & Domain("school_id", "in", self._my_schools().ids)
                & self._record_domain()
            )
        )

    @api.model
    def _record_domain(self):
        """Return the domain of the interviews whose record is ready to be read."""
        return Domain("state", "in", ["held", "agreed", "closed"]) & Domain(
            "sheet_id.form_state", "in", ["submitted", "accepted"]
        )

    @api.model
    def _count_due(self):
        """Return how many things wait for the visitor, for the card on the home page."""
        sheets = self._my_sheets(self._due_domain()) | self._my_delegations().sheet_id
        records = self._my_interviews(self._my_schools(), self._waits_for_director())
        return len(sheets) + len(records)

    @api.model
    def _my_monitorings(self):
        """Return everything the page shows, as plain data.

        :return: dict with lists ``due``, ``delegated``, ``interviews``, ``handed_in``, ``ahead``
            and ``past``
        """
        schools = self._my_schools()
        sheets = self._my_sheets()
        due = sheets.filtered_domain(self._due_domain())
        participants = self._participants(schools)
        alive = participants.filtered(lambda one: one.campaign_id.state == "open")
        self._read_people(sheets.campaign_id | participants.campaign_id)
        return {
            "schools": schools,
            "due": self._due_cards(due),
            "delegated": self._delegated_cards(self._my_delegations()),
            "interviews": [self._interview_card(one) for one in self._my_interviews(schools)],
            "handed_in": [
                self._sheet_card(sheet) for sheet in sheets - due if not sheet.form_locked
            ],
            "ahead": [self._ahead_card(one) for one in alive - sheets.participant_id],
            "past": self._past_cards(participants - alive, sheets.filtered("form_locked")),
        }

    @api.model
    def _participants(self, schools):
        # sudo: see the class; limited to the visitor's own schools
        return (
            self.env["shnor.participant"]
            .sudo()
            .search(
                Domain("school_id", "in", schools.ids)
                & Domain("campaign_id.state", "!=", "cancelled"),
                order="id desc",
            )
        )

    @api.model
    def _read_people(self, campaigns):
        """Read who answers for the stages of all campaigns at once, not one campaign after the
        other: their addresses and time zones are told of each form."""
        people = campaigns.stage_ids.responsible_ids
        people.partner_id.mapped("phone")
        people.user_id.mapped("tz")

    # ------------------------------------------------------------------
    # Forms
    # ------------------------------------------------------------------
    @api.model
    def _sheet_card(self, sheet):
        """Return what is said of every form."""
        labels = dict(sheet._fields["form_state"]._description_selection(self.env))
        return {
            "id": sheet.id,
            "title": sheet.survey_id.title,
            "school": sheet.participant_id.school_name or sheet.form_organisation_id.name or "",
            "campaign": sheet.campaign_id.name or "",
            "state": sheet.form_state,
            "state_label": labels[sheet.form_state],
            "receipts": [receipt._as_dict() for receipt in sheet.form_receipt_ids],
        }

    @api.model
    def _due_cards(self, sheets):
        progress = sheets._form_progress_map()
        asked = self._open_queries(sheets)
        return [
            {
                **self._sheet_card(sheet),
                **self._clock(sheet),
                **self._progress(sheet, progress),
                "reason": (sheet.form_state == "returned" and sheet.form_return_reason) or "",
                "queries": asked.get(sheet, 0),
                "delegates": sheet.form_delegation_ids.partner_id.mapped("name"),
                "contact": sheet._form_contact(),
            }
            for sheet in sheets
        ]

    @api.model
    def _delegated_cards(self, delegations):
        sheets = delegations.sheet_id
        own = {}
        for delegation in delegations:
            own.setdefault(delegation.sheet_id.id, set()).update(delegation.section_ids.ids)
        progress = sheets._form_progress_map(own)
        return [
            {
                **self._sheet_card(sheet),
                **self._clock(sheet),
                **self._progress(sheet, progress),
                "owners": delegations.filtered(
                    lambda one, sheet=sheet: one.sheet_id == sheet
                ).owner_id.mapped("name"),
                "sections": delegations.filtered(
                    lambda one, sheet=sheet: one.sheet_id == sheet
                ).section_ids.mapped("title"),
                "contact": "",
                "reason": "",
                "queries": 0,
            }
            for sheet in sheets
        ]

    @api.model
    def _progress(self, sheet, progress):
        done, asked = progress[sheet.id]
        return {
            "done": done,
            "asked": asked,
            "percent": 100 * done // asked if asked else 0,
            "begun": bool(sheet.form_prefilled or done),
        }

    @api.model
    def _clock(self, sheet):
        """Return how much time is left: in words, in days, and how urgent that is."""
        left = sheet._days_left()
        over = bool(sheet.deadline) and bool(sheet._form_closed_reason())
        urgency = "over" if over else "soon" if sheet.deadline and left <= SOON else "calm"
        return {
            "until": sheet._form_deadline_text(),
            "days_left": left,
            "urgency": urgency,
        }

    @api.model
    def _open_queries(self, sheets):
        """Return {sheet: number of questions of the committee that wait for a reply}."""
        # sudo: see the class
        return dict(
            self.env["shnor.form.query"]
            .sudo()
            ._read_group(
                [("sheet_id", "in", sheets.ids), ("state", "=", "open")],
                ["sheet_id"],
                ["__count"],
            )
        )

    # ------------------------------------------------------------------
    # Interviews
    # ------------------------------------------------------------------
    @api.model
    def _interview_card(self, interview):
        kinds = dict(interview._fields["kind"]._description_selection(self.env))
        recorded = interview.sheet_id.form_state in ("submitted", "accepted")
        if interview.state == "planned":
            step = "ahead"
        elif interview.state in ("agreed", "closed"):
            step = "agreed"
        elif not recorded:
            step = "corrected"
        else:
            step = "objected" if interview.objection else "waits"
        zone = interview.campaign_id._tz()
        return {
            "id": interview.id,
            "school": interview.participant_id.school_name,
            "campaign": interview.campaign_id.name,
            "step": step,
            "start": format_datetime(
                self.env, interview.start, tz=zone, dt_format="d MMMM, EEEE, HH:mm"
            ),
            "minutes": interview.minutes,
            "kind": kinds[interview.kind],
            "video": (step == "ahead" and interview.video_link) or "",
            "interviewer": interview.interviewer_id.name,
            "objection": interview.objection or "",
            "agreed": interview.agreed_at
            and format_datetime(self.env, interview.agreed_at, tz=zone, dt_format="d MMMM, HH:mm"),
        }

    # ------------------------------------------------------------------
    # What comes, and what was
    # ------------------------------------------------------------------
    @api.model
    def _ahead_card(self, participant):
        campaign = participant.campaign_id
        stage = campaign._stage_of("self_evaluation")
        return {
            "school": participant.school_name,
            "campaign": campaign.name,
            "begin": self._day(stage.date_from),
            "end": self._day(stage.date_to),
            "over": stage.state == "past",
        }

    @api.model
    def _day(self, day):
        return format_date(self.env, day, date_format="d MMMM yyyy") if day else ""

    @api.model
    def _past_cards(self, participants, sheets):
        """Return the monitorings that are over: the form, its receipts, the approved results."""
        forms = {sheet.participant_id: sheet for sheet in sheets}
        results = self._results(participants)
        records = self._past_records(participants)
        cards = [
            {
                "id": participant.id,
                "school": participant.school_name,
                "campaign": participant.campaign_id.name,
                "dates": (
                    participant.campaign_id.date_begin,
                    participant.campaign_id.date_end,
                ),
                "sheet": self._sheet_card(forms[participant]) if participant in forms else None,
                "interview_id": records.get(participant),
                "results": results.get((participant.campaign_id.run_id, participant.school_id), []),
            }
            for participant in participants
        ]
        return sorted(cards, key=lambda card: card["dates"], reverse=True)

    @api.model
    def _past_records(self, participants):
        """Return {participant: id of the interview whose record may be read}."""
        # sudo: see the class
        interviews = (
            self.env["shnor.interview"]
            .sudo()
            .search(
                Domain("participant_id", "in", participants.ids) & self._record_domain(),
            )
        )
        return {interview.participant_id: interview.id for interview in interviews}

    @api.model
    def _results(self, participants):
        """Return {(run, school): rows} of closed campaigns: what was approved about the school."""
        closed = participants.filtered(lambda one: one.campaign_id.state == "closed")
        # sudo: see the class; rows of the visitor's own schools in approved calculations
        found = (
            self.env["shnor.indicator.result"]
            .sudo()
            .search(
                [
                    ("run_id", "in", closed.campaign_id.run_id.ids),
                    ("dimension", "=", "school_id"),
                    ("school_id", "in", closed.school_id.ids),
                ]
            )
        )
        rows = {}
        for result in found.sorted(lambda one: (one.sequence, one.indicator_id.id)):
            rows.setdefault((result.run_id, result.school_id), []).append(self._result_row(result))
        return rows

    @api.model
    def _result_row(self, result):
        """Return an indicator in words: a verdict on the school, or a share of its teachers."""
        if result.indicator_id.unit_model != "shnor.school":
            words = f"{result.share} · {result.percent_words}" if result.unit_count else ""
            return {"indicator": result.indicator_id, "words": words or self.env._("no data")}
        if result.yes_count:
            words = self.env._("counts")
        elif result.no_count:
            words = self.env._("does not count")
        else:
            words = self.env._("no data")
        return {"indicator": result.indicator_id, "words": words}
