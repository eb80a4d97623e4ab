from odoo import api, fields, models

from ..tools.text import key, normalise


class ShnorSubject(models.Model):
    """School subject; two spellings that differ in case, spaces or ё/е are one subject."""

    _name = "shnor.subject"
    _description = "Subject"
    _order = "name, id"

    name = fields.Char(required=True)
    key = fields.Char(
        compute="_compute_key",
        store=True,
        precompute=True,
        help="What is compared: lower case, single spaces, е for ё.",
    )
    active = fields.Boolean(default=True)

    _key_uniq = models.Constraint("UNIQUE (key)", "This subject is in the list already.")

    @api.depends("name")
    def _compute_key(self):
        for subject in self:
            subject.key = key(subject.name)

    @api.model
    def _find_or_create(self, names):
        """Return the ids of subjects by name, creating the missing ones.

        :param Iterable[str] names: as typed; empty ones are left out
        :return: dict {name as given: id}; two queries, and one creation when some are new
        """
        wanted = {name: key(name) for name in names if name and key(name)}
        known = {
            subject.key: subject.id
            for subject in self.with_context(active_test=False).search(
                [("key", "in", list(set(wanted.values())))]
            )
        }
        missing = {}
        for name, name_key in wanted.items():
            if name_key not in known:
                missing.setdefault(name_key, normalise(name))
        created = self.create([{"name": name} for name in missing.values()])
        known.update(zip(missing, created.ids, strict=True))
        return {name: known[name_key] for name, name_key in wanted.items()}
