from odoo import fields, models
from odoo.tools import format_date


class ShnorAsOf(models.TransientModel):
    """Open a list of the registry as it was, or will be, on a date."""

    _name = "shnor.as.of"
    _description = "Registry as of a date"

    date = fields.Date(string="As of", required=True, default=fields.Date.context_today)
    target = fields.Selection(
        [
            ("school", "Schools"),
            ("status", "School statuses"),
            ("teacher", "Teachers"),
            ("employment", "Employments"),
        ],
        string="List",
        required=True,
        default="school",
    )

    def _targets(self):
        """Return {target: (action's xmlid, filters switched on)}."""
        return {
            "school": ("shnor_registry.shnor_school_action", ["with_status"]),
            "status": ("shnor_registry.shnor_school_status_action", ["is_current"]),
            "teacher": ("shnor_registry.shnor_teacher_action", ["is_employed"]),
            "employment": ("shnor_registry.shnor_employment_action", ["is_current"]),
        }

    def action_open(self):
        """Open the chosen list with the date in its title.

        :return: dict, window action whose context carries ``as_of``
        """
        self.ensure_one()
        xmlid, filters = self._targets()[self.target]
        action = self.env["ir.actions.actions"]._for_xml_id(xmlid)
        action["name"] = self.env._(
            "%(list)s as of %(date)s", list=action["name"], date=format_date(self.env, self.date)
        )
        action["context"] = {
            "as_of": fields.Date.to_string(self.date),
            **{f"search_default_{name}": True for name in filters},
        }
        action["target"] = "main"
        return action
