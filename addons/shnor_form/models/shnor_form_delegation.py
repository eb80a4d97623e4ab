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

    def _withdraw(self):
        """Take the sections back; what was answered stays."""
        # sudo: callers have checked that the form is theirs
        self.sudo().active = False

    def _send_link(self, link):
        """Queue the mail with the link to the colleague.

        :param str link: with the secret, which is kept nowhere else
        """
        self.ensure_one()
        body = self.env["ir.qweb"]._render(
            "shnor_form.delegation_mail",
            {"delegation": self, "sheet": self.sheet_id, "link": link},
        )
        # sudo: an owner has no rights on mails
        self.env["mail.mail"].sudo().create(
            {
                "subject": self.env._("Please fill in: %s", self.sheet_id.survey_id.title),
                "body_html": body,
                "email_from": self.env.company.email_formatted or self.owner_id.email_formatted,
                "email_to": self.partner_id.email_formatted,
                "auto_delete": True,
            }
        )
