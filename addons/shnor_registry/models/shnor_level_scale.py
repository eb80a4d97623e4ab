from odoo import api, fields, models


class ShnorLevelScale(models.Model):
    """Levels of competence by percentage; a scale is in force from its date to the next one's."""

    _name = "shnor.level.scale"
    _description = "Scale of levels"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True, tracking=True)
    date_from = fields.Date(
        string="In force from",
        required=True,
        tracking=True,
        help="Diagnostics of this day and later are judged by this scale, "
        "until another scale comes into force.",
    )
    line_ids = fields.One2many("shnor.level.scale.line", "scale_id", string="Levels", copy=True)

    _date_uniq = models.Constraint(
        "UNIQUE (date_from)", "Another scale comes into force on the same day."
    )

    @api.model_create_multi
    def create(self, vals_list):
        scales = super(ShnorLevelScale, self.with_context(levels_refresh_later=True)).create(
            vals_list
        )
        self.env["shnor.diagnostic"]._sql_refresh_levels()
        return scales.with_env(self.env)

    def write(self, vals):
        later = self.with_context(levels_refresh_later=True)
        result = super(ShnorLevelScale, later).write(vals)
        if {"date_from", "line_ids"} & vals.keys():
            self.env["shnor.diagnostic"]._sql_refresh_levels()
        return result

    def unlink(self):
        self.line_ids.with_context(levels_refresh_later=True).unlink()
        result = super().unlink()
        self.env["shnor.diagnostic"]._sql_refresh_levels()
        return result

    def copy_data(self, default=None):
        default = dict(default or {})
        default.setdefault("date_from", fields.Date.context_today(self))
        return super().copy_data(default)
