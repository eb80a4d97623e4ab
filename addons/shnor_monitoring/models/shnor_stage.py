from odoo import api, fields, models

from .shnor_campaign import WORKING_GROUP


class ShnorStage(models.Model):
    """A stage of a campaign with the dates that the order, or an amendment, gave it."""

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
    code = fields.Char(related="stage_type_id.code")
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True)
    order_id = fields.Many2one(
        "shnor.order",
        string="Document",
        index="btree_not_null",
        ondelete="restrict",
        help="The order or the amendment that the dates come from.",
    )
    active = fields.Boolean(default=True, help="Off: dropped by an amendment.")
    responsible_ids = fields.Many2many("shnor.order.responsible", string="Responsibles")
    responsible_names = fields.Char(string="Responsible", compute="_compute_responsible_names")
    state = fields.Selection(
        [("future", "Ahead"), ("current", "Under way"), ("past", "Over")], compute="_compute_state"
    )
    days_left = fields.Integer(compute="_compute_state", help="To the last day; 0 on that day.")
    done_on = fields.Date(
        string="Done on", readonly=True, help="The day on which all of its work was done."
    )
    done_count = fields.Integer(string="Schools done", compute="_compute_counts")
    row_count = fields.Integer(string="Schools", compute="_compute_counts")
    completeness = fields.Float(
        compute="_compute_counts", help="Share of the schools that have done it, per cent."
    )
    timeliness = fields.Float(
        compute="_compute_counts",
        help="Share of the schools that did it by their last day, of those whose last day is "
        "over or that have done it, per cent.",
    )
    school_ids = fields.One2many("shnor.stage.school", "stage_id", string="Schools at the stage")
    responsibility_ids = fields.One2many(
        "shnor.responsibility", "stage_id", string="Responsibilities"
    )

    _type_uniq = models.Constraint(
        "UNIQUE (campaign_id, stage_type_id)", "The campaign has this stage already."
    )

    @api.depends("responsible_ids.name")
    def _compute_responsible_names(self):
        for stage in self:
            stage.responsible_names = ", ".join(dict.fromkeys(stage.responsible_ids.mapped("name")))

    @api.depends("date_from", "date_to")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for stage in self:
            stage.days_left = max((stage.date_to - today).days, 0)
            if stage.date_to < today:
                stage.state = "past"
            else:
                stage.state = "current" if stage.date_from <= today else "future"

    @api.depends("school_ids.state")
    def _compute_counts(self):
        counts = {}
        for stage, state, count in self.env["shnor.stage.school"]._read_group(
            [("stage_id", "in", self.ids), ("participant_id.active", "=", True)],
            ["stage_id", "state"],
            ["__count"],
        ):
            counts.setdefault(stage.id, {})[state] = count
        for stage in self:
            by_state = counts.get(stage._origin.id, {})
            in_time, late = by_state.get("done", 0), by_state.get("done_late", 0)
            stage.row_count = sum(by_state.values())
            stage.done_count = in_time + late
            judged = stage.done_count + by_state.get("late", 0)
            stage.completeness = 100 * stage.done_count / stage.row_count if stage.row_count else 0
            stage.timeliness = 100 * in_time / judged if judged else 0

    @api.depends("stage_type_id", "campaign_id")
    def _compute_display_name(self):
        for stage in self:
            stage.display_name = f"{stage.stage_type_id.name} · {stage.campaign_id.name}"

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
                    "order_id": campaign.order_id.id,
                    "responsible_ids": [(6, 0, people[line.stage_type_id].ids)],
                }
                for line in campaign.order_id.stage_ids
            ]
        return self.create(vals_list)

    def _refresh_done(self):
        """Note on which day the work of the stages was finished, or that it is not any more.

        A stage of the schools is done once all of its schools are; of the others the campaign
        knows (``_stages_done_on``); the rest is marked by the responsible.
        """
        if not self:
            return
        waiting = {
            stage.id
            for [stage] in self.env["shnor.stage.school"]._read_group(
                [
                    ("stage_id", "in", self.ids),
                    ("done_on", "=", False),
                    ("participant_id.active", "=", True),
                ],
                ["stage_id"],
            )
        }
        last = {
            stage.id: day
            for stage, day in self.env["shnor.stage.school"]._read_group(
                [("stage_id", "in", self.ids), ("participant_id.active", "=", True)],
                ["stage_id"],
                ["done_on:max"],
            )
        }
        known = self.campaign_id._stages_done_on()
        for stage in self:
            if stage.stage_type_id.per_school:
                done_on = last.get(stage.id) if stage.id not in waiting else False
            elif stage.code in self.campaign_id._known_stages():
                done_on = known.get((stage.campaign_id.id, stage.code)) or False
            else:
                continue
            if stage.done_on != done_on:
                stage.done_on = done_on
                if done_on:
                    stage.campaign_id._log(
                        "stage", self.env._("Stage “%s” is done.", stage.stage_type_id.name)
                    )

    def action_open_schools(self):
        """Open the schools at this stage.

        :return: dict, window action
        """
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_stage_school_action"
        )
        action["domain"] = [("stage_id", "=", self.id)]
        action["context"] = {}
        return action

    def _is_meeting(self):
        return self.code == WORKING_GROUP
