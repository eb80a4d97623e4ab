from odoo import api, fields, models
from odoo.exceptions import UserError

SPECIALIST = "shnor_registry.group_specialist"


class ShnorLetterObjection(models.Model):
    """What a school does not agree to in its letter, and what the committee answers."""

    _name = "shnor.letter.objection"
    _description = "Objection to a letter"
    _inherit = "shnor.state.mixin"
    _order = "date desc, id desc"
    _guard_in_sql = True
    _rec_name = "text"

    _transitions = {("open", "answered"): SPECIALIST}

    letter_id = fields.Many2one(
        "shnor.letter", required=True, readonly=True, index=True, ondelete="restrict"
    )
    territory_id = fields.Many2one(
        related="letter_id.territory_id", store=True, index=True, precompute=True
    )
    text = fields.Text(string="Objection", required=True, readonly=True)
    date = fields.Datetime(string="When", required=True, readonly=True, default=fields.Datetime.now)
    author_id = fields.Many2one(
        "res.partner", string="Contact", required=True, readonly=True, ondelete="restrict"
    )
    author_name = fields.Char(related="author_id.name", string="Who")
    state = fields.Selection(
        [("open", "Waits for an answer"), ("answered", "Answered")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    answer = fields.Text(readonly=True)
    answered_at = fields.Datetime(string="Answered on", readonly=True)
    answered_by_id = fields.Many2one(
        "res.users", string="Answered by", readonly=True, ondelete="restrict"
    )

    def _check_write(self, vals):
        if vals:
            raise UserError(self.env._("An objection is not edited: answer it."))
        return super()._check_write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The register of letters is kept: nothing is deleted from it."))
