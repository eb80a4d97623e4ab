from odoo import api, fields, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.addons.shnor_registry.tools.text import key, normalise


class ShnorNetworkDictionary(models.AbstractModel):
    """A short list of words that staff extend themselves and that an import extends too."""

    _name = "shnor.network.dictionary"
    _description = "Dictionary of network and methodical work"

    name = fields.Char(required=True)
    key = fields.Char(compute="_compute_key", store=True, precompute=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)

    # Spaces, letter case and ё/е do not tell two words apart.
    _key_once = models.Constraint("UNIQUE (key)", "This word is in the dictionary already.")

    @api.depends("name")
    def _compute_key(self):
        for word in self:
            word.key = self._key_of(word.name)

    def unlink(self):
        """Delete; when the addon is removed, the words go with their table, after the facts."""
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return True
        return super().unlink()

    @api.model
    def _key_of(self, name):
        return key(name)

    @api.model
    def _find_or_create(self, names):
        """Return the ids of words by name, adding those that are missing (archived ones count).

        :param Iterable[str] names: as typed; empty ones are left out
        :return: dict {name as given: id}; one query, and one creation when some are new
        """
        wanted = {name: key(name) for name in names if key(name)}
        known = dict(
            self.with_context(active_test=False)._read_group(
                [("key", "in", list(wanted.values()))], ["key"], ["id:max"]
            )
        )
        missing = {
            word_key: normalise(name) for name, word_key in wanted.items() if word_key not in known
        }
        created = self.create([{"name": name} for name in missing.values()])
        known.update(zip(missing, created.ids, strict=True))
        return {name: known[word_key] for name, word_key in wanted.items()}
