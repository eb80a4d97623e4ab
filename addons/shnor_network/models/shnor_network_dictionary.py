from odoo import api, fields, models

from odoo.addons.shnor_registry.tools.text import key


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
            word.key = key(word.name or "")

    def _find_or_create(self, names):
        """Return {key: id} of the words `names`, making those that are missing (archived ones count).

        Two queries at most, whatever the number of names; empty names are left out.
        """
        wanted = {key(name): " ".join(name.split()) for name in names if name and key(name)}
        found = dict(
            self.with_context(active_test=False)._read_group(
                [("key", "in", list(wanted))], ["key"], ["id:max"]
            )
        )
        missing = [name for word_key, name in wanted.items() if word_key not in found]
        return found | {word.key: word.id for word in self.create([{"name": n} for n in missing])}
