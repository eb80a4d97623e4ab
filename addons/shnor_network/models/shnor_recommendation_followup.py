from odoo import fields, models
from odoo.exceptions import UserError

from .shnor_measure import OPEN


class ShnorRecommendationFollowup(models.Model):
    """What became of a recommendation shows in the roadmap of its school."""

    _inherit = "shnor.recommendation.followup"

    measure_words = fields.Text(related="recommendation_id.measure_words")

    def action_take_from_roadmaps(self):
        """Take over how the measures of open recommendations have ended.

        What is still under way, and what somebody has judged already, stays as it is.

        :return: dict, notification
        :raise UserError: no measure of them has ended
        """
        self.check_access("write")
        taken = 0
        for followup in self.filtered(lambda one: one.fulfilment == "open"):
            measures = followup.recommendation_id.measure_ids
            if fulfilment := _fulfilment(set(measures.mapped("state"))):
                followup.write(
                    {"fulfilment": fulfilment, "comment": followup._words_of_roadmap(measures)}
                )
                taken += 1
        if not taken:
            raise UserError(
                self.env._(
                    "None of these recommendations has measures that have ended. Look at them in "
                    "the roadmaps, or judge by yourself."
                )
            )
        return self.env["shnor.campaign"]._notification(
            self.env._("Taken from the roadmaps: %s", taken)
        )

    def _words_of_roadmap(self, measures):
        """Return the comment: how the measures stand, and what is written of them."""
        said = [measures._progress_words()]
        for measure in measures:
            explains = measure.state in ("failed", "moved")
            said.append((measure.state_reason if explains else measure.result) or "")
        return "\n".join([self.env._("By the roadmap: %s", said[0]), *filter(None, said[1:])])


def _fulfilment(states):
    """Return what a recommendation is when its measures have ended; None while one has not."""
    if not states or states & (set(OPEN) - {"partly"}):
        return None
    if states == {"done"}:
        return "done"
    return "not_done" if states == {"failed"} else "partly"
