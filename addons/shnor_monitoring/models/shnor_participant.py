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
    _freezes_with_approval = True

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
        participants = self.browse()
        for campaign in campaigns:
            participants |= self._create_from_lines(campaign, campaign.order_id.participant_ids)
        return participants

    @api.model
    def _create_from_lines(self, campaign, lines):
        """Freeze the schools of some lines of an order (batched, whatever their number).

        :param campaign: shnor.campaign
        :param lines: shnor.order.participant, or a list of them
        :return: shnor.participant
        """
        lines = self.env["shnor.order.participant"].union(*lines)
        held = lines.school_id._statuses_on(campaign.date_begin)
        nothing = self.env["shnor.school.status"]
        return self.create(
            [
                self._prepare_from_line(campaign, line, held.get(line.school_id.id, nothing))
                for line in lines
            ]
        )

    @api.model
    def _prepare_from_line(self, campaign, line, held):
        categories = sorted(set(held.mapped("category")))
        return {
            "campaign_id": campaign.id,
            "order_id": line.order_id.id,
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
