from odoo import models
from odoo.tools import format_date


class ShnorStage(models.Model):
    """A stage as the head of a column and as a bar of the timeline."""

    _inherit = "shnor.stage"

    def _board_stage(self):
        campaign = self.campaign_id
        first, last = campaign._board_span()
        days = (last - first).days + 1
        labels = dict(self._fields["state"]._description_selection(self.env))
        late = not self.done_on and self.date_to < campaign._local_today()
        words = labels[self.state]
        if self.done_on:
            words = self.env._("Done %s", campaign._board_day(self.done_on))
        elif late and campaign.state == "open":
            words = self.env._("Not done, late")
        return {
            "id": self.id,
            "name": self.stage_type_id.name,
            "dates": f"{format_date(self.env, self.date_from, date_format='dd.MM')} – "
            f"{format_date(self.env, self.date_to, date_format='dd.MM')}",
            "order": self.order_id.display_name or "",
            "people": self.responsible_names or self.env._("nobody"),
            "state": "done" if self.done_on else "late" if late else self.state,
            "words": words,
            "per_school": self.stage_type_id.per_school,
            "done": self.done_count,
            "total": self.row_count,
            "left": round(100 * (self.date_from - first).days / days, 2),
            "width": round(100 * ((self.date_to - self.date_from).days + 1) / days, 2),
        }


class ShnorStageSchool(models.Model):
    """A cell of the board."""

    _inherit = "shnor.stage.school"

    def _board_cell(self):
        return {
            "id": self.id,
            "state": self.state,
            "words": self.words,
            "person": self.user_id.name or "",
            "extended": self.extension_id.display_name if self.extension_id else "",
        }

    def action_reassign(self):
        """Open what gives this work to somebody else: an amendment, for administrators, or the
        absence of whoever has it.

        :return: dict, window action
        """
        self.ensure_one()
        self.check_access("read")
        if self.env.user.has_group("shnor_registry.group_administrator"):
            return self.campaign_id.order_id.action_amend()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Absence"),
            "res_model": "shnor.absence",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_user_id": self.env.uid},
        }
