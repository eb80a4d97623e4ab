from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date


class ShnorCampaign(models.Model):
    """The measures of the roadmaps in what came of the previous campaign."""

    _inherit = "shnor.campaign"

    def _loop_measures(self):
        """Return the measures of the participants since the previous campaign: those that its
        recommendations became, and those of the observation period (a few queries for all)."""
        if not self.previous_campaign_id:
            return super()._loop_measures()
        measures = self.env["shnor.measure"].search(
            self._loop_measures_domain(), order="school_id, date_to, id"
        )
        advice = {one.recommendation_id: one for one in self.followup_ids if one.indicator_id}
        return [
            *super()._loop_measures(),
            *(one._loop_row(advice.get(one.recommendation_id)) for one in measures),
        ]

    def _loop_measures_domain(self):
        participants = self.participant_ids
        advised = Domain("recommendation_id.campaign_id", "=", self.previous_campaign_id.id)
        return Domain("school_id", "in", participants.school_id.ids) & (
            advised | participants._measures_domain(self)
        )

    def action_open_loop_measures(self):
        """Open the measures since the previous campaign.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.participant_ids._open_measures()
        action["domain"] = list(self._loop_measures_domain())
        return action


class ShnorMeasure(models.Model):
    """A measure as a row of “What came of it”."""

    _inherit = "shnor.measure"

    def _loop_row(self, followup):
        labels = dict(self._fields["state"]._description_selection(self.env))
        words = labels[self.state]
        if self.late_days:
            words = self.env._("%(state)s, late, days: %(days)s", state=words, days=self.late_days)
        return {
            "id": self.id,
            "school": self.school_id.display_name,
            "name": self.name,
            "responsible": self.responsible or "",
            "date_to": format_date(self.env, self.date_to, date_format="dd.MM.yyyy")
            if self.date_to
            else "",
            "state_words": words,
            "done": self.state == "done",
            "overdue": bool(self.late_days),
            "result": self.result or "",
            "indicator": followup.indicator_id.code if followup else "",
            "movement": followup.movement if followup else "",
            "movement_words": followup.movement_words if followup else self._own_movement(),
        }

    def _own_movement(self):
        """Return the number by which the measure itself is judged, from its base to its fact."""
        if not self.indicator or not (self.indicator_base or self.indicator_fact):
            return ""
        nothing = self.env._("no data")
        moved = f"{self.indicator_base or nothing} → {self.indicator_fact or nothing}"
        return f"{self.indicator}: {moved}"
