"""Territories by name: found in the tree, or added where the user's territory leaves no doubt."""

from dataclasses import dataclass

from ..tools.text import key
from .columns import Text
from .references import tell_new_words


@dataclass(eq=False)
class Territory(Text):
    """The territory of a school, by its name."""

    max_length: int = 200

    folds = False

    def parse(self, table, cells):
        names = super().parse(table, cells)
        found = self._find(table.env)
        missing = {key(name): name for name in names if name and key(name) not in found}
        added = self._add(table, names, missing) if missing else {}
        values = []
        for index, name in enumerate(names):
            ids = found.get(key(name or ""), []) or added.get(key(name or ""), [])
            if name and len(ids) > 1:
                table.fault(
                    index,
                    self,
                    table.env._(
                        "several territories are called “%s”. Rename them in the list of "
                        "territories so that they differ.",
                        name,
                    ),
                )
            values.append(ids[0] if ids else None)
        return values

    def _find(self, env):
        """Return {folded name: ids}; of several, those within the user's territories count."""
        territories = env["shnor.territory"].search([])
        own = set(_own(env).ids)
        found = {}
        for territory in territories:
            found.setdefault(key(territory.name), []).append(territory.id)
        return {name: [i for i in ids if i in own] or ids for name, ids in found.items()}

    def _add(self, table, names, missing):
        env = table.env
        parent = self._parent(env)
        if not parent and not env.su and not env.user.has_group(ADMINISTRATORS):
            for index, name in enumerate(names):
                if name and key(name) in missing:
                    table.fault(index, self, self._lost(env, name))
            return {}
        added = env["shnor.territory"].create(
            [{"name": name, "parent_id": parent.id} for name in missing.values()]
        )
        self._tell(table, names, missing)
        return {name: [row_id] for name, row_id in zip(missing, added.ids, strict=True)}

    def _tell(self, table, names, missing):
        rows = {}
        for index, name in enumerate(names):
            if name and key(name) in missing:
                rows.setdefault(key(name), (index, name))
        tell_new_words(table, self, rows.values())

    def _lost(self, env, name):
        return env._(
            "there is no territory “%s”, and it is not clear what it would be a part of. "
            "Add it to the list of territories first.",
            name,
        )

    def _parent(self, env):
        """Return the territory that a new one becomes a part of: the user's, or the only one."""
        if own := env.user.shnor_territory_ids:
            return own if len(own) == 1 else own.browse()
        for kind in ("municipality", "region"):
            known = env["shnor.territory"].search([("kind", "=", kind)], limit=2)
            if known:
                return known if len(known) == 1 else known.browse()
        return env["shnor.territory"]

    def same(self, old, new):
        return (old or None) == (new or None)

    def show(self, table, values):
        records = table.env["shnor.territory"].browse([value for value in values if value])
        return {False: "", None: "", **{record.id: record.name for record in records}}

    def rule(self, env):
        return env._("name of a territory; a new one is added to the list")


ADMINISTRATORS = "shnor_registry.group_administrator"


def _own(env):
    own = env.user.shnor_territory_ids
    return env["shnor.territory"].search([("id", "child_of", own.ids)]) if own else own
