from odoo import api, fields, models


class ShnorStageType(models.Model):
    """A kind of stage that orders give dates and responsibles to."""

    _name = "shnor.stage.type"
    _description = "Kind of stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stays the same whatever the name.")
    sequence = fields.Integer(default=10)
    days_after_end = fields.Integer(
        string="Days after the end",
        help="How many calendar days after the end of the monitoring the stage may last. "
        "The regulation gives the working group 14.",
    )
    per_school = fields.Boolean(
        string="Each school does it",
        help="The board shows every school at this stage; the others are the committee's own.",
    )
    is_manual = fields.Boolean(
        string="Ticked off by hand",
        compute="_compute_is_manual",
        help="The system does not see the work of this stage: the responsible tells it.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "A stage with this code exists already.")
    _days_check = models.Constraint(
        "CHECK (days_after_end >= 0)",
        "The number of days cannot be negative.",
    )

    @api.depends("code")
    def _compute_is_manual(self):
        known = self.env["shnor.campaign"]._known_stages()
        for stage_type in self:
            stage_type.is_manual = stage_type.code not in known
