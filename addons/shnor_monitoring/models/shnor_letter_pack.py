from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

SPECIALIST = "shnor_registry.group_specialist"
# what a specialist may word until the first letter has gone out
HEAD = (
    *("number", "date", "acknowledge_until", "introduction"),
    *("signer", "signer_position", "executor", "executor_phone"),
)
CHATTER = ("message_", "activity_")


class ShnorLetterPack(models.Model):
    """The letters of one campaign: their common head, and how far sending them is.

    It is no part of the campaign: schools acknowledge and object after the campaign was closed.
    """

    _name = "shnor.letter.pack"
    _description = "Letters of a campaign"
    _inherit = ["mail.thread", "shnor.state.mixin"]
    _order = "date desc, id desc"
    _guard_in_sql = True
    _rec_names_search = ["number", "campaign_id.name"]

    _transitions = {
        ("prepared", "sending"): SPECIALIST,
        ("stopped", "sending"): SPECIALIST,
        ("sent", "sending"): SPECIALIST,
        ("sending", "stopped"): SPECIALIST,
        ("sending", "sent"): None,
    }

    campaign_id = fields.Many2one(
        "shnor.campaign", required=True, readonly=True, index=True, ondelete="restrict"
    )
    territory_id = fields.Many2one(
        related="campaign_id.territory_id", store=True, index=True, precompute=True
    )
    number = fields.Char(
        string="Outgoing number",
        required=True,
        tracking=True,
        help="Each letter has it with a number of its own behind a stroke: 21/5.",
    )
    date = fields.Date(required=True, tracking=True)
    acknowledge_until = fields.Date(
        string="Acknowledge until", required=True, tracking=True, help="It stands in the letters."
    )
    introduction = fields.Text(
        string="Words of the committee",
        help="Stands in every letter before the results. Name no school here.",
    )
    signer = fields.Char(required=True, help="Full name, as it stands under the letters.")
    signer_position = fields.Char(string="Position of the signer")
    executor = fields.Char(help="Full name, under the signature.")
    executor_phone = fields.Char(string="Phone of the executor")
    state = fields.Selection(
        [
            ("prepared", "Prepared"),
            ("sending", "Being sent"),
            ("stopped", "Stopped"),
            ("sent", "Sent"),
        ],
        required=True,
        readonly=True,
        default="prepared",
        index=True,
        tracking=True,
        copy=False,
    )
    problem = fields.Text(
        string="Why it stopped", readonly=True, copy=False, help="What the job could not get over."
    )
    letter_ids = fields.One2many("shnor.letter", "pack_id", string="Letters", readonly=True)

    _campaign_uniq = models.Constraint(
        "UNIQUE (campaign_id)", "The letters of this campaign are prepared already."
    )
    _until_check = models.Constraint(
        "CHECK (acknowledge_until >= date)",
        "The last day to acknowledge lies before the date of the letters.",
    )

    @api.depends("number", "campaign_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for pack in self:
            pack.display_name = self.env._(
                "Letters No. %(number)s · %(campaign)s",
                number=pack.number,
                campaign=pack.campaign_id.name,
            )

    @api.constrains("number", "signer")
    def _check_words(self):
        for pack in self:
            if not (pack.number or "").strip() or not (pack.signer or "").strip():
                raise ValidationError(
                    self.env._("The letters need an outgoing number and who signs them.")
                )

    def _check_write(self, vals):
        """Let people word the head until the first letter has gone out."""
        super()._check_write(vals)
        for name in vals:
            if name == "problem" and self.env.su:
                continue
            if name not in HEAD and not name.startswith(CHATTER):
                raise UserError(self.env._("Letters are made by the buttons, not by editing."))
        if vals.keys().isdisjoint(HEAD):
            return
        for pack in self:
            if pack._has_gone_out():
                raise UserError(
                    self.env._(
                        "“%s”: letters have gone out already, what stands in them does not "
                        "change any more.",
                        pack.display_name,
                    )
                )

    def _has_gone_out(self):
        """Return whether the head stands in a letter that somebody has, or may have in a moment.

        A job that stopped before its first letter leaves the head to be corrected.
        """
        self.ensure_one()
        if self.state in ("prepared", "sending"):
            return self.state == "sending"
        # sudo: asked of the whole pack, whatever letters the reader sees
        letters = self.env["shnor.letter"].sudo()
        return bool(
            letters.search_count([("pack_id", "=", self.id), ("state", "!=", "prepared")], limit=1)
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The register of letters is kept: nothing is deleted from it."))
