from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.advice import Advice


class ShnorRecommendationPreview(models.TransientModel):
    """Whom rules would hit in a campaign, and by which facts. Nothing is written."""

    _name = "shnor.recommendation.preview"
    _description = "Preview of recommendation rules"

    rule_ids = fields.Many2many("shnor.recommendation.rule", string="Rules", required=True)
    campaign_id = fields.Many2one(
        "shnor.campaign",
        required=True,
        default=lambda self: self._default_campaign(),
        domain="[('state', '!=', 'cancelled')]",
    )
    summary = fields.Char(string="Schools that are hit", compute="_compute_table")
    note = fields.Text(compute="_compute_table")
    table = fields.Html(string="Drafts", compute="_compute_table", sanitize=False)

    @api.model
    def _default_campaign(self):
        campaigns = self.env["shnor.campaign"]
        return campaigns.search([("state", "=", "open")], limit=1) or campaigns.search([], limit=1)

    @api.depends("rule_ids", "campaign_id")
    @api.depends_context("lang")
    def _compute_table(self):
        for wizard in self:
            if not wizard.rule_ids or not wizard.campaign_id:
                wizard.summary = wizard.note = wizard.table = False
                continue
            rows, wizard.note = wizard._rows()
            schools = {row["school_id"] for row in rows if row["school_id"]}
            wizard.summary = self.env._(
                "%(hit)s of %(all)s",
                hit=len(schools),
                all=len(wizard._participants()),
            )
            wizard.table = self.env["ir.qweb"]._render(
                "shnor_monitoring.recommendation_preview_table", {"rows": rows}
            )

    def _participants(self):
        """Return the schools of the campaign that the reader may see."""
        return self.env["shnor.participant"].search(
            [("campaign_id", "=", self.campaign_id._origin.id)]
        )

    def _rows(self):
        """Return the drafts as plain rows, and what the reader should know beside them."""
        campaign = self.campaign_id._origin
        campaign.check_access("read")
        # sudo: results and answers of the schools that the reader may see, and of no others
        participants = self._participants().sudo()
        advice = Advice(
            campaign.sudo()._document_language(),
            self.rule_ids._origin.sudo(),
            participants=participants,
        )
        names = {participant.id: participant.school_name for participant in participants}
        labels = dict(
            self.env["shnor.recommendation"]._fields["addressee"]._description_selection(self.env)
        )
        rows = [
            {
                "school_id": draft["participant_id"],
                "whom": names.get(draft["participant_id"], labels[draft["addressee"]]),
                "text": draft["text"],
                "term": fields.Date.to_date(draft["term_date"]),
                "facts": [fact["words"] for fact in draft["facts"]],
            }
            for draft in advice.drafts()
        ]
        return rows, "\n".join(self._notes(advice)) or False

    def _notes(self, advice):
        """Yield what keeps rules from hitting in this campaign."""
        if not self.campaign_id.run_id and advice.rules.condition_ids.indicator_id:
            yield self.env._("The campaign has not been calculated yet: no rule sees its results.")
        if unasked := advice.cases.unasked():
            yield self.env._("No form of this campaign asks: %s.", ", ".join(unasked))

    def action_open_drafts(self):
        """Draft the recommendations of the campaign by all rules, and open them.

        :return: dict, window action
        """
        self.ensure_one()
        if not self.campaign_id:
            raise UserError(self.env._("Choose the campaign."))
        return self.campaign_id.action_draft_recommendations()
