from collections import defaultdict

from odoo import api, fields, models

HANDED_IN = ("submitted", "accepted")


class ShnorParticipant(models.Model):
    """A school in a campaign, as it was when the order was signed.

    Which statuses it held and in which territory it lay is a snapshot: the registry moves on.
    """

    _name = "shnor.participant"
    _description = "Participant of a campaign"
    _inherit = "shnor.campaign.part"
    _order = "campaign_id, school_name, id"
    _rec_name = "school_name"

    campaign_id = fields.Many2one("shnor.campaign", required=True, index=True, ondelete="restrict")
    school_id = fields.Many2one("shnor.school", required=True, index=True, ondelete="restrict")
    school_code = fields.Char(related="school_id.code")
    school_name = fields.Char(required=True, help="Short name on the day of signing.")
    territory_id = fields.Many2one("shnor.territory", index=True, ondelete="restrict")
    category = fields.Selection(
        [
            ("low_results", "Low results"),
            ("adverse", "Adverse conditions"),
            ("both", "Low results and adverse conditions"),
            ("none", "No status in the registry"),
        ],
        string="Status",
        required=True,
        help="Statuses in force on the first day of the monitoring, by the registry.",
    )
    basis = fields.Char(string="Basis in the order")
    status_basis = fields.Text(
        string="Basis of the status", help="The documents that gave the statuses."
    )
    reported = fields.Boolean(
        string="Self-evaluation is in",
        compute="_compute_reported",
        store=True,
        help="Submitted, and not returned.",
    )

    _school_uniq = models.Constraint(
        "UNIQUE (campaign_id, school_id)", "The school takes part in this campaign already."
    )

    @api.depends("self_evaluation_state")
    def _compute_reported(self):
        for participant in self:
            participant.reported = participant.self_evaluation_state in HANDED_IN

    @api.model
    def _create_from_orders(self, campaigns):
        """Freeze the schools that the orders list (batched, whatever their number).

        :param campaigns: shnor.campaign without participants
        :return: shnor.participant
        """
        schools = campaigns.order_id.participant_ids.school_id
        statuses = defaultdict(lambda: self.env["shnor.school.status"])
        for status in self.env["shnor.school.status"].search([("school_id", "in", schools.ids)]):
            statuses[status.school_id] |= status
        return self.create(
            [
                self._prepare_from_line(campaign, line, statuses[line.school_id])
                for campaign in campaigns
                for line in campaign.order_id.participant_ids
            ]
        )

    @api.model
    def _prepare_from_line(self, campaign, line, statuses):
        held = statuses.filtered(lambda status: status._in_force(campaign.date_begin))
        categories = sorted(set(held.mapped("category")))
        return {
            "campaign_id": campaign.id,
            "school_id": line.school_id.id,
            "school_name": line.school_id.display_name,
            "territory_id": line.school_id.territory_id.id,
            "category": "both" if len(categories) > 1 else (categories or ["none"])[0],
            "basis": line.basis,
            "status_basis": "\n".join(filter(None, dict.fromkeys(held.mapped("basis")))) or False,
        }

    def action_open_school(self):
        """Open the card of the school.

        :return: dict, window action
        """
        return self.school_id._get_records_action()
