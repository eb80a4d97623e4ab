from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from odoo.addons.shnor_registry.tools.text import key

from .shnor_support_card import COMMON


class ShnorImportSupport(models.AbstractModel):
    """support.xlsx: rows of one activity for many schools belong together.

    Rows with «да» and the same date, kind, topic and provider are one ``shnor.support.event``.
    """

    _inherit = "shnor.import.support"

    def _check_target(self, table, target, ids):
        self._check_events(table, ids)
        return super()._check_target(table, target, ids)

    def _check_events(self, table, ids):
        """Refuse rows that would say of one school what is said once for all.

        Afterwards ``table.events`` has {index: (key, shnor.support.event, possibly none)} of the
        rows that are to become a part of an activity.
        """
        table.events = {}
        parts = self._known_parts(ids)
        columns = [column for column in table.columns if column.field in COMMON]
        flagged = table.get("event_id")
        told = table.column("event_id") is not None
        for index, part in parts.items():
            if told and not flagged[index]:
                message = self.env._(
                    "this help is a part of an activity for many schools. Write “да”, or take the "
                    "school away in the activity."
                )
                table.fault(index, "event_id", message)
            self._compare_common(table, columns, index, part)
        joining = [index for index in table.good() if flagged[index] and index not in parts]
        events = self._known_events(table, joining)
        first = {}
        for index in (one for one in table.good() if flagged[one]):
            row_key = self._event_key(*self._event_cells(table, index))
            leader = first.setdefault(row_key, index)
            self._compare_rows(table, columns, leader, index)
            if index in joining:
                event = events.get(row_key, self.env["shnor.support.event"])
                if event:
                    self._compare_common(table, columns, index, event)
                table.events[index] = (row_key, event)

    def _known_parts(self, ids):
        """Return {index: shnor.support} of the rows that are a part of an activity already."""
        # sudo: to compare; whose they are is checked when they are written
        found = (
            self.env["shnor.support"]
            .sudo()
            .search([("id", "in", list(ids.values())), ("event_id", "!=", False)])
        )
        known = {one.id: one for one in found}
        return {index: known[row_id] for index, row_id in ids.items() if row_id in known}

    def _known_events(self, table, indexes):
        """Return {key: shnor.support.event} of those that the rows may belong to (one query)."""
        if not indexes:
            return {}
        days, kinds = table.get("date"), table.get("kind_id")
        found = self.env["shnor.support.event"].search(
            [
                ("date", "in", list({days[index] for index in indexes})),
                ("kind_id", "in", list({kinds[index] for index in indexes})),
            ],
            order="id desc",
        )
        return {
            self._event_key(one.date, one.kind_id.id, one.topic, one.provider): one for one in found
        }

    @staticmethod
    def _event_cells(table, index):
        return [table.get(name)[index] for name in ("date", "kind_id", "topic", "provider")]

    @staticmethod
    def _event_key(date, kind_id, topic, provider):
        return (date, kind_id, key(topic), key(provider or ""))

    def _compare_common(self, table, columns, index, record):
        """Refuse a row that says another thing than the activity does."""
        values = record.read([column.field for column in columns], load=None)[0] if columns else {}
        for column in columns:
            if column.folds and key(values[column.field] or "") == key(
                table.values[column.field][index] or ""
            ):
                continue
            if not column.same(values[column.field], table.values[column.field][index]):
                table.fault(
                    index,
                    column,
                    self.env._(
                        "this is said once for all schools of the activity, and there it is "
                        "“%s”. Correct the cell, or change the activity on screen.",
                        column.show(table, {values[column.field]})[values[column.field]],
                    ),
                )

    def _compare_rows(self, table, columns, leader, index):
        for column in columns:
            one, other = (table.values[column.field][place] for place in (leader, index))
            if column.folds and key(one or "") == key(other or ""):
                continue
            if not column.same(one, other):
                table.fault(
                    index,
                    column,
                    self.env._(
                        "row %s is of the same activity for many schools, and says another thing. "
                        "Write the same in both.",
                        table.rows[leader],
                    ),
                )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------
    def _after_write(self, table, target, created, updated):
        result = super()._after_write(table, target, created, updated)
        self._join_events(table, {**created, **updated})
        return result

    def _join_events(self, table, ids):
        """Make the activities that are new, and their schools a part of them."""
        joining = {index: found for index, found in table.events.items() if index in ids}
        if not joining:
            return
        groups = defaultdict(list)
        for index, (row_key, event) in joining.items():
            if not event:
                groups[row_key].append(index)
        # the importing person's own rights decide whether there may be such an activity
        created = self.env["shnor.support.event"].create(
            [self._prepare_event(table, indexes) for indexes in groups.values()]
        )
        fresh = dict(zip(groups, created.ids, strict=True))
        links = [
            (ids[index], event.id or fresh[row_key]) for index, (row_key, event) in joining.items()
        ]
        self.env.cr.execute(
            SQL(
                """
                UPDATE shnor_support support SET event_id = said.event_id
                  FROM unnest(%s::int[], %s::int[]) AS said(id, event_id)
                 WHERE said.id = support.id
                """,
                *map(list, zip(*links, strict=True)),
            )
        )
        self.env.invalidate_all()
        self._widen_events(table, joining)
        supports = self.env["shnor.support"].browse(row_id for row_id, _event in links)
        # what the file has no column for, the help has from its activity
        for event, parts in supports.grouped("event_id").items():
            parts._write_by_event(
                {name: event._fields[name].convert_to_write(event[name], event) for name in COMMON}
            )
        supports.event_id._check_territory()

    def _widen_events(self, table, joining):
        """Let activities that are there lie where their new schools do, too."""
        schools = defaultdict(lambda: self.env["shnor.school"])
        for index, (_row_key, event) in joining.items():
            schools[event] |= self.env["shnor.school"].browse(table.get("school_id")[index])
        for event, joined in schools.items():
            territory = _common_territory(event.territory_id | joined.territory_id)
            if event and territory and territory != event.territory_id:
                event.territory_id = territory

    def _prepare_event(self, table, indexes):
        """Return the values of the activity that these rows are one of."""
        leader = indexes[0]
        names = [name for name in COMMON if table.column(name) is not None]
        states = {table.get("state")[index] for index in indexes}
        schools = self.env["shnor.school"].browse(table.get("school_id")[one] for one in indexes)
        return {
            **{name: table.values[name][leader] or False for name in names},
            "state": next(one for one in ("done", "planned", "cancelled") if one in states),
            "territory_id": _common_territory(schools.territory_id).id,
        }


def _common_territory(territories):
    """Return the smallest territory in which all of them lie."""
    paths = [
        [int(one) for one in path.split("/") if one] for path in territories.mapped("parent_path")
    ]
    shared = [steps[0] for steps in zip(*paths, strict=False) if len(set(steps)) == 1]
    return territories.browse(shared[-1:])
