from collections import defaultdict

import psycopg2

from odoo import models
from odoo.exceptions import AccessError, UserError

from ..imports import bulk
from ..imports.table import CHANGED, NEW
from ..tools.text import key

# rows between two looks at whether somebody cancelled; what SQL writes is quicker
BATCH, BULK_BATCH = 500, 20_000


class ShnorImportWriter(models.AbstractModel):
    """From rows to records: find those already there, compare, write what differs.

    Rights are checked for sets of records before and after writing (``_refuse_forbidden``), so that
    a message can name the row; hence the writing itself is done with sudo.
    """

    _name = "shnor.import.writer"
    _description = "Writing the rows of a spreadsheet"

    # ------------------------------------------------------------------
    # One target
    # ------------------------------------------------------------------
    def _write_target(self, table, target):
        """Write the rows of ``table`` into ``target``; afterwards ``table.ids`` has the records."""
        if not self._check_model_rights(table, target):
            return
        self._prepare_target(table, target)
        owners = self._find_owners(table, target)
        ids = self._find_existing(table, target, owners)
        self._check_target(table, target, ids)
        changed = self._compare(table, target, ids, owners)
        self._refuse_forbidden(table, target, {i: ids[i] for i in changed}, "write")
        self._guarded(table, target, self._write_rows, owners, ids, changed)
        table.ids[target.model] = [ids.get(index) for index in range(len(table))]
        if target.link:
            table.values[target.link] = self._shared(table, target, ids)

    def _write_rows(self, table, target, owners, ids, changed):
        good = table.good()
        new = [index for index in good if index not in ids and owners[index] == index]
        changed = [index for index in good if index in changed]
        names = self._stored_fields(table, target)
        # first what was there: a period that the file closes makes room for a new one
        self._update(table, target, names, changed, ids)
        ids.update(zip(new, self._create(table, target, names, new), strict=True))
        self._set_verdicts(table, target, owners, new, changed)
        self.env.invalidate_all()
        self._after_write(table, target, {i: ids[i] for i in new}, {i: ids[i] for i in changed})
        table.written[target] = ({i: ids[i] for i in new}, {i: ids[i] for i in changed})
        if target is table.sheet.targets[-1]:
            # only now: a teacher, say, is within one's reach by the employment just written
            for done, (created, updated) in table.written.items():
                self._refuse_forbidden(table, done, created, "create")
                self._refuse_forbidden(table, done, updated, "write")

    def _set_verdicts(self, table, target, owners, new, changed):
        last = target is table.sheet.targets[-1]
        for index in changed:
            table.verdicts[index] = CHANGED
        for index in new if last else ():
            table.verdicts[index] = NEW

    def _shared(self, table, target, ids):
        """Return the id of the record of each row, also of rows that share one."""
        by_key = {}
        keys = self._row_keys(table, target)
        for index, row_id in ids.items():
            by_key.setdefault(keys[index], row_id)
        return [by_key.get(row_key) for row_key in keys]

    # ------------------------------------------------------------------
    # Extension points
    # ------------------------------------------------------------------
    def _prepare_target(self, table, target):
        """Fill in ``table.values`` for fields that no column holds, before looking up records."""

    def _extra_fields(self, table, target):
        """Return names of fields filled in by ``_prepare_target``, to be compared and written."""
        return []

    def _check_target(self, table, target, ids):
        """Check rows against what is there; ``table.existing[target.model]`` is at hand.

        :param dict ids: {index: id of the record found}
        """

    def _after_write(self, table, target, created, updated):
        """Do what the ORM would have done, or what takes ids.

        :param dict created: {index: id}
        :param dict updated: {index: id}
        """

    def _repeat_message(self, table, target, index, first):
        """Return why row ``index`` may not have the same key as row ``first``.

        :return: str; None when rows may share this record
        """
        if target is not table.sheet.targets[-1]:
            return None
        others = [
            column.header
            for column in table.columns_of(target)
            if column.field not in target.key
            and not column.same(
                table.values[column.field][first], table.values[column.field][index]
            )
        ]
        keys = [column.header for name in target.key if (column := table.column(name)) is not None]
        if others:
            return self.env._(
                "repeats row %(row)s (the same: %(keys)s), but with another %(others)s. "
                "Keep one of them.",
                row=table.rows[first],
                keys=", ".join(keys),
                others=", ".join(others),
            )
        return self.env._(
            "repeats row %(row)s (the same: %(keys)s). Keep one of them.",
            row=table.rows[first],
            keys=", ".join(keys),
        )

    # ------------------------------------------------------------------
    # Looking up
    # ------------------------------------------------------------------
    def _folds(self, table, name):
        """Tell whether texts of the key field are compared regardless of case and ё/е."""
        column = table.column(name)
        return bool(column and column.folds)

    def _row_keys(self, table, target):
        columns = []
        for name in target.key:
            values = table.get(name)
            if self._folds(table, name):
                folded = {value: key(value) if value else None for value in set(values)}
                values = [folded[value] for value in values]
            columns.append(values)
        return list(zip(*columns, strict=True))

    def _find_owners(self, table, target):
        """Return {index: the first row with the same key}, refusing repeated rows."""
        first, owners = {}, {}
        keys = self._row_keys(table, target)
        for index in table.good():
            owner = owners[index] = first.setdefault(keys[index], index)
            if owner != index:
                message = self._repeat_message(table, target, index, owner)
                if message:
                    table.fault(index, target.key[0], message)
        return owners

    def _find_existing(self, table, target, owners):
        """Return {index: id} of the records that are there already."""
        keys = self._row_keys(table, target)
        existing = self._read_existing(table, target, {keys[index] for index in owners})
        table.existing[target.model] = existing
        return {
            index: existing[keys[index]]["id"]
            for index in table.good()
            if owners.get(index) == index and keys[index] in existing
        }

    def _read_existing(self, table, target, keys):
        if not keys:
            return {}
        # sudo: a record that the user may not see must not be made twice; rights are checked later
        model = self.env[target.model].sudo().with_context(active_test=False)
        folds = [self._folds(table, name) for name in target.key]
        # what is compared loosely cannot be searched for; the other fields narrow the search
        domain = [
            (name, "in", [value or False for value in values])
            for name, values, fold in zip(
                target.key, map(set, zip(*keys, strict=True)), folds, strict=True
            )
            if not fold
        ]
        names = ["id", *target.key, *self._read_fields(table, target)]
        found = {}
        for row in model.search(domain, order="id").read(list(dict.fromkeys(names)), load=None):
            found.setdefault(self._key_of(row, target, folds), row)
        return {row_key: row for row_key, row in found.items() if row_key in keys}

    @staticmethod
    def _key_of(row, target, folds):
        return tuple(
            key(row[name]) if fold and row[name] else (row[name] or None)
            for name, fold in zip(target.key, folds, strict=True)
        )

    def _read_fields(self, table, target):
        model = self.env[target.model]
        return [
            column.field for column in table.columns_of(target) if column.field in model._fields
        ] + self._extra_fields(table, target)

    def _stored_fields(self, table, target):
        columns = [
            column.field
            for column in table.columns
            if column.stored and column in table.columns_of(target)
        ]
        keys = [name for name in target.key if name not in columns]
        return list(dict.fromkeys([*keys, *columns, *self._extra_fields(table, target)]))

    # ------------------------------------------------------------------
    # Comparing
    # ------------------------------------------------------------------
    def _compare(self, table, target, ids, owners):
        """Return {index: names of fields that differ}, and note old and new for people."""
        existing, keys = table.existing[target.model], self._row_keys(table, target)
        columns = [c for c in table.columns_of(target) if c.field not in target.key]
        extra = self._extra_fields(table, target)
        differing, shown = defaultdict(list), []
        for index in ids:
            if index in table.bad:
                continue
            old = existing[keys[index]]
            for column in columns:
                new = table.values[column.field][index]
                if column.keep and not new and new is not False:
                    continue
                if not column.same(old[column.field], new):
                    differing[index].append(column.field)
                    shown.append((index, column, _hashable(old[column.field]), _hashable(new)))
            for name in extra:
                if (old[name] or None) != (table.values[name][index] or None):
                    differing[index].append(name)
        self._note_changes(table, shown)
        return differing

    def _note_changes(self, table, shown):
        values = defaultdict(set)
        for _index, column, old, new in shown:
            values[column] |= {old, new}
        words = {column: column.show(table, known) for column, known in values.items()}
        for index, column, old, new in shown:
            change = (column.header, words[column][old], words[column][new])
            table.changes.setdefault(index, []).append(change)

    def _values(self, table, target, names, index, old=None):
        """Return the values of ``names`` of a row; kept ones come from the record ``old``."""
        values = []
        for name in names:
            value = table.values[name][index]
            column = table.column(name)
            if old and column and column.keep and not value and value is not False:
                value = _hashable(old[name])
            values.append(value)
        return values

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------
    def _create(self, table, target, names, indexes):
        # sudo: what was made is checked against the user's rights by _refuse_forbidden. Of new
        # records the protocol tells; the chatter is for what changes later
        model = self.env[target.model].sudo().with_context(tracking_disable=True)
        ids = []
        size = BULK_BATCH if target.bulk else BATCH
        for start in range(0, len(indexes), size):
            table.run.tick(0.4 + 0.6 * start / len(indexes))
            batch = indexes[start : start + size]
            rows = [self._values(table, target, names, index) for index in batch]
            if target.bulk:
                ids += bulk.insert(model, names, rows)
            else:
                ids += model.create([self._vals(model, names, row) for row in rows]).ids
        return ids

    def _update(self, table, target, names, indexes, ids):
        existing, keys = table.existing[target.model], self._row_keys(table, target)
        rows = [
            self._values(table, target, names, index, existing[keys[index]]) for index in indexes
        ]
        # sudo: the records were checked by _refuse_forbidden before
        model = self.env[target.model].sudo()
        if target.bulk:
            bulk.update(model, names, [ids[index] for index in indexes], rows)
            return
        for count, (index, row) in enumerate(zip(indexes, rows, strict=True)):
            if not count % BATCH:
                table.run.tick(0.7 + 0.3 * count / len(indexes))
            model.browse(ids[index]).write(self._vals(model, names, row))

    @staticmethod
    def _vals(model, names, row):
        vals = {}
        for name, value in zip(names, row, strict=True):
            field = model._fields[name]
            if field.type == "many2many":
                vals[name] = [(6, 0, list(value or ()))]
            elif value is None:
                vals[name] = 0 if field.type in ("integer", "float") else False
            else:
                vals[name] = value
        return vals

    def _guarded(self, table, target, write, *args):
        """Write; a refusal of the model or of the database becomes a fault of the sheet."""
        try:
            with self.env.cr.savepoint():
                write(table, target, *args)
        except UserError as error:
            table.header_fault(str(error))
        except psycopg2.errors.IntegrityError as error:
            table.header_fault(self.env[target.model]._sql_error_to_message(error))

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------
    def _check_model_rights(self, table, target):
        """Check the user's rights to the model and its fields, whatever the records."""
        model = self.env[target.model]
        try:
            model.check_access("create")
            model.check_access("write")
        except AccessError:
            table.header_fault(
                self.env._(
                    "you may not load this sheet. Ask an administrator for the rights, "
                    "or have somebody load it who has them."
                )
            )
            table.bad.update(range(len(table)))
            return False
        return True

    def _refuse_forbidden(self, table, target, ids, operation):
        """Tell the rows whose records are out of the user's reach.

        :param dict ids: {index: id}
        """
        if self.env.su or not ids:
            return
        records = self.env[target.model].browse(ids.values())
        allowed = set(records._filtered_access(operation).ids)
        for index, row_id in ids.items():
            if row_id not in allowed:
                table.fault(
                    index,
                    target.key[0],
                    self.env._(
                        "this row is about data outside your territories. Remove the row or ask "
                        "the administrator for access."
                    ),
                )


def _hashable(value):
    return tuple(value) if isinstance(value, list) else value
