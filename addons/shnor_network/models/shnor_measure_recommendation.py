from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ShnorMeasure(models.Model):
    """Measures that carry a recommendation of the committee out."""

    _inherit = "shnor.measure"

    recommendation_id = fields.Many2one(
        "shnor.recommendation",
        string="Carries out",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('school_id', '=', school_id), ('state', '=', 'accepted')]",
        # schools are told by the portal that it follows from a recommendation, and the letter
        # brings the recommendation itself
        groups="base.group_user",
        help="The recommendation that the measure follows from. The next monitoring sees by it "
        "what became of the recommendation.",
    )

    @api.constrains("recommendation_id", "school_id")
    def _check_recommendation(self):
        # sudo: whose recommendation it is is compared, and not told
        for measure in self.sudo().filtered("recommendation_id"):
            if measure.recommendation_id.school_id != measure.school_id:
                raise ValidationError(
                    self.env._(
                        "“%s” carries out a recommendation to another school. Choose one to this "
                        "school.",
                        measure.name,
                    )
                )

    def _progress_words(self):
        """Return how far measures are: “done, 100 %”, with their names when they are several."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        words = []
        for measure in self:
            said = f"{labels[measure.state]}, {measure.percent} %"
            if measure.date_to and measure in self.filtered_domain(self._open_domain()):
                said = self.env._(
                    "%(state)s, due %(day)s", state=said, day=f"{measure.date_to:%d.%m.%Y}"
                )
            words.append(f"{measure.name}: {said}" if len(self) > 1 else said)
        return "\n".join(words)

    def action_open_recommendation(self):
        """Open the recommendation that the measure carries out.

        :return: dict, window action
        """
        self.ensure_one()
        return self.recommendation_id._get_records_action()
