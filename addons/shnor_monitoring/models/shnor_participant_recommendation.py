from odoo import api, fields, models
from odoo.fields import Domain


class ShnorParticipant(models.Model):
    """What a school is advised, and what came of the last advice."""

    _inherit = "shnor.participant"

    recommendation_ids = fields.One2many(
        "shnor.recommendation", "participant_id", string="Recommendations"
    )
    recommendation_count = fields.Integer(
        string="Number of recommendations",
        compute="_compute_recommendation_count",
        help="Without those refused.",
    )
    is_advised = fields.Boolean(
        string="Has a recommendation",
        compute="_compute_recommendation_count",
        search="_search_is_advised",
    )
    followup_ids = fields.One2many(
        "shnor.recommendation.followup", "participant_id", string="Last time's recommendations"
    )
    followup_count = fields.Integer(
        string="Number of last time's recommendations", compute="_compute_followup_count"
    )

    @api.depends("recommendation_ids.state")
    def _compute_recommendation_count(self):
        counts = dict(
            self.env["shnor.recommendation"]._read_group(
                [("participant_id", "in", self.ids), ("state", "!=", "refused")],
                ["participant_id"],
                ["__count"],
            )
        )
        for participant in self:
            participant.recommendation_count = counts.get(participant._origin, 0)
            participant.is_advised = bool(participant.recommendation_count)

    @api.model
    def _search_is_advised(self, operator, value):
        if operator != "in":
            return NotImplemented
        given = [("state", "!=", "refused")]
        domains = [
            Domain("recommendation_ids", "any" if wanted else "not any", given) for wanted in value
        ]
        return Domain.OR(domains)

    @api.depends("followup_ids")
    def _compute_followup_count(self):
        counts = dict(
            self.env["shnor.recommendation.followup"]._read_group(
                [("participant_id", "in", self.ids)], ["participant_id"], ["__count"]
            )
        )
        for participant in self:
            participant.followup_count = counts.get(participant._origin, 0)

    def action_open_recommendations(self):
        """Open the recommendations to the schools.

        :return: dict, window action
        """
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_recommendation_action"
        )
        action["domain"] = [("participant_id", "in", self.ids)]
        action["context"] = {"default_participant_id": self.id} if len(self) == 1 else {}
        return action

    def action_open_followups(self):
        """Open what became of the last recommendations to the schools.

        :return: dict, window action
        """
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_recommendation_followup_action"
        )
        action["domain"] = [("participant_id", "in", self.ids)]
        action["context"] = {}
        return action
