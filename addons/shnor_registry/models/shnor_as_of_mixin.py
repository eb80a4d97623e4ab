from odoo import fields, models
from odoo.exceptions import UserError


class ShnorAsOfMixin(models.AbstractModel):
    """Questions about the registry are asked as of a date.

    The date travels in the context key ``as_of`` (``YYYY-MM-DD`` or a date); without it, today.
    """

    _name = "shnor.as.of.mixin"
    _description = "Questions as of a date"

    def _as_of(self):
        """Return the date that the reader asks about.

        :return: datetime.date
        :raise UserError: the context carries something that is no date
        """
        value = self.env.context.get("as_of")
        if not value:
            return fields.Date.context_today(self)
        try:
            return fields.Date.to_date(value)
        except ValueError as error:
            raise UserError(
                self.env._("“%s” is not a date. Write it as YYYY-MM-DD.", value)
            ) from error
