from odoo import api, fields, models
from odoo.exceptions import UserError


class ShnorLetterDispatch(models.Model):
    """One letter to one address: whether the mail server took it, and why not.

    A mail of its own to each address, so that one refused address says nothing about the others.
    """

    _name = "shnor.letter.dispatch"
    _description = "Dispatch of a letter"
    _inherit = "shnor.guarded.mixin"
    _order = "letter_id, id"
    _guard_in_sql = True
    _rec_name = "address"

    letter_id = fields.Many2one(
        "shnor.letter", required=True, readonly=True, index=True, ondelete="restrict"
    )
    pack_id = fields.Many2one(related="letter_id.pack_id", store=True, index=True, precompute=True)
    territory_id = fields.Many2one(
        related="letter_id.territory_id", store=True, index=True, precompute=True
    )
    channel = fields.Selection(
        [("mail", "Mail"), ("paper", "On paper")], required=True, readonly=True, default="mail"
    )
    partner_id = fields.Many2one(
        "res.partner", string="To", readonly=True, index=True, ondelete="restrict"
    )
    address = fields.Char(required=True, readonly=True)
    mail_id = fields.Many2one(
        "mail.mail", readonly=True, index="btree_not_null", ondelete="set null"
    )
    state = fields.Selection(
        [
            ("queued", "In the queue"),
            ("sent", "Taken by the mail server"),
            ("failed", "Failed"),
            ("bounced", "Came back"),
            ("replaced", "Replaced by another address"),
        ],
        required=True,
        readonly=True,
        default="queued",
        index=True,
    )
    reason = fields.Text(string="Why not", readonly=True)
    attempts = fields.Integer(readonly=True, default=1, aggregator=None)
    queued_at = fields.Datetime(
        string="Handed over", readonly=True, required=True, default=fields.Datetime.now
    )
    done_at = fields.Datetime(string="Result on", readonly=True)

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("The register of letters is not edited."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The register of letters is kept: nothing is deleted from it."))
