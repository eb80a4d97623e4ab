from odoo import api, fields, models
from odoo.tools import SQL


class ShnorCampaign(models.Model):
    """The next campaign opens with what became of the last recommendations."""

    _inherit = "shnor.campaign"

    followup_ids = fields.One2many(
        "shnor.recommendation.followup", "campaign_id", string="Last time's recommendations"
    )
    followup_count = fields.Integer(
        string="Number of last time's recommendations", compute="_compute_followup_counts"
    )
    followup_done_count = fields.Integer(
        string="Last time's recommendations done", compute="_compute_followup_counts"
    )

    @api.depends("followup_ids.fulfilment")
    def _compute_followup_counts(self):
        counts = {
            (campaign, fulfilment): count
            for campaign, fulfilment, count in self.env[
                "shnor.recommendation.followup"
            ]._read_group(
                [("campaign_id", "in", self.ids)], ["campaign_id", "fulfilment"], ["__count"]
            )
        }
        for campaign in self:
            its = {key[1]: count for key, count in counts.items() if key[0] == campaign._origin}
            campaign.followup_count = sum(its.values())
            campaign.followup_done_count = its.get("done", 0)

    @api.model
    def _create_from_orders(self, orders):
        campaigns = super()._create_from_orders(orders)
        campaigns._refresh_followups()
        return campaigns

    def _move_to(self, target, **values):
        result = super()._move_to(target, **values)
        if target == "closed":
            # sudo: a consequence of a transition that was allowed
            later = self.sudo().search(
                [("previous_campaign_id", "in", self.ids), ("state", "=", "open")]
            )
            later._refresh_followups()
        return result

    def _refresh_followups(self):
        """Give open campaigns the accepted recommendations of their previous ones to be followed
        up (two statements, whatever their number); doing it again changes nothing.

        A recommendation to a school that takes part no more is left out. It is taken out, as is one
        that is accepted no more, as long as nobody has said anything about it.
        """
        campaigns = self.filtered(
            lambda campaign: campaign.state == "open" and not campaign.is_approved
        )
        if not campaigns:
            return
        campaigns.flush_model(["previous_campaign_id"])
        self.env["shnor.participant"].flush_model()
        self.env["shnor.recommendation"].flush_model()
        self.env["shnor.recommendation.followup"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM shnor_recommendation_followup followup
                 USING shnor_recommendation advice, shnor_campaign campaign
                 WHERE followup.campaign_id = ANY(%s) AND followup.fulfilment = 'open'
                   AND followup.comment IS NULL AND advice.id = followup.recommendation_id
                   AND campaign.id = followup.campaign_id
                   AND (advice.state <> 'accepted'
                        OR followup.participant_id IN (
                            SELECT id FROM shnor_participant WHERE active IS FALSE)
                        OR advice.campaign_id IS DISTINCT FROM campaign.previous_campaign_id)
                """,
                campaigns.ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO shnor_recommendation_followup (
                    campaign_id, recommendation_id, participant_id, territory_id, fulfilment,
                    create_uid, create_date, write_uid, write_date)
                SELECT campaign.id, advice.id, participant.id,
                       COALESCE(participant.territory_id, campaign.territory_id), 'open',
                       %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
                  FROM shnor_campaign campaign
                  JOIN shnor_recommendation advice
                       ON advice.campaign_id = campaign.previous_campaign_id
                      AND advice.state = 'accepted'
             LEFT JOIN shnor_participant participant
                       ON participant.campaign_id = campaign.id
                      AND participant.school_id = advice.school_id
                      AND participant.active
                 WHERE campaign.id = ANY(%(ids)s)
                   AND (advice.school_id IS NULL OR participant.id IS NOT NULL)
                 ORDER BY advice.id
                    ON CONFLICT (campaign_id, recommendation_id) DO NOTHING
                """,
                uid=self.env.uid,
                ids=campaigns.ids,
            )
        )
        self.env["shnor.recommendation.followup"].invalidate_model()
        self.invalidate_model(["followup_ids", "followup_count", "followup_done_count"])
        self.env["shnor.participant"].invalidate_model(["followup_ids", "followup_count"])

    def action_open_followups(self):
        """Open what became of the last recommendations.

        :return: dict, window action
        """
        self.ensure_one()
        self.check_access("read")
        self._refresh_followups()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_recommendation_followup_action"
        )
        action["domain"] = [("campaign_id", "=", self.id)]
        action["context"] = {"search_default_group_school": True}
        return action
