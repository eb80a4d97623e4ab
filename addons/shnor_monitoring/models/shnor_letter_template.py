from odoo import api, models


class ShnorDocumentTemplate(models.Model):
    """What the placeholders of a letter mean."""

    _inherit = "shnor.document.template"

    @api.model
    def _placeholder_labels(self):
        labels = super()._placeholder_labels()
        if self.kind != "letter":
            return labels
        env = self.env
        return {
            **labels,
            "acknowledge_until": env._("last day to acknowledge"),
            "portal": env._("address of the portal"),
            "introduction": env._("words of the committee"),
            "campaign": env._("name of the campaign"),
            "school_full": env._("full name of the school"),
            "director": env._("director; nothing when there are several"),
            "results": env._("the indicators of the school"),
            "district": env._("the indicators of all participants"),
            "recommendations": env._("recommendations to the school"),
            "materials": env._("materials"),
            "basis": env._("what it rests on"),
            "words": env._("verdict, or k of n"),
            "share": env._("k of n"),
            "percent": env._("per cent"),
            "previous": env._("k of n the last time"),
            "text": env._("what is recommended"),
            "kind": env._("kind"),
            "term": env._("until when"),
            "expected_result": env._("what is expected"),
            "indicator": env._("the indicator that it aims at"),
            "address": env._("address or file"),
            "source": env._("source"),
        }
