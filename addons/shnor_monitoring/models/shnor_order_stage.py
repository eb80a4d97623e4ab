from odoo import api, fields, models


class ShnorOrderStage(models.Model):
    """A stage with its dates, as the order sets them (its appendix 2)."""

    _name = "shnor.order.stage"
    _description = "Stage in an order"
    _inherit = "shnor.order.line"
    _order = "order_id, date_from, stage_type_id, id"
    _guard_in_sql = True
    _rec_name = "stage_type_id"

    order_id = fields.Many2one("shnor.order", required=True, index=True, ondelete="cascade")
    stage_type_id = fields.Many2one(
        "shnor.stage.type", string="Stage", required=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="To", help="The last day, inclusive.")
    responsible_names = fields.Char(
        string="Responsible", compute="_compute_responsible_names", help="From the order's list."
    )

    @api.depends(
        "stage_type_id", "order_id.responsible_ids.name", "order_id.responsible_ids.stage_type_id"
    )
    def _compute_responsible_names(self):
        for stage in self:
            people = stage.order_id.responsible_ids.filtered(
                lambda line, stage=stage: line.stage_type_id == stage.stage_type_id
            )
            stage.responsible_names = ", ".join(people.mapped("name"))

    def _content_key(self):
        return self.stage_type_id

    def _content_value(self):
        return (self.date_from, self.date_to)
