from odoo import models
from odoo.fields import Domain


class ShnorGuardedMixin(models.AbstractModel):
    """Record rules that hold where Odoo's own check has gaps."""

    _name = "shnor.guarded.mixin"
    _description = "Record rules without gaps"

    # Fields by which the rules decide whose the record is. A record given away must be allowed
    # after the write, too: Odoo asks the rules before it only.
    _guard_fields = ()
    # For rules along a one2many (“one of the employments lies in my territory”): Odoo checks a
    # record in Python, which leaves all the lines in the cache, those too that the reader must not
    # see. SQL leaves nothing.
    _guard_in_sql = False

    def _check_access(self, operation):
        if not self._guard_in_sql or not any(self._ids):
            return super()._check_access(operation)
        if refused := self.browse()._check_access(operation):
            return self, refused[1]
        rules = self.env["ir.rule"]
        domain = Domain(rules._compute_domain(self._name, operation) or Domain.TRUE)
        # sudo: the rules themselves are not limited by rules
        records = self.sudo().with_context(active_test=False)
        allowed = records.search(Domain("id", "in", self.ids) & domain, order="id")
        if forbidden := self - allowed.with_env(self.env):
            return forbidden, lambda: rules._make_access_error(operation, forbidden)
        return None

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(self._guard_fields):
            self.check_access("write")
        return result
