from odoo import api, fields, models
from odoo.fields import Domain

ROADMAP = "roadmap"


class ShnorParticipant(models.Model):
    """The roadmap is a source of a campaign: its measures of the observation period."""

    _inherit = "shnor.participant"

    roadmap_words = fields.Char(string="Roadmap", compute="_compute_sources")

    @api.model
    def _source_names(self):
        return [*super()._source_names(), ROADMAP]

    def _source_states(self):
        """Add how many measures of the period have been reported on (one query a campaign)."""
        states = super()._source_states()
        stages = self._stage_ends()
        label = self.env._("Roadmap")
        for campaign, participants in self._origin.grouped("campaign_id").items():
            counts = participants._roadmap_counts(campaign)
            for participant in participants:
                done, total = counts.get(participant.school_id.id, (0, 0))
                words = self.env._("No measures")
                if total:
                    words = self.env._("%(done)s of %(total)s reported", done=done, total=total)
                late = participant._days_since(stages.get((campaign.id, ROADMAP)))
                states[participant.id][ROADMAP] = {
                    "label": label,
                    "words": words,
                    "late": late if done < total else 0,
                }
        return states

    def _roadmap_counts(self, campaign):
        """Return {school id: (measures reported on, measures)} of the observation period."""
        counts = {}
        for school, state, count in self.env["shnor.measure"]._read_group(
            self._measures_domain(campaign) & Domain("school_id", "in", self.school_id.ids),
            ["school_id", "state"],
            ["__count"],
        ):
            done, total = counts.get(school.id, (0, 0))
            reported = count if state != "not_started" else 0
            counts[school.id] = done + reported, total + count
        return counts

    @api.model
    def _measures_domain(self, campaign):
        begins = Domain("date_from", "=", False) | Domain("date_from", "<=", campaign.period_to)
        ends = Domain("date_to", "=", False) | Domain("date_to", ">=", campaign.period_from)
        return begins & ends

    @api.model
    def _late_domains(self):
        domains = super()._late_domains()
        for campaign in self.env["shnor.campaign"].search([("state", "=", "open")]):
            waiting = self._measures_domain(campaign) & Domain("state", "=", "not_started")
            domains.append(
                Domain("campaign_id", "=", campaign.id)
                & self._stage_over_domain(ROADMAP)
                & Domain("school_id.measure_ids", "any", waiting)
            )
        return domains
