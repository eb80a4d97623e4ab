from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ShnorLevelScaleLine(models.Model):
    """A level begins at its lower bound, inclusive, and ends below the next level's."""

    _name = "shnor.level.scale.line"
    _description = "Level"
    _inherit = ["shnor.logged.fact"]
    _order = "scale_id, rank, id"

    _log_owner = "scale_id"
    _log_fields = ("name", "min_percent", "rank")

    scale_id = fields.Many2one("shnor.level.scale", required=True, index=True, ondelete="cascade")
    name = fields.Char(string="Level", required=True)
    min_percent = fields.Float(
        string="From, %",
        digits=(5, 2),
        required=True,
        help="Percentage of the maximum from which the level begins, inclusive.",
    )
    rank = fields.Integer(
        string="Level number", required=True, help="1 is the lowest level of competence."
    )

    _percent_check = models.Constraint(
        "CHECK (min_percent >= 0 AND min_percent <= 100)",
        "The lower bound of a level lies between 0 and 100 %.",
    )
    _percent_uniq = models.Constraint(
        "UNIQUE (scale_id, min_percent)", "Two levels of a scale begin at the same percentage."
    )
    _rank_uniq = models.Constraint(
        "UNIQUE (scale_id, rank)", "Two levels of a scale have the same rank."
    )

    @api.constrains("scale_id", "min_percent", "rank")
    def _check_order(self):
        for scale in self.scale_id:
            lines = scale.line_ids.sorted("rank")
            bounds = lines.mapped("min_percent")
            if bounds != sorted(bounds):
                raise ValidationError(
                    self.env._("A higher level must begin at a higher percentage.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        self._refresh_levels()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if {"scale_id", "min_percent", "rank"} & vals.keys():
            self._refresh_levels()
        return result

    def unlink(self):
        result = super().unlink()
        self._refresh_levels()
        return result

    @api.model
    def _refresh_levels(self):
        # a scale saved with all its lines refreshes the diagnostics once, at the end
        if not self.env.context.get("levels_refresh_later"):
            self.env["shnor.diagnostic"]._sql_refresh_levels()
