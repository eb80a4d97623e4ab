from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

FINISHED = 100


class ShnorMeasure(models.Model):
    """The state of a measure: what each needs, and what follows from it.

    Any state may follow any other, as in life; but done needs a proof, moved a new date and a
    reason, failed a reason. A spreadsheet is taken as it lies: what it lacks is told, not refused.
    """

    _inherit = "shnor.measure"

    state_reason = fields.Text(
        string="Reason", copy=False, tracking=True, help="Why the measure was moved or has failed."
    )
    moved_from = fields.Date(
        string="First due",
        copy=False,
        tracking=True,
        help="When the measure was due before it was moved.",
    )
    done_date = fields.Date(
        string="Done on", copy=False, tracking=True, help="The day when it was done."
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_state(vals) for vals in vals_list])

    @api.model
    def _prepare_state(self, vals):
        if vals.get("state") != "done":
            return vals
        return {"done_date": fields.Date.context_today(self), "percent": FINISHED, **vals}

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        # one write for all measures for which the same follows
        for consequences, measures in self.grouped(
            lambda measure: measure._state_consequences(vals)
        ).items():
            super(ShnorMeasure, measures).write({**dict(consequences), **vals})
        return True

    def _state_consequences(self, vals):
        """Return what follows from a new state, as sorted pairs (field, value)."""
        state, changed = vals["state"], vals["state"] != self.state
        follows = {}
        if state == "done":
            follows["percent"] = FINISHED
            if not self.done_date:
                follows["done_date"] = fields.Date.context_today(self)
        elif self.done_date:
            follows["done_date"] = False
        if state == "not_started":
            follows["percent"] = 0
        date_to = fields.Date.to_date(vals.get("date_to"))
        if state == "moved" and date_to and self.date_to and date_to != self.date_to:
            follows["moved_from"] = self.moved_from or self.date_to
        return tuple(sorted(follows.items())) if changed or "moved_from" in follows else ()

    @api.constrains("state", "state_reason", "moved_from", "result", "indicator_fact", "document")
    def _check_state_needs(self):
        for measure in self:
            if lacking := measure._state_lacks():
                raise ValidationError(
                    self.env._("“%(measure)s”: %(lacking)s", measure=measure.name, lacking=lacking)
                )

    def _state_lacks(self):
        """Return what the state needs and the measure has not, in words; else nothing."""
        if self.state == "done" and not self._has_proof():
            return self.env._(
                "what is done has a result, a fact, a supporting document or a file. "
                "Write what came of it."
            )
        if self.state == "partly" and not (self._has_proof() or self.state_reason):
            return self.env._("write what is done and what is not: in “Result” or in “Reason”.")
        if self.state == "failed" and not self.state_reason:
            return self.env._("write in “Reason” why it has failed.")
        if self.state == "moved" and not (self.state_reason and self.moved_from):
            return self.env._(
                "what is moved has a new date and a reason. Press “Move to another date”."
            )
        return None

    def _move_dates(self, date_to, reason):
        """Move the measures to another date.

        :param date date_to: when they are due now
        :param str reason: why
        :raise UserError: a measure is finished, is due on that day, or starts after it
        """
        self.check_access("write")
        for measure in self:
            if measure.state in ("done", "failed"):
                raise UserError(
                    self.env._("“%s” is finished and cannot be moved.", measure.display_name)
                )
            if measure.date_to and date_to <= measure.date_to:
                raise UserError(
                    self.env._(
                        "“%(measure)s” is due on %(date)s: the new date must be a later one.",
                        measure=measure.display_name,
                        date=f"{measure.date_to:%d.%m.%Y}",
                    )
                )
        # one that had no date is moved from the day of its moving
        for measures in self.grouped(lambda measure: bool(measure.date_to)).values():
            dateless = not measures[:1].date_to
            extra = {"moved_from": fields.Date.context_today(self)} if dateless else {}
            measures.write({"state": "moved", "date_to": date_to, "state_reason": reason, **extra})
