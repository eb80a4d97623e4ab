from odoo import models
from odoo.exceptions import UserError


class ShnorOrder(models.Model):
    """The fifth annex is taken from the standing members of the working group."""

    _inherit = "shnor.order"

    def action_take_members(self):
        """Add the standing members that a draft does not name yet.

        :raise UserError: there are none
        """
        self.check_access("write")
        for order in self:
            standing = self.env["shnor.working.group.member"]._of_territory(order.territory_id)
            if not standing:
                raise UserError(
                    self.env._(
                        "No standing member is entered. Open Configuration → Members of the "
                        "working group."
                    )
                )
            named = {line.email_normalized or line.name for line in order.member_ids}
            order.member_ids = [
                (0, 0, line)
                for member, line in zip(standing, standing._order_lines(), strict=True)
                if (member.email_normalized or member.name) not in named
            ]
