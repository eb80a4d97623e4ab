from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_datetime


class ShnorPortal(models.AbstractModel):
    """The letters of the schools that the visitor directs; campaigns may be closed long since."""

    _inherit = "shnor.portal"

    @api.model
    def _my_letters(self, domain=Domain.TRUE):
        """Return the letters that went out to schools of the visitor."""
        # sudo: see the class; limited to the visitor's own schools
        return (
            self.env["shnor.letter"]
            .sudo()
            .search(
                Domain("school_id", "in", self._my_schools().ids)
                & Domain("state", "!=", "prepared")
                & domain
            )
        )

    @api.model
    def _my_letter(self, letter_id):
        """Return a letter if it is there for the visitor to read, else nothing.

        :param int letter_id: id of a shnor.letter
        """
        return self._my_letters(Domain("id", "=", letter_id))

    @api.model
    def _count_letters(self):
        """Return how many letters wait to be acknowledged, for the card on the home page."""
        return len(self._my_letters(Domain("state", "=", "sent")))

    @api.model
    def _count_due(self):
        return super()._count_due() + self._count_letters()

    @api.model
    def _my_monitorings(self):
        letters = self._my_letters(Domain("state", "=", "sent"))
        return {
            **super()._my_monitorings(),
            "letters": [self._letter_card(one) for one in letters],
        }

    @api.model
    def _past_cards(self, participants, sheets):
        """Add the letters to the monitorings that are over."""
        letters = {
            letter.participant_id.id: letter.id
            for letter in self._my_letters(Domain("participant_id", "in", participants.ids))
        }
        return [
            {**card, "letter_id": letters.get(card["id"])}
            for card in super()._past_cards(participants, sheets)
        ]

    @api.model
    def _letter_card(self, letter):
        """Return what is said of every letter."""
        step = "acknowledged" if letter.state == "acknowledged" else "waits"
        if step == "waits" and letter.is_overdue:
            step = "late"
        return {
            "id": letter.id,
            "number": letter.number,
            "date": self._day(letter.date),
            "school": letter.school_name,
            "campaign": letter.campaign_id.name,
            "step": step,
            "is_new": not letter.opened_at,
            "until": self._day(letter.acknowledge_until),
            "acknowledged": self._moment(letter, letter.acknowledged_at),
            "objection": letter.objection_state or "",
        }

    @api.model
    def _moment(self, letter, moment):
        if not moment:
            return ""
        zone = letter.campaign_id._tz()
        return format_datetime(self.env, moment, tz=zone, dt_format="d MMMM yyyy, HH:mm")

    @api.model
    def _letter_page(self, letter):
        """Return everything that the page of a letter shows, as plain data."""
        return {
            "card": self._letter_card(letter),
            "content": letter._document_values(),
            "sha256": letter.sha256,
            "acknowledged_by": letter.acknowledged_by_id.name or "",
            "objections": [
                {
                    "text": one.text,
                    "date": self._moment(letter, one.date),
                    "author": one.author_id.name,
                    "state": one.state,
                    "answer": one.answer or "",
                    "answered": self._moment(letter, one.answered_at),
                }
                for one in letter.objection_ids
            ],
            "may_object": letter.objection_state != "open",
        }
