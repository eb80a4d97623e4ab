from odoo import api, fields, models


class ShnorStage(models.Model):
    """A stage of a campaign with the dates that the order gave it."""

    _name = "shnor.stage"
    _description = "Stage of a campaign"
    _inherit = "shnor.campaign.part"
    _order = "date_from, stage_type_id, id"
    _guard_in_sql = True
    _rec_name = "stage_type_id"

    campaign_id = fields.Many2one("shnor.campaign", required=True, index=True, ondelete="restrict")
    stage_type_id = fields.Many2one(
        "shnor.stage.type", string="Stage", required=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    responsible_ids = fields.Many2many("shnor.order.responsible", string="Responsibles")
    responsible_names = fields.Char(string="Responsible", compute="_compute_responsible_names")
    state = fields.Selection(
        [("future", "Ahead"), ("current", "Under way"), ("past", "Over")], compute="_compute_state"
    )
    days_left = fields.Integer(compute="_compute_state", help="To the last day; 0 on that day.")

    @api.depends("responsible_ids.name")
    def _compute_responsible_names(self):
        for stage in self:
            stage.responsible_names = ", ".join(stage.responsible_ids.mapped("name"))

    @api.depends("date_from", "date_to")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for stage in self:
            stage.days_left = max((stage.date_to - today).days, 0)
            if stage.date_to < today:
                stage.state = "past"
            else:
                stage.state = "current" if stage.date_from <= today else "future"

    @api.model
    def _create_from_orders(self, campaigns):
        """Take the stages over from the orders.

        :param campaigns: shnor.campaign without stages
        :return: shnor.stage
        """
        vals_list = []
        for campaign in campaigns:
            people = campaign.order_id.responsible_ids.grouped("stage_type_id")
            vals_list += [
                {
                    "campaign_id": campaign.id,
                    "stage_type_id": line.stage_type_id.id,
                    "date_from": line.date_from,
                    "date_to": line.date_to,
                    "responsible_ids": [(6, 0, people[line.stage_type_id].ids)],
                }
                for line in campaign.order_id.stage_ids
            ]
        return self.create(vals_list)
