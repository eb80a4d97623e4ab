from odoo import api, models

# Of the drafts of December, those of these kinds were accepted: one or two a school.
DECEMBER_KINDS = ("results", "teachers")
# What July found out about the first of a rule's: fulfilment and comment.
FOUND = {
    "rule_i1_no_data": ("done", "Результаты ВПР за два года переданы в комитет 20 февраля."),
    "rule_i3_low": ("partly", "Маршруты составлены не для всех: двое педагогов были на сессии."),
    "rule_off_profile": ("not_done", "Набора на переподготовку в первом полугодии не было."),
}
JULY_ACCEPTED = 4


class ShnorDemo(models.AbstractModel):
    """Recommendations of the demo: December's with what became of them, July's as drafts."""

    _inherit = "shnor.demo"

    @api.model
    def _make_december_forms(self, campaign):
        result = super()._make_december_forms(campaign)
        campaign.action_calculate()
        campaign._draft_recommendations()
        drafts = campaign.recommendation_ids
        drafts.filtered(lambda one: one.kind in DECEMBER_KINDS).action_accept()
        return result

    @api.model
    def _make_july_forms(self):
        result = super()._make_july_forms()
        campaign = self.env["shnor.command"]._find_campaign("112-о")
        if campaign.state != "open" or campaign.recommendation_ids:
            return result
        campaign._ensure_calculated()
        campaign._draft_recommendations()
        to_schools = campaign.recommendation_ids.filtered("school_id")
        to_schools[:JULY_ACCEPTED].action_accept()
        to_schools[JULY_ACCEPTED : JULY_ACCEPTED + 1]._refuse(
            "Уже сделано: соглашение подписано в июне."
        )
        campaign._refresh_followups()
        for name, (fulfilment, comment) in FOUND.items():
            rule = self.env.ref(f"shnor_monitoring.{name}", raise_if_not_found=False)
            followups = campaign.followup_ids.filtered(
                lambda one, rule=rule: rule and one.recommendation_id.rule_id == rule
            )
            followups[:1].write({"fulfilment": fulfilment, "comment": comment})
        return result
