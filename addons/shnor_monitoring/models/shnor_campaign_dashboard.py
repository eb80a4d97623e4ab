from odoo import api, models
from odoo.fields import Domain

HISTORY = 8


class ShnorCampaign(models.Model):
    """What the head of the committee looks at: the six indicators with their history and plan, how
    far the campaign is, what is late, what came of recommendations and decisions.
    """

    _inherit = "shnor.campaign"

    @api.model
    def dashboard_data(self, campaign_id=None):
        """Return the dashboard (a constant number of queries, within the reader's record rules).

        :param int campaign_id: of the campaign; None: the latest calculated one
        :return: dict: campaigns, campaign, indicators, stages, loop
        """
        campaigns = self.search([("state", "!=", "cancelled")], limit=20)
        campaign = self.search([("id", "=", campaign_id or 0)]) or (
            campaigns.filtered("run_id")[:1] or campaigns[:1]
        )
        data = {
            "campaigns": [{"id": one.id, "name": one.name} for one in campaigns | campaign],
            "campaign": None,
        }
        if campaign:
            data.update(campaign._dashboard())
        return data

    def _dashboard(self):
        return {
            "campaign": self._dashboard_head(),
            "indicators": self._dashboard_indicators(),
            "stages": [stage._board_stage() for stage in self.stage_ids],
            "loop": self._dashboard_loop(),
            "advice": self._dashboard_advice(),
        }

    def _dashboard_head(self):
        head = self._board_head()
        # sudo: names and state of what a campaign stands beside are told to whoever sees it
        head.update(
            participants=self.participant_count,
            reported=self.reported_count,
            territory=self.territory_id.sudo().name or "",
            calculated=self._board_day(self._local_day(self.calculated_at))
            if self.calculated_at
            else "",
            frozen=self.run_id.sudo().state == "frozen",
            meeting=self._board_day(self.meeting_held_on) if self.meeting_held_on else "",
            deadline=self._board_day(self.working_group_deadline),
            previous=self.previous_campaign_id.sudo().name or "",
        )
        return head

    def _history(self):
        """Return this campaign and its earlier ones of the same territory that were calculated and
        frozen, the earliest first."""
        earlier = self.search(
            Domain("territory_id", "=", self.territory_id.id)
            & Domain("date_begin", "<", self.date_begin)
            & Domain("state", "!=", "cancelled")
            & Domain("run_id.state", "=", "frozen"),
            order="date_begin desc, id desc",
            limit=HISTORY - 1,
        )
        return (earlier | self).sorted(lambda one: (one.date_begin, one.id))

    def _dashboard_indicators(self):
        history = self._history()
        names = {one.run_id.id: one._short_name() for one in history if one.run_id}
        results = self.env["shnor.indicator.result"].search(
            [("run_id", "in", list(names)), ("dimension", "=", "overall")]
        )
        order = {run_id: place for place, run_id in enumerate(names)}
        by_indicator = {}
        for result in results.sorted(lambda one: order[one.run_id.id]):
            by_indicator.setdefault(result.indicator_id, []).append(result)
        shown = [one for one in by_indicator if by_indicator[one][-1].run_id == self.run_id]
        return [
            indicator._dashboard_card(by_indicator[indicator], names)
            for indicator in sorted(shown, key=lambda one: (one.sequence, one.code))
        ]

    def _short_name(self):
        """Return the wave as an axis shows it: ``07.2026``."""
        return self.date_begin.strftime("%m.%Y")

    def action_open_late(self):
        """Open the schools that are late.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_stage_school_action"
        )
        action["domain"] = [
            ("campaign_id", "=", self.id),
            ("participant_id.active", "=", True),
            ("state", "=", "late"),
        ]
        action["context"] = {"search_default_group_stage": 1}
        return action

    def _dashboard_loop(self):
        rows = self._loop_rows()
        return {"campaign": rows["campaign"], "counts": rows["counts"]}

    def _dashboard_advice(self):
        """Return what this campaign has given so far."""
        return {
            "accepted": self.accepted_count,
            "drafts": self.recommendation_count - self.accepted_count,
            "unadvised": self.unadvised_count,
            "decisions": self.decision_count,
            "decisions_open": self.decision_open_count,
        }


class ShnorIndicator(models.Model):
    """An indicator as a card of the dashboard."""

    _inherit = "shnor.indicator"

    def _dashboard_card(self, results, names):
        """Return the indicator with its history.

        :param results: list of shnor.indicator.result, the earliest first, the current one last
        :param dict names: {run id: how the axis calls it}
        """
        now = results[-1]
        compared = now.previous_unit_count and now.unit_count
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "result_id": now.id,
            "share": now.share,
            "counted": bool(now.unit_count),
            "percent": now.percent_words,
            "interval": now.interval if now.no_data_count else "",
            "no_data": now.no_data_count,
            "target_words": f"{now._in_words('target')} %" if now.target else "",
            "target_state": now.target_state,
            "previous": now.previous_share or "",
            "delta": round(now.delta, 1) if compared else None,
            "delta_words": now._delta_words() if compared else "",
            "history": [
                {
                    "name": names[one.run_id.id],
                    "percent": round(one.percent, 1) if one.unit_count else None,
                    "share": one.share,
                    "target": one.target or None,
                }
                for one in results
            ],
        }


class ShnorIndicatorResult(models.Model):
    """A change in words."""

    _inherit = "shnor.indicator.result"

    def _delta_words(self):
        sign = "+" if self.delta > 0 else ""
        return self.env._(
            "%(change)s points", change=f"{sign}{self._in_words('delta')}".replace("-", "−")
        )
