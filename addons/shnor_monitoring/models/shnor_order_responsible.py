from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_normalize


class ShnorOrderResponsible(models.Model):
    """Who answers for a stage (the order's appendix 3)."""

    _name = "shnor.order.responsible"
    _description = "Responsible in an order"
    _inherit = "shnor.order.line"
    _order = "order_id, stage_type_id, id"
    _guard_in_sql = True

    order_id = fields.Many2one("shnor.order", required=True, index=True, ondelete="cascade")
    name = fields.Char(string="Full name", required=True)
    position = fields.Char()
    stage_type_id = fields.Many2one(
        "shnor.stage.type", string="Stage", required=True, index=True, ondelete="restrict"
    )
    email = fields.Char(string="E-mail")
    email_normalized = fields.Char(compute="_compute_email_normalized", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="Found by e-mail, or made when the order is signed.",
    )
    school_ids = fields.Many2many(
        "shnor.school",
        string="Schools",
        help="Only these schools; empty: the stage as a whole.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Account",
        compute="_compute_user_id",
        help="The user with this e-mail; who has none gets no tasks in the system.",
    )

    @api.depends("email")
    def _compute_email_normalized(self):
        for line in self:
            line.email_normalized = email_normalize(line.email) or False

    @api.depends("email_normalized")
    def _compute_user_id(self):
        users = self._users_by_email()
        for line in self:
            line.user_id = users.get(line.email_normalized)

    def _users_by_email(self):
        """Return {normalised e-mail: staff user} for the lines (one query).

        Portal accounts are left out: the tasks are on back-office documents.
        """
        emails = list(filter(None, self.mapped("email_normalized")))
        if not emails:
            return {}
        # whoever prepares an order need not be allowed to read the list of users
        users = (
            self.env["res.users"]
            .sudo()
            .search(
                [("partner_id.email_normalized", "in", emails), ("share", "=", False)],
                order="id desc",
            )
        )
        return {user.partner_id.email_normalized: user.sudo(False) for user in users}

    def _ensure_contacts(self):
        """Link each line to a contact; people whom the system does not know yet become contacts.

        Batched: one search and at most one create, whatever the number of lines.
        """
        lines = self.filtered(lambda line: not line.partner_id)
        emails = list(filter(None, lines.mapped("email_normalized")))
        known = {
            partner.email_normalized: partner
            for partner in self.env["res.partner"].search(
                [("email_normalized", "in", emails)], order="id desc"
            )
        }
        unknown = {}
        for line in lines:
            if line._contact_key() not in known:
                unknown.setdefault(line._contact_key(), line)
        created = self.env["res.partner"].create(
            [
                {"name": line.name, "email": line.email, "function": line.position}
                for line in unknown.values()
            ]
        )
        known.update(zip(unknown, created, strict=True))
        for line in lines:
            line.partner_id = known[line._contact_key()]

    def _contact_key(self):
        # people without an e-mail are told apart by name within the order
        return self.email_normalized or self.name

    def _missing_account_note(self):
        """Return the note for whoever gets the task of a person that the system cannot reach."""
        self.ensure_one()
        about = ", ".join(filter(None, (self.name, self.position, self.email)))
        if self.user_id:
            reason = self.env._(
                "%s answers for this stage and may not see the campaign, so the task came to you.",
                about,
            )
            remedy = self.env._(
                "Open Settings → Users, give this account a role in “Monitoring of schools” and "
                "the territories, then assign the task to this person."
            )
        else:
            reason = self.env._(
                "%s answers for this stage and has no account, so the task came to you.", about
            )
            remedy = self.env._(
                "Open Settings → Users, make a user with this e-mail, give a role in "
                "“Monitoring of schools” and the territories, then assign the task to this person."
            )
        return Markup("<p>%s</p><p>%s</p>") % (reason, remedy)

    def _content_key(self):
        return self.stage_type_id and (self.stage_type_id, self._contact_key())

    def _content_value(self):
        return (self.name, self.position or "", frozenset(self.school_ids.ids))
