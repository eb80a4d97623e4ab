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
        """Add how many measures of the period have been reported on (two queries a campaign), and
        how many were done when the campaign took the roadmaps down (one query)."""
        states = super()._source_states()
        stages = self._stage_ends()
        label = self.env._("Roadmap")
        taken = self._origin._roadmap_taken()
        for campaign, participants in self._origin.grouped("campaign_id").items():
            counts = participants._roadmap_counts(campaign)
            for participant in participants:
                done, total = counts.get(participant.school_id.id, (0, 0))
                words = self.env._("No measures")
                if not total and participant.roadmap_waived_on:
                    words = self.env._("Not required")
                if total:
                    words = self.env._("%(done)s of %(total)s reported", done=done, total=total)
                late = participant._days_since(stages.get((campaign.id, ROADMAP)))
                states[participant.id][ROADMAP] = {
                    "label": label,
                    "words": "; ".join(filter(None, (words, taken.get(participant.id)))),
                    "late": 0 if participant._is_roadmap_told(done, total) else late,
                }
        return states

    def _roadmap_counts(self, campaign):
        """Return {school id: (measures reported on, measures)} of the observation period.

        A report that waits for confirmation counts: the delay is the curator's.
        """
        domain = self._measures_domain(campaign) & Domain("school_id", "in", self.school_id.ids)
        measures = self.env["shnor.measure"]
        totals = measures._read_group(domain, ["school_id"], ["__count"])
        silent = dict(
            measures._read_group(domain & measures._unreported_domain(), ["school_id"], ["__count"])
        )
        return {school.id: (total - silent.get(school, 0), total) for school, total in totals}

    def _roadmap_taken(self):
        """Return {participant id: words} of the measures as the campaign took them down."""
        counts = {}
        for participant, state, day, count in self.env["shnor.measure.snapshot"]._read_group(
            [("participant_id", "in", self.ids)],
            ["participant_id", "state", "day:day"],
            ["__count"],
        ):
            done, total, _day = counts.get(participant.id, (0, 0, day))
            counts[participant.id] = (
                done + (count if state == "done" else 0),
                total + count,
                day,
            )
        return {
            participant_id: self.env._(
                "on %(day)s done: %(done)s of %(total)s",
                day=f"{day:%d.%m}",
                done=done,
                total=total,
            )
            for participant_id, (done, total, day) in counts.items()
        }

    def _stages_done_on(self):
        """Add the roadmap stage: done when all measures of the period are reported on.

        Not before the stage begins: until then measures come and go. A school without measures has
        done nothing, unless somebody said that it needs no roadmap.
        """
        done = super()._stages_done_on()
        for campaign, participants in self.grouped("campaign_id").items():
            begins = campaign._stage_of(ROADMAP).date_from
            if begins and campaign._local_today() < begins:
                continue
            # sudo: whether a school has reported is a fact of the campaign
            participants = participants.sudo()
            counts = participants._roadmap_counts(campaign)
            for participant in participants:
                reported, total = counts.get(participant.school_id.id, (0, 0))
                if participant._is_roadmap_told(reported, total):
                    # nobody keeps when the last one was reported on
                    day = True if total else participant.roadmap_waived_on
                    done[participant.id, ROADMAP] = day
        return done

    def _is_roadmap_told(self, reported, total):
        """Tell whether nothing of the roadmap is outstanding.

        :param int reported: measures of the period that are reported on
        :param int total: all of them
        """
        return reported == total and bool(total or self.roadmap_waived_on)

    def _open_stage_work(self, code):
        if code != ROADMAP:
            return super()._open_stage_work(code)
        self.ensure_one()
        return self._open_measures()

    def _open_measures(self):
        """Open the measures of the schools in the observation period of their campaign.

        :return: dict, window action
        """
        action = self.env["ir.actions.actions"]._for_xml_id("shnor_network.shnor_measure_action")
        period = self._measures_domain(self.campaign_id)
        action["domain"] = list(period & Domain("school_id", "in", self.school_id.ids))
        return action

    @api.model
    def _measures_domain(self, campaign):
        begins = Domain("date_from", "=", False) | Domain("date_from", "<=", campaign.period_to)
        ends = Domain("date_to", "=", False) | Domain("date_to", ">=", campaign.period_from)
        return begins & ends

    @api.model
    def _late_domains(self):
        domains = super()._late_domains()
        unreported = self.env["shnor.measure"]._unreported_domain()
        for campaign in self.env["shnor.campaign"].search([("state", "=", "open")]):
            period = self._measures_domain(campaign)
            none = Domain("school_id.measure_ids", "not any", period) & Domain(
                "roadmap_waived_on", "=", False
            )
            domains.append(
                Domain("campaign_id", "=", campaign.id)
                & self._stage_over_domain(ROADMAP)
                & (none | Domain("school_id.measure_ids", "any", period & unreported))
            )
        return domains
