from odoo import api, models
from odoo.tools import SQL


class ShnorDeficit(models.Model):
    """Deficits and risks by which help, requests and partners are matched."""

    _name = "shnor.deficit"
    _inherit = ["shnor.network.dictionary"]
    _description = "Deficit or risk of a school"
    _order = "sequence, name, id"

    @api.model
    def _known_ids(self, texts):
        """Return the ids of the deficits that are written in these texts; nothing is added.

        :param Iterable[str] texts: as typed; empty ones are left out
        :return: dict {text: id} of those that the list knows (one query, none without texts)
        """
        wanted = {text: self._key_of(text) for text in texts if text}
        if not wanted:
            return {}
        known = dict(self._read_group([("key", "in", [*wanted.values()])], ["key"], ["id:max"]))
        return {text: known[key] for text, key in wanted.items() if key in known}

    @api.model
    def _sql_link(self, table, ids):
        """Set ``deficit_id`` of rows whose text names a deficit of the list, in one UPDATE.

        To be called after rows were written past the ORM; rows that have one are left alone.

        :param str table: with the columns ``id``, ``deficit`` and ``deficit_id``
        :param ids: of the rows
        """
        self.flush_model(["key"])
        self.env.cr.execute(
            SQL(
                r"""
                UPDATE %(table)s fact
                   SET deficit_id = known.id
                  FROM shnor_deficit known
                 WHERE fact.id = ANY(%(ids)s) AND fact.deficit_id IS NULL
                   AND known.key = btrim(regexp_replace(
                           replace(lower(fact.deficit), 'ё', 'е'), '\s+', ' ', 'g'))
                """,
                table=SQL.identifier(table),
                ids=list(ids),
            )
        )
