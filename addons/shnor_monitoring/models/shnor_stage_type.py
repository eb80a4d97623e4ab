from odoo import fields, models


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
    remind_before = fields.Integer(
        string="Remind, days before",
        default=3,
        help="Directors who have not handed in are reminded so many days before the last one; "
        "0: no reminder.",
    )
    remind_on_day = fields.Boolean(string="Remind on the last day", default=True)
    remind_after = fields.Integer(
        string="Remind, days after",
        default=1,
        help="The same once the last day is over; 0: no reminder.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "A stage with this code exists already.")
    _days_check = models.Constraint(
        "CHECK (days_after_end >= 0 AND remind_before >= 0 AND remind_after >= 0)",
        "The number of days cannot be negative.",
    )

    def _reminder_days(self):
        """Return when to remind, counted from the last day: ``[-3, 0, 1]``."""
        days = [-self.remind_before, self.remind_after]
        return sorted({day for day in days if day} | ({0} if self.remind_on_day else set()))
