from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report.document_samples_minutes import MINUTES

PROJECT = "ПРОЕКТ"
VIDEO = "в режиме видео-конференц-связи"


class ShnorMeeting(models.Model):
    """The minutes on paper. Their data are frozen when they are signed."""

    _name = "shnor.meeting"
    _inherit = ["shnor.meeting", "shnor.document.mixin"]

    document_snapshot = fields.Json(string="As signed", copy=False, prefetch=False, readonly=True)

    def _document_kind(self):
        return "minutes"

    def _document_name(self):
        number = f"№ {self.minutes_number}" if self.minutes_number else ""
        day = f"от {self._date_numbers(self.minutes_date)}" if self.minutes_date else ""
        mark = "" if self.state == "minuted" else "(проект)"
        return " ".join(filter(None, ("Протокол рабочей группы", number, day, mark)))

    def _frozen_values(self):
        return {
            **super()._frozen_values(),
            "document_snapshot": self._in_russian(self)._document_context(),
        }

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_no_snapshot(vals)
        return super().create(vals_list)

    def _check_write(self, vals):
        self._check_no_snapshot(vals)
        return super()._check_write(vals)

    def _check_no_snapshot(self, vals):
        if vals.get("document_snapshot"):
            raise UserError(self.env._("What was signed is written by signing only."))

    def _document_values(self):
        """Return the data of the minutes: as signed, else as they are now."""
        self.ensure_one()
        return {
            **(self.document_snapshot or self._document_context()),
            "mark": "" if self.state == "minuted" else PROJECT,
        }

    def _document_context(self):
        """Return the data of the minutes.

        :return: dict, JSON-ready; see the sample for its keys
        """
        self.ensure_one()
        campaign = self.campaign_id
        members = self.attendance_ids.filtered(lambda one: not one.is_guest)
        present = members._vote()
        guests = self.attendance_ids.filtered(lambda one: one.is_guest and one.present)
        questions = self.question_ids.sorted(lambda one: (one.sequence, one.id))
        return {
            **self._document_organisation(),
            "mark": PROJECT,
            "number": self.minutes_number or "",
            "date": self._date_words(self.minutes_date, "г."),
            "date_short": self._date_numbers(self.minutes_date),
            "held_on": self._date_words(self.start and campaign._local_day(self.start), "г."),
            "place": self._place_words(),
            "campaign": campaign.name or "",
            "order": campaign.order_id._document_reference(),
            **self._document_head("chair", self.chair_id),
            **self._document_head("secretary", self.secretary_id),
            "member_count": len(members),
            "present_count": len(present),
            "quorum_needed": self.quorum_needed,
            "quorum": "имеется" if self.has_quorum else "отсутствует",
            "present": _people(present),
            "absent": _people(members - present),
            "guests": _people(guests),
            "agenda": [
                {"number": number, "title": one.title, "speaker": one.speaker or ""}
                for number, one in enumerate(questions, 1)
            ],
            "questions": [
                one._document_question(number) for number, one in enumerate(questions, 1)
            ],
            "annexes": _lines(self.annexes),
        }

    def _place_words(self):
        """Return where it was: a place, by video, or both."""
        place = (self.place or "").strip()
        if self.video_link and "ВКС" not in place and "видео" not in place.lower():
            return f"{place}, {VIDEO}" if place else VIDEO
        return place

    @api.model
    def _document_head(self, name, person):
        return {
            name: self._initials(person.name),
            f"{name}_full": person.name or "",
            f"{name}_position": _within_sentence(person.position),
        }


class ShnorMeetingQuestion(models.Model):
    """A question as the minutes word it."""

    _inherit = "shnor.meeting.question"

    def _document_question(self, number):
        words = self.env["shnor.document.mixin"]
        return {
            "number": number,
            "title": self.title,
            "speaker": self.speaker or "",
            "heard": " ".join((self.heard or "").split()),
            "spoke": _lines(self.spoke),
            "decided": _lines(self.decided),
            "tasks": [
                {
                    "number": f"{number}.{place}",
                    "text": " ".join((task.text or "").split()).rstrip("."),
                    "responsible": task.responsible or "",
                    "term": words._date_numbers(task.date_due),
                }
                for place, task in enumerate(
                    self.decision_ids.sorted(lambda one: (one.sequence, one.id)), 1
                )
            ],
            "votes_for": self.votes_for,
            "votes_against": self.votes_against,
            "votes_abstained": self.votes_abstained,
            "outcome": self._outcome_words(),
            "withdrawn": "Вопрос снят с повестки дня." if self.is_withdrawn else "",
        }

    def _outcome_words(self):
        if self.is_withdrawn or not self._vote_count():
            return ""
        if self.kind == "publish_names":
            return (
                "Принято решение публиковать результаты с указанием наименований организаций."
                if self.is_carried
                else "Публикация с указанием наименований организаций не поддержана."
            )
        if not self.is_carried:
            return "Решение не принято."
        if self.votes_for == len(self.meeting_id.attendance_ids._vote()):
            return "Решение принято единогласно."
        if 2 * self.votes_for == len(self.meeting_id.attendance_ids._vote()):
            return "Решение принято, решающим был голос председателя."
        return "Решение принято большинством голосов."


class ShnorDocumentTemplate(models.Model):
    """Minutes are a kind of document."""

    _inherit = "shnor.document.template"

    kind = fields.Selection(
        selection_add=[("minutes", "Minutes of the working group")],
        ondelete={"minutes": "cascade"},
    )

    @api.model
    def _kinds(self):
        return {**super()._kinds(), "minutes": ("shnor.meeting", MINUTES)}

    @api.model
    def _placeholder_labels(self):
        env = self.env
        return {
            **super()._placeholder_labels(),
            "held_on": env._("day of the meeting"),
            "campaign": env._("name of the campaign"),
            "chair": env._("chair of the meeting with initials, for the signature"),
            "chair_full": env._("full name of the chair"),
            "chair_position": env._("position of the chair"),
            "secretary": env._("secretary of the meeting with initials, for the signature"),
            "secretary_full": env._("full name of the secretary"),
            "secretary_position": env._("position of the secretary"),
            "member_count": env._("how many members the group has"),
            "present_count": env._("how many members were present"),
            "quorum_needed": env._("how many members are needed"),
            "quorum": env._("whether there was a quorum, in a word"),
            "present": env._("members who were present, a line each"),
            "absent": env._("members who were not, a line each"),
            "guests": env._("who was invited, a line each"),
            "agenda": env._("questions of the agenda, a line each"),
            "speaker": env._("who reports"),
            "questions": env._("questions with what was said and decided, one after another"),
            "heard": env._("what was reported"),
            "spoke": env._("what was said, a line each"),
            "decided": env._("what was resolved, a line each"),
            "tasks": env._("tasks, a line each"),
            "term": env._("until when"),
            "votes_for": env._("votes for"),
            "votes_against": env._("votes against"),
            "votes_abstained": env._("abstained"),
            "outcome": env._("what the vote came to, a sentence"),
            "withdrawn": env._("a sentence, if the question was taken off"),
            "annexes": env._("annexes of the minutes, a line each"),
        }


def _within_sentence(words):
    """Return a position as it stands within a sentence: ``главный специалист``, but ``ИО``."""
    words = (words or "").strip()
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _people(attendance):
    labels = dict(attendance._fields["role"]._description_selection(attendance.env))
    return [
        {
            "number": number,
            "name": one.name,
            "position": _within_sentence(one.position),
            "role": "" if one.is_guest else labels[one.role].lower(),
            "reason": one.reason or "",
        }
        for number, one in enumerate(attendance, 1)
    ]


def _lines(text):
    """Return the lines of a text as rows, empty ones left out."""
    lines = [" ".join(line.split()) for line in (text or "").splitlines()]
    return [{"number": number, "text": line} for number, line in enumerate(filter(None, lines), 1)]
