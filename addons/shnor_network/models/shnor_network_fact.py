from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools import filled


class ShnorNetworkFact(models.AbstractModel):
    """What the facts of this addon share: whose they are, and texts in which a dash is nothing."""

    _name = "shnor.network.fact"
    _description = "Fact of network and methodical work"

    # The many2one by which the record rules decide who may see the fact.
    _owner = "school_id"
    # Texts where a lone dash or spaces mean that nothing is there.
    _texts = ()

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([filled(vals, *self._texts) for vals in vals_list])

    def write(self, vals):
        result = super().write(filled(vals, *self._texts))
        if self._owner in vals:
            # Odoo asks the rules before a write; a fact given away must be allowed after it too.
            self.check_access("write")
        return result

    def _check_teacher_count(self):
        """Refuse facts that name more teachers by code than they count.

        :raise ValidationError: with the topic of the fact
        """
        for fact in self:
            if fact.teacher_count < len(fact.teacher_ids):
                raise ValidationError(
                    self.env._(
                        "%(topic)s: %(named)s teachers are named by code, and their number is "
                        "%(count)s. Correct the number.",
                        topic=fact.topic,
                        named=len(fact.teacher_ids),
                        count=fact.teacher_count,
                    )
                )
