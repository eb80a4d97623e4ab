from odoo import api, fields, models


class ShnorFormDelegation(models.Model):
    """Sections of a sheet that its owner gave to a colleague of the same organisation."""

    _name = "shnor.form.delegation"
    _description = "Delegated sections of a form"
    _order = "id"
    _rec_name = "partner_id"

    sheet_id = fields.Many2one(
        "survey.user_input", string="Form", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", string="To whom", required=True, ondelete="restrict"
    )
    owner_id = fields.Many2one("res.partner", string="By whom", required=True, ondelete="restrict")
    section_ids = fields.Many2many(
        "survey.question", "shnor_form_delegation_section_rel", string="Sections"
    )
    token_hash = fields.Char(groups="base.group_system", index="btree_not_null", copy=False)
    date = fields.Datetime(string="Given at", required=True, default=fields.Datetime.now)
    active = fields.Boolean(default=True, help="Withdrawn when not.")
    progress = fields.Char(compute="_compute_progress", help="Answered of asked.")

    @api.depends("sheet_id.form_revision", "section_ids")
    def _compute_progress(self):
        for delegation in self:
            done, asked = delegation.sheet_id._form_progress(delegation.section_ids.ids)
            delegation.progress = f"{done}/{asked}"
