from odoo import models

SELF_EVALUATION, INTERVIEW, ROADMAP = "self_evaluation", "interview", "roadmap"
WORKING_GROUP = "working_group"
STATUS_WORDS = {"low_results": "ШНОР", "adverse": "ШНСУ"}
FILLED_BY = {
    SELF_EVALUATION: "образовательная организация",
    INTERVIEW: "специалист, который проводит собеседование",
}


class ShnorOrder(models.Model):
    """The data of the order's document: what ``report/document_samples.py`` shows, of a real order.

    A constant number of queries, however many schools there are.
    """

    _inherit = "shnor.order"

    def _document_context(self):
        """Return the data of the order, or of the amending order.

        :return: dict, JSON-ready; see the samples for its keys
        """
        self.ensure_one()
        context = {**self._document_head(), "acquaintance": self._document_acquaintance()}
        if self.amends_id:
            changes = enumerate(self._document_changes(), 1)
            return {
                **context,
                "amended": self.amends_id._document_reference(),
                "changes": [{"number": number, "text": text} for number, text in changes],
            }
        return {**context, **self._document_dates(), **self._document_annexes()}

    def _document_reference(self):
        """Return how another document names the order."""
        return {
            "number": self.number or "",
            "date": self._date_words(self.date, "г."),
            "title": self.title or "",
        }

    def _document_head(self):
        return {
            **self._document_organisation(),
            **self._document_reference(),
            "mark": self._document_mark(),
            "date_short": self._date_numbers(self.date),
            "place": self.document_place or "",
            "preamble": _with_comma(self._document_text("document_preamble")),
            "control": _without_stop(self._document_text("document_control")),
            "signer": self._initials(self.signer),
            "signer_full": self.signer or "",
            "signer_position": self._document_text("document_signer_position"),
            "executor": self.document_executor or "",
            "executor_phone": self.document_executor_phone or "",
        }

    def _document_dates(self):
        stages = {stage.stage_type_id.code: stage for stage in self.stage_ids}

        def day(code, name="date_to"):
            return self._date_words(stages[code][name]) if code in stages else ""

        return {
            "begin": self._date_words(self.date_begin),
            "end": self._date_words(self.date_end),
            "period_from": self._date_words(self.period_from),
            "period_to": self._date_words(self.period_to),
            "coordinator": _without_stop(self.document_coordinator),
            "publication": _without_stop(self._document_text("document_publication")),
            "self_evaluation_until": day(SELF_EVALUATION),
            "interview_from": day(INTERVIEW, "date_from"),
            "interview_until": day(INTERVIEW),
            "roadmap_until": day(ROADMAP),
            "working_group_until": day(WORKING_GROUP),
        }

    def _document_annexes(self):
        participants = self._document_participants()
        return {
            "participant_count": len(participants),
            "participants": _numbered(participants),
            "stages": _numbered(self._document_stages()),
            "responsibles": _numbered(self._document_responsibles()),
            "forms": self._document_forms(),
            "working_group": _numbered(self._working_group_members()),
        }

    # ------------------------------------------------------------------
    # Annexes
    # ------------------------------------------------------------------
    def _document_participants(self):
        """Return the lines of annex 1, as dicts."""
        interviewers = self._document_people(INTERVIEW)
        day = self.date_begin or self.date
        return [
            {
                "school": line.school_id.display_name or "",
                "status": _status(line.school_id, day),
                "basis": line.basis or "",
                "responsible": line.contact_name or line.school_id.director_ids[:1].name or "",
                "interviewer": line.interviewer_name or interviewers,
            }
            for line in self.participant_ids
        ]

    def _document_people(self, code):
        people = self.responsible_ids.filtered(lambda line: line.stage_type_id.code == code)
        return ", ".join(dict.fromkeys(people.mapped("name")))

    def _document_stages(self):
        """Return the lines of annex 2, as dicts."""
        return [
            {
                "name": stage.stage_type_id.name or "",
                "begin": self._date_numbers(stage.date_from),
                "end": self._date_numbers(stage.date_to),
                "responsible": stage.responsible_names or "",
                "result": stage.stage_type_id._document_result() if stage.stage_type_id else "",
            }
            for stage in self.stage_ids.sorted(lambda one: (not one.date_from, one.date_from or 0))
        ]

    def _document_responsibles(self):
        """Return the lines of annex 3, as dicts: a person once, with all of its stages."""
        people = self.responsible_ids.grouped(lambda line: (line.name, line.position))
        return [
            {
                "name": name or "",
                "position": position or "",
                "stage": "; ".join(lines.stage_type_id.mapped("name")),
                "email": next(filter(None, lines.mapped("email")), ""),
            }
            for (name, position), lines in people.items()
        ]

    def _document_forms(self):
        """Return annex 4: the forms that are used now, with their sections."""
        forms = []
        for code, filled_by in FILLED_BY.items():
            # sudo: whoever may read an order may know which forms it approves
            survey = self.env["survey.survey"].sudo()._form_latest(code)
            if not survey:
                continue
            schema, number = survey._form_schema(), len(forms) + 1
            sections = [
                {
                    "number": f"{number}.{index}",
                    "title": section["title"],
                    "question_count": len(section["codes"]),
                }
                for index, section in enumerate(schema["sections"], 1)
            ]
            forms.append(
                {
                    "number": number,
                    "name": schema["title"],
                    "filled_by": filled_by,
                    "question_count": len(schema["questions"]),
                    "sections": sections,
                }
            )
        return forms

    def _working_group_members(self):
        """Return the members of the working group, as dicts of name, position and role.

        An order that names none leaves it to those who answer for the meeting.
        """
        if self.member_ids:
            roles = dict(self.member_ids._fields["role"]._description_selection(self.env))
            return [
                {
                    "name": member.name,
                    "position": member.position or "",
                    "role": roles[member.role],
                }
                for member in self.member_ids
            ]
        return [
            {
                "name": line.name or "",
                "position": line.position or "",
                "role": "Ответственный за проведение заседания",
            }
            for line in self.responsible_ids
            if line.stage_type_id.code == WORKING_GROUP
        ]

    def _document_acquaintance(self):
        """Return who signs that the order is known: the committee's people, then the schools."""
        office = self.env.company.name or ""
        staff = [
            {"school": office, "name": person["name"], "position": person["position"]}
            for person in self._document_responsibles()
        ]
        schools = [
            {
                "school": line.school_id.display_name or "",
                "name": line.school_id.director_ids[:1].name or "",
                "position": "директор",
            }
            for line in self.participant_ids
        ]
        return _numbered([*staff, *schools])


def _numbered(rows):
    return [{"number": number, **row} for number, row in enumerate(rows, 1)]


def _status(school, day):
    """Return the statuses of a school on a day, in the words of orders."""
    held = {status.category for status in school.status_ids if not day or status._in_force(day)}
    return ", ".join(words for category, words in STATUS_WORDS.items() if category in held)


def _with_comma(text):
    text = (text or "").strip().rstrip(".,;")
    return f"{text}," if text else ""


def _without_stop(text):
    return (text or "").strip().rstrip(".;,")
