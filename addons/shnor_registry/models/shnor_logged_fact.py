from collections import defaultdict

from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_date


class ShnorLoggedFact(models.AbstractModel):
    """A fact whose changes by hand are told in the chatter of the record it belongs to.

    One chatter per school or teacher instead of millions of threads on facts. The import has a
    protocol of its own and switches this off with the context key ``tracking_disable``.
    """

    _name = "shnor.logged.fact"
    _description = "Fact logged in its owner's chatter"
    _inherit = ["shnor.guarded.mixin"]

    # Many2one to the owner, and the fields worth telling
    _log_owner = None
    _log_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if records._log_enabled():
            records._log_to_owner(
                {
                    record.id: Markup("<p>%s</p>") % self.env._("Added: %s", record.display_name)
                    for record in records
                }
            )
        return records

    def write(self, vals):
        told = [name for name in self._log_fields if name in vals]
        if not told or not self._log_enabled():
            return super().write(vals)
        titles = {record.id: record.display_name for record in self}
        former_owners = {record.id: record[self._log_owner].id for record in self}
        before = self._log_snapshot(told)
        result = super().write(vals)
        after = self._log_snapshot(told)
        self._log_to_owner(
            {
                record.id: self._log_changes(titles[record.id], before[record.id], after[record.id])
                for record in self
                if before[record.id] != after[record.id]
            },
            former_owners,
        )
        return result

    def unlink(self):
        if self._log_enabled():
            self._log_to_owner(
                {
                    record.id: Markup("<p>%s</p>") % self.env._("Deleted: %s", record.display_name)
                    for record in self
                }
            )
        return super().unlink()

    def _log_enabled(self):
        # what an addon brings with it was changed by nobody
        silent = ("tracking_disable", "mail_notrack", "install_mode")
        return not any(self.env.context.get(key) for key in silent)

    def _log_snapshot(self, names):
        """Return {record id: {field name: the value as a person reads it}}."""
        return {record.id: {name: record._log_value(name) for name in names} for record in self}

    def _log_value(self, name):
        field, value = self._fields[name], self[name]
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "date":
            return format_date(self.env, value) if value else ""
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "float":
            return f"{value:g}"
        return str(value or "")

    def _log_changes(self, title, before, after):
        """Return the note: the fact's title and a line “label: old → new” a field."""
        lines = Markup().join(
            Markup("<li>%s: %s → %s</li>")
            % (
                self._fields[name]._description_string(self.env),
                before[name] or self.env._("empty"),
                after[name] or self.env._("empty"),
            )
            for name in before
            if before[name] != after[name]
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (self.env._("Changed: %s", title), lines)

    def _log_to_owner(self, bodies, former_owners=None):
        """Post ``bodies`` ({id of self: html}) as one internal note an owner.

        :param dict former_owners: {id of self: id of the owner before}, who is told as well
        """
        notes = defaultdict(Markup)
        for record in self:
            if body := bodies.get(record.id):
                for owner in {record[self._log_owner].id, (former_owners or {}).get(record.id)}:
                    notes[owner] += body
        notes.pop(False, None)
        notes.pop(None, None)
        if notes:
            owners = self.env[self._fields[self._log_owner].comodel_name].browse(notes)
            owners._message_log_batch(bodies=dict(notes))
