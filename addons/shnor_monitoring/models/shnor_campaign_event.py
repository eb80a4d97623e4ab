from odoo import api, fields, models
from odoo.exceptions import UserError


class ShnorCampaignEvent(models.Model):
    """The activity log of a campaign: what happened, when, by whom, from which document.

    Rows are added by the system and never change; nobody edits or deletes one.
    """

    _name = "shnor.campaign.event"
    _description = "Activity log of a campaign"
    _inherit = "shnor.guarded.mixin"
    _order = "date desc, id desc"
    _guard_in_sql = True
    _rec_name = "text"

    campaign_id = fields.Many2one(
        "shnor.campaign", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime(
        string="When", required=True, readonly=True, default=lambda self: fields.Datetime.now()
    )
    user_id = fields.Many2one(
        "res.users",
        string="Who",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [
            ("order", "Order"),
            ("amendment", "Amendment"),
            ("extension", "Extension"),
            ("stage", "Stage"),
            ("responsible", "Responsible"),
            ("reminder", "Reminder"),
            ("meeting", "Working group"),
            ("letter", "Letters"),
            ("publication", "Publication"),
            ("campaign", "Campaign"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    text = fields.Text(string="What", required=True, readonly=True)
    document = fields.Char(readonly=True, help="The paper from which it follows.")
    participant_id = fields.Many2one(
        "shnor.participant", string="School", readonly=True, index="btree_not_null"
    )

    def write(self, vals):
        if vals:
            raise UserError(self.env._("The activity log is not edited."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The activity log is not deleted."))


class ShnorCampaign(models.Model):
    """What writes to the log."""

    _inherit = "shnor.campaign"

    event_ids = fields.One2many("shnor.campaign.event", "campaign_id", string="Activity log")

    def _log(self, kind, texts, document=None, participants=None):
        """Add rows to the log of one campaign.

        :param str kind: of the event
        :param texts: str, or list of str, what happened
        :param document: record from which it follows, told by its name
        :param participants: list of shnor.participant, one a text
        """
        self.ensure_one()
        texts = [texts] if isinstance(texts, str) else texts
        # sudo: rows come into being here only; who did it is kept
        self.env["shnor.campaign.event"].sudo().create(
            [
                {
                    "campaign_id": self.id,
                    "user_id": self.env.uid,
                    "kind": kind,
                    "text": text,
                    "document": document.display_name if document else False,
                    "participant_id": participants[index].id if participants else False,
                }
                for index, text in enumerate(texts)
            ]
        )

    def action_open_log(self):
        """Open the activity log.

        :return: dict, window action
        """
        action = self.env["ir.actions.actions"]._for_xml_id(
            "shnor_monitoring.shnor_campaign_event_action"
        )
        action["domain"] = [("campaign_id", "in", self.ids)]
        action["context"] = {}
        return action
