from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

PAGE = 100


class ShnorCampaign(models.Model):
    """What the board shows: school × stage, who is late, who answers for it."""

    _inherit = "shnor.campaign"

    @api.model
    def board_data(self, campaign_id=None, which="all", words="", page=0):
        """Return one page of the board (a constant number of queries).

        :param campaign_id: int, of the campaign; None: the latest open one, else the latest
        :param str which: ``all``, ``mine``, ``late`` or ``nobody`` (without a responsible)
        :param str words: part of a school's name or code
        :param int page: from 0, so many schools a page
        :return: dict: campaigns, campaign, stages, rows, counts, pages
        """
        campaigns = self.search([("state", "!=", "cancelled")], limit=20)
        campaign = campaigns.filtered(lambda one: one.id == campaign_id) or self.search(
            [("id", "=", campaign_id or 0)]
        )
        if not campaign:
            campaign = campaigns.filtered(lambda one: one.state == "open")[:1] or campaigns[:1]
        listed = campaigns | campaign
        data = {
            "campaigns": [{"id": one.id, "name": one.name} for one in listed],
            "campaign": None,
        }
        if campaign:
            data.update(campaign._board(which, words, page))
        return data

    def _board(self, which, words, page):
        participants = self.env["shnor.participant"]
        domains = self._board_domains()
        domain = domains[which] if which in domains else domains["all"]
        if words:
            domain &= Domain("school_name", "ilike", words) | Domain(
                "school_id.code", "ilike", words
            )
        total = participants.search_count(domain)
        shown = participants.search(domain, limit=PAGE, offset=page * PAGE, order="school_name, id")
        cells = self.env["shnor.stage.school"].search(
            [("participant_id", "in", shown.ids), ("stage_id.active", "=", True)]
        )
        by_school = {}
        for cell in cells:
            by_school.setdefault(cell.participant_id.id, {})[cell.stage_id.id] = cell._board_cell()
        stages = self.stage_ids
        categories = dict(participants._fields["category"]._description_selection(self.env))
        return {
            "campaign": self._board_head(),
            "stages": [stage._board_stage() for stage in stages],
            "columns": [stage.id for stage in stages if stage.stage_type_id.per_school],
            "rows": [
                {
                    "id": one.id,
                    "name": one.school_name,
                    "code": one.school_code,
                    "category": categories[one.category],
                    "curator": one.curator_id.name or "",
                    "cells": by_school.get(one.id, {}),
                }
                for one in shown
            ],
            "counts": {name: participants.search_count(one) for name, one in domains.items()},
            "total": total,
            "page": page,
            "pages": max(-(-total // PAGE), 1),
        }

    def _board_domains(self):
        base = Domain("campaign_id", "=", self.id)
        waiting = Domain("stage_id.active", "=", True) & Domain("done_on", "=", False)
        return {
            "all": base,
            "mine": base & Domain("row_ids", "any", waiting & Domain("user_id", "=", self.env.uid)),
            "late": base & Domain("row_ids", "any", waiting & Domain("state", "=", "late")),
            "nobody": base & Domain("row_ids", "any", waiting & Domain("user_id", "=", False)),
        }

    def _board_head(self):
        specialist = self.env.user.has_group("shnor_registry.group_specialist")
        return {
            "id": self.id,
            "name": self.name,
            "open": self.state == "open",
            "state": dict(self._fields["state"]._description_selection(self.env))[self.state],
            "order": (self.dates_order_id or self.order_id).display_name,
            "order_id": (self.dates_order_id or self.order_id).id,
            "dates": f"{self._board_day(self.date_begin)} – {self._board_day(self.date_end)}",
            "clock": self.clock or "",
            "clock_state": self.clock_state,
            "completeness": round(self.completeness),
            "timeliness": round(self.timeliness),
            "late": self.late_count,
            "can_act": specialist and self.state == "open",
            "can_amend": self.state == "open"
            and self.env.user.has_group("shnor_registry.group_administrator"),
            "today": self._board_position(self._local_today()),
        }

    def _board_day(self, date):
        return format_date(self.env, date, date_format="dd.MM.yyyy")

    def _board_span(self):
        dates = [*self.stage_ids.mapped("date_from"), *self.stage_ids.mapped("date_to")]
        return min([self.date_begin, *dates]), max([self.working_group_deadline, *dates])

    def _board_position(self, day):
        """Return where a day lies on the timeline, in per cent; None when beside it."""
        first, last = self._board_span()
        if not first <= day <= last:
            return None
        return round(100 * (day - first).days / ((last - first).days + 1), 2)
