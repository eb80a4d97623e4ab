from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .shnor_recommendation_followup import _movement

# rows of a kind that the screen shows; the rest is in the list behind it
SHOWN = 100
CLOSED_LOOP = "shnor_monitoring.shnor_loop_action"


class ShnorCampaign(models.Model):
    """Closing the loop: the next campaign opens with what came of the last one.

    The decisions of the working group, the recommendations, the measures (of an addon that has
    them), and whether the indicator that each aimed at has moved.
    """

    _inherit = "shnor.campaign"

    decision_ids = fields.One2many("shnor.decision", "campaign_id", string="Decisions")
    decision_count = fields.Integer(
        string="Number of decisions", compute="_compute_decision_counts"
    )
    decision_open_count = fields.Integer(
        string="Decisions to be done", compute="_compute_decision_counts"
    )

    @api.depends("decision_ids.state")
    def _compute_decision_counts(self):
        counts = {}
        for campaign, state, count in self.env["shnor.decision"]._read_group(
            [("campaign_id", "in", self.ids)], ["campaign_id", "state"], ["__count"]
        ):
            counts.setdefault(campaign.id, {})[state] = count
        for campaign in self:
            its = counts.get(campaign._origin.id, {})
            campaign.decision_count = sum(its.values())
            campaign.decision_open_count = its.get("open", 0)

    def _loop_decisions(self):
        """Return the decisions whose fulfilment this campaign asks about: those of the previous
        campaign, and older ones that are still to be done or were done since.

        :return: shnor.decision, by date
        """
        self.ensure_one()
        # another campaign of the same territory: what its working group decided is continued here
        earlier = Domain("campaign_id.territory_id", "=", self.territory_id.id) & Domain(
            "campaign_id.date_begin", "<", self.date_begin
        )
        previous = self.previous_campaign_id
        asked = Domain("campaign_id", "=", previous.id) | Domain("state", "=", "open")
        if previous:
            asked |= Domain("done_on", ">=", previous.date_end)
        return self.env["shnor.decision"].search(
            earlier & asked & Domain("state", "!=", "draft"),
            order="campaign_id, date_due, id",
        )

    def _loop_rows(self):
        """Return what came of the previous campaign, as plain data (constant number of queries).

        What the reader's record rules hide is not in it.

        :return: dict:
            ``campaign``: name of the previous one, or ""
            ``decisions``: list of dict ``id, number, minutes`` (“№ 3 от 05.08.2026”), ``text,
                responsible, date_due`` (“15.09.2026”), ``state`` (open, done, cancelled),
                ``state_words, result, done_on, overdue`` (bool), and the movement
            ``recommendations``: list of dict ``id, whom, text, responsible, term, fulfilment``
                (open, done, partly, not_done), ``fulfilment_words, comment, overdue``, and the
                movement
            ``measures``: list of dict ``id, school, name, responsible, date_to, state_words, done``
                (bool), ``overdue, result``, and the movement; of an addon that has measures, see
                ``_loop_measures``
            ``indicators``: list of dict ``id, code, name, before, now`` (“3 of 8” or ""), and the
                movement
            ``counts``: dict {decisions, recommendations, measures: {total, done, overdue}}
            the movement: ``indicator`` (code, or ""), ``movement`` (better, same, worse, unknown,
            or "" when there is no indicator), ``movement_words``
        """
        self.ensure_one()
        indicators = self._loop_indicators()
        rows = {
            "decisions": [
                one._loop_row(indicators.get(one.indicator_id.id)) for one in self._loop_decisions()
            ],
            "recommendations": [one._loop_row() for one in self.followup_ids],
            "measures": self._loop_measures(),
        }
        # sudo: the name of the campaign before is told to whoever sees this one
        return {
            "campaign": self.previous_campaign_id.sudo().name or "",
            **rows,
            "indicators": list(indicators.values()),
            "counts": {
                kind: {
                    "total": len(its),
                    "done": sum(1 for row in its if row["done"]),
                    "overdue": sum(1 for row in its if row["overdue"]),
                }
                for kind, its in rows.items()
            },
        }

    def _loop_measures(self):
        """Return the measures that followed from the previous campaign (extension point).

        :return: list of dict, see ``_loop_rows``
        """
        return []

    def _loop_indicators(self):
        """Return {indicator id: its movement from the previous campaign to this one}."""
        # sudo: which calculations are compared is a fact; their results are asked as the reader
        runs = self.previous_campaign_id.sudo().run_id, self.sudo().run_id
        results = self.env["shnor.indicator.result"].search(
            [
                ("run_id", "in", [run.id for run in runs if run]),
                ("dimension", "=", "overall"),
            ]
        )
        found = {}
        for result in results.sorted(lambda one: (one.sequence, one.indicator_id.code, one.id)):
            pair = found.setdefault(result.indicator_id, [None, None])
            pair[0 if result.run_id.id == runs[0].id else 1] = result
        return {indicator.id: indicator._loop_movement(*pair) for indicator, pair in found.items()}

    def action_open_loop(self):
        """Open what came of the previous campaign.

        :return: dict, client action
        """
        self.ensure_one()
        self.check_access("read")
        self._refresh_followups()
        action = self.env["ir.actions.actions"]._for_xml_id(CLOSED_LOOP)
        action["params"] = {"campaign_id": self.id}
        return action

    @api.model
    def loop_data(self, campaign_id=None):
        """Return what the screen “What came of it” shows.

        :param int campaign_id: of the campaign that asks; None: the latest open one
        :return: dict: campaigns, campaign, rows (see ``_loop_rows``)
        """
        campaigns = self.search([("state", "!=", "cancelled")], limit=20)
        campaign = self.search([("id", "=", campaign_id or 0)]) or (
            campaigns.filtered(lambda one: one.state == "open")[:1] or campaigns[:1]
        )
        if not campaign:
            return {"campaigns": [], "campaign": None}
        return {
            "campaigns": [{"id": one.id, "name": one.name} for one in campaigns | campaign],
            "campaign": {
                "id": campaign.id,
                "name": campaign.name,
                "previous_id": campaign.previous_campaign_id.id,
            },
            "rows": campaign._loop_screen(),
        }

    def _loop_screen(self):
        """Return the rows as the screen shows them: those first that are not done, not too many."""
        rows = self._loop_rows()
        for kind, worded in (
            ("decisions", _word_decision),
            ("recommendations", _word_recommendation),
            ("measures", _word_measure),
        ):
            its = sorted(rows[kind], key=lambda row: (row["done"], not row["overdue"]))
            rows[kind] = [{**row, **worded(row)} for row in its[:SHOWN]]
        return rows

    def action_open_loop_decisions(self):
        """Open the decisions whose fulfilment this campaign asks about.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.action_open_decisions()
        action["domain"] = [("id", "in", self._loop_decisions().ids)]
        return action

    def action_open_loop_measures(self):
        """Open the measures that followed from the previous campaign (extension point).

        :return: dict, window action
        """
        self.ensure_one()
        return self._get_records_action()

    def action_open_decisions(self):
        """Open the decisions of the campaign and those whose fulfilment it asks about.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_decision_action"
        )
        action["domain"] = [("id", "in", (self._loop_decisions() | self.decision_ids).ids)]
        action["context"] = {"search_default_group_campaign": True}
        return action


class ShnorIndicator(models.Model):
    """How an indicator moved from one campaign to the next."""

    _inherit = "shnor.indicator"

    def _loop_movement(self, before, now):
        """Return the movement as plain data, see ``shnor.campaign._loop_rows``.

        :param before: shnor.indicator.result, or None
        :param now: shnor.indicator.result, or None
        """
        counted = [
            one and (one.yes_count, one.unit_count, one.no_data_count) for one in (before, now)
        ]
        movement = _movement(*counted)
        said = " → ".join(
            one.share if one and one.unit_count > one.no_data_count else self.env._("no data")
            for one in (before, now)
        )
        labels = dict(
            self.env["shnor.recommendation.followup"]
            ._fields["movement"]
            ._description_selection(self.env)
        )
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "before": before.share if before and before.unit_count else "",
            "now": now.share if now and now.unit_count else "",
            "indicator": self.code,
            "movement": movement,
            "moved": labels[movement],
            "movement_words": said
            if movement == "unknown"
            else f"{said} ({labels[movement].lower()})",
        }


NO_MOVEMENT = {"indicator": "", "movement": "", "movement_words": ""}


class ShnorDecision(models.Model):
    """A decision as a row of “What came of it”."""

    _inherit = "shnor.decision"

    def _loop_row(self, movement):
        day = _day(self.env)
        moved = {name: (movement or NO_MOVEMENT)[name] for name in NO_MOVEMENT}
        if movement:
            moved["movement_words"] = f"{movement['code']}: {movement['movement_words']}"
        return {
            "id": self.id,
            "number": self.number,
            "minutes": self.env._(
                "No. %(number)s of %(day)s",
                number=self.minutes_number or "",
                day=day(self.minutes_date),
            ),
            "text": self.text,
            "responsible": self.responsible,
            "date_due": day(self.date_due),
            "state": self.state,
            "state_words": self.state_words,
            "result": self.result or self.drop_reason or "",
            "done": self.state == "done",
            "done_on": day(self.done_on),
            "overdue": self.is_overdue,
            **moved,
        }


class ShnorRecommendationFollowup(models.Model):
    """A recommendation as a row of “What came of it”."""

    _inherit = "shnor.recommendation.followup"

    def _loop_row(self):
        labels = dict(self._fields["fulfilment"]._description_selection(self.env))
        return {
            "id": self.id,
            "whom": self.addressee_words or "",
            "text": self.text,
            "responsible": self.responsible or "",
            "term": _day(self.env)(self.term_date),
            "fulfilment": self.fulfilment,
            "fulfilment_words": labels[self.fulfilment],
            "comment": self.comment or "",
            "done": self.fulfilment == "done",
            "overdue": self.is_overdue,
            "indicator": self.indicator_id.code or "",
            "movement": self.movement if self.indicator_id else "",
            "movement_words": self.movement_words or "",
        }


def _word_decision(row):
    return {
        "model": "shnor.decision",
        "whom": f"{row['number']} · {row['minutes']}",
        "due": row["date_due"],
        "words": row["state_words"],
        "came": " · ".join(filter(None, (row["done_on"], row["result"]))),
    }


def _word_recommendation(row):
    return {
        "model": "shnor.recommendation.followup",
        "due": row["term"],
        "words": row["fulfilment_words"],
        "came": row["comment"],
    }


def _word_measure(row):
    return {
        "model": "shnor.measure",
        "whom": row["school"],
        "text": row["name"],
        "due": row["date_to"],
        "words": row["state_words"],
        "came": row["result"],
    }


def _day(env):
    """Return a function that words a date as an office does; nothing of no date."""
    return lambda date: format_date(env, date, date_format="dd.MM.yyyy") if date else ""
